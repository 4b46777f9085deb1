"""The process in which questions are answered: one at a time, as long as its owner lives.

The owner sends `{"do": "ask", "id", "question"}`, `{"do": "warm", "language"}` or `{"do": "bye"}`; the process answers an
`ask` with `{"is": "verdicts", "id", "verdicts"}`.
"""

from __future__ import annotations

import gc
import os
import queue
import threading
import traceback
from collections import OrderedDict
from dataclasses import replace
from typing import BinaryIO

from burnish import wire
from burnish.behaviour.frames import question_of, verdict_frame
from burnish.behaviour.verdict import Question, Verdict
from burnish.installation import how_to_add
from burnish.sandbox import Lost, Overrun, Unsupported, available

REMEMBERED = 256
"""Questions whose answers are kept."""

START_SECONDS = 30.0
"""How long a sandbox may take to start."""

MOST_NEW = 50_000
"""Objects after which rubbish is looked for. Syntax trees are many objects and no rubbish, and each look costs time."""

PASSING = frozenset(("time", "lost", "failed", "no sandbox"))
"""Kinds of reasons that may be gone when the same is asked again."""


def main() -> None:
    """Serve this process's standard streams. What libraries print on standard output goes to standard error."""
    gc.set_threshold(MOST_NEW, 20, 20)
    incoming, outgoing = wire.own_ends()
    jobs: queue.Queue[wire.Frame] = queue.Queue()
    threading.Thread(target=_listen, args=(incoming, jobs), daemon=True).start()
    serve(jobs, outgoing)
    available.close_all()
    # Threads that wait for a sandbox that hangs do not hold up the end.
    os._exit(0)


def serve(jobs: queue.Queue[wire.Frame], outgoing: BinaryIO) -> None:
    answers: OrderedDict[Question, tuple[Verdict, ...]] = OrderedDict()
    while (job := jobs.get())["do"] != "bye":
        if job["do"] == "warm":
            _warm("python" if job["language"] == "python" else "javascript")
            continue
        question = question_of(job["question"])
        found = answers.get(question)
        if found is None:
            found = answer(question)
            if not any(one.kind in PASSING for one in found):
                answers[question] = found
        else:
            answers.move_to_end(question)
        while len(answers) > REMEMBERED:
            answers.popitem(last=False)
        try:
            wire.send(outgoing, {"is": "verdicts", "id": job["id"], "verdicts": [verdict_frame(one) for one in found]})
        except OSError:
            return


def answer(question: Question) -> tuple[Verdict, ...]:
    """The verdicts; where something is not installed, or fails, they say so.

    What has to be started is started first, once for each family of languages: that is not the question's time.
    """
    family = "python" if question.language == "python" else "javascript"
    if family not in _begun:
        _begun.add(family)
        _warm(family)
    names = question.functions or ("",)
    missing = available.missing(question.language)
    if missing and not available.sandboxes(question.language, question.natively):
        return tuple(Verdict(name, "unproven", reason=missing, kind="no sandbox") for name in names)
    try:
        from burnish.behaviour.compare import compare

        found = compare(question, available.sandboxes)
        return tuple(
            replace(one, reason=f"{one.reason}; {missing}") if one.kind == "no sandbox" and missing else one
            for one in found
        )
    except ImportError as error:
        reason = available.missing(question.language) or f"{error.name} is not installed: {how_to_add('sandbox')}"
        return tuple(Verdict(name, "unproven", reason=reason, kind="no sandbox") for name in names)
    except Exception as error:
        # The boundary of this process: whatever happened costs one verdict.
        traceback.print_exc()
        reason = f"the comparison failed: {type(error).__name__}: {error}"
        return tuple(Verdict(name, "unproven", reason=reason, kind="failed") for name in names)


def _listen(incoming: BinaryIO, jobs: queue.Queue[wire.Frame]) -> None:
    try:
        while (frame := wire.receive(incoming)) is not None:
            jobs.put(frame)
            if frame["do"] == "bye":
                return
    except (wire.BrokenWire, OSError, KeyError):
        traceback.print_exc()
    # The owner is gone, and nobody waits for what is being done.
    available.close_all()
    os._exit(0)


_begun: set[str] = set()
"""Families of languages whose sandboxes were started."""


def _warm(language: str) -> None:
    """Start the sandboxes, which begin to start together, and wait until each has taken a program."""
    _begun.add(language)
    for sandbox in available.sandboxes(language):
        try:
            sandbox.open("1", START_SECONDS).close()
        except (Unsupported, Overrun, Lost, RuntimeError):
            # Whoever asks is told when it happens again.
            traceback.print_exc()


if __name__ == "__main__":
    main()
