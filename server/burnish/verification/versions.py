"""Two versions of a file, function by function: which differ, and what the gate says of each.

The gate's checks of rewrites ask whether an edit kept to its purpose. Between two versions that people wrote, only some of
these questions make sense: is it well formed, is it called as before, does every name mean something, is a comment lost,
and does it still do the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from tree_sitter import Node

from burnish.behaviour import javascript, python, worker
from burnish.behaviour.verdict import Counterexample, Question, Verdict
from burnish.document import Document
from burnish.enhancement import Check, Outcome, Receipt
from burnish.names.imports import imports
from burnish.names.reads import Home, reads_of
from burnish.text import Span, words
from burnish.tree import descendants, span_of
from burnish.verification.checks.behaviour import seen
from burnish.verification.checks.comments import comments_in
from burnish.verification.checks.syntax import newly_broken

REST = "<module>"
"""The name under which code outside of all functions goes."""

LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx"})


@dataclass(frozen=True, slots=True)
class Versions:
    """One file before and after; None where it was not there."""

    path: Path
    before: Document | None
    after: Document | None

    @property
    def language(self) -> str:
        """In which both can be read; "" where they are of languages that have nothing in common."""
        names = {one.language.name for one in (self.before, self.after) if one is not None}
        if len(names) == 1:
            return names.pop()
        if "python" in names or not names <= LANGUAGES:
            return ""
        return "tsx" if "tsx" in names else "typescript"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of one function in two versions. `receipt` has the checks that were made, in their order."""

    name: str
    verdict: Literal["proven", "refuted", "unproven"]
    receipt: Receipt
    inputs: int = 0
    branches: tuple[int, int] = (0, 0)
    counterexample: Counterexample | None = None
    kind: Literal["both", "before", "after", "rest"] = "both"
    """In which of the versions it is; `rest` is the code outside of functions."""


@dataclass(frozen=True, slots=True)
class Differing:
    """The functions of two versions. `changed` are in both and their texts differ."""

    changed: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    renamed: Mapping[str, str]
    """Functions that are new, to the gone ones that had the same text but for the name."""

    @property
    def every(self) -> tuple[str, ...]:
        return (*self.changed, *self.same, *self.gone, *self.new)


def differing(versions: Versions) -> Differing:
    """Which functions differ. Raises ValueError where the two are of languages that cannot be compared."""
    if versions.language not in LANGUAGES:
        raise ValueError(f"{versions.path.name} is in a language whose functions cannot be run")
    before = _functions(_text(versions.before), versions.language)
    after = _functions(_text(versions.after), versions.language)
    gone = tuple(name for name in before if name not in after)
    new = tuple(name for name in after if name not in before)
    nameless = {_nameless(before[name], name): name for name in gone}
    was = {name: nameless[text] for name in new if (text := _nameless(after[name], name)) in nameless}
    both = [name for name in after if name in before]
    return Differing(
        changed=tuple(name for name in both if before[name] != after[name]),
        same=tuple(name for name in both if before[name] == after[name]),
        gone=gone,
        new=new,
        renamed=was,
    )


def compare_function(
    versions: Versions,
    name: str,
    others: Sequence[str] = (),
    *,
    seconds: float = 5.0,
    natively: bool = False,
) -> Compared:
    """What the gate says of a function that is in both versions. `others` are texts in which it may be called."""
    assert versions.before is not None and versions.after is not None
    checks = list(_static(versions.before, versions.after, name, versions.language))
    wrong = any(check.outcome is Outcome.FAILED and check.name in _DECIDING for check in checks)
    if checks[0].outcome is Outcome.FAILED:
        checks.append(Check("behaviour", Outcome.NOT_RUN, "code that is not well formed cannot be run"))
        return Compared(name, "unproven", Receipt(tuple(checks)))
    question = Question(
        versions.language,
        _text(versions.before),
        _text(versions.after),
        functions=(name,),
        others=tuple(others),
        seconds=seconds,
        natively=natively,
    )
    found = next((one for one in worker.ask(question) if one.function == name), None)
    if found is None:
        found = Verdict(name, "unproven", reason="the comparison gave no answer")
    checks.append(_behaviour(found))
    return Compared(
        name,
        "unproven" if wrong and found.verdict == "proven" else found.verdict,
        Receipt(tuple(checks)),
        found.inputs,
        found.branches,
        found.counterexample,
    )


def listed(versions: Versions, different: Differing) -> Iterator[Compared]:
    """What there is to say without running anything: functions in one version only, and code outside of functions."""
    for name in different.new:
        old = different.renamed.get(name)
        detail = (
            "it is only in the new version"
            if old is None
            else f"it is new; but for the name it is '{old}', which is gone"
        )
        yield _unproven(name, "presence", Outcome.NOT_RUN, detail, "after")
    for name in different.gone:
        yield _unproven(name, "presence", Outcome.NOT_RUN, "it is only in the old version", "before")
    rest = _rest(versions)
    if rest is not None:
        yield rest


_DECIDING = frozenset({"syntax", "interface", "names"})
"""Checks without which nothing is proven. A lost comment changes nothing that runs."""


def _unproven(
    name: str, check: str, outcome: Outcome, detail: str, kind: Literal["before", "after", "rest"]
) -> Compared:
    return Compared(name, "unproven", Receipt((Check(check, outcome, detail),)), kind=kind)


def _rest(versions: Versions) -> Compared | None:
    """What is to be said of the code outside of functions; None where it stayed the same."""
    before, after = versions.before, versions.after
    if before is None or after is None:
        return None
    reason = newly_broken(before, after)
    if reason is not None:
        return _unproven(REST, "syntax", Outcome.FAILED, reason, "rest")
    old, new = imports(before), imports(after)
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            detail = f"'{name}' was {old[name]} and is now {new[name]}"
            return _unproven(REST, "imports", Outcome.FAILED, detail, "rest")
    if _remainder(_text(before), versions.language) != _remainder(_text(after), versions.language):
        return _unproven(REST, "behaviour", Outcome.NOT_RUN, "it changed, and is not run", "rest")
    return None


def _static(before: Document, after: Document, name: str, language: str) -> Iterator[Check]:
    """The checks that run nothing: `syntax` first."""
    reason = newly_broken(before, after)
    yield Check("syntax", Outcome.PASSED if reason is None else Outcome.FAILED, reason or "")
    if reason is not None:
        return
    old, new = _place(before, name, language), _place(after, name, language)
    if old is None or new is None:
        return
    yield _interface(before, old, after, new)
    unknown = sorted(_unknown(after, new) - _unknown(before, old))
    detail = f"'{unknown[0]}' is not defined" if unknown else ""
    yield Check("names", Outcome.FAILED if unknown else Outcome.PASSED, detail)
    lost = comments_in(before, span_of(old)) - comments_in(after, span_of(new))
    texts = sorted(text for text in lost if text not in after.text)
    detail = f"a comment is lost: {texts[0][:80]}" if texts else ""
    yield Check("comments", Outcome.FAILED if texts else Outcome.PASSED, detail)


def _unknown(document: Document, function: Node) -> frozenset[str]:
    """The names that a function reads and nothing binds."""
    if document.language.name == "python" and b"import *" in document.source:
        return frozenset()
    return frozenset(name for name, homes in reads_of(document, [function]).homes.items() if Home.NOWHERE in homes)


def _interface(before: Document, old: Node, after: Document, new: Node) -> Check:
    """Whether a function is decorated and called as before. Types of parameters may come and go."""
    if _decorators(before, old) != _decorators(after, new):
        return Check("interface", Outcome.FAILED, "the decorators changed")
    was, now = _called_as(before, old), _called_as(after, new)
    if was == now:
        return Check("interface", Outcome.PASSED)
    return Check("interface", Outcome.FAILED, f"it was {' '.join(was)} and is now {' '.join(now)}")


def _behaviour(verdict: Verdict) -> Check:
    if verdict.verdict == "proven":
        return Check("behaviour", Outcome.PASSED, seen([verdict]))
    if verdict.verdict == "refuted":
        return Check("behaviour", Outcome.FAILED, str(verdict.counterexample or verdict.reason))
    inputs = f" ({seen([replace(verdict, branches=(0, 0))])})" if verdict.inputs else ""
    return Check("behaviour", Outcome.NOT_RUN, f"{verdict.reason}{inputs}")


@lru_cache(maxsize=4)
def _functions(text: str, language: str) -> Mapping[str, str]:
    return python.functions(text) if language == "python" else javascript.functions(text, language)


def _remainder(text: str, language: str) -> str:
    return python.remainder(text) if language == "python" else javascript.remainder(text, language)


def _text(document: Document | None) -> str:
    """A version's text with plain line ends: git may have changed them on the way into the working tree."""
    return "" if document is None else document.text.removeprefix("\ufeff").replace("\r\n", "\n")


def _nameless(text: str, name: str) -> str:
    return text.replace(name.rpartition(".")[2], "·", 1)


def _place(document: Document, name: str, language: str) -> Node | None:
    """The function's node; None where it cannot be told."""
    text = _functions(_text(document), language).get(name)
    if text is None:
        return None
    start = document.source.find(text.encode())
    if start < 0:
        return None
    node = document.node_at(Span(start, start + len(text.encode())))
    kinds = document.language.functions
    return node if node.type in kinds else next(descendants(node, kinds), None)


def _called_as(document: Document, function: Node) -> list[str]:
    """The words of a function's head, without the types of its parameters and its result."""
    body = function.child_by_field_name("body")
    end = function.end_byte if body is None else body.start_byte
    words = [
        document.slice(node)
        for node in descendants(function, skip=_TYPES | document.language.comments)
        if node.child_count == 0 and node.end_byte <= end and node.type not in _TYPES | document.language.comments
    ]
    return [word for word in words if word not in (":", "->", "?")]


_TYPES = words(
    """
    type type_annotation type_parameters asserts_annotation type_predicate_annotation accessibility_modifier
    override_modifier
    """
)


def _decorators(document: Document, function: Node) -> list[str]:
    found: list[str] = []
    sibling = function.prev_named_sibling
    while sibling is not None and sibling.type in ("decorator", *document.language.comments):
        if sibling.type == "decorator":
            found.append("".join(document.slice(sibling).split()))
        sibling = sibling.prev_named_sibling
    return found[::-1]
