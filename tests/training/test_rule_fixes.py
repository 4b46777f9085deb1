from __future__ import annotations

from burnish.text import Edit, Span
from burnish.training.roughening.pair import Pair
from burnish.training.rule_fixes import accepted, finding_for, fixed_pairs, framed, refusal, unframed

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
