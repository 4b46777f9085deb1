"""A .env file may hold secrets as long as git ignores it."""

from pathlib import Path

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

SECRET = "PAYMENT_API_KEY=Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa\n"
RULE = rule_of("security/hardcoded-secret", "env")


def findings(path: Path, text: str = SECRET) -> int:
    assert RULE is not None
    return len(analyze(Document.of(path, text), Project(path.parent), (RULE,)))


def test_an_ignored_file_may_hold_secrets(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("node_modules\n.env*\n!.env.example\n")
    assert findings(tmp_path / ".env") == 0
    assert findings(tmp_path / ".env.example") == 1


def test_a_file_that_git_does_not_ignore_may_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("node_modules\n")
    assert findings(tmp_path / ".env") == 1


def test_what_is_committed_for_developers_machines_opens_none_but_those(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    own = "SESSION_SECRET=d41a7be2906c4f5fb8e3a1c7529d60f4\n"
    assert findings(tmp_path / ".env", own) == 1
    assert findings(tmp_path / ".env.development", own) == 0
    assert findings(tmp_path / ".devcontainer" / ".env", own) == 0
    assert findings(tmp_path / ".env.development", "KEY=sk_live_Zq81vLr0tXn47KwBm2Yc93Hd\n") == 1


def test_an_ignored_file_for_developers_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text(".env.local\n")
    assert findings(tmp_path / ".env.local", "KEY=sk_live_Zq81vLr0tXn47KwBm2Yc93Hd\n") == 0
