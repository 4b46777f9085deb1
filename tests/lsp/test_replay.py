"""A part of a run made anew, without the client: what builds on what, and what is dropped."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.engine import Run, Step
from burnish.enhancement import Origin, Safety
from burnish.lsp.replay import SameLines, replayed, requirements
from burnish.model.replay import ReplayBackend
from burnish.project import Project
from burnish.text import Edit, Span, apply, shift, shift_back
from tests.lsp.session import answering, rewriting

PROJECT = Project(config=Config(behaviour=False))
NESTED = (
    "def f(a, b, path):\n    if a:\n        if b:\n            handle = open(path)\n            data = handle.read()\n"
    "            handle.close()\n            return data\n"
)
LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
LOAD_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
STATUS = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LOGGED_FIXED = (
    "def logged(path, log):\n    with open(path) as handle:\n        log(path)\n"
    "        data = handle.read()\n    return data\n"
)


def run_of(text: str, model: ReplayBackend | None = None) -> Run:
    from contextlib import nullcontext

    open_model = None if model is None else lambda: nullcontext(model)
    run, error = engine.enhance_surest_first(Document.of("code.py", text), PROJECT, open_model)
    assert error is None
    return run


def made(run: Run, *chosen: int) -> tuple[str, list[str]]:
    """The text with these steps alone, and why others of them were dropped."""
    steps, dropped = replayed(run, chosen, PROJECT, threading.Event())
    return (steps[-1].after if steps else run.original).text, [one.reason for one in dropped]


def test_safe_steps_come_before_unsafe_ones_and_those_before_the_models(tmp_path: Path):
    model = ReplayBackend.of_file(Path(answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)).removeprefix("replay:")))
    run = run_of("\n\n".join((STATUS, LOGGED, LOAD)), model)
    kinds = [(one.enhancement.origin, one.enhancement.safety) for one in run.steps]
    assert kinds == [(Origin.RULE, Safety.SAFE), (Origin.RULE, Safety.UNSAFE), (Origin.MODEL, Safety.SAFE)]


def test_every_choice_of_steps_that_share_nothing_gives_them_and_nothing_else(tmp_path: Path):
    model = ReplayBackend.of_file(Path(answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)).removeprefix("replay:")))
    run = run_of("\n\n".join((STATUS, LOGGED, LOAD)), model)
    assert requirements(run) == (frozenset(), frozenset(), frozenset())
    for chosen in ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
        parts = (
            STATUS.replace("(url).", "(url, timeout=10).") if 1 in chosen else STATUS,
            LOGGED_FIXED if 2 in chosen else LOGGED,
            LOAD_FIXED if 0 in chosen else LOAD,
        )
        assert made(run, *chosen) == ("\n\n".join(parts), [])


def test_a_step_that_builds_on_another_is_dropped_without_it():
    run = run_of(NESTED)
    assert len(run.steps) == 2
    assert requirements(run) == (frozenset(), frozenset({0}))
    assert made(run, 1) == (NESTED, [f"it builds on “{run.steps[0].enhancement.title}”"])
    assert made(run, 0, 1) == (run.result.text, [])


def test_a_models_step_whose_lines_are_gone_is_dropped(tmp_path: Path):
    model = ReplayBackend.of_file(Path(answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)).removeprefix("replay:")))
    run = run_of(f"{LOAD}\n\n{LOGGED}", model)
    elsewhere = Document.of("code.py", LOAD)
    moved = Run(elsewhere, (Step(run.steps[0].enhancement, elsewhere, run.steps[0].after), run.steps[1]), (), ())
    assert made(moved, 1) == (LOAD, ["what it changes is not there without the others"])


def test_a_cancelled_replay_drops_nothing_in_silence():
    cancelled = threading.Event()
    cancelled.set()
    run = run_of(f"{LOAD}\n\n{STATUS}")
    assert replayed(run, {0, 1}, PROJECT, cancelled) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "span", "expected"),
    [
        ("a\nb\nc\n", "x\na\nc\n", Span(4, 5), Span(4, 5)),
        ("a\nb\nc\n", "x\na\nc\n", Span(2, 3), None),
        ("a\nb\n", "a\nnew\nb\n", Span(0, 3), None),
        ("é\nb", "b", Span(3, 4), Span(0, 1)),
        ("a\nb\n", "b\n", Span(4, 4), Span(2, 2)),
        ("a\nb\n", "b\n", Span(2, 2), Span(0, 0)),
    ],
)
def test_the_same_bytes_in_another_text(old: str, new: str, span: Span, expected: Span | None):
    assert SameLines(old.encode(), new.encode()).span(span) == expected


@given(st.text("ab\n", min_size=1, max_size=12), st.data())
def test_shifting_back_undoes_shifting(text: str, data: st.DataObject):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    edits = [
        Edit(Span(*pair), data.draw(st.text("xy", max_size=3))) for pair in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    after = apply(text.encode(), edits)
    for offset in range(len(text)):
        if not any(one.span.start <= offset < one.span.end for one in edits):
            there = shift(offset, edits)
            assert after[there : there + 1] == text[offset : offset + 1].encode()
            assert shift_back(there, edits) == offset
