"""Notices that offer a way on: a button for each command of the client's that helps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from burnish.report.escaping import plain_text

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer

RUN = "burnish/run"
"""Has the client run one of the commands that it said it has: {command}."""

_WAYS = {"Select Model": "burnish.selectModel", "Show Logs": "burnish.showLogs"}


def model_failed(ls: BurnishServer, message: str) -> None:
    """Tells that the model is of no use, with buttons to choose another and to see more. Must be called in the event loop."""
    text = plain_text(f"Burnish: {message}")
    ways = [title for title, command in _WAYS.items() if command in ls.commands]
    if not ways:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))
        return
    waiting = asyncio.ensure_future(_asked(ls, text, ways))
    ls.waiting.add(waiting)  # the loop itself would let it be collected
    waiting.add_done_callback(ls.waiting.discard)


async def _asked(ls: BurnishServer, text: str, ways: list[str]) -> None:
    buttons = [types.MessageActionItem(title) for title in ways]
    request = types.ShowMessageRequestParams(types.MessageType.Warning, text, buttons)
    chosen = await ls.window_show_message_request_async(request)
    if chosen is not None and chosen.title in _WAYS:
        ls.protocol.notify(RUN, {"command": _WAYS[chosen.title]})
