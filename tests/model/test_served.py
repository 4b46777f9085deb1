"""Instructions answered for real: by a chat model in Burnish's own process, and by llama.cpp's server as the endpoint.

The model is a table that knows one answer by heart, so that what comes of it is known.
"""

from __future__ import annotations

from pathlib import Path

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Enhancement, Refusal
from burnish.model import open_backend
from burnish.project import Project
from burnish.text import Span, apply
from tests.served import by_heart, local_server

BEFORE = "def double(x: int):\n    y = x * 2\n    return y\n"
AFTER = "def double(x: int):\n    return x * 2\n"
WRONG = "def double(x: int):\n    return x * 3\n"


def asked(config: Config) -> Enhancement | Refusal:
    backend = open_backend(config)
    assert backend is not None
    try:
        code = Document.of("double.py", BEFORE)
        return engine.rewrite_instructed(code, Project(config=config), Span(5, 5), "without the variable", backend)
    finally:
        backend.close()


def test_a_chat_model_on_this_machine_takes_an_instruction(tmp_path: Path, needs_llama: None) -> None:
    made = asked(Config(model=str(by_heart(tmp_path / "right.gguf", AFTER))))
    assert isinstance(made, Enhancement)
    assert apply(BEFORE.encode(), made.edits).decode() == AFTER


def test_its_wrong_answer_is_refused_by_the_same_gate(tmp_path: Path, needs_llama: None) -> None:
    refused = asked(Config(model=str(by_heart(tmp_path / "wrong.gguf", WRONG))))
    assert isinstance(refused, Refusal)
    assert refused.check == "behaviour"


def test_a_local_server_takes_an_instruction(tmp_path: Path, needs_llama: None) -> None:
    model = by_heart(tmp_path / "served.gguf", AFTER)
    with local_server(model) as address:
        made = asked(Config(endpoint=address, endpoint_model=str(model), endpoint_key_variable=""))
    assert isinstance(made, Enhancement)
    assert apply(BEFORE.encode(), made.edits).decode() == AFTER
