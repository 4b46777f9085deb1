"""The lock file beside a package.json says which version is in use."""

import json
from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("security/floating-dependency", "json")


def fixed(folder: Path, source: str) -> str:
    assert RULE is not None
    document = Document.of(folder / "package.json", source)
    (finding,) = analyze(document, Project.empty(), (RULE,))
    fix = RULE.fix_of(finding, document, Project.empty())
    return source if fix is None else document.edited(fix.edits).text


def write_package(folder: Path, manifest: str) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(manifest)


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


def test_a_package_of_the_same_workspace_is_what_lies_there(tmp_path: Path) -> None:
    for folder, text in (
        ("packages/kit", '{"name": "kit"}'),
        ("packages/odd", "[]"),
        ("packages/other", '{"name": 7}'),
        ("examples/page", '{"dependencies": {"kit": "*", "left-pad": "*"}}'),
    ):
        write_package(tmp_path / folder, text)
    assert RULE is not None
    document = Document.of(tmp_path / "examples/page/package.json", '{"dependencies": {"kit": "*", "left-pad": "*"}}')
    (finding,) = analyze(document, Project(tmp_path), (RULE,))
    assert "'left-pad'" in finding.message


def test_a_workspace_may_be_a_part_of_the_project(tmp_path: Path) -> None:
    for folder, text in (
        ("site", '{"workspaces": {"packages": ["apps/*", "./parts/*", "!apps/old", "../*", 7]}}'),
        ("site/parts/kit", '{"name": "kit"}'),
        ("site/parts/odd", "[]"),
        ("site/apps/page", "{}"),
        ("elsewhere/far/away/pad", '{"name": "left-pad"}'),
    ):
        write_package(tmp_path / folder, text)
    (tmp_path / "package.json").write_text("{}")
    assert RULE is not None
    source = '{"dependencies": {"kit": "*", "left-pad": "*"}}'
    (finding,) = analyze(Document.of(tmp_path / "site/apps/page/package.json", source), Project(tmp_path), (RULE,))
    assert "'left-pad'" in finding.message


def test_a_branch_that_a_lock_file_holds_at_a_commit_does_not_float(tmp_path: Path) -> None:
    source = '{"dependencies": {"kit": "github:shop-example/kit"}}'
    document = Document.of(tmp_path / "package.json", source)
    assert RULE is not None
    assert len(analyze(document, Project.empty(), (RULE,))) == 1
    commit = "0123456789abcdef0123456789abcdef01234567"
    lock = {
        "packages": {"": {"dependencies": {"kit": "github:shop-example/kit"}}, "node_modules/kit": {"version": "1.0.0"}}
    }
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert len(analyze(document, Project.empty(), (RULE,))) == 1
    lock["packages"]["node_modules/kit"]["resolved"] = f"git+ssh://git@github.com/shop-example/kit.git#{commit}"
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert analyze(document, Project.empty(), (RULE,)) == ()


def test_a_repository_in_the_same_hands_is_no_others() -> None:
    source = (
        '{"repository": "github:Shop/web", "dependencies": {"kit": "github:shop/kit", "other": "github:else/other"}}'
    )
    document = Document.of("package.json", source)
    assert RULE is not None
    (finding,) = analyze(document, Project.empty(), (RULE,))
    assert "'other'" in finding.message


@pytest.mark.parametrize(
    ("lock", "text"),
    [
        ("package-lock.json", '{"packages": {"node_modules/standard": {"version": "17.0.0"}}}'),
        ("npm-shrinkwrap.json", '{"dependencies": {"standard": {"version": "17.0.0"}}}'),
        ("yarn.lock", '# yarn lockfile v1\n\nstandard@*:\n  version "17.0.0"\n'),
        ("yarn.lock", '"standard@npm:*":\r\n  version: 17.0.0\r\n'),
        ("pnpm-lock.yaml", "packages:\n\n  standard@17.0.0:\n    resolution: {}\n"),
        ("pnpm-lock.yaml", "packages:\n\n  /standard/17.0.0:\n    resolution: {}\n"),
        ("bun.lock", '{"packages": {"standard": ["standard@17.0.0"]}}'),
    ],
)
def test_a_tool_that_the_lock_file_beside_it_holds_is_as_it_is(tmp_path: Path, lock: str, text: str) -> None:
    (tmp_path / lock).write_text(text)
    assert found(tmp_path, '{"devDependencies": {"standard": "*", "nodemon": "3.1.0"}}') == []
    assert len(found(tmp_path, '{"devDependencies": {"stand": "*", "nodemon": "3.1.0"}}')) == 1
    assert len(found(tmp_path, '{"dependencies": {"standard": "*"}}')) == 1


def test_a_lock_file_further_up_is_of_the_whole_workspace(tmp_path: Path) -> None:
    (tmp_path / "pnpm-lock.yaml").write_text("packages:\n\n  typescript@5.0.0:\n    resolution: {}\n")
    assert len(found(tmp_path / "packages" / "kit", '{"devDependencies": {"typescript": "latest"}}')) == 1


def found(folder: Path, source: str) -> list[str]:
    assert RULE is not None
    document = Document.of(folder / "package.json", source)
    return [one.message for one in analyze(document, Project(folder), (RULE,))]
