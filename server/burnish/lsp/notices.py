"""Notices that offer a way on: a button for each command of the client's that helps."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from burnish.lsp import words
from burnish.lsp.session import Session

_WAYS = {"Select Model": words.SELECT_MODEL_COMMAND, "Show Logs": words.SHOW_LOGS_COMMAND}


def model_failed(session: Session, message: str) -> None:
    """Tells that the model is of no use, with buttons to choose another and to see more. Must be called in the event loop."""
    ways = [title for title, command in _WAYS.items() if command in session.client.can.commands]
    if not ways:
        session.client.show(types.MessageType.Warning, f"Burnish: {message}")
        return
    waiting = asyncio.ensure_future(_asked(session, f"Burnish: {message}", ways))
    session.waiting.add(waiting)  # the loop itself would let it be collected
    waiting.add_done_callback(session.waiting.discard)


async def _asked(session: Session, message: str, ways: list[str]) -> None:
    chosen = await session.client.choice(types.MessageType.Warning, message, ways)
    if chosen is not None:
        session.client.notify(words.RUN, {"command": _WAYS[chosen]})
