"""Syntax errors of open documents: found in the quiet period after typing, by strict parsers in a process of their own."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from burnish.child import BROKEN, Child
from burnish.document import Document
from burnish.faults import Fault
from burnish.lsp.sound import seen_by_all
from burnish.text import Span

COMMAND = (sys.executable, "-m", "burnish.lsp.syntax_process")

QUIET_SECONDS = 0.5
"""How long nothing must be typed before a document is read."""

READ_SECONDS = 10.0
"""How long reading one text may take; the process is ended then, and started again for the next one."""

START_SECONDS = 60.0
"""How much longer the first answer of a process may take: it gives way to whatever else runs, and has parsers to import."""

IDLE_SECONDS = 60.0
"""A process that nobody asked for so long is ended."""

LARGEST = {"python": 1_000_000, "javascript": 200_000, "json": 4_000_000, "css": 1_000_000}
"""Bytes of the largest text that is read, by language; esprima takes a second for some 100,000."""

READ = frozenset(LARGEST) | {"typescript", "tsx"}
"""Languages whose syntax errors are shown. Of TypeScript there is no strict parser: what tree-sitter is sure of is told."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A syntax error of a document: the bytes that are underlined, and the message."""

    span: Span
    message: str


class Reader:
    """The process that reads, started when first asked. Asked from one thread at a time."""

    def __init__(
        self, command: Sequence[str] = COMMAND, seconds: float = READ_SECONDS, starting: float = START_SECONDS
    ) -> None:
        self._command = command
        self._seconds = seconds
        self._starting = starting
        self._begun = False
        """Whether the process has answered yet."""
        self._child: Child | None = None
        self._asked = 0
        self._lock = threading.Lock()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    def fault(self, language: str, text: str) -> Fault | None:
        """The first fault of a text; None where there is none, and where the process dies or takes too long."""
        with self._lock:
            child = self._child
            if child is None or not child.alive:
                try:
                    child = self._child = Child(self._command, "the process that reads syntax")
                    self._begun = False
                except OSError:
                    return None
        self._asked += 1
        child.say({"do": "read", "id": self._asked, "language": language, "text": text})
        end = monotonic() + self._seconds + (0.0 if self._begun else self._starting)
        while True:
            answer = child.hear(end - monotonic())
            if answer is None or answer is BROKEN:
                child.kill()
                return None
            if answer.get("id") == self._asked:
                self._begun = True
                told = answer.get("fault")
                return None if told is None else Fault(int(told[0]), int(told[1]), str(told[2]))

    def end(self) -> None:
        """Ends the process; a question under way gets no fault. The next one starts it again."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()


class Faults:
    """The syntax errors of the open documents. To be used in the event loop."""

    def __init__(self, document_of: Callable[[str], Document | None], found: Callable[[str], None]) -> None:
        """`document_of` gives an open document that may be read; `found` hears of each whose errors are other ones now."""
        self._document_of = document_of
        self._found = found
        self._reader = Reader()
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._known: dict[str, tuple[Document, Misread]] = {}
        self._idle: asyncio.TimerHandle | None = None

    def of(self, uri: str) -> tuple[Misread, ...]:
        """What is known: of a text that was changed since, what stands in lines that are still the same."""
        known = self._known.get(uri)
        document = self._document_of(uri)
        if known is None or document is None:
            return ()
        span = _moved(known[1].span, known[0], document)
        return () if span is None else (Misread(span, known[1].message),)

    def changed(self, uri: str) -> None:
        """Reads a document that was opened or changed, once nothing is typed any more."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        document = self._document_of(uri)
        if document is not None and document.language.name in READ:
            loop = asyncio.get_running_loop()
            self._waiting[uri] = loop.call_later(QUIET_SECONDS, self._begin, uri)

    def closed(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self._known.pop(uri, None)

    def end(self) -> None:
        """Ends the process."""
        for waiting in (*self._waiting.values(), self._idle):
            if waiting is not None:
                waiting.cancel()
        self._waiting.clear()
        self._reader.end()
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        if self._idle is not None:
            self._idle.cancel()
        document = self._document_of(uri)
        if document is None:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="burnish-syntax")
        loop = asyncio.get_running_loop()
        reading = loop.run_in_executor(self._thread, self._read, uri, document)
        reading.add_done_callback(lambda done: None if done.cancelled() else self._take(uri, document, done.result()))

    def _read(self, uri: str, document: Document) -> Misread | None:
        if self._document_of(uri) is not document:
            return None  # it was changed while it waited for its turn
        name = document.language.name
        large = len(document.source) > LARGEST.get(name, 0)
        fault = None if large else self._reader.fault(name, document.text)
        told = seen_by_all(document, fault)
        return None if told is None else Misread(_span(document, told), told.message)

    def _take(self, uri: str, document: Document, found: Misread | None) -> None:
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._reader.end)
        if self._document_of(uri) is not document:
            return
        before = self.of(uri)
        if found is None:
            self._known.pop(uri, None)
        else:
            self._known[uri] = document, found
        if self.of(uri) != before:
            self._found(uri)


def _span(document: Document, fault: Fault) -> Span:
    """The word, or the character, at a fault; the last one of the line where it is at the end."""
    lines = document.lines
    line = min(fault.line, lines.count - 1)
    whole = lines.line_span(line)
    start = lines.offset(line, fault.column, "utf-32")
    text = document.source[start : whole.end].decode("utf-8", "replace")
    if text.strip():
        word = 1
        while word < len(text) and text[:word].isidentifier() and text[: word + 1].isidentifier():
            word += 1
        return Span(start, start + len(text[:word].encode("utf-8", "surrogatepass")))
    kept = document.source[whole.start : whole.end].rstrip()
    last = kept.decode("utf-8", "replace")[-1:]
    return Span(whole.start + len(kept) - len(last.encode("utf-8", "surrogatepass")), whole.start + len(kept))


def _moved(span: Span, before: Document, after: Document) -> Span | None:
    """Where a place is now; None where its line was changed, or something on both sides of it."""
    if before is after:
        return span
    old, new = before.source, after.source
    line = before.lines.line_span(before.lines.line_of(span.start))
    if new.startswith(old[: line.end]) and new[line.end : line.end + 1] == old[line.end : line.end + 1]:
        return span
    grown = len(new) - len(old)
    start = line.start + grown
    if start >= 0 and new[start:] == old[line.start :] and (start == 0 or new[start - 1 : start] in (b"\n", b"\r")):
        return span.shifted(grown)
    return None
