"""A .env file may hold secrets as long as git ignores it."""

from pathlib import Path

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

SECRET = "PAYMENT_API_KEY=Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa\n"
RULE = rule_of("security/hardcoded-secret", "env")


def findings(path: Path) -> int:
    assert RULE is not None
    return len(analyze(Document.of(path, SECRET), Project(path.parent), (RULE,)))


def test_an_ignored_file_may_hold_secrets(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("node_modules\n.env*\n!.env.example\n")
    assert findings(tmp_path / ".env") == 0
    assert findings(tmp_path / ".env.example") == 1


def test_a_file_that_git_does_not_ignore_may_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("node_modules\n")
    assert findings(tmp_path / ".env") == 1
