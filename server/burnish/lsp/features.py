"""Which function answers which request. Their modules are imported at the first request or once the server is idle:
an editor waits for the server to start, and nothing of this is needed for that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from burnish.lsp import diagnostics, words
from burnish.lsp.session import Session


def register(server: LanguageServer, session: Session) -> None:
    kinds = [types.CodeActionKind.QuickFix, words.REWRITE, words.FIX_ALL]
    options: dict[str, Any] = {
        types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
            identifier="burnish", inter_file_dependencies=False, workspace_diagnostics=False
        ),
        types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True),
        types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=["'", '"']),
    }
    for name, answer in _ANSWERS.items():
        server.feature(name, options.get(name))(partial(answer, session))
    server.command(words.ENHANCE)(partial(_enhance, session))


def _diagnostic(session: Session, params: types.DocumentDiagnosticParams) -> diagnostics.Report:
    if session.documents.owner_of(params.text_document.uri) != params.text_document.uri:
        session.told.asked()
    found = session.diagnostics_of(params.text_document.uri)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return diagnostics.report(found[0], params.previous_result_id)


async def _code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    from burnish.lsp.code_action import code_actions

    return await code_actions(session, params)


async def _resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    from burnish.lsp.code_action import resolve

    return await resolve(session, action)


async def _hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    from burnish.lsp.hover import hover
    from burnish.lsp.settings_completion import meaning_at

    settings = session.settings_texts.get(params.text_document.uri)
    if settings is not None:
        return meaning_at(session, settings, params.position)
    return await hover(session, params)


async def _complete(session: Session, params: types.CompletionParams) -> list[types.CompletionItem] | None:
    from burnish.lsp.settings_completion import completions

    return completions(session, params.text_document.uri, params.position)


async def _enhance(session: Session, *arguments: Any) -> dict[str, Any]:
    from burnish.lsp.enhance import enhance

    return await enhance(session, *arguments)


async def _explain(session: Session, params: Any) -> dict[str, str] | None:
    from burnish.lsp.custom import explain

    return await explain(session, params)


async def _models(session: Session, params: Any) -> dict[str, Any]:
    from burnish.lsp.custom import models

    return models(session)


async def _refused(session: Session, params: Any) -> dict[str, Any] | None:
    from burnish.lsp.custom import refused

    return await refused(session, params)


async def _review(session: Session, params: Any) -> dict[str, Any]:
    from burnish.lsp.review import review

    return await review(session, params)


async def _review_edits(session: Session, params: Any) -> dict[str, Any]:
    from burnish.lsp.review import review_edits

    return await review_edits(session, params)


async def _switch_off(session: Session, params: Any) -> dict[str, Any]:
    from burnish.lsp.custom import switched_off

    return switched_off(session, params)


_ANSWERS: dict[str, Callable[..., Any]] = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: _diagnostic,
    types.TEXT_DOCUMENT_CODE_ACTION: _code_actions,
    types.CODE_ACTION_RESOLVE: _resolve,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_COMPLETION: _complete,
    words.EXPLAIN: _explain,
    words.MODELS: _models,
    words.REFUSED: _refused,
    words.SWITCH_OFF: _switch_off,
    words.REVIEW: _review,
    words.REVIEW_EDITS: _review_edits,
}
