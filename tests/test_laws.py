"""What holds everywhere, and no linter says. `make check` runs it."""

from __future__ import annotations

import ast
from pathlib import Path

from burnish.verification.gate import CHECKS

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "server" / "burnish"

FOREIGN = ("injected", "harness", "snippets", "cpython_host.py", "pyodide_seal.py")
"""Parts of the package that run where Burnish does not."""


def test_no_test_puts_anything_in_the_place_of_burnishs_own_code():
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if not {"workspaces", "workspace", "textbook"} & set(path.parts)
        for line in replacements_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_stands_in_for_burnishs_own_code_is_found():
    assert replacements_in("from burnish import store\n\ndef test(m):\n    m.setattr(store, 'MOST', 2)\n") == [4]
    assert replacements_in("import burnish.store as s\ndef test(m):\n    m.setattr(s.Store, 'get', None)\n") == [3]
    assert replacements_in("def test(m):\n    m.setattr('burnish.store.MOST', 2)\n") == [2]
    assert replacements_in("import os\ndef test(m):\n    m.setattr(os, 'access', None)\n") == []


def replacements_in(code: str) -> list[int]:
    """The lines in which an attribute of Burnish's is replaced for a while, as pytest's monkeypatch does."""
    tree = ast.parse(code)
    ours = {
        name.asname or name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
        if (getattr(node, "module", None) or name.name).partition(".")[0] == "burnish"
    }
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            target = node.args[0]
            while isinstance(target, ast.Attribute):
                target = target.value
            named = target.id if isinstance(target, ast.Name) else ""
            text = target.value if isinstance(target, ast.Constant) and isinstance(target.value, str) else ""
            if named in ours or text.startswith("burnish."):
                lines.append(node.lineno)
    return lines


def test_nothing_is_started_with_a_window_of_its_own():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if not set(FOREIGN) & set(path.parts):
            started = starts_in(path.read_text(encoding="utf-8"))
            found += [f"{path.relative_to(PACKAGE)}:{line}" for line, flagged in started if not flagged]
    # Namespaces are Linux's alone.
    assert [one for one in found if not one.startswith("sandbox/process.py:")] == []


def test_what_is_started_with_a_window_is_found():
    assert starts_in("import subprocess\nsubprocess.run([])\n") == [(2, False)]
    assert starts_in("import subprocess as s\ns.Popen(\n[], creationflags=NO_WINDOW)\n") == [(2, True)]


def starts_in(code: str) -> list[tuple[int, bool]]:
    """The lines that start a process, and whether it has its `creationflags` from `child.NO_WINDOW`."""
    tree = ast.parse(code)
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name == "subprocess"
    }
    return [
        (
            node.lineno,
            any(one.arg == "creationflags" and ast.unparse(one.value) == "NO_WINDOW" for one in node.keywords),
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("run", "Popen", "call", "check_call", "check_output")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in names
    ]


def test_a_check_is_one_file_and_the_gate_asks_each_once():
    files = {f"burnish.verification.checks.{one.stem}" for one in (PACKAGE / "verification/checks").glob("[!_]*.py")}
    assert sorted(one.__module__ for one in CHECKS) == sorted(files)
