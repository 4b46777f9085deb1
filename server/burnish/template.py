"""Code with holes, filled with what a rule found: the fixes and messages of rules that need no code of their own.

`$NAME` is the text of the node that a hole stands for, `$$$NAME` all of the nodes with what stands between them. Lines
of a template, and of what fills it, get the indentation of the place where they come to stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from burnish.text import Edit, Span, indentation_at, newline_of

HOLE = re.compile(r"\$(?:\$\$)?([A-Z_][A-Z0-9_]*)")

Holes = Mapping[str, Span]
"""What each hole stands for, in a source; an empty span for none."""


def holes_in(text: str) -> frozenset[str]:
    """The names of the holes in a pattern or a template."""
    return frozenset(HOLE.findall(text))


def filled(template: str, holes: Holes, source: bytes, at: int, given: Mapping[str, str] | None = None) -> str:
    """A template as code that stands at an offset of a source. `given` are texts for holes that no code fills.

    A hole that stands for nothing leaves nothing, and no comma too many: `f($A, $$$MORE)` is then `f(a)`.
    """
    texts = given or {}
    here = indentation_at(source, at)
    lines = []
    for number, line in enumerate(template.rstrip("\n").split("\n")):
        indent = here + line[: len(line) - len(line.lstrip())]
        text = _line(line, holes, source, indent, texts)
        lines.append(f"{here}{text}" if number and text.strip() else text)
    return newline_of(source).join(lines)


def rewritten(
    template: str, holes: Holes, source: bytes, span: Span, given: Mapping[str, str] | None = None
) -> tuple[Edit, ...]:
    """The edits that make a template of a part of a source.

    What the holes of a template in one line stand for, in their order, stays where it is, laid out as it is: only what
    differs between them is written anew.
    """
    parts = _in_place(template.rstrip("\n"), holes, span)
    if parts is None or given:
        return (Edit(span, filled(template, holes, source, span.start, given)),)
    edits = []
    for text, gap in parts:
        before = source[gap.start : gap.end].decode("utf-8", "replace")
        if "".join(before.split()) != "".join(text.split()):
            edits.append(Edit(gap, text))
    return tuple(edits)


def _in_place(template: str, holes: Holes, span: Span) -> list[tuple[str, Span]] | None:
    """The texts between the holes with the parts of the source that they replace; None where that cannot be said."""
    if "\n" in template:
        return None
    parts: list[tuple[str, Span]] = []
    last, at = 0, span.start
    for found in HOLE.finditer(template):
        hole = holes.get(found[1])
        if hole is None or not len(hole) or hole.start < at or hole.end > span.end:
            return None
        parts.append((template[last : found.start()], Span(at, hole.start)))
        last, at = found.end(), hole.end
    return [*parts, (template[last:], Span(at, span.end))]


def said(template: str, holes: Holes, source: bytes, given: Mapping[str, str] | None = None) -> str:
    """A message with what holes stand for, each in one line and shortened."""
    texts = given or {}

    def text_of(found: re.Match[str]) -> str:
        name = found[1]
        text = texts[name] if name in texts else _text(holes[name], source) if name in holes else found[0]
        line = " ".join(text.split())
        return line if len(line) <= LONGEST_SAID else f"{line[:LONGEST_SAID]}…"

    return HOLE.sub(text_of, template)


LONGEST_SAID = 60
"""Characters of code in a message."""


def _line(line: str, holes: Holes, source: bytes, indent: str, texts: Mapping[str, str]) -> str:
    parts: list[str] = []
    last = 0
    for found in HOLE.finditer(line):
        name = found[1]
        parts.append(line[last : found.start()])
        last = found.end()
        if name in texts:
            text = texts[name]
        elif name in holes:
            text = _laid_out(holes[name], source, indent)
        else:
            text = found[0]
        if not text:
            before = "".join(parts)
            shorter = before.rstrip().removesuffix(",")
            rest = line[last:].lstrip()
            if shorter != before.rstrip() and rest[:1] in (")", "]", "}"):
                parts = [shorter]
            elif rest[:1] == "," and before.rstrip()[-1:] in ("(", "[", "{"):
                last = len(line) - len(rest[1:].lstrip())
        parts.append(text)
    return "".join((*parts, line[last:]))


def _laid_out(span: Span, source: bytes, indent: str) -> str:
    """The text of a part, its further lines as far in beside `indent` as they are beside its own first line."""
    text = _text(span, source)
    first, *rest = text.split("\n")
    own = indentation_at(source, span.start)
    return "\n".join((first, *(_moved(line, own, indent) for line in rest)))


def _moved(line: str, own: str, indent: str) -> str:
    return indent + line[len(own) :] if line.startswith(own) and line.strip() else line


def _text(span: Span, source: bytes) -> str:
    return source[span.start : span.end].decode("utf-8", "replace")


def around(parts: Sequence[Span]) -> Span:
    """From the first of some parts to the end of the last; empty where there are none."""
    return Span(parts[0].start, parts[-1].end) if parts else Span(0, 0)
