"""What a run made and left, in lines and sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.engine import LeftReason
from burnish.project import Project
from burnish.report.left import left_reason, left_sentence
from burnish.report.made import kinds_of, made_by, made_line, place_of_left

PROJECT = Project(config=Config(behaviour=False))
OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
NESTED = "def nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
GROWING = "def text(items):\n    found = []\n    for one in items:\n        found.append(one.name)\n    return found\n"
TIMEOUT = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"


def run_over(text: str) -> engine.Run:
    return engine.fix_all(Document.of("code.py", text), PROJECT)


@pytest.mark.parametrize("order", [(OPENED, NESTED, GROWING), (GROWING, OPENED, NESTED), (NESTED, GROWING, OPENED)])
def test_lines_are_where_the_reader_finds_the_file(order: tuple[str, ...]) -> None:
    text = "import os\n\n\n" + "\n\n".join(order)
    run = run_over(text)
    assert len(run.steps) == 3
    now, was = run.result.text.splitlines(), text.splitlines()
    beginnings = {
        "readability/use-context-manager": ("    with open(path) as handle:", "    handle = open(path)"),
        "readability/flatten-nested-conditions": ("    if a and b:", "    if a:"),
        "readability/loop-to-comprehension": ("    found = [", "    for one in items:"),
    }
    for made in made_by(run, written=True):
        assert now[made.line - 1].startswith(beginnings[made.enhancement.rule or ""][0])
    for made in made_by(run, written=False):
        assert was[made.line - 1] == beginnings[made.enhancement.rule or ""][1]


def test_what_is_left_is_where_the_reader_finds_the_file() -> None:
    text = NESTED + "\n\n" + TIMEOUT
    run = run_over(text)
    (left,) = run.left
    assert len(run.result.text.splitlines()) < len(text.splitlines())
    for written, there in ((True, run.result.text), (False, text)):
        line, column = place_of_left(run, left, written)
        assert there.splitlines()[line - 1][column - 1 :].startswith("requests.get(")


def test_a_line_says_what_and_how_sure_that_is() -> None:
    (made,) = made_by(run_over(OPENED), written=True)
    assert made_line(made) == (
        "2: Open the file in a with block (readability/use-context-manager) - "
        "unproven: it is switched off in the settings"
    )
    assert kinds_of([made.enhancement]) == "0 of 1 proven; 1 for readability"


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ({}, "0 findings left"),
        ({LeftReason.NONE: 1}, "1 finding left: 1 has no fix"),
        (
            {LeftReason.UNSAFE: 2, LeftReason.NONE: 2},
            "4 findings left: 2 need unsafe fixes (--unsafe-fixes), 2 have no fix",
        ),
        (
            {LeftReason.REFUSED: 1, LeftReason.MODEL_OFF: 3},
            "4 findings left: 3 need the model (burnish enhance), 1 rewrite refused by the gate (--refused)",
        ),
    ],
)
def test_why_findings_are_left(left: dict[LeftReason, int], sentence: str) -> None:
    assert left_sentence(Counter(left)) == sentence


def test_what_was_listed_is_not_pointed_to() -> None:
    assert left_sentence(Counter({LeftReason.REFUSED: 2}), told=True) == (
        "2 findings left: 2 rewrites refused by the gate"
    )
    assert left_sentence(Counter({LeftReason.MODEL_OFF: 1}), asks_model=True) == (
        "1 finding left: 1 needs the model, which is not there"
    )


def test_a_finding_left_says_why_and_how_to_go_on() -> None:
    (left,) = run_over(TIMEOUT).left
    assert left_reason(left) == "its fix is unsafe (Add a timeout of ten seconds); --unsafe-fixes applies it"


def test_every_reason_has_its_words() -> None:
    for reason in LeftReason:
        assert left_sentence(Counter({reason: 1})).startswith("1 finding left: 1 ")
        assert left_reason(engine.Left(run_over(TIMEOUT).left[0].finding, reason, "x"))


def test_paths_do_not_matter(tmp_path: Path) -> None:
    assert made_by(run_over(""), written=True) == []
