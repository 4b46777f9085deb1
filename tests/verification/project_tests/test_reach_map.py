"""What is remembered of tests, and under which names."""

from __future__ import annotations

from pathlib import Path

from burnish.document import Document
from burnish.verification.project_tests import reach_map
from burnish.verification.project_tests.functions import changed_functions, functions_of
from burnish.verification.project_tests.reach_map import ReachMap
from burnish.verification.project_tests.runs import Ran, Run
from burnish.verification.project_tests.suites import Suite

SUITE = Suite("pytest", ".", ("python",), ())


def ran(test: str, file: str, reached: dict[str, set[str]], seconds: float = 0.1) -> Ran:
    return Ran(test, file, "passed", "", seconds, {path: frozenset(names) for path, names in reached.items()})


def run_of(*tests: Ran, complete: set[str]) -> Run:
    return Run({one.test: one for one in tests}, {}, frozenset(complete), "finished", 1.0)


def test_a_map_is_kept_and_found_again(tmp_path: Path):
    first = ran("t.py::a", "t.py", {"c.py": {"f", "K.g"}, "d.py": {""}}, 0.5)
    known = ReachMap().after(run_of(first, complete={"t.py", "empty.py"}), {"t.py": "1", "empty.py": "2"})
    reach_map.save(tmp_path, SUITE, known)
    assert reach_map.load(tmp_path, SUITE) == known
    assert reach_map.load(tmp_path / "other", SUITE) == ReachMap()


def test_only_test_files_that_changed_are_unknown():
    known = ReachMap().after(run_of(ran("a", "t.py", {}), complete={"t.py", "u.py"}), {"t.py": "1", "u.py": "1"})
    assert known.unknown({"t.py": "1", "u.py": "2", "new.py": "1"}) == ("u.py", "new.py")


def test_a_file_of_which_not_all_tests_ended_is_not_known():
    known = ReachMap().after(run_of(ran("a", "t.py", {}), complete=set()), {"t.py": "1"})
    assert known.unknown({"t.py": "1"}) == ("t.py",)


def test_the_tests_that_reach_a_function_quickest_first():
    known = ReachMap().after(
        run_of(
            ran("slow", "t.py", {"c.py": {"f"}}, 2.0),
            ran("quick", "t.py", {"c.py": {"f", "g"}}, 0.1),
            ran("other", "t.py", {"c.py": {"g"}}),
            ran("transformed", "t.py", {"c.py": {"", "*"}}, 0.5),
            ran("loads", "t.py", {"c.py": {""}}, 3.0),
            complete={"t.py"},
        ),
        {"t.py": "1"},
    )
    assert [one.test for one in known.reaching("c.py", ["f"])] == ["quick", "transformed", "slow"]
    assert [one.test for one in known.reaching("c.py", None)][-1] == "loads"
    assert known.reaching("d.py", None) == ()


def test_a_later_run_brings_the_map_up_to_date():
    digests = {"t.py": "1"}
    known = ReachMap().after(run_of(ran("a", "t.py", {"c.py": {"f"}}), complete={"t.py"}), digests)
    later = known.after(run_of(ran("a", "t.py", {"c.py": {"g"}}), complete=set()), digests)
    assert [len(later.reaching("c.py", [name])) for name in ("f", "g")] == [0, 1]


PYTHON = """
import x

@decorated(
    1,
)
def f(a):
    def inner():
        pass
    return inner

class K:
    @property
    def p(self):
        return 1

    class L:
        async def q(self): ...

top = lambda x: x
"""


def names(path: str, text: str) -> list[tuple[str, int, int]]:
    return [(one.name, one.first_line, one.last_line) for one in functions_of(Document.of(path, text))]


def test_names_of_functions_in_python():
    assert names("a.py", PYTHON) == [("f", 4, 10), ("K.p", 13, 15), ("K.L.q", 18, 18)]


def test_names_of_functions_in_javascript():
    text = (
        "export const f = async (x) => x;\nclass A { static m() {} n = () => 1; }\n"
        "const api = { load() {}, save: function () {} };\nmodule.exports.g = function () {};\n"
        "app.get('/x', (req, res) => {\n  res.send(1);\n});\n"
    )
    assert [name for name, _, _ in names("a.js", text)] == [
        "f", "A.m", "A.n", "load", "save", "module.exports.g", "app.get('/x', (req, res) => {",
    ]  # fmt: skip


def test_the_functions_that_a_rewrite_changes():
    before = Document.of("a.py", PYTHON)
    assert changed_functions(before, Document.of("a.py", PYTHON.replace("return 1", "return 2"))) == {"K.p"}
    assert changed_functions(before, Document.of("a.py", PYTHON.replace("import x", "import x, y"))) == frozenset()
    assert changed_functions(before, Document.of("a.py", PYTHON.replace("def f", "def h"))) == {"f"}
