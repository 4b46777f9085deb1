"""What a project's own rules find in open documents: searched for in the quiet period after typing, beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from lsprotocol import types

from burnish.analysis import own_findings, own_rules_for
from burnish.config import Problem
from burnish.document import Document
from burnish.lsp import diagnostics
from burnish.lsp.settings_texts import SettingsText
from burnish.project import Project
from burnish.rule import Finding
from burnish.rules import users_of
from burnish.text import Encoding, Lines
from burnish.users import faults_of

QUIET_SECONDS = 0.5
"""How long nothing must be typed before a document is searched."""

Problems = Mapping[str, tuple[SettingsText, tuple[Problem, ...]]]
"""What is wrong with files of rules, by their URIs: none for one that is right."""


class OwnRules:
    """The findings of projects' own rules in the open documents. To be used in the event loop."""

    def __init__(
        self,
        open_of: Callable[[str], tuple[Document, Project] | None],
        found: Callable[[str, Document, tuple[Finding, ...]], None],
        wrong: Callable[[Problems], None],
    ) -> None:
        """`open_of` gives a document that may be searched; `found` hears what is in it, and `wrong` of files of rules."""
        self._open_of = open_of
        self._found = found
        self._wrong = wrong
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._told: dict[str, tuple[SettingsText, tuple[Problem, ...]]] = {}

    def changed(self, uri: str) -> None:
        """Searches a document that was opened or changed, once nothing is typed any more."""
        self.closed(uri)
        if self._open_of(uri) is not None:
            self._waiting[uri] = asyncio.get_running_loop().call_later(QUIET_SECONDS, self._begin, uri)

    def closed(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def end(self) -> None:
        for uri in tuple(self._waiting):
            self.closed(uri)
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        known = self._open_of(uri)
        if known is None:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="burnish-own-rules")
        document, project = known
        searching = asyncio.get_running_loop().run_in_executor(self._thread, self._search, uri, document, project)
        searching.add_done_callback(
            lambda done: None if done.cancelled() else self._take(uri, document, *done.result())
        )

    def _search(
        self, uri: str, document: Document, project: Project
    ) -> tuple[tuple[Finding, ...] | None, Problems | None]:
        known = self._open_of(uri)
        if known is None or known[0] is not document:
            return None, None  # it was changed while it waited for its turn
        problems = project.known(problems_in)
        return own_findings(document, project) if own_rules_for(project) else (), problems

    def _take(self, uri: str, document: Document, found: tuple[Finding, ...] | None, problems: Problems | None) -> None:
        if problems is not None:
            mended = {one: (text, ()) for one, (text, _) in self._told.items() if one not in problems}
            news = {one: each for one, each in {**mended, **problems}.items() if self._told.get(one) != each}
            self._told = {one: each for one, each in {**self._told, **news}.items() if each[1]}
            if news:
                self._wrong(news)
        if found is not None:
            self._found(uri, document, found)


def problems_in(project: Project) -> dict[str, tuple[SettingsText, tuple[Problem, ...]]]:
    """What is wrong with the files of rules of a project, by their URIs."""
    users = users_of(project)
    by_path: dict[str, tuple[SettingsText, tuple[Problem, ...]]] = {}
    for problem in (*users.problems, *faults_of(users.written)):
        if problem.path is None:
            continue
        uri = problem.path.as_uri()
        if uri not in by_path:
            try:
                source = problem.path.read_bytes()
            except OSError:
                source = b""
            by_path[uri] = SettingsText(uri, problem.path, source, None, Lines(source)), ()
        text, before = by_path[uri]
        by_path[uri] = text, (*before, problem)
    return by_path


def shown(text: SettingsText, problems: tuple[Problem, ...], encoding: Encoding) -> list[types.Diagnostic]:
    """What is wrong with a file of rules, as diagnostics."""
    return [diagnostics.of_problem(text, one, encoding, "rule") for one in problems]
