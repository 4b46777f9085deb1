"""The project's own tests still pass: those that reach the changed code are run before and after, in a copy.

It is switched on by the setting `run_tests`, which a workspace's own file cannot make, and which does not hold in a
workspace that is not trusted: tests are code.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from burnish.enhancement import Check, Outcome
from burnish.verification.project_tests.before_and_after import Cancelled, answer, not_run
from burnish.verification.project_tests.suites import LANGUAGES
from burnish.verification.rewrite import Rewrite

log = logging.getLogger(__name__)

_one_at_a_time = threading.Lock()
_POLL_SECONDS = 0.1
_CANCELLED = Check("tests", Outcome.FAILED, "it was cancelled before the tests had run")


def check(rewrite: Rewrite) -> Check:
    language = rewrite.before.language.name
    if language not in LANGUAGES:
        return Check("tests", Outcome.NOT_APPLICABLE, f"tests are run for code, not for {language}")
    if rewrite.before.source == rewrite.after.source:
        return Check("tests", Outcome.NOT_APPLICABLE, "nothing changes")
    if not rewrite.project.config.run_tests:
        return not_run("switched off")
    with _turn(rewrite.cancelled) as ours:
        try:
            return answer(rewrite) if ours else _CANCELLED
        except OSError as error:
            log.warning("the project's tests cannot be run", exc_info=True)
            return not_run(f"the tests cannot be run: {error.strerror or error}")
        except Cancelled:
            return _CANCELLED


@contextmanager
def _turn(cancelled: threading.Event | None) -> Iterator[bool]:
    """One check runs at a time; whether it is our turn, or nobody waits for the answer any more."""
    ours = _one_at_a_time.acquire(timeout=_POLL_SECONDS)
    while not ours and not (cancelled is not None and cancelled.is_set()):
        ours = _one_at_a_time.acquire(timeout=_POLL_SECONDS)
    try:
        yield ours
    finally:
        if ours:
            _one_at_a_time.release()
