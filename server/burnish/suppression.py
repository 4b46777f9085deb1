"""Which findings comments silence, `burnish: ignore[rule]` and `burnish: ignore-file[rule]`, and which comments silence
none. What a comment tells another linter that says the same silences a finding, too."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from burnish.document import Document
from burnish.rule import Finding, Rule
from burnish.rules import rules
from burnish.rules.comments.about.suppressions import Comment, comments_of
from burnish.rules.comments.unknown_suppression import UnknownSuppression
from burnish.rules.comments.unused_suppression import UnusedSuppression
from burnish.rules.other_linters import was_told
from burnish.text import Edit, Span, indentation_at, newline_of

_MAX_NAME = 60
"""Characters of a name that a message repeats, and that another name is looked for by."""


def judged(
    document: Document,
    findings: Iterable[Finding],
    selected: Collection[Rule],
    own: Callable[[], Iterable[Rule]] = tuple,
) -> tuple[Finding, ...]:
    """The findings that no comment silences, with those on comments that silence nothing, in source order.

    A comment is unused where all rules that it names were asked (`selected`) and none found what it silences. `own` gives
    the rules that the project keeps for itself: comments may name them, too.
    """
    codes: dict[str, frozenset[str]] = {}
    for rule in selected:
        codes[rule.id] = codes.get(rule.id, frozenset()) | rule.page.told
    comments = comments_of(document)
    if not comments:
        return tuple(one for one in findings if not was_told(document, one, codes.get(one.rule, frozenset())))
    used: set[tuple[int, str]] = set()
    by_line: dict[int, list[int]] = {}
    of_file = [number for number, one in enumerate(comments) if one.lines is None]
    for number, one in enumerate(comments):
        for line in range(one.lines[0], one.lines[1] + 1) if one.lines is not None else ():
            by_line.setdefault(line, []).append(number)

    def stands(finding: Finding, *, by_name: bool) -> bool:
        line = document.lines.line_of(finding.span.start)
        silencing = [
            (number, name)
            for number in (*by_line.get(line, ()), *of_file)
            for name in _silencing(comments[number], finding, by_name=by_name)
        ]
        used.update(silencing)
        return not silencing

    left = [
        one
        for one in findings
        if stands(one, by_name=False) and not was_told(document, one, codes.get(one.rule, frozenset()))
    ]
    # Such a comment is silenced by its rule's name only: else each would silence what is said of itself.
    found = [one for one in _pointless(document, comments, used, selected, own) if stands(one, by_name=True)]
    return tuple(sorted((*left, *found), key=lambda one: (one.span.start, one.span.end, one.rule)))


def ignore_here(document: Document, finding: Finding) -> Edit | None:
    """The edit that silences one finding where it stands; None where the language has no comments."""
    line = document.lines.around(finding.span.start)
    comment = _comment(document, f"burnish: ignore[{finding.rule}]")
    if comment is None:
        return None
    indent = indentation_at(document.source, line.start)
    return Edit(Span(line.start, line.start), f"{indent}{comment}{newline_of(document.source)}")


def ignore_in_file(document: Document, finding: Finding) -> Edit | None:
    """The edit that silences a rule in the whole file; None where the language has no comments."""
    comment = _comment(document, f"burnish: ignore-file[{finding.rule}]")
    if comment is None:
        return None
    start = 0
    if document.source.startswith((b"#!", b"\xef\xbb\xbf", b"<!")):
        start = document.source.find(b"\n") + 1 or len(document.source)
    return Edit(Span(start, start), comment + newline_of(document.source))


def _comment(document: Document, text: str) -> str | None:
    language = document.language
    if language.line_comment is not None:
        return f"{language.line_comment} {text}"
    if language.block_comment is not None:
        return f"{language.block_comment[0]} {text} {language.block_comment[1]}"
    return None


def _silencing(comment: Comment, finding: Finding, *, by_name: bool) -> Iterator[str]:
    """The names in a comment that silence a finding; "" for a comment without names."""
    if comment.mistake:
        return
    objective, _, name = finding.rule.partition("/")
    if not comment.names and not by_name:
        yield ""
    for given, _ in comment.names:
        if given in (finding.rule, name) or (given == objective and not by_name):
            yield given


def _pointless(
    document: Document,
    comments: Sequence[Comment],
    used: Collection[tuple[int, str]],
    selected: Collection[Rule],
    own: Callable[[], Iterable[Rule]],
) -> Iterator[Finding]:
    asked = {one.id for one in selected}
    unknown = next((one for one in selected if isinstance(one, UnknownSuppression)), None)
    unused = next((one for one in selected if isinstance(one, UnusedSuppression)), None)
    languages = document.language.around
    for number, comment in enumerate(comments):
        if comment.mistake:
            if unknown is not None:
                yield unknown.finding(comment.span, comment.mistake)
            continue
        for name, span in comment.names:
            meant = _meant(name, languages)
            if meant is None:
                meant = _meant_of(own(), name)
            if meant is None:
                if unknown is not None:
                    yield unknown.finding(span, _unknown(name))
            elif unused is not None and not document.has_errors and (number, name) not in used and meant <= asked:
                yield unused.finding(span, f"'{name}' is not found here: there is nothing to silence")
        everything = _meant("", languages) or frozenset()
        if comment.names or unused is None or document.has_errors or (number, "") in used or not everything <= asked:
            continue
        yield unused.finding(comment.span, "Nothing is found here: there is nothing to silence")


@lru_cache(1024)
def _meant(name: str, languages: frozenset[str]) -> frozenset[str] | None:
    """The ids of the rules for some languages that a name stands for, all of them for ""; None for no rule's name.

    The rules on comments themselves are silenced by their own names, and never found unused.
    """
    every = [one for one in rules() if name in ("", one.id, one.name, one.objective.value)]
    if not every:
        return None
    if any(isinstance(one, (UnknownSuppression, UnusedSuppression)) for one in every) and len(every) == 1:
        return frozenset({""})
    return frozenset(one.id for one in every if not languages.isdisjoint(one.languages))


def _meant_of(own: Iterable[Rule], name: str) -> frozenset[str] | None:
    """The ids of a project's own rules that a name stands for; None where there is none."""
    return frozenset(one.id for one in own if name in (one.id, one.name, one.page.objective)) or None


def _unknown(name: str) -> str:
    shown = name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}…"
    known = {one for rule in rules() for one in (rule.id, rule.name, rule.objective.value)}
    close = difflib.get_close_matches(name, sorted(known), n=1) if len(name) <= _MAX_NAME else []
    return f"There is no rule or objective '{shown}'" + (f"; did you mean '{close[0]}'?" if close else "")
