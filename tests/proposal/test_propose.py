from __future__ import annotations

import threading

import pytest

from burnish.document import Document
from burnish.model.errors import BackendError
from burnish.model.prompt import render_answer
from burnish.model.replay import ReplayBackend, Scripted
from burnish.proposal.propose import Proposal, Rejection, Wish, propose
from burnish.rule import Finding, Objective
from burnish.text import Span, apply

SOURCE = """\
import math


class Cart:
    def names(self):
        found = []
        for item in self.items:
            found.append(item.name)
        return found
"""
REGION = """\
def names(self):
    found = []
    for item in self.items:
        found.append(item.name)
    return found"""
BETTER = "def names(self):\n    return [item.name for item in self.items]"
EXPECTED = SOURCE[: SOURCE.index("        found")] + "        return [item.name for item in self.items]\n"
RULE = "readability/loop-to-comprehension"
IN_NAMES = Span(60, 60)
READABLE = Wish(Objective.READABILITY)


def hunks(*answers: str) -> ReplayBackend:
    """A model that gives these answers, one for each candidate."""
    return ReplayBackend(tuple(Scripted(text, seed=number) for number, text in enumerate(answers)), "hunks")


def chat(answer: str, *contains: str) -> ReplayBackend:
    return ReplayBackend((Scripted(answer, contains),), "chat")


def proposed(
    backend: ReplayBackend,
    source: str = SOURCE,
    path: str = "cart.py",
    anchor: str = "for item in",
    candidates: int = 1,
    rule: str | None = RULE,
) -> list[str]:
    """For each outcome the source after it, or the reason why there is none."""
    document = Document.of(path, source)
    start = document.source.index(anchor.encode())
    span = Span(start, start + len(anchor.encode()))
    finding = None if rule is None else Finding(rule, span, span, "A loop builds a list.")
    outcomes = propose(backend, document, span, Wish(Objective.READABILITY, finding), candidates=candidates)
    return [apply(document.source, one.edits).decode() if isinstance(one, Proposal) else one.reason for one in outcomes]


def test_a_hunk_answer_becomes_the_smallest_edits() -> None:
    assert proposed(hunks(render_answer(REGION, BETTER))) == [EXPECTED]


def test_a_chat_answer_becomes_the_same_edits_and_the_prompt_shows_what_was_found() -> None:
    backend = chat(
        f"Here it is:\n```python\n{BETTER}\n```", "A loop builds a list.", "import math", "loop to comprehension"
    )
    assert proposed(backend) == [EXPECTED]


def test_without_a_finding_the_objective_is_asked_for() -> None:
    assert proposed(chat(f"```\n{BETTER}\n```", "better readability"), rule=None) == [EXPECTED]


def test_no_edit_reaches_beyond_the_region_that_the_proposal_names() -> None:
    document = Document.of("cart.py", SOURCE)
    start = document.source.index(b"for item")
    span = Span(start, start)
    (outcome,) = propose(hunks(render_answer(REGION, BETTER)), document, span, READABLE)
    assert isinstance(outcome, Proposal)
    assert document.slice(outcome.region).strip() == "def names" + SOURCE.split("def names")[1].strip()
    assert all(outcome.region.contains(edit.span) for edit in outcome.edits)


def test_line_endings_and_tabs_are_kept() -> None:
    source = SOURCE.replace("    ", "\t").replace("\n", "\r\n")
    answer = render_answer(REGION.replace("    ", "\t"), BETTER.replace("    ", "\t"))
    assert proposed(hunks(answer), source) == [EXPECTED.replace("    ", "\t").replace("\n", "\r\n")]


def test_an_answer_that_changes_nothing_gives_nothing() -> None:
    assert proposed(hunks("<|end|>")) == []
    assert proposed(chat(f"```\n{REGION}\n```")) == []


def test_candidates_come_in_order_and_repeated_ones_once() -> None:
    good, other = render_answer(REGION, BETTER), render_answer(REGION, BETTER.replace("item", "i", 1))
    changed = EXPECTED.replace("item", "i", 1)
    assert len(proposed(hunks(good, good, "<|end|>", other), candidates=4)) == 2
    assert proposed(hunks(good, good), candidates=2) == [EXPECTED]
    assert changed != EXPECTED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "the answer does not end"),
        ("I would rather not.<|end|>", "does not begin with two line tags"),
        ("<|L9|><|L1|>x\n<|end|>", "are not in a region of 5 lines"),
        (render_answer(REGION, BETTER) + "<|end|>", "text after the end"),
    ],
)
def test_a_malformed_answer_is_refused_never_repaired(answer: str, reason: str) -> None:
    (said,) = proposed(hunks(answer))
    assert said.startswith("the model's answer is malformed: ")
    assert reason in said


def test_a_chat_answer_without_code_is_refused() -> None:
    assert proposed(chat("You could use a comprehension.")) == [
        "the model's answer is malformed: the answer holds no complete fenced code block"
    ]


def test_code_that_holds_the_models_own_marks_is_not_shown_to_it() -> None:
    (reason,) = proposed(hunks("<|end|>"), 'def f():\n    for item in x:\n        print("<|end|>")\n')
    assert "could be taken for a special token" in reason


def test_code_that_is_too_long_is_refused_before_the_model_is_asked() -> None:
    source = "x = [\n" + "    1,\n" * 70 + "]\n"
    assert proposed(hunks(), source, anchor=source) == [
        "the code spans more than 60 lines, more than a model rewrites at once"
    ]


def test_a_cancelled_request_proposes_nothing() -> None:
    cancelled = threading.Event()
    cancelled.set()
    document = Document.of("cart.py", SOURCE)
    backend = hunks(render_answer(REGION, BETTER))
    assert propose(backend, document, IN_NAMES, READABLE, cancelled=cancelled) == []


def test_a_model_that_cannot_answer_at_all_is_the_callers_business() -> None:
    with pytest.raises(BackendError, match="no recorded answer"):
        proposed(hunks())


def test_a_rejection_keeps_the_answer_for_whoever_wants_to_see_it() -> None:
    document = Document.of("cart.py", SOURCE)
    (outcome,) = propose(hunks("nonsense"), document, IN_NAMES, READABLE)
    assert isinstance(outcome, Rejection)
    assert outcome.answer == "nonsense"


def instructed(
    answer: str, instruction: str, *contains: str, source: str = SOURCE, selected: Span = IN_NAMES
) -> list[str]:
    """What comes of an instruction, at first for the method `names`."""
    document = Document.of("cart.py", source)
    outcomes = propose(chat(answer, *contains), document, selected, Wish(instruction=instruction))
    return [apply(document.source, one.edits).decode() if isinstance(one, Proposal) else one.reason for one in outcomes]


def test_an_instruction_stands_in_the_prompt_as_it_was_typed() -> None:
    asked = "use a comprehension {code} `please`"
    assert instructed(f"```python\n{BETTER}\n```", asked, f"Instruction: {asked}", "import math") == [EXPECTED]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Roses are red,\nloops are long.", "holds no complete fenced code block"),
        ("```javascript\nconst names = () => items.map((i) => i.name);\n```", "in javascript, not in python"),
        ("```rust\nfn names() {}\n```", "in rust, not in python"),
        ("```python\npass\n```\nor\n```python\nreturn []\n```", "more than one fenced code block"),
        ("```python\ndef names(self):\n    return [", "holds no complete fenced code block"),
    ],
)
def test_an_answer_to_an_instruction_that_is_not_this_code_is_refused(answer: str, reason: str) -> None:
    (said,) = instructed(answer, "write a poem")
    assert said.startswith("the model's answer is malformed: the answer ")
    assert reason in said


def test_a_person_may_have_more_lines_changed_than_a_rule() -> None:
    long = "def f(x):\n" + "    x += 1\n" * 100 + "    return x\n"
    answer = "```python\ndef f(x):\n    return x + 100\n```"
    assert instructed(answer, "shorten", source=long) == ["def f(x):\n    return x + 100\n"]
    whole = Span(0, 1500)
    (reason,) = instructed(answer, "shorten", source="x = [\n" + "    1,\n" * 300 + "]\n", selected=whole)
    assert reason == "the code spans more than 200 lines, more than a model rewrites at once"
