"""The prompts of chat models: one file for each objective under `models/prompts/`, which people can read and override."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.config import resource_folder
from burnish.model.errors import BackendError

WORDS = frozenset({"code", "language", "objective", "rule", "message", "context", "instruction"})
"""What a prompt may name in braces."""

INSTRUCTION = "instruction"
"""The prompt of what a person asks for in words of their own."""

IN_WORKSPACE = Path(".burnish", "prompts")

LONGEST_BYTES = 32_768

_PARTS = re.compile(r"\A\s*# System\s*\n(?P<system>.*?)\n# Task\s*\n(?P<task>.*)\Z", re.DOTALL)
_WORD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class ChatPrompt:
    """What a chat model is told: `system`, and `task`, whose words in braces are filled in."""

    system: str
    task: str
    source: Path

    def filled(self, values: Mapping[str, str]) -> str:
        """The task with its words replaced; paragraphs whose word stands for nothing are left out."""
        kept = [
            paragraph
            for paragraph in re.split(r"\n{2,}", self.task)
            if all(values.get(word) for word in _WORD.findall(paragraph))
        ]
        # In one pass: braces in the code itself are no words of the prompt.
        return "\n\n".join(_WORD.sub(lambda found: values[found[1]], paragraph) for paragraph in kept)


def chat_prompt(name: str, workspace: Path | None = None) -> ChatPrompt:
    """The prompt for an objective or for an instruction: the workspace's, the user's, or the one that ships.

    Raises BackendError with what is wrong with the first one that exists.
    """
    for folder in prompt_folders(workspace):
        path = folder / f"{name}.md"
        if path.is_file():
            return _read(path)
    raise BackendError(f"There is no prompt named {name!r}.")


def prompt_folders(workspace: Path | None = None) -> Sequence[Path]:
    """Where prompts are looked for, in this order."""
    own = () if workspace is None else (workspace / IN_WORKSPACE,)
    return (*own, user_prompts(), resource_folder("models") / "prompts")


def user_prompts() -> Path:
    """Where a person's own prompts go."""
    import platformdirs

    return platformdirs.user_config_path("burnish", appauthor=False) / "prompts"


def _read(path: Path) -> ChatPrompt:
    try:
        if path.stat().st_size > LONGEST_BYTES:
            raise BackendError(f"The prompt {path} is longer than {LONGEST_BYTES} bytes.")
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BackendError(f"The prompt {path} is not UTF-8.") from error
    except OSError as error:
        raise BackendError(f"The prompt {path} cannot be read: {error.strerror or error}.") from error
    parts = _PARTS.match(text)
    if parts is None:
        raise BackendError(f"The prompt {path} does not have the parts '# System' and '# Task', in this order.")
    words = _WORD.findall(parts["task"])
    unknown = sorted({*words, *_WORD.findall(parts["system"])} - WORDS)
    if unknown:
        raise BackendError(f"The prompt {path} names {{{unknown[0]}}}; known are {', '.join(sorted(WORDS))}.")
    if _WORD.search(parts["system"]):
        raise BackendError(f"The prompt {path} has words in braces under '# System'; they belong under '# Task'.")
    if words.count("code") != 1:
        raise BackendError(f"The prompt {path} must have {{code}} once, under '# Task'.")
    return ChatPrompt(parts["system"].strip(), parts["task"].strip(), path)
