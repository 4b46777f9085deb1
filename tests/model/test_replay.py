from __future__ import annotations

import threading
from pathlib import Path

import pytest

from burnish.config import Config
from burnish.model import open_backend
from burnish.model.backend import Request
from burnish.model.errors import BackendError
from burnish.model.openai import OpenAIBackend
from burnish.model.prompt import RewriteTask, parse_answer, parse_chat_answer, render, render_chat
from burnish.model.prompt_files import chat_prompt
from burnish.model.replay import ReplayBackend
from burnish.model.worker import LlamaBackend
from tests.model.tiny_gguf import write_tiny_model

BEFORE, AFTER = "found = []\nfor x in xs:\n    found.append(x)", "found = list(xs)"
TASK = RewriteTask("python", "readability", "loop-to-comprehension", BEFORE)
ANSWERS = """
format = "{form}"

[[answer]]
contains = ["loop{join}to{join}comprehension"]
before = '''
found = []
for x in xs:
    found.append(x)
'''
after = '''
found = list(xs)
'''
"""


def replay(tmp_path: Path, text: str, name: str = "answers.toml") -> ReplayBackend:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return ReplayBackend.of_file(path)


def test_an_answer_is_written_once_and_given_in_either_format(tmp_path: Path) -> None:
    hunks = replay(tmp_path, ANSWERS.format(form="hunks", join="-"))
    assert hunks.manifest.format == "hunks"
    answer = hunks.complete(Request(render(TASK), max_tokens=50))
    assert parse_answer(answer.text, BEFORE) == AFTER
    chat = replay(tmp_path, ANSWERS.format(form="chat", join=" "))
    answer = chat.complete(Request(render_chat(TASK, chat_prompt("readability")), max_tokens=50))
    assert parse_chat_answer(answer.text, BEFORE) == AFTER


def test_the_first_answer_that_fits_is_given_and_candidates_may_differ(tmp_path: Path) -> None:
    backend = replay(
        tmp_path,
        '[[answer]]\ncontains = ["b", "a"]\ntext = "both"\n'
        '[[answer]]\nseed = 1\ntext = "second"\n'
        '[[answer]]\ncontains = ["a"]\ntext = "one"\n',
    )
    assert backend.complete(Request("a b", 9)).text == "both"
    assert backend.complete(Request("a", 9)).text == "one"
    assert backend.complete(Request("a", 9, seed=1)).text == "second"
    with pytest.raises(BackendError, match="no recorded answer for this prompt in answers"):
        backend.complete(Request("c", 9))


def test_a_slow_answer_can_be_cancelled(tmp_path: Path) -> None:
    backend = replay(tmp_path, '{"answer": [{"text": "a\\nb\\n", "pause": 60}]}', "answers.json")
    cancelled = threading.Event()
    cancelled.set()
    completion = backend.complete(Request("x", 9), cancelled=cancelled)
    assert (completion.text, completion.finish) == ("", "cancelled")


@pytest.mark.parametrize("text", ["answer = 3", "[[answer]]\nbefore = 'x'", "not toml"])
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BackendError, match=r"recorded answers in .*answers\.toml cannot be used"):
        replay(tmp_path, text)


def test_the_settings_choose_the_model(tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text("")
    write_tiny_model(tmp_path / "my model.gguf")
    assert open_backend(Config(model="off", endpoint="http://localhost:1/v1")) is None
    assert isinstance(open_backend(Config(endpoint="http://localhost:1/v1")), OpenAIBackend)
    assert isinstance(open_backend(Config(model="replay:answers.toml"), tmp_path), ReplayBackend)
    local = open_backend(Config(model="my model.gguf"), tmp_path)
    assert isinstance(local, LlamaBackend)
    assert local.manifest.name == "my model"
    with pytest.raises(BackendError, match="There is no model file"):
        open_backend(Config(model="other.gguf"), tmp_path)
