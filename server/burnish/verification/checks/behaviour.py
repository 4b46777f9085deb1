"""The result does the same: both versions of every function that changed are run in a sandbox, on many inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from burnish.behaviour import worker
from burnish.behaviour.verdict import Allowed, Question, Verdict
from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.project.mentions import mentioning
from burnish.rule import Objective
from burnish.text import Span
from burnish.tree import ancestors, descendants, node_text
from burnish.verification.parts import members
from burnish.verification.rewrite import Rewrite

LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx"})

SECONDS = 8.0
"""How long the comparison of one rewrite may take; the median is a small part of that."""

LEAST_SPEEDUP = 1.0
"""Below it a rewrite for performance is not faster, in the best of several measurements."""


def check(rewrite: Rewrite) -> Check:
    language = rewrite.before.language
    if language.name not in LANGUAGES:
        return Check("behaviour", Outcome.NOT_APPLICABLE, "nothing of it runs")
    changed, outside = _changes(rewrite)
    if not changed:
        if outside:
            return Check("behaviour", Outcome.NOT_RUN, "the change is outside functions")
        return Check("behaviour", Outcome.NOT_APPLICABLE, "no function changes")
    if rewrite.rule is not None and rewrite.rule.page.purpose.values:
        return Check("behaviour", Outcome.NOT_APPLICABLE, "the rule is there to change a value")
    if not rewrite.project.config.behaviour:
        return Check("behaviour", Outcome.NOT_RUN, "it is switched off in the settings")
    verdicts = worker.ask(_question(rewrite, changed), rewrite.cancelled)
    if rewrite.cancelled is not None and rewrite.cancelled.is_set():
        return Check("behaviour", Outcome.FAILED, "it was cancelled before both versions had run")
    if rewrite.rule is not None and rewrite.rule.page.purpose.order:
        # Such a gain is not always one that can be seen here, where nothing outside takes time.
        verdicts = tuple(replace(one, speedup=None) if not _is_faster(one) else one for one in verdicts)
    return _judged(verdicts, outside)


def compared(rewrite: Rewrite) -> tuple[Verdict, ...]:
    """What running both versions of each function that changes showed; nothing where there is nothing to compare."""
    if rewrite.before.language.name not in LANGUAGES or (rewrite.rule is not None and rewrite.rule.page.purpose.values):
        return ()
    changed, _ = _changes(rewrite)
    return worker.ask(_question(rewrite, changed), rewrite.cancelled) if changed else ()


def prepare(document: Document) -> None:
    """Has the sandboxes for a document's language started in the background, where it has any."""
    if document.language.name in LANGUAGES:
        worker.warm((document.language.name,))


def _judged(verdicts: Sequence[Verdict], outside: bool) -> Check:
    refuted = next((one for one in verdicts if one.verdict == "refuted"), None)
    if refuted is not None:
        difference = "the versions differ" if refuted.counterexample is None else str(refuted.counterexample)
        return Check("behaviour", Outcome.FAILED, f"{refuted.function}: {difference}")
    slow = next((one for one in verdicts if one.speedup is not None and not _is_faster(one)), None)
    if slow is not None:
        return Check("behaviour", Outcome.FAILED, f"it is not faster ({_times(slow.speedup or 0)} times)")
    rest = "; code outside functions changes too, and is not run" if outside else ""
    unproven = next((one for one in verdicts if one.verdict == "unproven"), None)
    if unproven is not None or not verdicts:
        reason = "what changes cannot be called by itself" if unproven is None else unproven.reason
        where = f"{unproven.function}: " if unproven is not None and len(verdicts) > 1 else ""
        return Check("behaviour", Outcome.NOT_RUN, f"unproven: {where}{reason}{rest}")
    return Check("behaviour", Outcome.PASSED, seen(verdicts) + rest)


def _is_faster(verdict: Verdict) -> bool:
    return verdict.speedup is not None and verdict.speedup >= LEAST_SPEEDUP


def seen(verdicts: Sequence[Verdict]) -> str:
    """What was run: "214 inputs, 12/12 branches, 3.1 times as fast"."""
    inputs = sum(one.inputs for one in verdicts)
    reached, all_of_them = (sum(one.branches[side] for one in verdicts) for side in (0, 1))
    parts = [f"{len(verdicts)} functions"] if len(verdicts) > 1 else []
    parts.append(f"{inputs} input{'' if inputs == 1 else 's'}")
    if all_of_them:
        parts.append(f"{reached}/{all_of_them} branch{'' if all_of_them == 1 else 'es'}")
    speedups = [one.speedup for one in verdicts if one.speedup is not None]
    if speedups:
        parts.append(f"{_times(min(speedups))} times as fast")
    return ", ".join(parts)


def _times(ratio: float) -> str:
    """With as many digits as mean something."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1.1 else f"{ratio:.2f}"


def _question(rewrite: Rewrite, changed: Sequence[Node]) -> Question:
    rule, config = rewrite.rule, rewrite.project.config
    allowed = (
        Allowed()
        if rule is None
        else Allowed(rule.page.purpose.calls, rule.page.purpose.order, later=rule.page.purpose.interface)
    )
    names = {name for one in changed if (name := _name(rewrite.before, one)) is not None}
    return Question(
        language=rewrite.before.language.name,
        before=rewrite.before.slice(rewrite.before.root).lstrip("\ufeff"),
        after=rewrite.after.slice(rewrite.after.root).lstrip("\ufeff"),
        others=mentioning(rewrite.project.root, rewrite.before.path, names),
        allowed=allowed,
        # Where other calls are made, no clock says which of them takes longer.
        timed=rewrite.objective is Objective.PERFORMANCE and not allowed.calls,
        seconds=SECONDS,
        natively=config.run_natively,
    )


def _changes(rewrite: Rewrite) -> tuple[list[Node], bool]:
    """The functions of the original that are not in the result as they were, and whether other code differs."""
    before, after = members(rewrite)
    old = [(one, rewrite.before.slice(one)) for one in _functions(rewrite.before, before)]
    new = Counter(rewrite.after.slice(one) for one in _functions(rewrite.after, after))
    changed = []
    for node, text in old:
        if new[text] > 0:
            new[text] -= 1
        else:
            changed.append(node)
    return changed, _outside(rewrite.before, before) != _outside(rewrite.after, after)


def _functions(document: Document, roots: Sequence[Node]) -> Iterator[Node]:
    """The outermost functions in some nodes. A Python lambda at top level is a value like others."""
    types = document.language.functions - {"lambda"}
    for root in roots:
        if root.type in types:
            yield root
        else:
            yield from descendants(root, types, skip=types)


def _outside(document: Document, roots: Sequence[Node]) -> list[str]:
    """The text of some nodes without their functions, imports and comments, each without layout."""
    skipped = (document.language.functions - {"lambda"}) | document.language.comments | _IMPORTS
    kept = []
    for root in roots:
        if root.type in skipped:
            continue
        text, at = "", root.start_byte
        for one in descendants(root, skipped, skip=skipped):
            text += document.slice(Span(at, one.start_byte))
            at = one.end_byte
        kept.append("".join((text + document.slice(Span(at, root.end_byte))).split()))
    return [text for text in kept if text]


_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})


def _name(document: Document, function: Node) -> str | None:
    """The name under which a function is called, where it has one: its own, or that of what it is assigned to."""
    own = function.child_by_field_name("name")
    if own is not None:
        return node_text(own, document.source)
    for around in ancestors(function):
        for field in ("name", "left", "key"):
            named = around.child_by_field_name(field)
            if named is not None:
                return node_text(named, document.source).rpartition(".")[2]
        if around.type.endswith(("statement", "arguments")):
            break
    return None
