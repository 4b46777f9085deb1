"""What holds for all tests, and no linter says. `make check` runs it."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent


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
