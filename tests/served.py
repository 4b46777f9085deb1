"""A chat model that knows one answer by heart, in a file, and behind llama.cpp's own server on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.model.tiny_gguf import CHAT_TEMPLATE, write_tiny_model

LONGEST_TOKEN = 24
"""Bytes; llama.cpp's server has room for 32 of one token."""

_ENDS = ["<|im_start|>", "<|im_end|>"]


def by_heart(path: Path, answer: str) -> Path:
    """A model that answers everything with this code, whose parts of that length must differ."""
    parts = [answer[at : at + LONGEST_TOKEN] for at in range(0, len(answer), LONGEST_TOKEN)]
    # The prompt ends in "t" or in the line feed after it, as the template is read.
    chain = ["t", "\n", "```python\n", *parts, "```", "<|im_end|>"]
    assert len(set(chain)) == len(chain)
    return write_tiny_model(path, chain, _ENDS, "<|im_end|>", CHAT_TEMPLATE, context=4096)


@contextmanager
def local_server(model: Path) -> Iterator[str]:
    """The address of llama.cpp's own server with a model."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--n_ctx", "4096"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "running on" in line:
                break
        else:
            raise AssertionError("llama.cpp's server did not start:\n" + "".join(said))
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.communicate()
