"""The lock file beside a package.json says which version is in use."""

import json
from pathlib import Path

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("security/floating-dependency", "json")


def fixed(folder: Path, source: str) -> str:
    assert RULE is not None
    document = Document.of(folder / "package.json", source)
    (finding,) = analyze(document, Project.empty(), (RULE,))
    fix = RULE.fix(finding, document, Project.empty())
    return source if fix is None else document.edited(fix.edits).text


def test_uses_the_locked_version(tmp_path: Path) -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/express": {"version": "4.19.2"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert fixed(tmp_path, '{"dependencies": {"express": "*"}}') == '{"dependencies": {"express": "^4.19.2"}}'


def test_reads_the_first_lock_format(tmp_path: Path) -> None:
    lock = {"lockfileVersion": 1, "dependencies": {"express": {"version": "4.19.2"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert fixed(tmp_path, '{"dependencies": {"express": ">=4"}}') == '{"dependencies": {"express": "^4.19.2"}}'


def test_leaves_a_package_that_is_not_locked(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("[]")
    assert fixed(tmp_path, '{"dependencies": {"express": ""}}') == '{"dependencies": {"express": ""}}'
