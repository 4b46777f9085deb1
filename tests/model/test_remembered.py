from __future__ import annotations

from pathlib import Path

from burnish.model.backend import Request
from burnish.model.remembered import RememberedBackend, remembering
from burnish.model.replay import ReplayBackend, Scripted
from burnish.store import Store


def answering(text: str) -> ReplayBackend:
    return ReplayBackend((Scripted(text),))


def test_an_answer_is_given_again_without_asking(tmp_path: Path):
    asked = Request("the prompt", max_tokens=9)
    first = RememberedBackend(answering("one"), Store(tmp_path / "s"))
    assert first.complete(asked).text == "one"
    first.close()
    second = RememberedBackend(answering("two"), Store(tmp_path / "s"))
    heard: list[str] = []
    assert second.complete(asked, heard.append).text == "one"
    assert heard == ["one"]
    assert second.complete(Request("the prompt", max_tokens=9, seed=1)).text == "two"
    second.close()


def test_recordings_need_no_memory():
    backend = answering("one")
    assert remembering(backend) is backend
    assert remembering(None) is None
