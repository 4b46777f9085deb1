"""Regions around a change: where another statement can stand in a function, and what is cut out for a prompt."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from burnish.training.corpus import Function
from burnish.training.roughening import javascript, javascript_snippets, python, python_snippets, python_source
from burnish.training.roughening.pair import Pair, Snippet
from burnish.training.roughening.words import Words

_TRIGGERS = {  # a region without its rule's trigger is an example of nothing to do
    "missing-timeout": r"requests|urlopen|fetch|http",
    "query-in-loop": r"\b(for|while|forEach|map)\b",
    "blocking-call-in-async": r"sleep|requests|subprocess|open",
    "sequential-awaits": r"await",
    "await-in-loop": r"await",
    "string-concatenation-in-loop": r"\+=|\+",
    "flatten-nested-conditions": r"\bif\b[\s\S]*\bif\b",
    "loop-to-comprehension": r"\b(append|add)\(|\] =",
    "use-context-manager": r"open|close",
    "promise-chain-to-async": r"then\(",
    "class-component-to-hooks": r"class",
}


_CONTINUES = (*"})].*@#", "else", "elif", "except", "finally", "case", "default", '"""', "'''", "//", "catch")


def has_trigger(rule: str, text: str) -> bool:
    """Whether there is anything in the text that the rule could be about."""
    return re.search(_TRIGGERS[rule], text) is not None


def distracted(pair: Pair, vocabulary: Words, chance: random.Random) -> Pair:
    """The pair with another rule's problem in it, which must stay: a model is asked for one thing at a time.

    Unchanged where there is no place for one, or nothing suitable is drawn.
    """
    before, after = pair.before.split("\n"), pair.after.split("\n")
    is_python = pair.language == "python"
    head = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    places = [at for at in _places(before, is_python) if at <= head or at >= len(before) - tail]
    drawn = (python_snippets if is_python else javascript_snippets).snippet(vocabulary, chance)
    text = drawn.rough if chance.random() < 0.75 else drawn.clean
    unfit = drawn.rule == pair.rule or drawn.awaits or _is_whole(text) or text.count("\n") > 6
    if not places or unfit or has_trigger(pair.rule, text):
        return pair
    at = chance.choice(places)
    indent = before[at][: len(before[at]) - len(before[at].lstrip())]
    added = [indent + line if line else line for line in text.split("\n")]
    there = at if at <= head else len(after) - (len(before) - at)
    rough = "\n".join([*before[:at], *added, *before[at:]])
    clean = "\n".join([*after[:there], *added, *after[there:]])
    host = Function(pair.language, pair.before, pair.repository)
    return replace(pair, before=rough, after=clean) if parses(rough, host) and parses(clean, host) else pair


def _is_whole(text: str) -> bool:
    return text.startswith(("def ", "function ", "import ", "export ", "class ", "app.", "router.", "api."))


def _places(lines: Sequence[str], is_python: bool) -> list[int]:
    """The lines inside functions before which a statement can stand."""
    starts = python.statement_lines("\n".join(lines)) if is_python else range(1, len(lines))
    return [
        at
        for at in starts
        if lines[at].startswith((" ", "\t"))
        and lines[at].strip()
        and not lines[at].strip().startswith(_CONTINUES)
        and (is_python or lines[at - 1].rstrip().endswith((";", "{")))
    ]


def placed(snippet: Snippet, host: Function, chance: random.Random) -> tuple[str, str] | None:
    """The snippet alone, in a bare function, or among the statements of a real one."""
    if _is_whole(snippet.rough) or chance.random() < 0.05:
        return snippet.rough, snippet.clean
    if chance.random() < 0.25:
        return _wrapped(snippet, host, chance)
    lines = host.text.split("\n")
    is_python = host.language == "python"
    asynchronous = bool(re.match(r"(export )?(default )?(const \w+ = )?(static )?async\b", lines[0]))
    if snippet.awaits and not asynchronous:
        if (is_python and lines[0].startswith("def ")) or lines[0].startswith("function "):
            lines[0] = f"async {lines[0]}"
        elif is_python or chance.random() < 0.8:
            return None
    points = _places(lines, is_python)
    if not points:
        return None
    for _ in range(3):
        at = chance.choice(points)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        results = tuple(
            "\n".join([*lines[:at], *(indent + line if line else line for line in part.split("\n")), *lines[at:]])
            for part in (snippet.rough, snippet.clean)
        )
        if all(parses(text, host) for text in results):
            return results[0], results[1]
    return None


def _wrapped(snippet: Snippet, host: Function, chance: random.Random) -> tuple[str, str]:
    """The snippet as the whole body of a function, under a real one's first line where that fits on one."""
    head = host.text.split("\n")[0]
    if host.language == "python":
        if not re.fullmatch(r"(async )?def .*:", head):
            name = chance.choice(("main", "run", "handle", "process", "load", "update"))
            head = f"def {name}({chance.choice(('', 'self', 'value', 'request', 'args', 'data'))}):"
        if snippet.awaits and not head.startswith("async "):
            head = f"async {head}"
        return tuple(f"{head}\n{textwrap.indent(text, '    ')}" for text in (snippet.rough, snippet.clean))  # type: ignore[return-value]
    if not re.fullmatch(r"(export )?(async )?function .*\{", head):
        name = chance.choice(("main", "run", "handle", "load", "update", "init"))
        head = f"function {name}({chance.choice(('', 'value', 'req, res', 'options', 'data'))}) {{"
    if snippet.awaits and "async " not in head:
        head = head.replace("function ", "async function ", 1)
    unit = (
        "    "
        if re.search(r"^    \S", snippet.rough, re.MULTILINE) and not re.search(r"^  \S", snippet.rough, re.MULTILINE)
        else "  "
    )
    return tuple(f"{head}\n{textwrap.indent(text, unit)}\n}}" for text in (snippet.rough, snippet.clean))  # type: ignore[return-value]


def parses(text: str, host: Function) -> bool:
    if host.language == "python":
        return python_source.source_of(text) is not None
    wrapped = f"class Outer {{\n{text}\n}}" if host.is_method else text
    return not javascript.parse(wrapped, host.language).root_node.has_error


def cropped(pair: Pair, chance: random.Random) -> Pair:
    """Most pairs as they are; of long ones, half become a window of a few lines around the change."""
    before, after = pair.before.split("\n"), pair.after.split("\n")
    while before and after and not before[-1].strip() and not after[-1].strip():
        before.pop()
        after.pop()
    if len(before) > 14 and chance.random() < 0.4:
        if pair.before == pair.after:
            size = chance.randint(4, 12)
            start = chance.randrange(max(1, len(before) - size))
            before = after = before[start : start + size]
        else:
            head = next(
                (index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
                min(len(before), len(after)),
            )
            tail = 0
            while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
                tail += 1
            start, stop = max(0, head - chance.randint(0, 5)), max(0, tail - chance.randint(0, 4))
            before, after = before[start : len(before) - stop], after[start : len(after) - stop]
    indents = [len(line) - len(line.lstrip(" ")) for line in (*before, *after) if line.strip()]
    shared = min(indents, default=0)
    return Pair(
        pair.language,
        pair.rule,
        "\n".join(line[shared:] for line in before),
        "\n".join(line[shared:] for line in after),
        pair.origin,
        pair.repository,
    )
