"""Requests of Burnish's own: a rule's page, the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.lsp import convert
from burnish.lsp.hover import finding_page
from burnish.lsp.scheduling import in_thread
from burnish.report.rule_page import rule_page
from burnish.rule import rule_of

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer


async def explain(ls: BurnishServer, params: Any) -> dict[str, str] | None:
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
    rule = rule_of(finding.rule, known.document.part_at(finding.anchor).language.name)
    rest = f"\n\n---\n\n{rule_page(rule)}" if rule is not None else ""
    return {"title": finding.rule, "markdown": page + rest}


def models(ls: BurnishServer) -> dict[str, Any]:
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
