"""Work beside the event loop, so that a keystroke is never kept waiting."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from typing_extensions import ParamSpec

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="burnish")
# Threads that wait for the model are others, lest a hover or a menu wait for it too.
_model_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="burnish-model")


async def in_thread(
    function: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """The function's result, computed in a thread; cancelling the wait does not stop the thread."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(
        _threads, lambda: context.run(function, *arguments, **named)
    )


async def in_model_thread(
    function: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """As `in_thread`, for work that may have to wait for the model."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(
        _model_threads, lambda: context.run(function, *arguments, **named)
    )


@contextmanager
def cancelling(cancelled: threading.Event) -> Iterator[None]:
    """Tells the thread that is waited for inside, by an event, when the wait was cancelled."""
    try:
        yield
    except asyncio.CancelledError:
        cancelled.set()
        raise
