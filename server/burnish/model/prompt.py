"""The one prompt format, used by the product and by training, so that the two cannot drift apart.

Burnish's own models read a *tagged* region: every line is preceded by a single special token, ``<|L1|>`` to
``<|L60|>``. They answer in *hunks*: the tag of the last replaced line, the tag of the first one, then the new lines,
each ended by a newline; ``<|end|>`` closes the answer. A region that needs no change is answered by ``<|end|>`` alone::

    <|task|>rewrite<|language|>python<|objective|>readability<|rule|>loop-to-comprehension<|original|>
    <|L1|>names = []<|L2|>for user in users:<|L3|>    names.append(user.name)<|updated|>
                                        ->  <|L3|><|L1|>names = [user.name for user in users]\\n<|end|>

(The prompt has no line breaks of its own; they are here for the reader.) Naming the end first lets the model decide
how far an edit reaches before it writes the text, and a deletion is a hunk without lines. Chat models get the same
parts in words and answer with the whole region in one fenced block. Both kinds of answer are parsed strictly: an
answer that is not well formed is refused, never repaired.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from burnish.model.prompt_files import ChatPrompt

MAX_REGION_LINES = 60

TASK, LANGUAGE, OBJECTIVE, RULE = "<|task|>", "<|language|>", "<|objective|>", "<|rule|>"
MESSAGE, CONTEXT, ORIGINAL, UPDATED, END = "<|message|>", "<|context|>", "<|original|>", "<|updated|>", "<|end|>"
LINE_TAGS: tuple[str, ...] = tuple(f"<|L{number}|>" for number in range(1, MAX_REGION_LINES + 1))
SPECIAL_TOKENS: tuple[str, ...] = (
    END, TASK, LANGUAGE, OBJECTIVE, RULE, MESSAGE, CONTEXT, ORIGINAL, UPDATED, *LINE_TAGS,
)  # fmt: skip

_MARK = "<|"
_HUNK = re.compile(r"<\|L(\d+)\|><\|L(\d+)\|>((?:(?!<\|)[\s\S])*)")
_FENCED = re.compile(r"^(`{3,})[ \t]*([^`\s]*)[^`\n]*\n(.*?)(?:^|\n)\1[ \t]*$", re.MULTILINE | re.DOTALL)
_FENCE_LINE = re.compile(r"^`{3,}", re.MULTILINE)
_LONGEST_BACKTICKS = re.compile(r"`{3,}")

_SCRIPTS = ("javascript", "typescript", "tsx")
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("python", "py", "python3"), ("python",)),
    **dict.fromkeys(("javascript", "js", "jsx", "typescript", "ts", "tsx"), _SCRIPTS),
    "html": ("html", *_SCRIPTS),
    **dict.fromkeys(("css", "scss", "less"), ("css", "scss", "less")),
    "json": ("json", "javascript", "typescript", "tsx"),
    **dict.fromkeys(("java", "go", "rust", "ruby", "c", "cpp", "csharp", "php", "kotlin", "swift", "sql"), ()),
}
"""The languages of Burnish that a fence may mean by what it is marked with. Other marks, such as `text`, say nothing."""


class MalformedAnswer(ValueError):
    """A model's answer that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RewriteTask:
    """One region to rewrite, and why.

    `rule` is the kebab-case name without its objective ("use-context-manager"), or None for "better in this objective".
    `region` is dedented and has at most `MAX_REGION_LINES` lines, separated by a line feed. `message` is the finding's
    own sentence and `context` anything else worth knowing; both are left out of the prompt when empty. `instruction` is
    what a person asks for in words of their own; only chat models are given one, and more lines.
    """

    language: str
    objective: str
    rule: str | None
    region: str
    message: str = ""
    context: str = ""
    instruction: str = ""


def render(task: RewriteTask) -> str:
    """The prompt of a hunk model, with special tokens as text.

    Raises ValueError when the region is too long, or when a part holds "<|", which could be taken for a special token.
    """
    for part in (task.language, task.objective, task.rule or "", task.region, task.message, task.context):
        _refuse_marks(part)
    lines = _region_lines(task.region)
    parts = [TASK, "rewrite", LANGUAGE, task.language, OBJECTIVE, task.objective]
    for token, text in ((RULE, task.rule), (MESSAGE, task.message), (CONTEXT, task.context)):
        if text:
            parts += [token, text]
    parts.append(ORIGINAL)
    for tag, line in zip(LINE_TAGS, lines, strict=False):
        parts += [tag, line]
    parts.append(UPDATED)
    return "".join(parts)


def render_answer(before: str, after: str) -> str:
    """The hunks that turn `before` into `after`, closed by `<|end|>`.

    Raises ValueError for regions that cannot be tagged (see `render`).
    """
    _refuse_marks(after)
    hunks = _hunks(_region_lines(before), after.split("\n"))
    answer = [
        f"{LINE_TAGS[end - 1]}{LINE_TAGS[start - 1]}" + "".join(f"{line}\n" for line in lines)
        for start, end, lines in hunks
    ]
    return "".join(answer) + END


def parse_answer(answer: str, region: str) -> str:
    """The region after the hunks of `answer`.

    Raises MalformedAnswer unless the answer is hunks in ascending order that do not overlap, with tags inside the
    region and whole lines, closed by exactly one `<|end|>`. An answer without it was cut off, so backends must hand
    over the stop token with the text.
    """
    body, end, rest = answer.partition(END)
    if not end:
        raise MalformedAnswer("the answer does not end")
    if rest:
        raise MalformedAnswer("there is text after the end of the answer")
    lines = region.split("\n")
    updated: list[str] = []
    position = 0
    done = 0
    while position < len(body):
        hunk = _HUNK.match(body, position)
        if hunk is None:
            raise MalformedAnswer("a hunk does not begin with two line tags")
        position = hunk.end()
        last, first, text = int(hunk[1]), int(hunk[2]), hunk[3]
        if not 1 <= first <= last <= len(lines):
            raise MalformedAnswer(f"lines {first} to {last} are not in a region of {len(lines)} lines")
        if first <= done:
            raise MalformedAnswer(f"the hunk at line {first} overlaps or precedes the one before it")
        if text and not text.endswith("\n"):
            raise MalformedAnswer(f"the hunk at line {first} ends in the middle of a line")
        updated += lines[done : first - 1]
        updated += text.split("\n")[:-1]
        done = last
    return "\n".join(updated + lines[done:])


def render_chat(task: RewriteTask, prompt: ChatPrompt) -> list[dict[str, str]]:
    """The same task for a model with a chat template: a list of {"role", "content"} messages."""
    fence = "`" * max([3, *(len(run) + 1 for run in _LONGEST_BACKTICKS.findall(task.region))])
    values = {
        "language": task.language,
        "objective": task.objective,
        "rule": (task.rule or "").replace("-", " "),
        "message": task.message,
        "context": task.context,
        "instruction": task.instruction,
        "code": f"{fence}{task.language}\n{task.region}\n{fence}",
    }
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.filled(values)}]


def parse_chat_answer(answer: str, region: str, language: str = "") -> str:
    """The code of the one fenced block in `answer`; it ends in a line feed exactly if `region` does.

    Raises MalformedAnswer when there is no complete block, more than one, or one that says it is in another language.
    """
    text = answer.replace("\r\n", "\n")
    blocks = list(_FENCED.finditer(text))
    if not blocks:
        raise MalformedAnswer("the answer holds no complete fenced code block")
    outside = text[: blocks[0].start()] + text[blocks[0].end() :]
    if len(blocks) > 1 or _FENCE_LINE.search(outside):
        raise MalformedAnswer("the answer holds more than one fenced code block")
    said = blocks[0][2].lower()
    if language and said in _SPOKEN and language not in _SPOKEN[said]:
        raise MalformedAnswer(f"the answer is in {said}, not in {language}")
    code = blocks[0][3].rstrip("\n")
    return code + "\n" if region.endswith("\n") else code


def _region_lines(region: str) -> list[str]:
    lines = region.split("\n")
    if len(lines) > MAX_REGION_LINES:
        raise ValueError(f"a region has at most {MAX_REGION_LINES} lines, not {len(lines)}")
    return lines


def _refuse_marks(text: str) -> None:
    if _MARK in text:
        raise ValueError('text that holds "<|" could be taken for a special token')


def _hunks(before: list[str], after: list[str]) -> list[tuple[int, int, list[str]]]:
    """(first, last, new lines), 1-based and inclusive.

    Insertions take a neighbouring line along, since a hunk replaces at least one line, and hunks with fewer than two
    unchanged lines between them become one.
    """
    hunks: list[tuple[int, int, list[str]]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        lines = after[new_start:new_end]
        if start == end:
            if end < len(before):
                lines = [*lines, before[end]]
                end += 1
            else:
                start -= 1
                lines = [before[start], *lines]
        if hunks and start - hunks[-1][1] < 2:
            first, last, earlier = hunks.pop()
            # An insertion may have taken the very line that the next hunk starts with: it is in `earlier` already.
            hunks.append((first, end, earlier + before[last:start] + lines[max(0, last - start) :]))
        else:
            hunks.append((start + 1, end, lines))
    return hunks
