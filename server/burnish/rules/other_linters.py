"""What comments tell other linters to leave alone: `# noqa: S608`, `# nosec`, `// eslint-disable-next-line no-await-in-loop`.

Who has told one tool that a place is meant so has told all of them, where both say the same. The key `told` of a rule's page
has the codes under which others say it. A comment without codes may mean anything else on its line, so it tells nothing;
but for Bandit's, which is about security alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.rule import Finding
from burnish.text import Span
from burnish.tree import contains_type, span_of, statement_of


@dataclass(frozen=True, slots=True)
class Told:
    """Codes that a comment names, and the lines, first and last, that it holds for."""

    codes: frozenset[str]
    lines: tuple[int, int]
    by_prefix: bool = False
    """Whether the start of a code stands for it, as Flake8 takes it: S6 for S608."""
    taken_back: bool = False
    """Whether it ends what one above began: `eslint-enable`."""

    def speaks_of(self, code: str) -> bool:
        return code in self.codes or (self.by_prefix and any(code.startswith(one) for one in self.codes if one))


def was_told(document: Document, finding: Finding, codes: frozenset[str]) -> bool:
    """Whether a comment at a finding tells another linter to leave alone what it says under one of these codes."""
    if not codes:
        return False
    every = document.known(_told)
    if not every:
        return False
    lines = _lines_of(document, finding)
    for code in codes:
        speaking = [
            one for one in every if one.speaks_of(code) and any(one.lines[0] <= row <= one.lines[1] for row in lines)
        ]
        if speaking and not speaking[-1].taken_back:
            return True
    return False


def is_directive(comment: str) -> bool:
    """Whether a comment in Python speaks to a tool about its own line, and would say it of another if it moved."""
    return _DIRECTIVE.match(comment) is not None


def _lines_of(document: Document, finding: Finding) -> Collection[int]:
    """The lines at which a comment speaks of a finding: its own, those of what it is about, and the statement's ends."""
    span, anchor = finding.span, finding.anchor
    lines = set(_rows(document, span))
    statement = statement_of(document.part_at(span).node_at(span))
    if statement.parent is None or contains_type(statement, _WITH_BLOCKS):
        return lines
    whole = span_of(statement)
    rows = _rows(document, whole)
    lines |= {rows[0], rows[-1]}
    if anchor.contains(whole):
        lines.update(rows)
    elif whole.contains(anchor):
        lines.update(_rows(document, anchor))
    return lines


def _rows(document: Document, span: Span) -> range:
    last = document.lines.line_of(max(span.start, span.end - 1))
    return range(document.lines.line_of(span.start), last + 1)


def _told(document: Document) -> Sequence[Told]:
    if document.tree is None:
        return ()
    seen: dict[int, Node] = {one.start_byte: one for one in _comments(document)}
    return [one for comment in seen.values() for one in _of_comment(document, comment)]


def _comments(document: Document) -> Iterator[Node]:
    """The comments that may speak to another linter."""
    lower = document.source.lower()
    places = (one.span() for mark in _MARKS if mark in lower for one in re.finditer(mark, lower))
    for start, end in sorted(places):
        part = document.part_at(Span(start, end))
        node = None if part.tree is None else part.root.descendant_for_byte_range(start, end)
        if node is not None and node.type in part.language.comments:
            yield node


def _of_comment(document: Document, comment: Node) -> Iterator[Told]:
    text = document.slice(comment)
    row = comment.start_point.row
    end = document.lines.count
    here, following = (row, row), (comment.end_point.row + 1, comment.end_point.row + 1)
    if text.startswith("#"):
        for word in _NOQA.finditer(text):
            codes = frozenset(_CODE.findall(word["codes"].upper()))
            yield Told(codes, (0, end) if word["file"] else here, by_prefix=True)
        for word in _NOSEC.finditer(text):
            named = frozenset(re.findall(r"\bB\d{3}\b|\b[a-z]+(?:_[a-z]+)+\b", word["codes"]))
            yield Told(named or frozenset({"B"}), here, by_prefix=not named)
        for word in _PYLINT.finditer(text):
            alone = not document.slice(Span(document.lines.line_start(row), comment.start_byte)).strip()
            block = _block_around(comment, end) if alone else here
            codes = frozenset(one.strip() for one in word["codes"].split(","))
            yield Told(codes, following if word["next"] else block, taken_back=word["way"] == "enable")
        return
    for word in _ESLINT.finditer(text):
        codes = frozenset(re.findall(r"[@\w/-]+", word["codes"].split(" --")[0]))
        where = word["where"]
        if where or text.startswith("/*"):
            lines = {"-line": here, "-next-line": following}.get(where or "", (row, end))
            yield Told(codes, lines, taken_back=word["way"] == "enable")
    for word in _BIOME.finditer(text):
        yield Told(frozenset({word["code"].rpartition("/")[2]}), following)


def _block_around(comment: Node, end: int) -> tuple[int, int]:
    """The lines that a comment of Pylint's on a line of its own holds for: the rest of its block, and the head of a function."""
    around = comment.parent
    if around is None:
        return comment.start_point.row, end
    function = around.parent if around.type == "block" else around
    if function is not None and function.type == "function_definition":
        return function.start_point.row, function.end_point.row
    return comment.start_point.row, around.end_point.row


_MARKS = (b"noqa", b"nosec", b"pylint", b"eslint", b"oxlint", b"biome")
"""Words that other linters begin with; to look for them is quicker by far than to look at every comment."""
_DIRECTIVE = re.compile(r"(?i)#\s*(?:pragma|type|noqa|nosec|pylint|pyright|mypy)\b")
_NOQA = re.compile(r"(?i)#\s*(?P<file>(?:ruff|flake8)\s*:\s*)?noqa\s*:\s*(?P<codes>[A-Z]+\d*(?:[\s,]+[A-Z]+\d+)*)")
_CODE = re.compile(r"[A-Z]+\d*")
_NOSEC = re.compile(r"#\s*nosec\b:?(?P<codes>[^#]*)")
_PYLINT = re.compile(r"#\s*pylint:\s*(?P<way>disable|enable)(?P<next>-next)?\s*=\s*(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)")
_ESLINT = re.compile(
    r"(?:eslint|oxlint)-(?P<way>disable|enable)(?P<where>-next-line|-line)?(?![\w-])(?P<codes>[^*\n]*)"
)
_BIOME = re.compile(r"biome-ignore\s+lint/(?P<code>[\w/]+)")
_WITH_BLOCKS = frozenset({"block", "statement_block", "class_body"})
