from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.behaviour.frames import question_frame, question_of, verdict_frame, verdict_of
from burnish.behaviour.verdict import Allowed, Counterexample, Question, Verdict
from burnish.behaviour.worker import Worker
from tests.waiting import gone, until

GUARDED = "def first(xs: list[int]):\n    if not xs:\n        return 0\n    return xs[0]\n"
OPEN = "def first(xs: list[int]):\n    return xs[0]\n"
QUESTION = Question("python", GUARDED, OPEN, seconds=60.0)
TOLD = "for xs=[]: before returned 0, after raised IndexError"


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.shutdown()


def scripted(tmp_path: Path, text: str, idle_seconds: float = 120.0, **patience: float) -> Worker:
    """A worker whose process misbehaves as the script says."""
    script = tmp_path / "child.py"
    script.write_text(text)
    return Worker((sys.executable, str(script)), idle_seconds, **patience)


def test_questions_and_verdicts_cross_the_wire() -> None:
    question = Question("tsx", "a", "b", ("f", "C.g"), ("test",), Allowed(frozenset({"x", "y"}), True), True, 2.5, True)
    assert question_of(question_frame(question)) == question
    assert question_of(question_frame(QUESTION)) == QUESTION
    refuted = Verdict("f", "refuted", 3, (1, 2), Counterexample("xs=[]", "a", "b"), "r", "k", "v8", 2.0, 0.1)
    assert verdict_of(verdict_frame(refuted)) == refuted
    assert verdict_of(verdict_frame(Verdict("f", "proven"))) == Verdict("f", "proven")


def test_a_question_is_answered_in_another_process(shared: Worker) -> None:
    (verdict,) = shared.ask(QUESTION)
    assert str(verdict.counterexample) == TOLD
    assert shared.process not in (None, os.getpid())


def test_an_answer_is_remembered(shared: Worker) -> None:
    first = shared.ask(QUESTION)
    # The time that it took the first time is part of the answer.
    assert shared.ask(QUESTION) == first


def test_threads_are_answered_one_after_the_other(shared: Worker) -> None:
    found: list[str] = []

    def ask(border: int) -> None:
        text = "def f(n: int):\n    return n {} " + str(border) + "\n"
        (verdict,) = shared.ask(Question("python", text.format(">"), text.format(">="), seconds=60.0))
        found.append(verdict.counterexample.input if verdict.counterexample else verdict.reason)

    threads = [threading.Thread(target=ask, args=(border,)) for border in (11, 22, 33)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["n=11", "n=22", "n=33"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_was_killed_is_started_again(shared: Worker) -> None:
    shared.ask(QUESTION)
    process = shared.process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    (verdict,) = shared.ask(QUESTION)
    assert verdict.verdict == "refuted" or verdict.kind == "failed"
    (verdict,) = shared.ask(QUESTION)
    assert str(verdict.counterexample) == TOLD
    assert shared.process != process


def test_a_crash_costs_one_verdict(tmp_path: Path) -> None:
    made = scripted(tmp_path, "import sys\nsys.stdin.readline()\nsys.stderr.write('out of luck')\nsys.exit(3)\n")
    (verdict,) = made.ask(Question("python", GUARDED, OPEN, ("first",)))
    assert (verdict.function, verdict.verdict, verdict.kind) == ("first", "unproven", "failed")
    assert "out of luck" in verdict.reason
    made.shutdown()


def test_nonsense_costs_one_verdict(tmp_path: Path) -> None:
    made = scripted(tmp_path, "import sys\nsys.stdin.readline()\nprint('hello', flush=True)\nsys.stdin.readline()\n")
    (verdict,) = made.ask(QUESTION)
    assert (verdict.verdict, verdict.kind) == ("unproven", "failed")
    made.shutdown()


def test_a_hang_ends_with_the_time(tmp_path: Path) -> None:
    made = scripted(tmp_path, "import time\ntime.sleep(600)\n", answer_seconds=0.2, start_seconds=0.2)
    started = time.monotonic()
    (verdict,) = made.ask(Question("python", GUARDED, OPEN, ("first",), seconds=0.3))
    assert (verdict.verdict, verdict.kind) == ("unproven", "time")
    assert time.monotonic() - started < 10
    assert made.process is None


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    made = Worker((str(tmp_path / "nothing"),))
    (verdict,) = made.ask(QUESTION)
    assert (verdict.verdict, verdict.kind) == ("unproven", "failed")
    made.warm()
    made.shutdown()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_idle_process_leaves(tmp_path: Path) -> None:
    answer = '{"is":"verdicts","id":1,"verdicts":[]}'
    text = f"import sys\nsys.stdin.readline()\nprint('{answer}', flush=True)\nsys.stdin.readline()\n"
    made = scripted(tmp_path, text, idle_seconds=0.2)
    assert made.ask(QUESTION) == ()
    process = made.process
    assert process is not None
    assert gone(process)
    assert made.process is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_dies_with_its_owner() -> None:
    script = (
        "import os, time\nfrom burnish.behaviour.worker import Worker\nfrom burnish.behaviour.verdict import Question\n"
        "made = Worker()\nmade.ask(Question('python', 'def f(): pass', 'def f(): return'))\n"
        "print(made.process, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        process = int(owner.stdout.readline())
        owner.kill()
    assert gone(process)


def test_shutdown_ends_a_question_at_work(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    text = f"import pathlib, sys, time\nsys.stdin.readline()\npathlib.Path({str(asked)!r}).touch()\ntime.sleep(600)\n"
    made = scripted(tmp_path, text)
    found: list[Verdict] = []
    asking = threading.Thread(target=lambda: found.extend(made.ask(QUESTION)))
    asking.start()
    assert until(asked.exists)
    made.shutdown()
    asking.join(10)
    assert [(one.verdict, one.kind) for one in found] == [("unproven", "failed")]


def test_nothing_but_frames_is_on_its_output(shared: Worker) -> None:
    before = "def f(n: int):\n    print('a' * 50)\n    return n\n"
    (verdict,) = shared.ask(Question("python", before, before.replace("return n", "return n + 1"), seconds=60.0))
    assert verdict.verdict == "refuted"


def test_a_module_that_is_no_code_costs_one_verdict(shared: Worker) -> None:
    (verdict,) = shared.ask(Question("python", "def f(:", "def f(", ("f",)))
    assert verdict.verdict == "unproven"


@pytest.mark.parametrize("lacking", ["hypothesis", "pydantic_monty"])
def test_what_is_not_installed_is_said(lacking: str, tmp_path: Path) -> None:
    script = tmp_path / "lacking.py"
    script.write_text(
        "import sys, importlib.util\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {lacking!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name}', name=name)\n"
        "found = importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda name, *more: None if name == {lacking!r} else found(name, *more)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from burnish.sandbox import node\n"
        "node.pyodide = lambda: None\n"
        "from burnish.behaviour.worker_process import main\nmain()\n"
    )
    made = Worker((sys.executable, str(script)))
    try:
        alike = "def first(xs: list[int]):\n    return xs[0] if xs else 0\n"
        (verdict,) = made.ask(Question("python", GUARDED, alike, ("first",), seconds=60.0))
        assert (verdict.function, verdict.verdict, verdict.kind) == ("first", "unproven", "no sandbox")
        assert "pip install" in verdict.reason or "npm install" in verdict.reason
    finally:
        made.shutdown()
