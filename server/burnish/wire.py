"""What a process and its owner say to each other: JSON objects, one a line, in UTF-8."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

LONGEST_LINE = 16 << 20
"""Bytes; a longer line is not ours."""

Frame = dict[str, Any]


class BrokenWire(ValueError):
    """The other side said something that is not a frame."""


def send(stream: BinaryIO, frame: Frame) -> None:
    """Write one frame. Raises OSError (or ValueError on a closed stream) when nobody listens any more."""
    stream.write(json.dumps(frame, separators=(",", ":")).encode("ascii") + b"\n")
    stream.flush()


def receive(stream: BinaryIO) -> Frame | None:
    """The next frame; None at the end of the stream. Raises BrokenWire, OSError."""
    line = stream.readline(LONGEST_LINE)
    if not line:
        return None
    try:
        frame = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BrokenWire(f"not a frame: {line[:80]!r}") from error
    if not isinstance(frame, dict):
        raise BrokenWire(f"not a frame: {line[:80]!r}")
    return frame


def own_ends() -> tuple[BinaryIO, BinaryIO]:
    """This process's own ends of the wire, incoming and outgoing. What libraries print goes to standard error from now on."""
    sys.stdout.flush()
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, outgoing
