from __future__ import annotations

from burnish.document import Document
from burnish.metrics import file_metrics, function_metrics


def test_a_straight_function_has_no_complexity():
    (one,) = function_metrics(Document.of("a.py", "def f(x):\n    # why\n    return x\n"))
    assert (one.name, one.cyclomatic, one.cognitive, one.nesting, one.lines) == ("f", 1, 0, 0, 2)


def test_nested_decisions_weigh_more_than_decisions_in_a_row():
    row = "def f(a, b):\n    if a:\n        return 1\n    if b:\n        return 2\n"
    nested = "def f(a, b):\n    if a:\n        if b:\n            return 2\n"
    (flat,) = function_metrics(Document.of("a.py", row))
    (deep,) = function_metrics(Document.of("a.py", nested))
    assert (flat.cyclomatic, flat.cognitive, flat.nesting) == (3, 2, 1)
    assert (deep.cyclomatic, deep.cognitive, deep.nesting) == (3, 3, 2)


def test_else_if_nests_no_deeper():
    (one,) = function_metrics(
        Document.of("a.js", "function f(a) { if (a) { g(); } else if (b) { h(); } else if (c) { i(); } }")
    )
    assert (one.cognitive, one.nesting) == (3, 1)


def test_cases_are_read_at_once_with_what_chooses_among_them():
    (one,) = function_metrics(
        Document.of("a.js", "function f(a) { switch (a) { case 1: g(); break; case 2: if (h()) { i(); } } }")
    )
    assert (one.cyclomatic, one.cognitive, one.nesting) == (4, 3, 2)


def test_a_value_in_place_of_none_breaks_no_flow():
    (one,) = function_metrics(Document.of("a.js", "function f(a) { return a ?? 1; }"))
    assert (one.cyclomatic, one.cognitive) == (2, 0)


def test_functions_are_measured_each_on_its_own():
    source = "const f = (a) => { if (a) { return function g(b) { while (b) { b -= 1; } }; } };"
    inner, outer = sorted(function_metrics(Document.of("a.js", source)), key=lambda one: -one.span.start)
    assert (inner.name, inner.cyclomatic, inner.nesting) == ("g", 2, 1)
    assert (outer.name, outer.cyclomatic, outer.nesting) == ("f", 2, 1)


def test_a_file_is_the_sum_of_its_functions():
    source = "def f(a):\n    if a:\n        return 1\n\ndef g(a):\n    while a:\n        a -= 1\n"
    whole = file_metrics(Document.of("a.py", source))
    assert (whole.cyclomatic, whole.cognitive, whole.nesting, whole.lines) == (5, 2, 1, 6)


def test_thousands_of_nested_levels_are_counted():
    depth = 2000
    source = "".join(f"{' ' * level}if x:\n" for level in range(depth)) + " " * depth + "pass\n"
    assert file_metrics(Document.of("a.py", source)).cyclomatic > 1


def test_a_language_without_functions_has_lines_only():
    assert file_metrics(Document.of(".env", "# a\nA=1\n\nB=2\n")).lines == 2


def test_a_name_in_quotes_is_named_without_them():
    (one,) = function_metrics(Document.of("a.js", "on({ 'monitor.type': function () { return 1; } })"))
    assert one.name == "monitor.type"
