"""Python, first: pydantic-monty, an interpreter in Rust for untrusted code, in a pool of processes of its own.

It has no files, network, processes or environment, and lacks parts of the language (then a program is Unsupported).
"""

from __future__ import annotations

import datetime
import importlib.util
import logging
import os
import signal
import threading
from typing import TYPE_CHECKING

from burnish.sandbox.limits import LONGEST_ANSWER
from burnish.sandbox.sandbox import Lost, Overrun, Unsupported

if TYPE_CHECKING:
    from pydantic_monty import Monty, MontyRuntimeError, MontySession, OSPolicy, ResourceLimits

log = logging.getLogger(__name__)

MEMORY = 256 << 20
"""Bytes that a program may use."""

LONGEST_SECONDS = 60.0
"""Monty's own limit of one run; the limit that a run is given is kept by killing its process."""

LACKING = ("does not yet support", "not supported", "not implemented", "not yet implemented", "unsupported")
"""What Monty says of features that it lacks."""


def installed() -> bool:
    return importlib.util.find_spec("pydantic_monty") is not None


class MontySandbox:
    """The pool. It starts with the first program, in 2 ms."""

    name = "monty"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Monty | None = None

    def open(self, program: str, seconds: float, prelude: str = "") -> _Session:
        from pydantic_monty import MontyError

        limits: ResourceLimits = {
            "max_feed_duration_secs": LONGEST_SECONDS, "max_memory": MEMORY, "max_recursion_depth": 400,
        }  # fmt: skip
        policy: OSPolicy = {
            "datetime": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
            "sleep": "zero",
            "random_start": {"seed": 0},
        }
        try:
            checkout = self._started().checkout(limits=limits, os_policy=policy)
            checkout.__enter__()
        except (MontyError, TimeoutError, OSError, RuntimeError) as error:
            raise Lost(f"Monty could not be started: {error}") from error
        opened = _Session(checkout)
        try:
            opened.load(f"{prelude}\n{program}", seconds)
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def warm(self) -> None:
        self._started()

    def _started(self) -> Monty:
        from pydantic_monty import Monty

        with self._lock:
            if self._pool is None:
                # More sessions than processes would wait for each other.
                pool = Monty(min_processes=1, max_processes=32, checkout_timeout=10.0)
                pool.__enter__()
                self._pool = pool
            return self._pool


class _Session:
    def __init__(self, session: MontySession) -> None:
        self._session: MontySession | None = session
        self._worker = session.worker_pid

    def load(self, program: str, seconds: float) -> None:
        self._feed(program + "\nNone", seconds)

    def run(self, code: str, seconds: float) -> str:
        answer = self._feed(code, seconds)
        if not isinstance(answer, str):
            raise RuntimeError(f"the answer is not text but {type(answer).__name__}")  # noqa: TRY004 - the contract
        if len(answer) > LONGEST_ANSWER:
            self.close()
            raise Overrun("an answer longer than allowed")
        return answer

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.__exit__(None, None, None)

    def _feed(self, code: str, seconds: float) -> object:
        from pydantic_monty import MontyConversionError, MontyCrashedError, MontyRuntimeError, MontySyntaxError

        if self._session is None:
            raise Lost("the session was closed")
        clock = _Clock(self._worker, seconds)
        try:
            with clock:
                answer: object = self._session.feed_run(code, print_callback=_unheard)
        except MontySyntaxError as error:
            raise Unsupported(error.display("msg")) from error
        except MontyRuntimeError as error:
            raise self._meant(error) from error
        except MontyConversionError as error:
            raise RuntimeError(str(error)) from error
        except MontyCrashedError as error:
            self.close()
            if clock.struck or error.timed_out:
                raise Overrun(f"more than {seconds:.1f} s") from error
            raise Lost(f"Monty died: {error}") from error
        return answer

    def _meant(self, error: MontyRuntimeError) -> Exception:
        inner, message = error.exception(), error.display("type-msg")
        if isinstance(inner, (NotImplementedError, ImportError)) or any(said in message for said in LACKING):
            return Unsupported(error.display("msg"))
        if isinstance(inner, (TimeoutError, MemoryError)):
            self.close()
            return Overrun(message)
        return RuntimeError(message)


class _Clock:
    """Kills a process when a block of ours is not done in time."""

    def __init__(self, process: int | None, seconds: float) -> None:
        self._process = process
        self._lock = threading.Lock()
        self._over = False
        self.struck = False
        self._timer = threading.Timer(max(seconds, 0.001), self._strike)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True

    def _strike(self) -> None:
        with self._lock:
            if self._over or self._process is None:
                return
            self.struck = True
            try:
                os.kill(self._process, getattr(signal, "SIGKILL", signal.SIGTERM))
            except OSError as error:
                log.debug("Monty's process %d could not be ended: %s", self._process, error)


def _unheard(stream: str, text: str) -> None:
    """What programs print: they keep what matters of it themselves."""
