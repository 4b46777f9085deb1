"""What is started before anybody asks: the rules at once, other modules once the server is idle, sandboxes once a document
has findings."""

from __future__ import annotations

import asyncio
import importlib

from burnish.lsp.session import Session
from burnish.rules import rules

WARM_UP_SECONDS = 1.0
PREPARED_SECONDS = 20.0
"""How long sandboxes that were started stay so for sure, with nobody asking for them."""


def warm_up(session: Session) -> None:
    """Has the rules loaded in a thread, other modules a moment from now, and looked what is missing. Must be called in the
    event loop."""
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, rules)  # an editor takes a moment to open its first document
    loop.call_later(WARM_UP_SECONDS, lambda: loop.run_in_executor(None, importlib.import_module, "burnish.lsp.enhance"))
    loop.call_later(WARM_UP_SECONDS, session.look_for_missing)


def prepare(session: Session, uri: str) -> None:
    """Has the sandboxes for a document that was opened or changed started a moment from now, when it has findings: who
    hovers over one, or has them fixed on saving, need not wait for that."""
    known = session.documents.get(uri)
    if session.loop is None or known is None or not known.findings:
        return
    name = known.document.language.name
    if session.loop.time() - session.prepared.get(name, float("-inf")) > PREPARED_SECONDS:
        session.prepared[name] = session.loop.time()
        session.loop.call_later(WARM_UP_SECONDS, _prepare_in_thread, session, uri)


def _prepare_in_thread(session: Session, uri: str) -> None:
    asyncio.get_running_loop().run_in_executor(None, _prepare, session, uri)


def _prepare(session: Session, uri: str) -> None:
    from burnish import engine

    known = session.documents.get(uri)
    if known is not None and known.findings and session.workspace.project_of(known.document.path).config.behaviour:
        engine.prepare(known.document)
