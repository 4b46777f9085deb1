"""The client's messages out of a stream of bytes. What is no message costs a line in the log, never the session."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Protocol

logger = logging.getLogger(__name__)

MAX_BYTES = 256 << 20
"""Of one message: far above what any editor sends, and what the machine can bear."""

_PIECE = 1 << 16
_LARGE_PIECE = 1 << 20
_MAX_LINE = 8192
"""Bytes of a header's line; what is longer is none."""

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?\n", re.IGNORECASE)
_USUAL = b"Content-Length"
_HEADER = re.compile(rb"[A-Za-z-]+[ \t]*:")


class Stream(Protocol):
    """What bytes are read from: any buffered stream."""

    def read1(self, size: int, /) -> bytes: ...


class Incoming:
    """The messages in a stream, one after another.

    After a header or a body that cannot be right, reading goes on at the next header that can, wherever it stands: the
    text of a message holds no line breaks but between its words, so none can be mistaken for a header.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._held = bytearray()

    def next(self) -> bytes | None:
        """The body of the next message; None at the end of the stream. Waits for it."""
        while True:
            length = self._length()
            if length is None:
                return None
            body = self._body(length)
            if body is not None:
                return body

    def _length(self) -> int | None:
        """Reads headers until some of them are whole. The length that they give; None at the end of the stream."""
        length: int | None = None
        refused = False
        while (line := self._line()) is not None:
            found = _last_length(line)
            if found is not None:
                if found.start():
                    _left_out("what stood between two messages", line[: found.start()])
                length = _accepted(found[1])
                refused = length is None
                if refused:
                    _left_out("a message whose length cannot be right", found[1])
            elif line.strip():
                if not _HEADER.match(line):
                    _left_out("what stood between two messages", line)
                    refused = True
            elif length is not None:
                return length
            elif not refused:
                logger.warning("Left out: a message without a length")
                refused = True
        return None

    def _line(self) -> bytes | None:
        """The next line with its end; of one that is too long its end only, where a header may stand."""
        while (end := self._held.find(b"\n")) < 0:
            if len(self._held) > 2 * _MAX_LINE:
                del self._held[:-_MAX_LINE]
            if not self._read(_PIECE):
                return None
        line = bytes(self._held[: end + 1])
        del self._held[: end + 1]
        return line

    def _body(self, length: int) -> bytes | None:
        """The next bytes; None where they turn out to be less than one message, and at the end of the stream."""
        looked = 0
        while True:
            found = self._header_within(looked, length)
            if found is not None:
                _left_out("a message that is shorter than it says", self._held[:found])
                del self._held[:found]
                return None
            if len(self._held) >= length:
                body = bytes(self._held[:length])
                del self._held[:length]
                return body
            looked = max(0, len(self._held) - _MAX_LINE)
            if not self._read(min(_LARGE_PIECE, length - len(self._held))):
                self._held.clear()
                return None

    def _header_within(self, start: int, end: int) -> int | None:
        """Where another message's header begins within what should be one body."""
        at = self._held.find(_USUAL, start, end)
        while at >= 0:
            found = _LENGTH.match(self._held, at)
            if found is not None and _accepted(found[1]) is not None:
                return at
            at = self._held.find(_USUAL, at + 1, end)
        return None

    def _read(self, size: int) -> bool:
        piece = self._stream.read1(size)
        self._held += piece
        return bool(piece)


async def handle_all(stream: Stream, handle: Callable[[Any], None], executor: Executor) -> None:
    """Hands every message of a stream over, as what its JSON says, until the stream ends."""
    incoming = Incoming(stream)
    loop = asyncio.get_running_loop()
    while (body := await loop.run_in_executor(executor, incoming.next)) is not None:
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, too deep
            _left_out(f"a message that is no JSON ({type(error).__name__})", body)
            continue
        handle(message)


def _last_length(line: bytes) -> re.Match[bytes] | None:
    at = line.lower().rfind(b"content-length")
    return None if at < 0 else _LENGTH.search(line, at)


def _accepted(value: bytes) -> int | None:
    return int(value) if re.fullmatch(rb"[0-9]{1,12}", value) and int(value) <= MAX_BYTES else None


def _left_out(what: str, text: bytes | bytearray) -> None:
    logger.warning("Left out: %s: %.80r", what, bytes(text[:80]))
