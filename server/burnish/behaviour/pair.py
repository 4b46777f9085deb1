"""Both versions of a function, loaded side by side in one sandbox, and run on the same inputs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from burnish.behaviour.inputs import Row, Signature, assembled
from burnish.behaviour.program import Observation, Program
from burnish.behaviour.values import Input
from burnish.sandbox import Overrun, Sandbox, Session, Twofold

Cases = Callable[[Sequence[Input]], str]
Observed = tuple[Observation, Observation]

BATCH_SECONDS = 3.0
"""The second net under a batch: what counts is steps, which are the same on a busy machine."""

QUICK = frozenset(("monty", "v8"))
"""Sandboxes that start again in no time after code used up its time or its memory."""

OVERRUNS = {True: 4, False: 1}
"""After so many the function is given up, in quick sandboxes and in others."""

LOST = Observation("unfinished", steps=1_000_000)
"""What is known of a case that used up its time or its memory."""

_threads = ThreadPoolExecutor(2, "burnish-sandbox")


class OutOfTime(Exception):
    """The question's time is used up."""


class Pair:
    """Raises Unsupported, Lost, RuntimeError, Overrun and OutOfTime where a version cannot be loaded or run."""

    def __init__(
        self,
        before: Program,
        after: Program,
        sandbox: Sandbox,
        signature: Signature,
        cases: Cases,
        deadline: float,
        together: bool = False,
    ) -> None:
        """`deadline` is on the monotonic clock. `together`: both in one process, where there might be two."""
        self._programs = (before, after)
        self._sandbox = sandbox
        self._signature = signature
        self._cases = cases
        self._deadline = deadline
        self._sessions: list[Session | None] = [None, None]
        self._overruns = 0
        self._first = 0
        self._together = together
        self._in_turn = False
        """Whether both share a memory: going from one to the other takes longer than many a call."""
        self.quick = sandbox.name in QUICK
        self._open()

    def run(self, rows: Sequence[Row], seconds: float = BATCH_SECONDS) -> list[Observed]:
        """What both did with each row."""
        if not rows:
            return []
        code = self._cases([assembled(self._signature, row) for row in rows])
        before, after = self._both(code, len(rows), seconds)
        if before is not None and after is not None:
            return list(zip(before, after, strict=True))
        self._overruns += 1
        if self._overruns > OVERRUNS[self.quick]:
            raise Overrun("it needs too much time or memory")
        self._open()
        if len(rows) == 1 or not self.quick:
            # Which of the two it was does not matter: it is not a matter of behaviour but of size.
            return [(LOST, LOST)] * len(rows)
        half = len(rows) // 2
        return [*self.run(rows[:half], seconds), *self.run(rows[half:], seconds)]

    def _both(self, code: str, count: int, seconds: float) -> tuple[list[Observation] | None, list[Observation] | None]:
        if self._in_turn:
            # The one that ran last begins.
            first, self._first = self._first, 1 - self._first
            one = self._ran(first, code, count, seconds)
            two = self._ran(1 - first, code, count, seconds)
            return (two, one) if first else (one, two)
        other = _threads.submit(self._ran, 1, code, count, seconds)
        try:
            before = self._ran(0, code, count, seconds)
        finally:
            after = other.exception() or other.result()
        if isinstance(after, BaseException):
            raise after
        return before, after

    def ask(self, version: int, code: str) -> str:
        """Any code, in the version before (0) or after (1)."""
        session = self._sessions[version]
        assert session is not None
        return session.run(code, self._left())

    @property
    def apart(self) -> bool:
        """Whether each has a process of its own of two that are started, and worn, apart."""
        return isinstance(self._sandbox, Twofold) and not self._in_turn

    def close(self) -> None:
        for session in self._sessions:
            if session is not None:
                session.close()
        self._sessions = [None, None]

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        self.close()
        beside = self._sandbox
        if isinstance(self._sandbox, Twofold):
            twin = None if self._together else self._sandbox.twin()
            beside, self._in_turn = twin or self._sandbox, twin is None
        if self._in_turn:
            try:
                for version, program in enumerate(self._programs):
                    self._sessions[version] = self._sandbox.open(program.text, self._left(), program.prelude)
            finally:
                if self._sessions[1] is None:
                    self.close()
            self._first = 1
            return
        other = _threads.submit(beside.open, self._programs[1].text, self._left(), self._programs[1].prelude)
        try:
            self._sessions[0] = self._sandbox.open(self._programs[0].text, self._left(), self._programs[0].prelude)
        finally:
            # It is closed with the other one, whatever became of that.
            if (failure := other.exception()) is None:
                self._sessions[1] = other.result()
            if self._sessions[0] is None:
                self.close()
        if failure is not None:
            self.close()
            raise failure

    def _ran(self, version: int, code: str, count: int, seconds: float) -> list[Observation] | None:
        """None where time or memory ran out."""
        session = self._sessions[version]
        assert session is not None
        try:
            answer = json.loads(session.run(code, min(seconds, self._left())))
        except Overrun:
            self._left()
            return None
        if not isinstance(answer, list) or len(answer) != count:
            raise RuntimeError("the sandbox answered something else than was asked")
        return [observation(one) for one in answer]

    def _left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise OutOfTime
        return left


def observation(given: dict[str, Any]) -> Observation:
    """As the sandbox wrote it."""
    return Observation(
        given["ending"],
        given.get("value", ""),
        given.get("exception", ""),
        given.get("message", ""),
        given.get("arguments", ""),
        given.get("globals", ""),
        given.get("output", ""),
        tuple((str(path), str(what)) for path, what in given.get("trace", ())),
        given.get("clock", 0),
        frozenset(given.get("branches", ())),
        given.get("steps", 0),
    )
