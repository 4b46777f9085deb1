"""Instructions answered for real: by a chat model in Burnish's own process, and by llama.cpp's server as the endpoint.

The model is a table that knows one answer by heart, so that what comes of it is known.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Enhancement, Refusal
from burnish.model import open_backend
from burnish.project import Project
from burnish.text import Span, apply
from tests.model.tiny_gguf import CHAT_TEMPLATE, write_tiny_model

BEFORE = "def double(x: int):\n    y = x * 2\n    return y\n"
AFTER = "def double(x: int):\n    return x * 2\n"
WRONG = "def double(x: int):\n    return x * 3\n"
ENDS = ["<|im_start|>", "<|im_end|>"]


def by_heart(path: Path, answer: str) -> Path:
    """A chat model that answers everything with this code."""
    # The prompt ends in "t" or in the line feed after it, as the template is read. No token is long: llama.cpp's server
    # has room for 32 bytes of one.
    chain = ["t", "\n", "```python\n", *answer.splitlines(keepends=True), "```", "<|im_end|>"]
    return write_tiny_model(path, chain, ENDS, "<|im_end|>", CHAT_TEMPLATE, context=4096)


def asked(config: Config) -> Enhancement | Refusal:
    backend = open_backend(config)
    assert backend is not None
    try:
        code = Document.of("double.py", BEFORE)
        return engine.rewrite_instructed(code, Project(config=config), Span(5, 5), "without the variable", backend)
    finally:
        backend.close()


@pytest.fixture
def served(tmp_path: Path, needs_llama: None) -> Iterator[tuple[str, Path]]:
    """The address of llama.cpp's own server with a model that knows the right answer."""
    if importlib.util.find_spec("uvicorn") is None:
        pytest.skip("llama.cpp's server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = by_heart(tmp_path / "served.gguf", AFTER)
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(path), "--port", str(port), "--n_ctx", "4096"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1"],
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
            pytest.fail("llama.cpp's server did not start:\n" + "".join(said))
        yield f"http://127.0.0.1:{port}/v1", path
    finally:
        process.terminate()
        process.communicate()


def test_a_chat_model_on_this_machine_takes_an_instruction(tmp_path: Path, needs_llama: None) -> None:
    made = asked(Config(model=str(by_heart(tmp_path / "right.gguf", AFTER))))
    assert isinstance(made, Enhancement)
    assert apply(BEFORE.encode(), made.edits).decode() == AFTER


def test_its_wrong_answer_is_refused_by_the_same_gate(tmp_path: Path, needs_llama: None) -> None:
    refused = asked(Config(model=str(by_heart(tmp_path / "wrong.gguf", WRONG))))
    assert isinstance(refused, Refusal)
    assert refused.check == "behaviour"


def test_a_local_server_takes_an_instruction(served: tuple[str, Path]) -> None:
    endpoint, model = served
    made = asked(Config(endpoint=endpoint, endpoint_model=str(model), endpoint_key_variable=""))
    assert isinstance(made, Enhancement)
    assert apply(BEFORE.encode(), made.edits).decode() == AFTER
