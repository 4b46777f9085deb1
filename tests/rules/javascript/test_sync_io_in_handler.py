"""A handler becomes async only where its rejections are handled."""

from pathlib import Path

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

SOURCE = "const fs = require('fs');\napp.get('/', (req, res) => {\n  res.send(fs.readFileSync(file));\n});\n"
RULE = rule_of("performance/sync-io-in-handler", "javascript")


def fixed(folder: Path, express: str) -> str | None:
    assert RULE is not None
    (folder / "package.json").write_text(f'{{"dependencies": {{"express": "{express}"}}}}')
    document, project = Document.of(folder / "app.js", SOURCE), Project(folder)
    (finding,) = analyze(document, project, (RULE,))
    fix = RULE.fix_of(finding, document, project)
    return None if fix is None else document.edited(fix.edits).text


def test_express_5_handles_rejections(tmp_path: Path) -> None:
    after = "const fs = require('fs');\napp.get('/', async (req, res) => {\n  res.send(await fs.promises.readFile(file));\n});\n"
    assert fixed(tmp_path, "^5.0.0") == after


def test_express_4_does_not(tmp_path: Path) -> None:
    assert fixed(tmp_path, "^4.19.2") is None
