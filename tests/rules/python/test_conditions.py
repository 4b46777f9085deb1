"""Conditions are negated to something that is true exactly where they were false."""

from itertools import product

import pytest
from tree_sitter import Node

from burnish.document import Document
from burnish.rules.python.about.conditions import conjunct, negated
from burnish.tree import descendants


def condition_of(text: str) -> tuple[Document, Node]:
    document = Document.of("a.py", f"if {text}:\n    pass\n")
    found = next(descendants(document.root, ("if_statement",))).child_by_field_name("condition")
    assert found is not None
    return document, found


@pytest.mark.parametrize(
    ("condition", "opposite"),
    [
        ("a", "not a"),
        ("not a", "a"),
        ("a is None", "a is not None"),
        ("a  not  in b", "a in b"),
        ("a == b", "a != b"),
        ("a < b", "not a < b"),
        ("len(a) < 3", "len(a) >= 3"),
        ("len(a) > 0", "len(a) == 0"),
        ("a and len(a) > 0", "not a"),
        ("a and b and len(a) != 0", "not a or not b or len(a) == 0"),
        ("b and a and len(a) != 0", "not b or not a"),
        ("len(a) > 0 and a", "len(a) == 0 or not a"),
        ("a and len(a) > 1", "not a or len(a) <= 1"),
        ("a or len(a) > 0", "not a and len(a) == 0"),
        ("a < b < c", "not a < b < c"),
        ("a and b", "not (a and b)"),
        ("a is None or not b", "a is not None and b"),
        ("a and b is None and c", "not a or b is not None or not c"),
        ("not a and (b or c)", "a or not (b or c)"),
        ("(a if b else c)", "not (a if b else c)"),
        ("a := b", "not (a := b)"),
        ("not (a or b)", "a or b"),
        ("not (a or b) and c is None", "(a or b) or c is not None"),
    ],
)
def test_a_negated_condition_reads_well(condition: str, opposite: str) -> None:
    assert negated(*condition_of(condition)) == opposite


@pytest.mark.parametrize(
    "condition",
    [
        "a",
        "not a",
        "a == b",
        "a in (b, c)",
        "a < b",
        "a < b < c",
        "a and b",
        "a or b and c",
        "not a and (b or c)",
        "(a or b) and not c",
        "a is b or b == c and not a",
        "not (a and b)",
        "not (a and b) or c == a",
        "a if b else c",
    ],
)
def test_a_negated_condition_is_true_where_the_other_is_false(condition: str) -> None:
    opposite = negated(*condition_of(condition))
    for a, b, c in product((0, 1, float("nan")), repeat=3):
        values = {"a": a, "b": b, "c": c}
        assert bool(eval(opposite, values)) is not bool(eval(condition, values)), (opposite, values)


@pytest.mark.parametrize(
    ("condition", "operand"),
    [
        ("a", "a"),
        ("(a and b)", "a and b"),
        ("a or b", "(a or b)"),
        ("not a", "not a"),
        ("a if b else c", "(a if b else c)"),
    ],
)
def test_a_condition_becomes_an_operand_of_and(condition: str, operand: str) -> None:
    assert conjunct(*condition_of(condition)) == operand


def test_a_length_is_one_of_the_builtin_only() -> None:
    document = Document.of("a.py", "def f(a, len):\n    if len(a) < 3:\n        pass\n")
    found = next(descendants(document.root, ("if_statement",))).child_by_field_name("condition")
    assert found is not None
    assert negated(document, found) == "not len(a) < 3"
