"""Two versions of a file: which functions differ, and what the gate says of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.document import Document
from burnish.verification.versions import REST, Compared, Versions, compare_function, differing, listed


def versions(before: str | None, after: str | None, name: str = "prices.py") -> Versions:
    sides = (None if text is None else Document.of(name, text) for text in (before, after))
    return Versions(Path(name), *sides)


def said(compared: Compared, check: str) -> tuple[str, str]:
    (one,) = (one for one in compared.receipt.checks if one.name == check)
    return one.outcome.value, one.detail


def compare(before: str, after: str, function: str, name: str = "prices.py") -> Compared:
    return compare_function(versions(before, after, name), function, seconds=20)


TOTAL = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n"
KEPT = "\n\ndef kept(a):\n    return a\n"


def test_functions_that_changed_came_and_went():
    found = differing(
        versions(
            f"{TOTAL}{KEPT}\n\ndef old(a):\n    return a + 1\n\n\ndef gone():\n    pass\n",
            f"def total(prices):\n    return sum(prices)\n{KEPT}\n\ndef renamed(a):\n    return a + 1\n\n\ndef new(): ...\n",
        )
    )
    assert (found.changed, found.same) == (("total",), ("kept",))
    assert (found.gone, found.new) == (("old", "gone"), ("renamed", "new"))
    assert found.renamed == {"renamed": "old"}


def test_line_ends_are_no_difference():
    assert differing(versions(TOTAL, "\ufeff" + TOTAL.replace("\n", "\r\n"))).changed == ()


def test_a_file_that_is_new_or_gone():
    assert differing(versions(None, TOTAL)).new == ("total",)
    assert differing(versions(TOTAL, None)).gone == ("total",)


def test_javascript_that_became_typescript():
    two = Versions(
        Path("a.ts"),
        Document.of("a.js", "function f(a) { return a + 1; }\n"),
        Document.of("a.ts", "function f(a: number): number { return 1 + a; }\n"),
    )
    assert differing(two).changed == ("f",)
    one = compare_function(two, "f", seconds=20)
    assert said(one, "interface") == ("passed", "")


@pytest.mark.parametrize(("before", "after"), [("a.py", "a.js"), ("a.css", "a.css")])
def test_languages_that_cannot_be_compared(before, after):
    with pytest.raises(ValueError, match="language"):
        differing(Versions(Path(after), Document.of(before, ""), Document.of(after, "")))


def test_what_is_the_same_is_proven_with_inputs_and_branches():
    one = compare(TOTAL, "def total(prices):\n    return sum(prices)\n", "total")
    assert one.verdict == "proven"
    assert one.inputs > 10
    assert one.branches[0] == one.branches[1] > 0
    assert [check.name for check in one.receipt.checks] == ["syntax", "interface", "names", "comments", "behaviour"]
    assert said(one, "behaviour")[1] == f"{one.inputs} inputs, {one.branches[0]}/{one.branches[1]} branches"


def test_what_differs_is_refuted_with_a_counterexample():
    one = compare(TOTAL, "def total(prices):\n    return max(prices)\n", "total")
    assert one.verdict == "refuted"
    assert one.counterexample is not None
    assert one.counterexample.input == "prices=[]"
    assert one.counterexample.before == "returned 0"
    assert "ValueError" in one.counterexample.after
    assert said(one, "behaviour") == ("failed", str(one.counterexample))


def test_what_is_called_in_another_way_is_not_proven():
    one = compare("def f(a, b=1):\n    return a\n", "def f(a, b=2):\n    return a\n", "f")
    assert one.verdict != "proven"
    assert said(one, "interface") == ("failed", "it was def f ( a , b = 1 ) and is now def f ( a , b = 2 )")


def test_types_are_no_difference():
    one = compare("def f(a, *, b=1):\n    return a\n", "def f(a: int, *, b: int = 1) -> int:\n    return a\n", "f")
    assert said(one, "interface") == ("passed", "")
    assert one.verdict == "proven"


def test_a_name_that_is_not_defined_and_a_lost_comment():
    one = compare("def f(a):\n    # why\n    return len(a)\n", "def f(a):\n    return lenght(a)\n", "f")
    assert said(one, "names") == ("failed", "'lenght' is not defined")
    assert said(one, "comments") == ("failed", "a comment is lost: # why")
    assert one.verdict != "proven"


def test_decorators_belong_to_how_a_function_is_called():
    before = "from functools import cache\n\n\n@cache\ndef f(a):\n    return a\n"
    one = compare(before, before.replace("@cache\n", ""), "f")
    assert said(one, "interface") == ("failed", "the decorators changed")


def test_what_is_not_well_formed_is_not_run():
    one = compare(TOTAL + KEPT, TOTAL.replace("return", "retrun") + KEPT + "x = (\n", "total")
    assert one.verdict == "unproven"
    assert said(one, "syntax")[0] == "failed"
    assert said(one, "behaviour") == ("not run", "code that is not well formed cannot be run")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("RATE = 1\n", "RATE = 2\n", "it changed, and is not run"),
        ("from a import g\n", "from b import g\n", "'g' was a.g and is now b.g"),
        ("import a\n", "# a comment\nimport a\nimport b\n", None),
    ],
)
def test_code_outside_of_functions(before, after, said):
    two = versions(before + KEPT, after + KEPT)
    found = list(listed(two, differing(two)))
    assert [(one.name, one.verdict, one.receipt.checks[0].detail) for one in found] == (
        [] if said is None else [(REST, "unproven", said)]
    )


def test_what_is_in_one_version_only_is_listed():
    two = versions(
        "def a(): pass\n\n\ndef b(): return 1\n", "def c(): return 1\n\n\ndef d(): pass\n\n\ndef e(): return 3\n"
    )
    found = {one.name: (one.verdict, one.receipt.checks[0].detail) for one in listed(two, differing(two))}
    assert found["e"] == ("unproven", "it is only in the new version")
    assert found["c"] == ("unproven", "it is new; but for the name it is 'b', which is gone")
    assert found["a"] == ("unproven", "it is only in the old version")
