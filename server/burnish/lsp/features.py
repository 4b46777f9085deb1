"""Which function answers which request. Their modules are imported at the first request or once the server is idle:
an editor waits for the server to start, and nothing of this is needed for that.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from lsprotocol import types

from burnish.lsp.server import BurnishServer
from burnish.lsp.status import look_for_missing

REWRITE = "refactor.rewrite.burnish"
FIX_ALL = "source.fixAll.burnish"
ENHANCE = "burnish.server.enhance"
EXPLAIN, MODELS, REFUSED = "burnish/explain", "burnish/models", "burnish/refused"
SWITCH_OFF = "burnish/switchOff"
REVIEW, REVIEW_EDITS = "burnish/review", "burnish/reviewEdits"

WARM_UP_SECONDS = 1.0
PREPARED_SECONDS = 20.0
"""How long sandboxes that were started stay so for sure, with nobody asking for them."""


def register(server: BurnishServer) -> None:
    kinds = [types.CodeActionKind.QuickFix, REWRITE, FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(_code_actions)
    server.feature(types.CODE_ACTION_RESOLVE)(_resolve)
    server.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["'", '"']))(_complete)
    server.feature(EXPLAIN)(_explain)
    server.feature(MODELS)(_models)
    server.feature(REFUSED)(_refused)
    server.feature(SWITCH_OFF)(_switch_off)
    server.feature(REVIEW)(_review)
    server.feature(REVIEW_EDITS)(_review_edits)
    server.command(ENHANCE)(_enhance)


def warm_up(ls: BurnishServer) -> None:
    """Has the modules imported in a thread a moment from now, and looked what is missing. Must be called in the event
    loop."""
    loop = asyncio.get_running_loop()
    loop.call_later(WARM_UP_SECONDS, lambda: loop.run_in_executor(None, importlib.import_module, "burnish.lsp.enhance"))
    loop.call_later(WARM_UP_SECONDS, look_for_missing, ls)


def prepare(ls: BurnishServer, uri: str) -> None:
    """Has the sandboxes for a document that was opened or changed started a moment from now, when it has findings: who
    hovers over one, or has them fixed on saving, need not wait for that."""
    known = ls.documents.get(uri)
    if ls.loop is None or known is None or not known.findings:
        return
    name = known.document.language.name
    if ls.loop.time() - ls.prepared.get(name, float("-inf")) > PREPARED_SECONDS:
        ls.prepared[name] = ls.loop.time()
        ls.loop.call_later(WARM_UP_SECONDS, _prepare_in_thread, ls, uri)


def _prepare_in_thread(ls: BurnishServer, uri: str) -> None:
    asyncio.get_running_loop().run_in_executor(None, _prepare, ls, uri)


def _prepare(ls: BurnishServer, uri: str) -> None:
    from burnish import engine

    known = ls.documents.get(uri)
    if known is not None and known.findings and ls.project_of(known.document.path).config.behaviour:
        engine.prepare(known.document)


async def _code_actions(ls: BurnishServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    from burnish.lsp.code_action import code_actions

    return await code_actions(ls, params)


async def _resolve(ls: BurnishServer, action: types.CodeAction) -> types.CodeAction:
    from burnish.lsp.code_action import resolve

    return await resolve(ls, action)


async def _hover(ls: BurnishServer, params: types.HoverParams) -> types.Hover | None:
    from burnish.lsp.hover import hover
    from burnish.lsp.settings_completion import meaning_at

    settings = ls.settings_texts.get(params.text_document.uri)
    if settings is not None:
        return meaning_at(ls, settings, params.position)
    return await hover(ls, params)


async def _complete(ls: BurnishServer, params: types.CompletionParams) -> list[types.CompletionItem] | None:
    from burnish.lsp.settings_completion import completions

    return completions(ls, params.text_document.uri, params.position)


async def _enhance(ls: BurnishServer, *arguments: Any) -> dict[str, Any]:
    from burnish.lsp.enhance import enhance

    return await enhance(ls, *arguments)


async def _explain(ls: BurnishServer, params: Any) -> dict[str, str] | None:
    from burnish.lsp.custom import explain

    return await explain(ls, params)


async def _models(ls: BurnishServer, params: Any) -> dict[str, Any]:
    from burnish.lsp.custom import models

    return models(ls)


async def _refused(ls: BurnishServer, params: Any) -> dict[str, Any] | None:
    from burnish.lsp.custom import refused

    return await refused(ls, params)


async def _review(ls: BurnishServer, params: Any) -> dict[str, Any]:
    from burnish.lsp.review import review

    return await review(ls, params)


async def _review_edits(ls: BurnishServer, params: Any) -> dict[str, Any]:
    from burnish.lsp.review import review_edits

    return await review_edits(ls, params)


async def _switch_off(ls: BurnishServer, params: Any) -> dict[str, Any]:
    from burnish.lsp.custom import switched_off

    return switched_off(ls, params)
