"""What `check` kept from before: the same is found with it as without, and nothing is looked for twice."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from burnish.cli.checking import check_places
from burnish.cli.found_before import FoundBefore
from burnish.cli.workspace import chosen, folders_of
from burnish.report.checked import Checked
from burnish.store import Cache, check_path
from tests.running import called as burnish

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
LONG = (
    "def f(first_condition_of_all, second_condition_of_all):\n"
    "    if first_condition_of_all.is_what_it_should_be:\n"
    "        if second_condition_of_all.is_what_it_should:\n"
    "            return 1\n"
    "    return 2\n"
)
TWICE = "".join(
    f".{name} {{\n  display: flex;\n  align-items: center;\n  justify-content: space-between;\n  color: #123;\n}}\n"
    for name in "ab"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]\nname = 'p'\n")
    return folder


def check(folder: Path, before: FoundBefore | None = None, *, with_fixes: bool = True) -> Checked:
    every = chosen([folder], folders_of({}))
    checked = check_places(every.places, every.skipped, 1, with_fixes=with_fixes, before=before)
    if before is not None:
        before.close()
    return checked


def again(folder: Path, *, with_fixes: bool = True) -> list[str]:
    """The files that are searched, once what was found before is used; it must be what is found without."""
    before = FoundBefore(Cache(kept_beside(folder)), with_fixes)
    assert check(folder, before, with_fixes=with_fixes) == check(folder, with_fixes=with_fixes)
    return [path.name for path in before.fresh]


def kept_beside(folder: Path) -> Path:
    return folder.parent / "kept.sqlite3"


def test_what_did_not_change_is_not_searched_again(project):
    for name in ("a.py", "b.py", "c.js"):
        (project / name).write_text(OPENED if name.endswith("py") else "const a = 1;\n")
    assert again(project) == ["a.py", "b.py", "c.js"]
    assert again(project) == []
    (project / "b.py").write_text("x = 1\n")
    assert again(project) == ["b.py"]
    (project / "b.py").write_text(OPENED)
    assert again(project) == []


def test_the_places_that_a_finding_is_about_are_kept_too(project):
    (project / "a.css").write_text(TWICE)
    assert again(project) == ["a.css"]
    assert again(project) == []
    assert [one.related != () for one in check(project).found] == [True]


def test_a_file_of_another_name_is_another(project):
    (project / "a.py").write_text(OPENED)
    again(project)
    (project / "a.py").rename(project / "b.py")
    assert again(project) == ["b.py"]


def test_what_was_given_up_is_not_taken_for_nothing_found(project):
    """Each step of the rule looks at all that stands below, for what is nowhere: no machine is fast enough."""
    endless = "regex: nowhere"
    for _ in range(6):
        endless = f"has: {{stopBy: end, {endless}}}"
    (project / ".burnish" / "rules").mkdir(parents=True)
    (project / ".burnish" / "rules" / "a.yml").write_text(
        f"id: a\nlanguage: python\nrule: {{kind: module, {endless}}}\n"
    )
    (project / "a.py").write_text("x = " + "[" * 90 + "1, 2, 3" + "]" * 90 + "\n")
    (project / "b.py").write_text("x = 1\n")
    before = FoundBefore(Cache(kept_beside(project)), True)
    assert check(project, before).found == ()
    assert [path.name for path in before.fresh] == ["b.py"]


def test_other_settings_are_asked_for_anew_and_those_before_are_remembered(project):
    (project / "a.py").write_text(OPENED)
    (project / "b.py").write_text(OPENED)
    again(project)
    (project / "burnish.toml").write_text('[per-path."a.py"]\nseverity = { readability = "error" }\n')
    assert again(project) == ["a.py"]
    (project / "burnish.toml").unlink()
    assert again(project) == []


def test_a_rule_of_the_projects_own_counts(project):
    (project / "a.py").write_text(OPENED)
    again(project)
    (project / ".burnish" / "rules").mkdir(parents=True)
    (project / ".burnish" / "rules" / "mine.yml").write_text("id: mine\n")
    assert "a.py" in again(project)


def test_declared_dependencies_count_for_those_that_asked_and_for_no_others(project):
    manifest = project / "package.json"
    manifest.write_text('{"name": "p", "version": "1.0.0", "dependencies": {"express": "^4"}}')
    (project / "app.js").write_text(
        'const fs = require("fs");\nconst express = require("express");\nconst app = express();\n'
        'app.get("/", (req, res) => { res.send(fs.readFileSync("a.txt")); });\n'
    )
    (project / "other.js").write_text("export const a = 1;\n")
    again(project)
    manifest.write_text('{"name": "p", "version": "1.0.1", "dependencies": {"express": "^4"}}')
    assert again(project) == ["package.json"]
    manifest.write_text('{"name": "p", "version": "1.0.1", "dependencies": {"express": "^5"}}')
    assert sorted(again(project)) == ["app.js", "package.json"]


def test_a_locked_version_counts(project):
    (project / "package.json").write_text('{"name": "p", "dependencies": {"a": "*"}}')
    (project / "package-lock.json").write_text(json.dumps({"packages": {"node_modules/a": {"version": "1.2.3"}}}))
    again(project)
    (project / "package-lock.json").write_text(json.dumps({"packages": {"node_modules/a": {"version": "1.2.4"}}}))
    assert "package.json" in again(project)
    (project / "package-lock.json").write_text(
        json.dumps({"packages": {"node_modules/a": {"version": "1.2.4"}, "node_modules/b": {"version": "1.0.0"}}})
    )
    assert "package.json" not in again(project)


def test_the_names_of_the_projects_own_packages_count(project):
    (project / "package.json").write_text('{"name": "p", "dependencies": {"other": "*"}}')
    (project / "other").mkdir()
    (project / "other" / "package.json").write_text('{"name": "another"}')
    again(project)
    (project / "other" / "package.json").write_text('{"name": "other"}')
    assert again(project) == ["package.json", "package.json"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", "[project]\nname = 'p'\n[tool.ruff]\nline-length = 120\n"),
        (".editorconfig", "root = true\n[*.py]\nmax_line_length = 120\n"),
        ("setup.cfg", "[flake8]\nmax-line-length = 120\n"),
    ],
)
def test_a_line_length_counts_where_it_was_asked(project, name, content):
    (project / "a.py").write_text(LONG)
    (project / "b.py").write_text("x = 1\n")
    again(project)
    (project / name).write_text(content)
    assert again(project) == ["a.py"]


def test_how_long_the_lines_of_other_files_are_counts(project):
    (project / "a.py").write_text(LONG)
    again(project)
    (project / "b.py").write_text("value = some.thing_that_is(" + "a, " * 27 + "a)\n" * 1 + "x = 1\n" * 20)
    assert again(project) == ["b.py"]
    line = "value = some.thing_that_is(" + "a, " * 27 + "a)\n"
    (project / "b.py").write_text(line * 200)
    assert again(project) == ["a.py", "b.py"]


def test_a_twin_and_attributes_say_what_a_file_is_for(project):
    (project / ".git").mkdir()
    (project / "page.css").write_text("a { color: red }\n")
    (project / "other.css").write_text("a { color: red }\n")
    again(project)
    (project / "page.scss").write_text("a { color: red }\n")
    assert again(project) == ["page.scss"]
    (project / "page.scss").unlink()
    assert again(project) == []
    (project / ".gitattributes").write_text("other.css linguist-documentation\n")
    assert again(project) == ["other.css"]


def test_what_git_ignores_counts_for_secrets(project):
    (project / ".git").mkdir()
    (project / ".env").write_text("PASSWORD=correcthorsebatterystaple9\n")
    again(project)
    (project / "sub").mkdir()
    (project / "sub" / ".env").write_text("PASSWORD=correcthorsebatterystaple9\n")
    assert again(project) == [".env"]
    (project / "sub" / ".git").mkdir()
    (project / ".git").rmdir()
    assert ".env" in again(project)


TEXTS = {
    "a.py": (OPENED, "x = 1\n", LONG, "def f(:\n"),
    "b.py": (OPENED, LONG, "# Generated by a tool. Do not edit.\n" + OPENED),
    "app.js": ("const a = 1;\n", "app.get('/', async (q, r) => { for (const x of q.l) { await f(x); } });\n"),
    "app.ts": (None, "const a: number = 1;\n"),
    "package.json": (None, '{"dependencies": {"express": "*"}}', '{"dependencies": {"a": "1.0.0"}, "main": "app.js"}'),
    "package-lock.json": (None, '{"packages": {"node_modules/express": {"version": "4.1.2"}}}', "{"),
    ".editorconfig": (None, "[*]\nmax_line_length = 120\n", "[*]\nmax_line_length = 60\n"),
    ".gitattributes": (None, "b.py linguist-generated\n", "*.js linguist-vendored\n"),
    "burnish.toml": (None, "max-function-lines = 3\n", 'ignore = ["readability"]\n', '[roles]\n"b.py" = "source"\n'),
    "tests/test_a.py": (None, OPENED),
}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_the_same_after_any_edits(project, seed):
    chance = random.Random(seed)
    (project / ".git").mkdir()
    for _ in range(25):
        name = chance.choice(sorted(TEXTS))
        text = chance.choice(TEXTS[name])
        path = project / name
        path.parent.mkdir(exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text)
        again(project)


def test_several_processes_keep_what_they_find(project):
    for number in range(40):
        (project / f"a{number}.py").write_text(OPENED + f"x = {number}\n")
    every = chosen([project], folders_of({}))
    before = FoundBefore(Cache(kept_beside(project)), False)
    first = check_places(every.places, every.skipped, 2, with_fixes=False, before=before)
    before.close()
    assert len(before.fresh) == 40
    assert first == check(project, with_fixes=False)
    assert again(project, with_fixes=False) == []


@pytest.mark.parametrize("broken", ["text", "cut", "values", "table", "folder"])
def test_a_broken_cache_is_none(project, broken):
    (project / "a.py").write_text(OPENED)
    again(project)
    kept = kept_beside(project)
    if broken == "text":
        kept.write_text("nonsense " * 1000)
    elif broken == "cut":
        kept.write_bytes(kept.read_bytes()[:5000])
    elif broken == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        with sqlite3.connect(kept) as connection:
            change = "UPDATE kept SET value = x'00'" if broken == "values" else "DROP TABLE kept"
            connection.execute(change)
        connection.close()
    assert again(project) == ["a.py"]
    if broken in ("text", "cut", "values"):
        again(project)
        assert again(project) == []


@pytest.mark.parametrize(
    "written", ["[]", "{}", "[[], {}]", '[[], {"found": [1], "bad": null}]', '[[["os:remove", [], ""]], {}]']
)
def test_what_another_burnish_kept_is_none(project, written):
    (project / "a.py").write_text(OPENED)
    again(project)
    kept = kept_beside(project)
    with sqlite3.connect(kept) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM kept")]
    connection.close()
    cache = Cache(kept)
    cache.put(dict.fromkeys(keys, written))
    cache.close()
    assert again(project) == ["a.py"]


def test_no_cache_neither_reads_nor_writes(project):
    (project / "a.py").write_text(OPENED)
    check_path().unlink(missing_ok=True)
    burnish("check", "--no-cache", cwd=project)
    assert not check_path().exists()
    burnish("check", cwd=project)
    assert check_path().exists()


def test_the_store_keeps_to_its_size_and_drops_what_was_written_first(tmp_path):
    cache = Cache(tmp_path / "kept.sqlite3", most=1000)
    for number in range(30):
        cache.put({str(number).encode(): "x" * 100})
    assert cache.get(b"0") is None
    assert cache.get(b"29") == "x" * 100
    assert sum(cache.get(str(number).encode()) is not None for number in range(30)) <= 10
    cache.close()


def test_a_store_that_may_not_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "kept.sqlite3")
    cache.put({b"1": "1"})
    assert cache.get(b"1") is None
    cache.close()


@pytest.mark.parametrize("number", range(20))
def test_two_checks_at_once_that_make_the_store(tmp_path, number):
    both = threading.Barrier(2)

    def run(start: int) -> None:
        both.wait()
        for key in range(start, start + 5):
            cache = Cache(tmp_path / "kept.sqlite3")
            cache.put({str(key).encode(): str(key)})
            cache.close()

    threads = [threading.Thread(target=run, args=(start,)) for start in (0, 100)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    cache = Cache(tmp_path / "kept.sqlite3")
    lost = [key for key in (*range(5), *range(100, 105)) if cache.get(str(key).encode()) != str(key)]
    cache.close()
    assert lost == []


def test_where_nothing_is_searched_neither_engine_nor_gate_nor_model_is_imported(project):
    (project / "a.py").write_text(OPENED)
    first = burnish("check", cwd=project)
    program = (
        "import sys\nsys.argv = ['burnish', 'check']\nfrom burnish.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(name for name in sys.modules if name.startswith('burnish.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    *found, modules = done.stdout.splitlines()
    assert found == first.stdout.splitlines()
    heavy = ("burnish.engine", "burnish.verification", "burnish.behaviour", "burnish.analysis", "burnish.cli.verify")
    assert [one for one in modules.split() if one.startswith(heavy)] == []
