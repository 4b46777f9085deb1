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
    doing: str | None = None,
) -> None:
    """Tells the client's status bar: "ready", "working" (at what it is `doing`), "error" or "off"; and what is missing."""
    ls.status = {
        "state": state,
        "model": model,
        "tokensPerSecond": tokens_per_second,
        "message": message,
        "doing": doing,
        "missing": list(ls.missing),
    }
    ls.protocol.notify(STATUS, ls.status)


def look_for_missing(ls: BurnishServer) -> None:
    """Has it found out, beside the event loop, what is not there; the status bar is told when that has changed."""
    if ls.loop is not None:
        ls.loop.run_in_executor(None, _look, ls)


def _look(ls: BurnishServer) -> None:
    from burnish import engine, model

    config = ls.general_config()
    found = [model.missing(config)] if ls.trusted else []
    found += engine.missing_sandboxes() if config.behaviour else ()
    missing = tuple(one.rstrip(".") for one in found if one)
    if ls.loop is not None:
        ls.loop.call_soon_threadsafe(_note, ls, "ready" if ls.uses_model(config) else "off", missing)


def _note(ls: BurnishServer, state: str, missing: tuple[str, ...]) -> None:
    said = ls.status.get("state")
    if said not in ("ready", "off"):
        state = said or state  # the model is at work, or failed
    if (missing, state) != (ls.missing, said):
        ls.missing = missing
        ls.status = {**ls.status, "state": state, "missing": list(missing)}
        ls.protocol.notify(STATUS, ls.status)
