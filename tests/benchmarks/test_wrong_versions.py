"""Wrong versions and right ones, as texts: what the benchmarks of behaviour make of a function."""

from __future__ import annotations

import textwrap

import pytest

from tests.benchmarks import javascript_wrong, python_wrong, same
from tests.benchmarks.functions_of import Module, functions, textbook


def python(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.after) for one in python_wrong.wrong_versions(textwrap.dedent(text).strip())]


def javascript(text: str, method: bool = False) -> list[tuple[str, str]]:
    return [(one.kind, one.after) for one in javascript_wrong.wrong_versions(text, "javascript", method)]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("comparison moved by one", "def f(a):\n    return a < 3", "def f(a):\n    return a <= 3"),
        ("arithmetic changed", "def f(a):\n    return a + 2", "def f(a):\n    return a - 2"),
        ("and/or swapped", "def f(a, b):\n    return a and b", "def f(a, b):\n    return ((a) or (b))"),
        ("arguments swapped", "def f(a, b):\n    return g(a, b)", "def f(a, b):\n    return g(b, a)"),
        ("default lost", "def f(a=1):\n    return a", "def f(a):\n    return a"),
        ("mutable or other default for None", "def f(a=None):\n    return a", "def f(a=[]):\n    return a"),
        ("copy dropped", "def f(a):\n    return list(a)", "def f(a):\n    return a"),
        ("in place instead of a copy", "def f(a):\n    return sorted(a)", "def f(a):\n    return (a.sort() or a)"),
        ("slice off by one", "def f(a):\n    return a[1:]", "def f(a):\n    return a[1 + 1:]"),
        ("await missing", "async def f(a):\n    return await a()", "async def f(a):\n    return a()"),
        ("laziness changed", "def f(a):\n    return [b for b in a]", "def f(a):\n    return (b for b in a)"),
        ("effects reordered", "def f(a):\n    a.b()\n    a.c()", "def f(a):\n    a.c()\n    a.b()"),
        (
            "early return dropped",
            "def f(a):\n    if a:\n        return 1\n    return 2",
            "def f(a):\n    if a:\n        pass\n    return 2",
        ),
        (
            "other exception caught",
            "def f(a):\n    try:\n        return a[0]\n    except KeyError:\n        return 1",
            "def f(a):\n    try:\n        return a[0]\n    except IndexError:\n        return 1",
        ),
        (
            "generator became a list",
            "def f(a):\n    for b in a:\n        yield b",
            "def f(a):\n    all_of_it = []\n    for b in a:\n        all_of_it.append((b))\n    return all_of_it",
        ),
    ],
)
def test_a_mistake_in_python(kind: str, before: str, after: str):
    assert (kind, after) in python(before)


def test_a_method_keeps_the_margin_of_its_class():
    before = "def f(self, a):\n        if a:\n            self.b = 1\n        return self.b"
    assert ("branch dropped", before.replace("self.b = 1", "pass")) in python(before)


def test_what_an_exception_says_is_no_behaviour():
    assert all("n" in after for _, after in python('def f(a):\n    raise ValueError("no " + "n")') if "raise" in after)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("comparison moved by one", "(a) => a < 3", "(a) => a <= 3"),
        ("strict equality lost", "(a) => a === 3", "(a) => a == 3"),
        ("default for false and default for nothing mixed up", "(a) => a || 3", "(a) => ((a) ?? (3))"),
        ("await missing", "async (a) => await a()", "async (a) => a()"),
        ("new forgotten", "(a) => new Set(a)", "(a) => Set(a)"),
        ("copy dropped", "(a) => [...a]", "(a) => a"),
        ("return dropped", "(a) => a", "(a) => { a; }"),
        ("argument dropped", "(a) => a.sort((b, c) => b - c)", "(a) => a.sort()"),
        ("check for nothing dropped", "(a) => a?.b", "(a) => a.b"),
        ("default changed", "(a = 1) => a", "(a = null) => a"),
    ],
)
def test_a_mistake_in_javascript(kind: str, before: str, after: str):
    assert (kind, f"const f = {after}") in javascript(f"const f = {before}")


def test_a_closure_that_shares_its_variable():
    before = "function f() { for (let i = 0; i < 3; i++) later(() => i); }"
    assert ("let became var", before.replace("let", "var")) in javascript(before)


def test_a_method_of_a_class_in_javascript():
    assert ("off by one", "f() { return 2; }") in javascript("f() { return 1; }", method=True)


def test_every_wrong_version_differs_and_has_its_own_id():
    for language, make in (("python", python_wrong), ("javascript", javascript_wrong)):
        for module in textbook(language):
            for function in functions(module):
                given = (function.text,) if language == "python" else (function.text, language, "." in function.name)
                found = make.wrong_versions(*given)
                assert found, function.name
                assert all(one.after != one.before for one in found)
                assert len({one.id for one in found}) == len(found)


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_the_textbook_has_sixty_functions_and_other_solutions(language: str):
    modules = textbook(language)
    assert sum(len(functions(module)) for module in modules) >= 60
    assert len(list(same.of_textbook(modules))) >= 30


def test_a_local_variable_is_renamed_everywhere():
    module = Module("", "a.py", "python", "def f(a):\n    b = a\n    return [b for _ in b]\n")
    (pair,) = same.of_renaming(functions(module))
    assert pair.after == "def f(a):\n    the_b = a\n    return [the_b for _ in the_b]"


def test_a_parameter_is_not_renamed():
    module = Module("", "a.py", "python", "def f(a):\n    a = a or 1\n    return a\n")
    assert list(same.of_renaming(functions(module))) == []


def test_the_safe_fix_of_a_rule_is_a_pair():
    text = "def f(a, b):\n    if a:\n        if b:\n            return 1\n    return 2\n"
    (pair,) = same.of_rules([Module("", "a.py", "python", text)])
    assert pair.kind == "fix of readability/flatten-nested-conditions"
    assert "if a and b:" in pair.module_after
