"""Requests and notifications of Burnish's own: a rule's page, the models, the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.lsp import convert
from burnish.lsp.hover import finding_page
from burnish.lsp.scheduling import in_thread

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer

EXPLAIN, MODELS, STATUS = "burnish/explain", "burnish/models", "burnish/status"


def register(server: BurnishServer) -> None:
    server.feature(EXPLAIN)(_explain)
    server.feature(MODELS)(_models)


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


async def _explain(ls: BurnishServer, params: Any) -> dict[str, str] | None:
    """The page of the rule whose finding is at a position: {uri, position} gives {title, markdown} or null."""
    known = ls.documents.get(params.uri)
    if known is None:
        return None
    position = types.Position(params.position.line, params.position.character)
    offset = convert.offset_of(known.document.lines, position, ls.encoding)
    here = [one for one in known.findings if one.span.start <= offset <= one.span.end]
    if not here:
        line = known.document.lines.line_of(offset)
        here = [one for one in known.findings if known.document.lines.line_of(one.span.start) == line]
    if not here:
        return None
    finding = min(here, key=lambda one: len(one.span))
    page = await in_thread(finding_page, known.document, ls.project_of(known.document.path), finding)
    return {"title": finding.rule, "markdown": f"# {finding.rule}\n\n{page}"}


async def _models(ls: BurnishServer, params: Any) -> dict[str, Any]:
    """The models that can be chosen: {current, models: [{name, path, detail}]}."""
    from burnish.model.manifest import manifests

    config = ls.project_of(ls.folders[0] / "file").config if ls.folders else None
    found = [
        {
            "name": one.name,
            "path": str(one.file) if one.file else None,
            "detail": one.about,
        }
        for one in manifests()
    ]
    return {"current": config.model if config else None, "models": found}
