"""A piece of work under the client's progress token: how far it is, and its cancel button."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lsprotocol import types

from burnish.lsp.convert import plain
from burnish.lsp.session import Session

if TYPE_CHECKING:
    from burnish.engine import Progress

progress_token: contextvars.ContextVar[types.ProgressToken | None] = contextvars.ContextVar(
    "progress_token", default=None
)
"""The token under which the client of the present command wants to hear of its progress."""


@contextmanager
def reported(
    session: Session, token: types.ProgressToken | None, title: str, cancelled: threading.Event
) -> Iterator[Callable[[Progress], None]]:
    """Shows progress from any thread while inside; sets the event when the person, or the request's client, cancels."""
    if token is not None:
        begin = types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0)
        session.client.progress.begin(token, begin)
        waiting = session.client.progress.tokens.get(token)
        if waiting is not None:
            waiting.add_done_callback(lambda future: cancelled.set() if future.cancelled() else None)
    loop = asyncio.get_running_loop()
    ended = threading.Event()

    def show(progress: Progress) -> None:
        if token is None:
            return
        total = max(1, progress.total)
        message = f"Checking {progress.done + 1} of {total}: {plain(progress.message)}"
        report = types.WorkDoneProgressReport(message=message, percentage=min(100, 100 * progress.done // total))
        loop.call_soon_threadsafe(send, report)

    def send(report: types.WorkDoneProgressReport) -> None:
        if token is not None and not ended.is_set():
            session.client.progress.report(token, report)

    try:
        yield show
    except asyncio.CancelledError:
        cancelled.set()
        raise
    finally:
        ended.set()
        if token is not None:
            session.client.progress.end(token, types.WorkDoneProgressEnd())
            session.client.progress.tokens.pop(token, None)
