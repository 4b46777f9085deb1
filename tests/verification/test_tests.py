"""The check by the project's own tests, on small real projects."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Check, Origin, Outcome
from burnish.project import Project
from burnish.rule import Objective
from burnish.text import Span, smallest_edit
from burnish.verification.checks.tests import check
from burnish.verification.rewrite import Rewrite
from tests.running import missing
from tests.verification.project_tests.repositories import fingerprint, repository, write

CODE = """\
def add(a, b):
    return a + b


def twice(xs):
    out = []
    for x in xs:
        out.append(add(x, x))
    return out


def unused(a):
    return a
"""

PYTEST = """\
import pytest
from calc import add, twice

def test_add():
    assert add(1, 2) == 3

@pytest.mark.parametrize("xs", [[], [1], [1, 2]])
def test_twice(xs):
    assert twice(xs) == [2 * x for x in xs]

def test_other():
    pass

def test_wrong_before():
    assert twice([1]) == 3
"""

UNITTEST = """\
import unittest
import calc

class TestCalc(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = calc.twice([2])

    def test_add(self):
        self.assertEqual(calc.add(1, 2), 3)

    def test_twice(self):
        for xs in ([], [1]):
            with self.subTest(xs=xs):
                self.assertEqual(calc.twice(xs), [2 * x for x in xs])

    def test_made(self):
        self.assertEqual(self.made, [4])

    def test_other(self):
        pass

    @unittest.skip("not now")
    def test_skipped(self):
        calc.twice([])
"""

NODE = """\
const { test, describe, it } = require('node:test');
const assert = require('node:assert');
const { sum, mean } = require('../src/sum');
test('adds', () => { assert.strictEqual(sum([1, 2]), 3); });
describe('inside', () => { it('means', () => { assert.strictEqual(mean([2, 4]), 3); }); it.skip('skips', () => {}); });
test('outer', async (t) => { await t.test('inner', () => { assert.strictEqual(sum([]), 0); }); });
"""

SUM = """\
// zwölf
function sum(xs) {
  let total = 0;
  for (const x of xs) total += x;
  return total;
}
const mean = (xs) => sum(xs) / xs.length;
module.exports = { sum, mean };
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter that has pytest, and a folder for copies that must be empty in the end."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    # Those of this environment are slow to load and no matter here.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return folder


def rewritten(root: Path, name: str, old: str, new: str, cancelled: threading.Event | None = None) -> Rewrite:
    source = (root / name).read_bytes()
    assert old.encode() in source
    after = source.replace(old.encode(), new.encode(), 1)
    edit = smallest_edit(source, after)
    assert edit is not None
    document = Document.of(root / name, source)
    return Rewrite(
        document, document.edited([edit]), (edit,), Span(0, len(source)), Project(root, Config(run_tests=True)),
        Origin.MODEL, Objective.READABILITY, cancelled=cancelled,
    )  # fmt: skip


def changed(root: Path, old: str, new: str, name: str = "calc.py") -> Check:
    return check(rewritten(root, name, old, new))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "mein Projekt ä"
    write(folder, {"calc.py": CODE, "tests/test_calc.py": PYTEST, ".gitignore": ".pytest_cache/\n"})
    repository(folder)
    return folder


def test_a_change_that_keeps_what_the_tests_ask(project: Path, surroundings: Path):
    write(project, {"notes.txt": "not committed\n"})
    before = fingerprint(project)
    told = changed(project, "out.append(add(x, x))", "out += [add(x, x)]")
    assert told == Check("tests", Outcome.PASSED, "3 tests that reach it pass before and after")
    assert fingerprint(project) == before
    assert list(surroundings.iterdir()) == []


def test_a_change_that_breaks_a_test(project: Path):
    told = changed(project, "add(x, x)", "add(x, 1)")
    assert told.outcome is Outcome.FAILED
    assert told.detail == "tests/test_calc.py::test_twice[xs2] passed before and fails after: assert [2, 3] == [2, 4]"


def test_a_change_that_does_not_load_any_more(project: Path):
    told = changed(project, "def twice(xs):", "import nowhere_at_all\ndef twice(xs, *):")
    assert told.outcome is Outcome.FAILED
    assert "passed before and fails after" in told.detail
    assert "SyntaxError" in told.detail


def test_a_change_after_which_a_test_does_not_end(project: Path):
    before = fingerprint(project)
    told = changed(project, "    out = []\n", "    out = []\n    while xs: pass\n")
    assert told.outcome is Outcome.FAILED
    assert told.detail.startswith("tests/test_calc.py::test_twice[xs1] passed before and fails after")
    assert "it does not end within" in told.detail
    assert fingerprint(project) == before, "a run that was killed leaves nothing either"


def test_tests_that_fail_before_are_left_aside(project: Path):
    write(project, {"tests/test_calc.py": "import calc\n\ndef test_wrong_before():\n    assert calc.twice([1]) == 3\n"})
    told = changed(project, "add(x, x)", "add(x, 1)")
    assert told.outcome is Outcome.NOT_RUN
    assert told.detail == "tests/test_calc.py fails before the change: assert [2] == 3"
    with (project / "tests" / "test_calc.py").open("a") as file:
        file.write("\ndef test_fine():\n    pass\n")
    told = changed(project, "add(x, x)", "add(x, 1)")
    assert told.outcome is Outcome.NOT_RUN
    assert told.detail == (
        "the tests that reach it fail before the change: tests/test_calc.py::test_wrong_before: assert [2] == 3"
    )


def test_code_that_no_test_reaches(project: Path):
    assert changed(project, "    return a\n", "    return (a)\n").detail == "no test reaches it"


def test_a_project_without_tests(project: Path):
    (project / "tests" / "test_calc.py").unlink()
    assert changed(project, "add(x, x)", "add(x, 1)") == Check("tests", Outcome.NOT_RUN, "no tests were found")


def test_tests_that_cannot_be_run(project: Path):
    write(project, {"tests/conftest.py": "import not_installed_here\n"})
    told = changed(project, "add(x, x)", "add(x, 1)")
    assert told.outcome is Outcome.NOT_RUN
    assert told.detail == "tests/test_calc.py does not run: ModuleNotFoundError: No module named 'not_installed_here'"


def test_code_outside_functions_is_tested_by_all_that_use_the_file(project: Path):
    told = changed(project, "def add(a, b):", "LIMIT = 1\n\n\ndef add(a, b):")
    assert told.detail == "4 tests that reach it pass before and after"


def test_a_test_that_fails_now_and_then(project: Path, tmp_path: Path):
    """It fails on the first run after the change, and never again: it is run once more, and says nothing."""
    count = tmp_path / "count"
    flaky = (
        "from pathlib import Path\nimport calc\n\n"
        f"def test_flaky():\n    assert calc.twice([1]) == [2]\n    path = Path({str(count)!r})\n"
        "    n = len(path.read_text()) if path.exists() else 0\n    path.write_text('x' * (n + 1))\n"
        "    assert n != 2\n"
    )
    write(project, {"tests/test_calc.py": flaky})
    told = changed(project, "out.append(add(x, x))", "out += [add(x, x)]")
    assert told.outcome is Outcome.PASSED
    assert (
        told.detail
        == "1 test that reaches it passes before and after; 1 of them failed at first and passed when run again"
    )


def test_only_test_files_that_changed_are_run_to_see_what_they_reach(project: Path, tmp_path: Path):
    log = tmp_path / "log"
    other = f"def test_other():\n    open({str(log)!r}, 'a').write('ran ')\n"
    write(project, {"tests/test_other.py": other})
    changed(project, "out.append(add(x, x))", "out += [add(x, x)]")
    changed(project, "return a + b", "return b + a")
    assert log.read_text() == "ran "
    write(project, {"tests/test_other.py": other + "\n"})
    changed(project, "return a + b", "return b + a")
    assert log.read_text() == "ran ran "


def test_what_was_not_saved_yet_is_what_is_tested(project: Path):
    """The editor's text goes before the file's."""
    saved = rewritten(project, "calc.py", "add(x, x)", "add(x, 1)")
    write(project, {"calc.py": "raise SystemExit('never loaded')\n"})
    assert "test_twice[xs2] passed before and fails after" in check(saved).detail


def test_a_source_folder_with_an_editable_install_is_tested_in_the_copy(tmp_path: Path):
    """The environment leads to the project itself; what is tested is the copy all the same."""
    files = {"src/calc/__init__.py": CODE, "tests/test_calc.py": PYTEST, "setup.cfg": ""}
    write(tmp_path, files)
    environment = tmp_path / ".venv"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(environment)], check=True
    )
    (packages,) = environment.glob("lib/python*/site-packages")
    ours = Path(pytest.__file__).parents[1]
    (packages / "project.pth").write_text(f"{tmp_path / 'src'}\n{ours}\n")
    told = changed(tmp_path, "add(x, x)", "add(x, 1)", "src/calc/__init__.py")
    assert "test_twice[xs2] passed before and fails after" in told.detail


def test_a_run_that_nobody_waits_for_any_more(project: Path, surroundings: Path):
    cancelled = threading.Event()
    cancelled.set()
    told = check(rewritten(project, "calc.py", "add(x, x)", "add(x, 1)", cancelled))
    assert told == Check("tests", Outcome.FAILED, "it was cancelled before the tests had run")
    assert list(surroundings.iterdir()) == []


def test_a_killed_burnish_leaves_the_repository_as_it_was(project: Path, surroundings: Path):
    write(project, {"tests/test_calc.py": "import calc, os, time\n\ndef test():\n    calc.twice([1])\n    print('here', flush=True)\n    time.sleep(60)\n"})  # fmt: skip
    before = fingerprint(project)
    program = (
        "import sys, tempfile\nfrom pathlib import Path\ntempfile.tempdir = sys.argv[2]\n"
        "from tests.verification.test_tests import changed\n"
        "changed(Path(sys.argv[1]), 'add(x, x)', 'add(x, 1)')\n"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(project), str(surroundings)],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    try:
        while (
            not any(surroundings.glob("*/spare/told.jsonl"))
            or '"started"' not in next(surroundings.glob("*/spare/told.jsonl")).read_text()
        ):
            assert process.poll() is None
    finally:
        process.kill()
        process.wait()
    assert fingerprint(project) == before


def test_unittest(tmp_path: Path):
    write(tmp_path, {"calc.py": CODE, "tests/__init__.py": "", "tests/test_calc.py": UNITTEST})
    assert changed(tmp_path, "out.append(add(x, x))", "out += [add(x, x)]") == Check(
        "tests", Outcome.PASSED, "4 tests that reach it pass before and after"
    ), "the class is set up through it: all of its tests reach it"
    told = changed(tmp_path, "return out", "return out or None")
    assert told.outcome is Outcome.FAILED
    assert told.detail == (
        "tests.test_calc.TestCalc.test_twice passed before and fails after: AssertionError: None != []"
    )


def test_node(tmp_path: Path):
    if shutil.which("node") is None:
        missing("Node is not installed")
    write(tmp_path, {"package.json": "{}", "src/sum.js": SUM, "test/sum.test.js": NODE})
    before = fingerprint(tmp_path)
    name = "src/sum.js"
    assert changed(tmp_path, "total += x", "total = total + x", name) == Check(
        "tests", Outcome.PASSED, "4 tests that reach it pass before and after"
    )
    told = changed(tmp_path, "sum(xs) / xs.length", "sum(xs)", name)
    assert told.detail == (
        "test/sum.test.js > inside > means passed before and fails after: Expected values to be strictly equal: 6 !== 3"
    )
    told = changed(tmp_path, "let total", "let let", name)
    assert told.outcome is Outcome.FAILED
    assert "SyntaxError: let is disallowed as a lexically bound name" in told.detail
    assert fingerprint(tmp_path) == before


def test_switched_off_as_it_is_by_default(project: Path):
    one = rewritten(project, "calc.py", "add(x, x)", "add(x, 1)")
    off = Rewrite(one.before, one.after, one.edits, one.region, Project(project), one.origin, one.objective)
    assert check(off) == Check("tests", Outcome.NOT_RUN, "switched off")


def test_a_file_that_is_no_code(tmp_path: Path):
    write(tmp_path, {"a.css": "a { color: red }\n"})
    assert changed(tmp_path, "red", "blue", "a.css").outcome is Outcome.NOT_APPLICABLE


def test_a_text_that_was_never_saved(tmp_path: Path):
    one = rewritten_text(tmp_path / "new.py")
    assert check(one).detail == "the file is not saved in a project"


def rewritten_text(path: Path) -> Rewrite:
    document = Document.of(path, CODE)
    edit = smallest_edit(CODE.encode(), CODE.replace("add(x, x)", "x").encode())
    assert edit is not None
    project = Project(None, Config(run_tests=True))
    return Rewrite(document, document.edited([edit]), (edit,), Span(0, 1), project, Origin.MODEL, Objective.READABILITY)
