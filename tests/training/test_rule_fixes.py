from __future__ import annotations

import pytest

from burnish.text import Edit, Span
from burnish.training.corpus import Function
from burnish.training.pairing import pairs_from
from burnish.training.roughening.pair import Pair
from burnish.training.roughening.words import words
from burnish.training.rule_fixes import accepted, finding_for, fixed_pairs, framed, refusal, refuted, unframed

VOCABULARY = words(
    names=["count", "user", "rows", "path", "name", "total", "items"],
    functions=["load_user", "render", "save", "send"],
    expressions=["self.items()", "config.path", "rows[0]"],
    strings=["done", "not found"],
    statements=["count += 1", "log(user)"],
)
OPENED = "def read(path):\n    source = open(path)\n    text = source.read()\n    source.close()\n    return text"
CLOSED = "def read(path):\n    with open(path) as source:\n        text = source.read()\n    return text"


def test_a_rule_fix_over_real_code_becomes_a_pair() -> None:
    (pair,) = fixed_pairs(OPENED, "python", "a/b")
    assert (pair.rule, pair.origin, pair.before, pair.after) == ("use-context-manager", "rule", OPENED, CLOSED)


def test_clean_code_gives_no_pair() -> None:
    assert list(fixed_pairs(CLOSED, "python", "a/b")) == []


def test_the_gate_accepts_the_clean_side_and_refuses_a_wrong_one() -> None:
    frame = framed(OPENED, "python")
    found = finding_for(Pair("python", "use-context-manager", OPENED, CLOSED, "native", "a/b"), frame)
    assert found is not None
    assert accepted(CLOSED, frame, *found)
    still_open = OPENED.replace("text", "content")
    assert refusal(still_open, frame, *found) is not None
    assert (refusal(OPENED, frame, *found) or "").startswith("extent")
    assert refusal(CLOSED.replace("return text", "return (text"), frame, *found) is not None


def test_a_method_is_framed_by_a_class_and_comes_back_dedented() -> None:
    method = "show(name) {\n  this.label.innerHTML = name;\n}"
    frame = framed(method, "javascript")
    assert not frame.document.has_errors
    assert unframed(frame, ()) == method
    start = frame.document.source.index(b"innerHTML")
    assert unframed(frame, (Edit(Span(start, start + 9), "textContent"),)) == method.replace("innerHTML", "textContent")
    assert unframed(frame, (Edit(Span(frame.region.start - 4, frame.region.end), ""),)) is None


COLLECTED = "def names(users):\n    found = [user.name for user in users if user.active]\n    return found"
LOOP = (
    "def names(users):\n    found = []\n    for user in users:\n        if user.active:\n"
    "            found.append(user.name)\n    return found"
)
METHOD = "level(a, b) {\n  if (a > 1) {\n    if (b) {\n      return 1;\n    }\n  }\n  return 2;\n}"
METHOD_FLAT = "level(a, b) {\n  if (a > 1 && b) {\n    return 1;\n  }\n  return 2;\n}"


@pytest.mark.parametrize(
    ("pair", "wrong"),
    [
        (Pair("python", "loop-to-comprehension", LOOP, COLLECTED, "native", "a/b"), False),
        (
            Pair(
                "python",
                "loop-to-comprehension",
                LOOP,
                COLLECTED.replace("user.name for", "user.active for").replace("if user.active", "if user.name"),
                "native",
                "a/b",
            ),
            True,
        ),
        (Pair("javascript", "flatten-nested-conditions", METHOD, METHOD_FLAT, "native", "a/b"), False),
        (
            Pair("javascript", "flatten-nested-conditions", METHOD, METHOD_FLAT.replace("&&", "||"), "native", "a/b"),
            True,
        ),
        (
            Pair("python", "use-context-manager", "x = open(p)\nx.close()", "with open(p):\n    pass", "snippet", "a"),
            False,
        ),
        (Pair("python", "loop-to-comprehension", LOOP, LOOP, "unchanged", "a/b"), False),
    ],
)
def test_a_pair_whose_sides_do_not_do_the_same_is_known(pair: Pair, wrong: bool) -> None:
    assert refuted(pair) is wrong


def test_the_recipe_says_whether_such_pairs_are_dropped() -> None:
    functions = [Function("python", COLLECTED.replace("names", f"names_{number}"), "a/b") for number in range(4)]
    vocabulary = {"python": VOCABULARY, "javascript": VOCABULARY}
    kept = pairs_from(functions, [], vocabulary, 0, 3)
    run = pairs_from(functions, [], vocabulary, 0, 3, behaviour=True)
    assert [pair for pair in run if pair.before != pair.after]
    assert run == [pair for pair in kept if not refuted(pair)]
