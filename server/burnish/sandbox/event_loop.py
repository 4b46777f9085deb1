"""An event loop for sandboxes: there is nothing to wait for but its own clock, and that jumps ahead.

Runs in CPython's child process and, as text, in Pyodide: it may import nothing of Burnish.
"""

from typing import Any


def install(asyncio: Any) -> None:
    """Make it what `asyncio.run` uses."""

    class Loop(asyncio.BaseEventLoop):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self._selector, self._now = self, 0.0

        def time(self) -> float:
            return self._now

        def select(self, timeout: "float | None") -> "tuple[()]":
            if timeout is None:
                raise RuntimeError("what it waits for never comes")
            self._now += max(timeout, 0)
            return ()

        def _process_events(self, events: object) -> None:
            pass

        def _write_to_self(self) -> None:
            pass

    events = asyncio.events
    base: Any = getattr(events, "_BaseDefaultEventLoopPolicy", None) or events.BaseDefaultEventLoopPolicy

    class Policy(base):  # type: ignore[misc]
        _loop_factory = Loop

    asyncio.events._event_loop_policy = Policy()
