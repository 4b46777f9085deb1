from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.model.prompt import (
    MAX_REGION_LINES,
    SPECIAL_TOKENS,
    MalformedAnswer,
    RewriteTask,
    parse_answer,
    parse_chat_answer,
    render,
    render_answer,
    render_chat,
)
from burnish.model.prompt_files import chat_prompt

LOOP = "names = []\nfor user in users:\n    names.append(user.name)\nreturn names"
COMPREHENSION = "names = [user.name for user in users]\nreturn names"

lines = st.lists(st.sampled_from(["", "a", "b", "  c", "\td é", "x = '🙂'"]), min_size=1, max_size=12)


def test_a_prompt_tags_every_line_and_names_the_task() -> None:
    task = RewriteTask("python", "readability", "loop-to-comprehension", LOOP)
    assert render(task) == (
        "<|task|>rewrite<|language|>python<|objective|>readability<|rule|>loop-to-comprehension<|original|>"
        "<|L1|>names = []<|L2|>for user in users:<|L3|>    names.append(user.name)<|L4|>return names<|updated|>"
    )


def test_rule_message_and_context_appear_only_when_given() -> None:
    bare = render(RewriteTask("tsx", "security", None, "x"))
    full = render(RewriteTask("tsx", "security", "inner-html", "x", "Untrusted HTML", "uses React 18"))
    assert bare == "<|task|>rewrite<|language|>tsx<|objective|>security<|original|><|L1|>x<|updated|>"
    assert "<|rule|>inner-html<|message|>Untrusted HTML<|context|>uses React 18<|original|>" in full


@pytest.mark.parametrize("field", ["region", "rule", "message", "context"])
def test_text_that_could_be_taken_for_a_special_token_is_refused(field: str) -> None:
    parts = {"region": "x", "rule": "r", "message": "", "context": ""} | {field: "a <|end|> b"}
    with pytest.raises(ValueError, match="special token"):
        render(RewriteTask("python", "security", **parts))


def test_a_region_of_sixty_lines_is_the_longest() -> None:
    render(RewriteTask("python", "security", None, "\n".join(["x"] * MAX_REGION_LINES)))
    with pytest.raises(ValueError, match="at most 60 lines"):
        render(RewriteTask("python", "security", None, "\n".join(["x"] * (MAX_REGION_LINES + 1))))


def test_a_hunk_names_its_last_line_first() -> None:
    assert render_answer(LOOP, COMPREHENSION) == "<|L3|><|L1|>names = [user.name for user in users]\n<|end|>"


def test_no_change_is_an_immediate_end() -> None:
    assert render_answer(LOOP, LOOP) == "<|end|>"
    assert parse_answer("<|end|>", LOOP) == LOOP


def test_a_deletion_is_a_hunk_without_lines_and_an_empty_line_is_not() -> None:
    assert parse_answer("<|L2|><|L2|><|end|>", "a\nb\nc") == "a\nc"
    assert parse_answer("<|L2|><|L2|>\n<|end|>", "a\nb\nc") == "a\n\nc"


@given(lines, lines)
def test_parsing_undoes_rendering(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    assert parse_answer(render_answer(old, new), old) == new


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "does not end"),
        ("<|L1|><|L1|>x\n", "does not end"),
        ("<|end|>x", "after the end"),
        ("<|end|><|end|>", "after the end"),
        ("x = 1\n<|end|>", "two line tags"),
        ("<|L1|>x\n<|end|>", "two line tags"),
        ("<|L1|><|L1|><|task|>\n<|end|>", "two line tags"),
        ("<|L9|><|L1|>x\n<|end|>", "not in a region"),
        ("<|L0|><|L0|>x\n<|end|>", "not in a region"),
        ("<|L1|><|L2|>x\n<|end|>", "not in a region"),
        ("<|L2|><|L1|>x\n<|L2|><|L2|>y\n<|end|>", "overlaps"),
        ("<|L3|><|L3|>x\n<|L1|><|L1|>y\n<|end|>", "overlaps"),
        ("<|L1|><|L1|>x<|end|>", "middle of a line"),
    ],
)
def test_a_malformed_answer_is_refused_with_a_reason(answer: str, reason: str) -> None:
    with pytest.raises(MalformedAnswer, match=reason):
        parse_answer(answer, "a\nb\nc")


@given(st.text(alphabet="<|L123end>\nx ", max_size=40))
def test_garbage_is_refused_or_read_but_never_crashes(answer: str) -> None:
    with contextlib.suppress(MalformedAnswer):
        assert isinstance(parse_answer(answer, "a\nb\nc"), str)


def test_special_tokens_are_distinct() -> None:
    assert len(set(SPECIAL_TOKENS)) == len(SPECIAL_TOKENS) == 69


def test_a_chat_prompt_carries_the_region_in_a_fence_that_it_cannot_close() -> None:
    task = RewriteTask("python", "security", "shell-injection", 'x = """\n```\n"""', "A shell runs this", "Flask 3")
    system, user = render_chat(task, chat_prompt(task.objective))
    assert system["role"] == "system" and user["role"] == "user"
    assert user["content"].endswith('````python\nx = """\n```\n"""\n````')
    assert (
        "shell injection" in user["content"] and "A shell runs this" in user["content"] and "Flask 3" in user["content"]
    )


@pytest.mark.parametrize(
    ("answer", "region", "code"),
    [
        ("```python\nx = 2\n```", "x = 1", "x = 2"),
        ("Here it is:\n```\nx = 2\n\ny = 3\n```\nDone.", "x = 1\n", "x = 2\n\ny = 3\n"),
        ("````\n```\ninner\n```\n````", "x", "```\ninner\n```"),
        ("```js\r\na;\r\nb;\r\n```\r\n", "a", "a;\nb;"),
    ],
)
def test_a_chat_answer_is_its_one_code_block(answer: str, region: str, code: str) -> None:
    assert parse_chat_answer(answer, region) == code


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("x = 2", "no complete"),
        ("```python\nx = 2", "no complete"),
        ("```\na\n```\n```\nb\n```", "more than one"),
        ("```\na\n```\nor\n```\nb", "more than one"),
    ],
)
def test_a_chat_answer_without_exactly_one_block_is_refused(answer: str, reason: str) -> None:
    with pytest.raises(MalformedAnswer, match=reason):
        parse_chat_answer(answer, "x = 1")


@pytest.mark.parametrize(
    ("mark", "language"), [("jsx", "javascript"), ("TS", "tsx"), ("py", "python"), ("text", "css")]
)
def test_a_chat_answer_may_be_marked_as_what_it_is(mark: str, language: str) -> None:
    assert parse_chat_answer(f"```{mark}\nx\n```", "y", language) == "x"


@pytest.mark.parametrize(("mark", "language"), [("python", "javascript"), ("css", "html"), ("java", "typescript")])
def test_a_chat_answer_in_another_language_is_refused(mark: str, language: str) -> None:
    with pytest.raises(MalformedAnswer, match=f"in {mark}, not in {language}"):
        parse_chat_answer(f"```{mark}\nx\n```", "y", language)
