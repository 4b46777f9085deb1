"""Prompts as files: the ones that ship, a person's own, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.model.errors import BackendError
from burnish.model.prompt import RewriteTask, render_chat
from burnish.model.prompt_files import INSTRUCTION, LONGEST_BYTES, chat_prompt
from burnish.rule import Objective

OWN = "# System\n\nBe brief.\n\n# Task\n\nDo {rule}.\n\nWhat was found: {message}\n\n{code}\n"


def own(tmp_path: Path, text: str, name: str = "readability") -> Path:
    folder = tmp_path / ".burnish" / "prompts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_bytes(text.encode())
    return tmp_path


@pytest.mark.parametrize("name", [*(one.value for one in Objective), INSTRUCTION])
def test_every_objective_and_the_instruction_have_a_prompt(name: str) -> None:
    prompt = chat_prompt(name)
    assert "exactly one fenced" in " ".join(prompt.system.split())
    assert "{code}" in prompt.task


def test_the_prompt_for_an_objective_reads_as_it_did_before_it_was_a_file() -> None:
    task = RewriteTask(
        "python", "readability", "loop-to-comprehension", "x = 1", "A loop builds a list.", "import math"
    )
    _, user = render_chat(task, chat_prompt("readability"))
    assert user["content"] == (
        "Rewrite this python code for better readability. Make it easier to read: fewer branches to follow, less "
        "nesting, clearer names inside the region.\n\n"
        "Apply exactly one improvement: loop to comprehension.\n\n"
        "What was found: A loop builds a list.\n\n"
        "Context:\nimport math\n\n"
        "```python\nx = 1\n```"
    )


def test_a_workspaces_own_prompt_is_taken_and_empty_paragraphs_go(tmp_path: Path) -> None:
    prompt = chat_prompt("readability", own(tmp_path, OWN.replace("\n", "\r\n")))
    task = RewriteTask("python", "readability", "long-function", "x = '{message} {rule}'")
    system, user = render_chat(task, prompt)
    assert system["content"] == "Be brief."
    assert user["content"] == "Do long function.\n\n```python\nx = '{message} {rule}'\n```"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Task\n\n{code}\n", "does not have the parts"),
        (OWN.replace("{rule}", "{rules}"), "names {rules}; known are code, context"),
        (OWN.replace("{code}", ""), "must have {code} once"),
        (OWN + "{code}\n", "must have {code} once"),
        (OWN.replace("brief", "{rule}"), "belong under '# Task'"),
        (OWN + "x" * LONGEST_BYTES, "is longer than"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BackendError) as raised:
        chat_prompt("readability", own(tmp_path, text))
    assert reason in str(raised.value)
    assert "readability.md" in str(raised.value)


def test_a_prompt_that_is_not_text_says_so(tmp_path: Path) -> None:
    (own(tmp_path, "") / ".burnish" / "prompts" / "readability.md").write_bytes(b"\xff\xfe")
    with pytest.raises(BackendError, match="is not UTF-8"):
        chat_prompt("readability", tmp_path)
