"""Work beside the event loop, so that a keystroke is never kept waiting."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from typing_extensions import ParamSpec

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="burnish")


async def in_thread(
    function: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """The function's result, computed in a thread; cancelling the wait does not stop the thread."""
    loop = asyncio.get_running_loop()
    context = contextvars.copy_context()
    return await loop.run_in_executor(_threads, lambda: context.run(function, *arguments, **named))
