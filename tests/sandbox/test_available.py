"""Which sandboxes there are, in which order, and what is said of those that are missing."""

from __future__ import annotations

import subprocess
import sys

from burnish.sandbox import Sandbox, available
from tests.sandbox.host import PYTHON


def test_there_is_one_sandbox_of_a_kind_in_order_of_preference() -> None:
    names = [sandbox.name for sandbox in available.sandboxes("python", natively=True)]
    assert names == [name for name in PYTHON if name in names]
    assert "cpython" in names
    assert "cpython" not in [sandbox.name for sandbox in available.sandboxes("python")]
    for language in ("javascript", "typescript", "tsx"):
        assert available.sandboxes(language) == available.sandboxes("javascript")
        assert "node" not in [sandbox.name for sandbox in available.sandboxes(language)]
    assert available.sandboxes("css") == ()


def test_what_is_missing_is_said_and_is_no_error() -> None:
    """Without the extra, without Node and without Pyodide, in a Python that has nothing but Burnish."""
    program = (
        "import sys, importlib.util, os\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name in ('pydantic_monty', 'py_mini_racer') else find(name, *a)\n"
        "os.environ['PATH'] = ''\n"
        "from burnish.sandbox import available, node\n"
        "node.pyodide = lambda: None\n"
        "print(available.sandboxes('python'), available.sandboxes('tsx'))\n"
        "print(available.missing('python'))\nprint(available.missing('tsx'))\nprint(available.report())\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    lines = ran.stdout.splitlines()
    assert lines[0] == "() ()"
    assert "-m pip install 'hypothesis>=" in lines[1]
    assert "Node.js 20" in lines[1]
    assert "npm install --prefix" in lines[1]
    assert lines[1].endswith("pyodide@314.0.7")
    assert "-m pip install 'hypothesis>=" in lines[2]


def test_the_state_of_each_is_reported(opened: dict[str, Sandbox]) -> None:
    told = dict(available.report())
    assert set(told) == {"monty", "pyodide", "cpython", "v8", "node"}
    for name in opened:
        assert "not installed" not in told[name]
