"""An event loop without sockets and threads, whose time passes only when everything waits. Runs in the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from burnish.behaviour.python.harness.state import Unfinished, state


class Loop(asyncio.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0
        self._selector = self
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self.passed

    def select(self, timeout: float | None) -> list[Any]:
        """Nothing ever comes from files or sockets: the wait is over at once, and the clock says that it was long."""
        if timeout is None:
            raise Unfinished
        self.passed += timeout
        return []

    def _process_events(self, events: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else wakes it."""

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """Another thread is another task here; it takes a tick."""

        async def called() -> Any:
            await asyncio.sleep(1)
            return func(*args)

        return self.create_task(called())

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is none."""

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """What tasks nobody waits for raise is not reported."""


def drive(waiting: Coroutine[Any, Any, Any], **_: Any) -> Any:
    """Run to the end what is awaitable, in a loop of its own; the time that passed is added to the ticks."""
    outer = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(None)
    loop = Loop()
    before = state.asynchronous
    state.asynchronous = True
    try:
        return loop.run_until_complete(waiting)
    finally:
        state.asynchronous = before
        state.ticks += round(loop.passed)
        put_away(loop)
        asyncio.events._set_running_loop(outer)


def put_away(loop: Loop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    try:
        if tasks:
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    except Unfinished:
        pass
    finally:
        loop.close()
