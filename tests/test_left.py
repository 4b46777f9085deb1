"""What a run leaves: every finding once, each with the reason."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.engine import LeftReason, Run
from burnish.model.replay import ReplayBackend
from burnish.project import Project
from burnish.text import Span

PLAIN = Config(behaviour=False)
PROJECT = Project(config=PLAIN)

TIMEOUT = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
NESTED = "def nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
# The rule leaves it alone: the model may try.
QUERIES = (
    "def names(ids):\n    found = []\n    for one in ids:\n"
    "        user = User.objects.get(id=one)\n        found.append(user.name)\n    return found\n"
)
# The rule leaves a line alone that holds more than one statement: its rewrite would be safe.
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LONG = "def long(a):\n    while a:\n" + "".join(f"        if a.step{n}():\n            a.go()\n" for n in range(45))


def document(text: str) -> Document:
    return Document.of("code.py", text)


def left(run: Run) -> list[tuple[str, LeftReason, str]]:
    return [(one.finding.rule.partition("/")[2], one.reason, one.detail) for one in run.left]


def model(tmp_path: Path, before: str, after: str) -> ReplayBackend:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answer": [{"before": before, "after": after}]}), encoding="utf-8")
    return ReplayBackend.of_file(path)


def test_what_is_fixed_is_not_left():
    assert left(engine.fix_all(document(NESTED), PROJECT)) == []


def test_an_unsafe_fix_is_left_with_its_title_unless_it_is_asked_for():
    title = "Add a timeout of ten seconds"
    assert left(engine.fix_all(document(TIMEOUT), PROJECT)) == [("missing-timeout", LeftReason.UNSAFE, title)]
    assert left(engine.fix_all(document(TIMEOUT), PROJECT, unsafe=True)) == []


def test_what_has_no_fix_and_is_no_matter_for_the_model_says_so():
    assert left(engine.fix_all(document(LONG), PROJECT)) == [("long-function", LeftReason.NONE, "")]


@pytest.mark.parametrize("settings", [PLAIN, Config(behaviour=False, model="off")])
def test_what_the_model_could_try_is_left_for_want_of_one(settings: Config):
    run = engine.fix_all(document(LOGGED), Project(config=settings))
    assert left(run) == [("use-context-manager", LeftReason.MODEL_OFF, "")]


def test_the_model_is_not_asked_for_what_would_be_unsafe(tmp_path: Path):
    backend = model(tmp_path, QUERIES.rstrip("\n"), "")
    run = engine.enhance(document(QUERIES), PROJECT, backend)
    assert left(run) == [("query-in-loop", LeftReason.MODEL_UNSAFE, "")]


def test_a_model_that_changes_nothing_declines(tmp_path: Path):
    backend = model(tmp_path, LOGGED.rstrip("\n"), LOGGED.rstrip("\n"))
    run = engine.enhance(document(LOGGED), PROJECT, backend)
    assert left(run) == [("use-context-manager", LeftReason.DECLINED, "the model left the code as it is")]


def test_what_the_gate_refuses_is_left_with_the_check_and_its_reason(tmp_path: Path):
    losing = "def logged(path, log):\n    with open(path) as handle:\n        data = handle.read()\n    return data"
    run = engine.enhance(document(LOGGED), PROJECT, model(tmp_path, LOGGED.rstrip("\n"), losing))
    assert [(rule, reason) for rule, reason, _ in left(run)] == [("use-context-manager", LeftReason.REFUSED)]
    assert run.left[0].detail == f"{run.refusals[0].check}: {run.refusals[0].reason}"


def test_a_cancelled_run_leaves_what_it_did_not_come_to():
    cancelled = threading.Event()
    cancelled.set()
    run = engine.fix_all(document(NESTED), PROJECT, cancelled=cancelled)
    assert left(run) == [("flatten-nested-conditions", LeftReason.STOPPED, "it was cancelled")]


def test_every_finding_of_the_result_is_left_once():
    text = NESTED + "\n\n" + TIMEOUT + "\n\n" + TIMEOUT.replace("status(", "again(") + "\n\n" + LOGGED
    run = engine.fix_all(document(text), PROJECT)
    assert {one.finding for one in run.left} == set(engine.findings(run.result, PROJECT))
    assert len(run.left) == len({one.finding for one in run.left}) == 3


def test_a_run_over_a_part_speaks_of_that_part():
    text = TIMEOUT + "\n\n" + LOGGED
    run = engine.fix_all(document(text), PROJECT, within=(Span(0, len(TIMEOUT)),))
    assert [one.finding.rule for one in run.left] == ["scalability/missing-timeout"]
