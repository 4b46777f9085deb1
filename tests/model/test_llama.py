from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from burnish.model.process import Interrupt, Refused
from tests.model.tiny_gguf import write_tiny_model

ASKED: dict[str, Any] = {"max_tokens": 300, "temperature": 0.0, "seed": 0, "grammar": None}


@pytest.fixture
def babbler(tmp_path: Path, needs_llama: None) -> Any:
    """A real model with random weights, which never ends its answer and soon repeats itself."""
    from burnish.model.llama import Model

    path = write_tiny_model(tmp_path / "babbler.gguf", context=2048)
    return Model(str(path), 2048, fixed_threads=1, gpu_layers=0, interrupt=Interrupt())


def batches_of(model: Any) -> list[int]:
    """The sizes of the batches that the model decodes from now on."""
    sizes: list[int] = []
    decode = model._decode

    def noted(tokens: list[int], start: int, outputs: int) -> bool:
        sizes.append(len(tokens))
        return bool(decode(tokens, start, outputs))

    model._decode = noted
    return sizes


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_drafts_save_work_and_leave_the_answer_as_it_is(babbler: Any, temperature: float) -> None:
    batches = batches_of(babbler)
    prompt = babbler.tokens_of("<|task|>rewrite<|original|><|L1|>x = x + x<|updated|>")
    answers, steps = [], []
    for longest in (0, 16):
        babbler.longest_draft = longest
        batches.clear()
        answers.append(list(babbler.answer(prompt, {**ASKED, "temperature": temperature, "seed": 3})))
        steps.append(len(batches))
    assert answers[0] == answers[1]
    assert len(answers[0]) == 300
    if temperature == 0:
        assert steps[1] < steps[0] / 2


def test_only_what_is_new_in_a_prompt_is_read(babbler: Any) -> None:
    batches = batches_of(babbler)
    first = babbler.tokens_of("a" * 700)
    list(babbler.answer(first, {**ASKED, "max_tokens": 1}))
    list(babbler.answer([*first[:-5], *babbler.tokens_of("bbbbb")], {**ASKED, "max_tokens": 1}))
    assert batches == [512, 188, 5]


def test_an_interruption_ends_the_reading_of_a_prompt(babbler: Any) -> None:
    babbler.interrupt.begin(1)
    babbler.interrupt.cancel(1)
    assert list(babbler.answer(babbler.tokens_of("a" * 700), ASKED)) == []
    babbler.interrupt.begin(2)
    assert len(list(babbler.answer(babbler.tokens_of("a" * 700), ASKED))) == 300


def test_special_tokens_are_read_and_written_as_text(babbler: Any) -> None:
    tokens = babbler.tokens_of("<|L1|>é<|end|>")
    assert len(tokens) == 4
    assert b"".join(babbler._piece(token) for token in tokens).decode() == "<|L1|>é<|end|>"


def test_a_file_that_llama_cpp_refuses_gives_its_reason(tmp_path: Path, needs_llama: None) -> None:
    from burnish.model.llama import Model

    path = write_tiny_model(tmp_path / "odd.gguf")
    path.write_bytes(path.read_bytes().replace(b"attn_q.weight", b"attn_Q.weight"))
    with pytest.raises(Refused, match=r"llama\.cpp cannot load the model odd\.gguf"):
        Model(str(path), 512, fixed_threads=1, gpu_layers=0, interrupt=Interrupt())
