"""The one place where tests wait: for something to become true, never for time to pass."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable


def until(holds: Callable[[], object], seconds: float = 10.0) -> bool:
    """Waits for something to become true; whether it did."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)  # noqa: TID251
    return bool(holds())


def gone(process: int, seconds: float = 20.0) -> bool:
    """Waits for a process to end, with its parent knowing; whether it did."""

    def ended() -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False

    return until(ended, seconds)


async def a_moment() -> None:
    """Lets the event loop do other things before something is looked at again."""
    await asyncio.sleep(0.02)  # noqa: TID251
