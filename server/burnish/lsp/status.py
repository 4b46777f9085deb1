"""What the client's status bar shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer

STATUS = "burnish/status"


def send_status(
    ls: BurnishServer,
    state: str,
    *,
    model: str | None = None,
    tokens_per_second: float | None = None,
    message: str | None = None,
) -> None:
    """Tells the client's status bar: "ready", "working", "error" or "off"."""
    ls.protocol.notify(
        STATUS,
        {"state": state, "model": model, "tokensPerSecond": tokens_per_second, "message": message},
    )
