"""The process in which strict parsers read what somebody is writing: one text at a time, as long as its owner lives.

The owner sends `{"do": "read", "id", "language", "text"}` or `{"do": "bye"}`; the process answers a `read` with
`{"is": "read", "id", "fault"}`, where `fault` is `[line, column, message]` or null.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from burnish import wire
from burnish.faults import fault_in

MEMORY = 2 << 30
"""Bytes of address space: text that makes a parser want more costs one answer, not the machine."""


def main() -> None:
    """Serve this process's standard streams. What libraries print on standard output goes to standard error."""
    incoming, outgoing = wire.own_ends()
    if sys.platform != "win32":
        import resource

        os.nice(10)  # nobody waits for it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(incoming, outgoing)


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    while (frame := wire.receive(incoming)) is not None and frame["do"] != "bye":
        try:
            fault = fault_in(frame["language"], frame["text"])
        except Exception:
            # The boundary of this process: whatever a parser stumbles over costs one answer.
            fault = None
        told = None if fault is None else [fault.line, fault.column, fault.message]
        wire.send(outgoing, {"is": "read", "id": frame["id"], "fault": told})


if __name__ == "__main__":
    main()
