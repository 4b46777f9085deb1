"""A model's rewrite is made of the code's own parts: nothing comes from nowhere, nothing is lost, nothing is swapped.

A small model finds the right lines and slips in the text: it swaps identifiers, doubles an operand, drops a statement.
So the atoms of the region must be those that were there, each expression's in their old order. What a rule's rewrites
bring in and drop by purpose (`join`; `append`) is read off the rule's own examples, and off `introduces` and `drops`.
A rule's own fix is not asked: it is made of spans of the code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tree_sitter import Node

from burnish.document import Document
from burnish.enhancement import Check, Origin, Outcome
from burnish.names import javascript, python
from burnish.names.access import Access
from burnish.names.imports import imports
from burnish.page import Example
from burnish.rule import Objective, Rule
from burnish.rules import rules
from burnish.text import Span, words
from burnish.tree import contains_type, span_of
from burnish.verification.atoms import COMPARISONS, Atom, atoms_in
from burnish.verification.flow import Unclear, ways_through
from burnish.verification.parts import nodes_in
from burnish.verification.rewrite import Rewrite


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a rule's rewrites do to atoms by purpose."""

    introduces: frozenset[Atom] = frozenset()
    drops: frozenset[Atom] = frozenset()
    coming: frozenset[str] = frozenset()
    """Texts that may come as any kind of atom."""
    going: frozenset[str] = frozenset()
    """Texts that may go as any kind of atom."""
    new_names: bool = False
    """Whether it may bind names that are new."""
    keeps_order: bool = False
    """Whether names stay in the order in which they first occurred: results of awaits that are made to run together."""

    awaited: frozenset[Atom] = frozenset()
    """Names that always stand right after `await`."""
    negates: bool = False
    """Whether it turns conditions round."""

    def may_gain(self, atom: Atom) -> bool:
        return atom in self.introduces or atom.text in self.coming

    def may_lose(self, atom: Atom) -> bool:
        return atom in self.drops or atom.text in self.going


@dataclass(frozen=True, slots=True)
class _Content:
    """The atoms of one side: counted (with equal ways to leave counted once), in order, and the names that it binds."""

    counts: Counter[Atom]
    order: Sequence[Atom]
    bound: frozenset[str]


def check(rewrite: Rewrite) -> Check:
    if rewrite.origin is Origin.RULE:
        return Check("content", Outcome.NOT_APPLICABLE, "a rule's fix is made of the code itself")
    if rewrite.instructed:
        return Check("content", Outcome.NOT_APPLICABLE, "a person asked for what is new")
    if rewrite.before.tree is None:
        return Check("content", Outcome.NOT_RUN, f"{rewrite.before.language.name} has no grammar")
    if _code_in(rewrite.before) != _code_in(rewrite.after):
        return Check("content", Outcome.FAILED, "a script or style is changed along with the page around it")
    allowance = allowance_of(rewrite.rule) if rewrite.rule is not None else allowance_for(rewrite)
    wrong = _slip(rewrite, allowance)
    return Check("content", Outcome.PASSED if wrong is None else Outcome.FAILED, wrong or "")


def _code_in(document: Document) -> list[str]:
    """The scripts and styles of a page; the page's own atoms are not theirs."""
    return [one.slice(one.root) for one in document.embedded]


def _slip(rewrite: Rewrite, allowance: Allowance) -> str | None:
    turned = _turns(rewrite, allowance)
    before = _content(rewrite.before, rewrite.touched, not turned)
    after = _content(rewrite.after, rewrite.touched_after, not turned)
    at_finding = Counter[Atom]() if rewrite.finding is None else _literals(rewrite.before, rewrite.finding.anchor)
    reads_environment = any(atom.text in ("environ", "env", "getenv") for atom in allowance.introduces)
    own = {_spelling(atom.text) for atom in before.counts}
    fresh = after.bound - before.bound if allowance.new_names else frozenset[str]()
    for atom, count in (after.counts - before.counts).items():
        named_after = reads_environment and atom.text.isidentifier() and _spelling(atom.text) in own
        if not (allowance.may_gain(atom) or named_after or (atom.text in fresh and after.counts[atom] > 1)):
            return (
                f"{_named(atom)} comes from nowhere"
                if atom not in before.counts
                else f"{_named(atom)} is there {count} times more"
            )
    for atom, count in (before.counts - after.counts).items():
        if allowance.may_lose(atom) or atom.text in before.bound:
            continue
        if allowance.new_names and atom.text in after.bound:
            continue  # what was an attribute is a name of its own now
        if reads_environment and atom in at_finding:
            continue
        return f"{_named(atom)} is lost" if atom not in after.counts else f"{_named(atom)} is there {count} times less"
    for atom, leaf in atoms_in(rewrite.after, rewrite.touched_after):
        if atom in allowance.awaited and atom not in before.counts and not (_is_awaited(leaf) or _imported(leaf)):
            return f"{_named(atom)} is not awaited"
    unawaited = before.counts[_THEN] - after.counts[_THEN] - after.counts[_AWAIT] + before.counts[_AWAIT]
    if allowance.may_gain(_AWAIT) and unawaited > 0:
        return "a promise is not awaited"
    gone = frozenset(atom for atom in at_finding if reads_environment and before.counts[atom] > after.counts[atom])
    return _reordered(rewrite, allowance, before, after, gone, not turned) or _other_ways(rewrite, allowance)


_THEN = Atom("name", "then")

_AWAIT = Atom("sign", "await")


def _turns(rewrite: Rewrite, allowance: Allowance) -> bool:
    """Whether conditions may be turned round: always where only they move, else where a `continue` goes."""
    if not allowance.negates or _only_moves(allowance):
        return allowance.negates
    return _continues(rewrite.before, rewrite.touched) > _continues(rewrite.after, rewrite.touched_after)


def _continues(document: Document, span: Span) -> int:
    return sum(1 for _ in nodes_in(document, span, ("continue_statement",)))


def _only_moves(allowance: Allowance) -> bool:
    return all(atom.kind == "sign" for atom in allowance.introduces | allowance.drops)


def _other_ways(rewrite: Rewrite, allowance: Allowance) -> str | None:
    """Why a rule that only turns conditions round and moves statements did more than that."""
    if not allowance.negates or not _only_moves(allowance):
        return None
    inside = [edit.span for edit in rewrite.edits if edit.span.overlaps(rewrite.touched)]
    first, last = min(span.start for span in inside), max(span.end for span in inside)
    moved = rewrite.touched_after.start - rewrite.touched.start
    growth = len(rewrite.touched_after) - len(rewrite.touched)
    try:
        before = ways_through(rewrite.before, Span(first, last))
        after = ways_through(rewrite.after, Span(first + moved, max(first + moved, last + moved + growth)))
    except Unclear:
        return None
    return None if before == after else "under some conditions it does something else"


def _named(atom: Atom) -> str:
    return f"the {atom.kind} {atom.text!r}"


def _spelling(text: str) -> str:
    return text.replace("_", "").lower()


def _reordered(
    rewrite: Rewrite,
    allowance: Allowance,
    before: _Content,
    after: _Content,
    gone: frozenset[Atom],
    negations: bool,
) -> str | None:
    """Which expression's atoms no longer stand together in their order."""
    # What came or went by purpose says nothing of order. Everything else does.
    moved = {
        atom
        for atom in before.counts.keys() | after.counts.keys()
        if before.counts[atom] != after.counts[atom] and (allowance.may_gain(atom) or allowance.may_lose(atom))
    } | gone
    if allowance.may_gain(_AWAIT) or allowance.may_lose(_AWAIT):
        moved.add(_AWAIT)

    def kept(atoms: Sequence[Atom], worded: bool) -> list[Atom]:
        return [atom for atom in atoms if (atom.kind == "word") is worded and atom not in moved]

    runs = {worded: _joined(kept(after.order, worded)) for worded in (False, True)}
    for node in nodes_in(rewrite.before, rewrite.touched, _EXPRESSIONS):
        part = _own_part(node)
        if not rewrite.touched.contains(part):
            continue
        atoms = [atom for atom, _ in atoms_in(rewrite.before, part, negations)]
        # An expression that holds what the rule drops, or a function, is judged by its parts.
        if (
            len(atoms) > _LONG
            or _assigned(node)
            or contains_type(node, rewrite.before.language.functions)
            or any(atom.kind in ("sign", "name") and atom in moved for atom in atoms)
        ):
            continue
        for worded, run in runs.items():
            wanted = kept(atoms, worded)
            if len(wanted) > 1 and _joined(wanted) not in run:
                text = " ".join(rewrite.before.slice(node).split())
                return f"{text[:60]!r} is not in the result as it was"
    if allowance.keeps_order:
        old, new = _first_names(before, allowance), _first_names(after, allowance)
        if [name for name in old if name in new] != [name for name in new if name in old]:
            return "names stand in another order"
    return None


def _own_part(node: Node) -> Span:
    """The span of an expression; of a call on another call's result only from its own name on."""
    function = node.child_by_field_name("function")
    last = (
        function
        if function is None
        else function.child_by_field_name("attribute") or function.child_by_field_name("property")
    )
    if last is not None and contains_type(function or node, ("call", "call_expression")):
        return Span(last.start_byte, node.end_byte)
    if node.type in ("attribute", "member_expression") and contains_type(node, ("call", "call_expression")):
        return Span(node.end_byte, node.end_byte)
    return span_of(node)


def _assigned(node: Node) -> bool:
    """Whether a node is what an assignment binds: `d[key] = value` may become `{key: value}`."""
    return (
        node.parent is not None and node.parent.child_by_field_name("left") == node and "assignment" in node.parent.type
    )


_LONG = 40
"""Atoms. Longer expressions are judged by their parts."""

_EXPRESSIONS = words(
    """
    argument_list arguments binary_operator binary_expression comparison_operator subscript subscript_expression
    attribute member_expression pair keyword_argument tuple list array string call call_expression unary_operator
    unary_expression slice jsx_attribute expression_list
    """
)


def _joined(atoms: Sequence[Atom]) -> str:
    return "\0" + "\0".join(f"{atom.kind}\1{atom.text}" for atom in atoms) + "\0"


def _first_names(content: _Content, allowance: Allowance) -> list[tuple[bool, str]]:
    """The names in the order of their first occurrence, those that are bound here apart from the others."""
    names = dict.fromkeys(
        (atom.text not in content.bound, atom.text)
        for atom in content.order
        if atom.kind == "name" and not allowance.may_gain(atom) and not allowance.may_lose(atom)
    )
    return sorted(names, key=lambda one: one[0])


def _content(document: Document, span: Span, negations: bool) -> _Content:
    language = python if document.language.name == "python" else javascript
    counts: Counter[Atom] = Counter()
    order: list[Atom] = []
    bound: set[str] = set()
    for atom, leaf in atoms_in(document, span, negations):
        if document.language.name == "python" and _imported(leaf):
            continue  # what is imported and not used, or used and not imported, is seen by the check of names
        counts[atom] += 1
        order.append(atom)
        if leaf.type in language.NAMES and language.access(leaf) not in _NOT_BINDING:
            bound.add(atom.text)
    ways_out: set[str] = set()
    for node in nodes_in(document, span, _WAYS_OUT):
        text = " ".join(document.slice(node).split())
        if text in ways_out:
            counts.subtract(atom for atom, _ in atoms_in(document, span_of(node), negations))
        ways_out.add(text)
    return _Content(+counts, order, frozenset(bound))


def _imported(leaf: Node) -> bool:
    parent = leaf.parent
    while parent is not None and parent.type in ("dotted_name", "aliased_import"):
        parent = parent.parent
    return parent is not None and parent.type in ("import_statement", "import_from_statement")


_NOT_BINDING = frozenset({Access.NONE, Access.READ, Access.ASSIGN, Access.READ_AND_ASSIGN})
_WAYS_OUT = words("return_statement continue_statement break_statement raise_statement throw_statement")


def _literals(document: Document, span: Span) -> Counter[Atom]:
    return Counter(atom for atom, _ in atoms_in(document, span) if atom.kind in ("word", "number"))


@cache
def allowance_of(rule: Rule) -> Allowance:
    """What a rule's examples show, with what it declares."""
    introduces: set[Atom] = set()
    drops: set[Atom] = set()
    new_names = False
    ordered: list[bool] = []
    awaited: list[frozenset[Atom]] = []
    shown = [example for example in rule.page.examples if example.after is not None]
    negates = any(
        _signs(rule, example, example.before) != _signs(rule, example, example.after or "") for example in shown
    )
    for example in shown:
        before = _example(rule, example, example.before, not negates)
        after = _example(rule, example, example.after or "", not negates)
        imported = imports(example_document(rule, example, example.after or "")).keys()
        fresh = after.bound - before.bound - imported
        new_names = new_names or bool(fresh)
        introduces |= {atom for atom in after.counts if atom not in before.counts and atom.text not in fresh}
        introduces |= {atom for atom in after.counts - before.counts if atom.kind == "sign"}
        drops |= {atom for atom in before.counts if atom not in after.counts and atom.text not in before.bound}
        drops |= {atom for atom in before.counts - after.counts if atom.kind == "sign"}
        ordered.append(_same_order(before, after))
        awaited.append(_awaited(rule, example, before))
    return Allowance(
        frozenset(introduces),
        frozenset(drops),
        rule.page.introduces,
        rule.page.drops,
        new_names,
        bool(ordered) and all(ordered) and _AWAIT in drops,
        frozenset[Atom]().union(*awaited),
        negates,
    )


def _awaited(rule: Rule, example: Example, before: _Content) -> frozenset[Atom]:
    """The names that are new and part of an awaited call wherever they occur."""
    document = example_document(rule, example, example.after or "")
    found: dict[Atom, bool] = {}
    for atom, leaf in atoms_in(document, Span(0, len(document.source))):
        if atom.kind == "name" and atom not in before.counts and not _imported(leaf):
            found[atom] = found.get(atom, True) and _is_awaited(leaf)
    return frozenset(atom for atom, always in found.items() if always)


def _is_awaited(leaf: Node) -> bool:
    """Whether a name is (part of) the function of a call that is awaited."""
    node = leaf
    while node.parent is not None and node.parent.type in ("attribute", "member_expression", "call", "call_expression"):
        parent = node.parent
        if parent.type in ("call", "call_expression") and parent.child_by_field_name("function") != node:
            return False
        node = parent
    return node.parent is not None and node.parent.type in ("await", "await_expression")


def _signs(rule: Rule, example: Example, text: str) -> Counter[str]:
    """How often each comparison and negation occurs."""
    document = example_document(rule, example, text)
    every = (atom.text for atom, _ in atoms_in(document, Span(0, len(document.source))) if atom.kind == "sign")
    return Counter(text for text in every if text in COMPARISONS)


def allowance_for(rewrite: Rewrite) -> Allowance:
    """For a rewrite that serves an objective and no rule: what any rule of that objective does."""
    return _allowance_for(rewrite.objective, rewrite.before.language.name)


@cache
def _allowance_for(objective: Objective | None, language: str) -> Allowance:
    every = [allowance_of(rule) for rule in rules() if rule.objective is objective and language in rule.languages]
    return Allowance(
        frozenset(atom for one in every for atom in one.introduces if atom.kind != "word"),
        frozenset(atom for one in every for atom in one.drops if atom.kind != "word"),
        frozenset(text for one in every for text in one.coming),
        frozenset(text for one in every for text in one.going),
        new_names=True,
    )


def _same_order(before: _Content, after: _Content) -> bool:
    shared = set(before.counts) & set(after.counts)
    nothing = Allowance()
    old = [one for one in _first_names(before, nothing) if Atom("name", one[1]) in shared]
    new = [one for one in _first_names(after, nothing) if Atom("name", one[1]) in shared]
    return [one[1] for one in old] == [one[1] for one in new]


def _example(rule: Rule, example: Example, text: str, negations: bool) -> _Content:
    document = example_document(rule, example, text)
    return _content(document, Span(0, len(document.source)), negations)


def example_document(rule: Rule, example: Example, text: str) -> Document:
    """A Document of an example's text, under the path that the example or its language asks for."""
    language = example.language or rule.languages[0]
    return Document.of(example.path or f"example.{language}", text, None if example.path else language)
