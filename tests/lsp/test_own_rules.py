"""A project's own rules in the editor: their findings, what is wrong with one, and a saved file that holds at once."""

from pathlib import Path

from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.editing import open_file
from tests.lsp.session import until
from tests.lsp.test_settings_files import changed
from tests.lsp.test_syntax import change

PATIENCE = 120.0
RULE = "id: no-print\nlanguage: python\nrule: {pattern: print($A)}\nmessage: print of $A\nfix: log($A)\n"
CODE = "def f(name):\n    print(name)\n"


async def test_they_are_found_moved_and_read_anew(plain_client: LanguageClient, tmp_path: Path):
    path = tmp_path / ".burnish/rules/a.yml"
    path.parent.mkdir(parents=True)
    path.write_text(RULE)
    uri = open_file(plain_client, tmp_path / "a.py", CODE)

    def shown(of: str = uri) -> list[tuple[str, int]]:
        return [(one.message, one.range.start.line) for one in plain_client.diagnostics.get(of, ())]

    await until(lambda: shown() == [("print of name", 1)], PATIENCE)
    change(plain_client, uri, 2, "import os\n\n\n" + CODE)
    await until(lambda: shown() == [("print of name", 4)], PATIENCE)
    changed(plain_client, path, RULE.replace("pattern: print($A)", "kind: nope"))
    await until(lambda: [line for _, line in shown(path.as_uri())] == [2] and shown() == [], PATIENCE)
    assert plain_client.diagnostics[path.as_uri()][0].severity is types.DiagnosticSeverity.Error
    changed(plain_client, path, RULE.replace("print of", "no print of"))
    await until(lambda: shown() == [("no print of name", 4)] and shown(path.as_uri()) == [], PATIENCE)
