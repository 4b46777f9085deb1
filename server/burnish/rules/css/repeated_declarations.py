from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.css.about.declarations import VARIABLES, declarations, normalised, says_something, without_prefix
from burnish.rules.css.about.selectors import is_read_everywhere
from burnish.rules.css.about.twins import is_turned_twin
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import descendants, enclosing, span_of

MOST_COMPARED = 200
"""Rules further on with one of its declarations that a rule is compared with: all, but where a machine wrote them."""
_LEAST = 3
_LEAST_SAVED = 5
_COPIES_OF_LITTLE = 5
"""Rules that share no more than the fewest declarations, from which on that is no chance."""


class RepeatedDeclarations(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        group = code.document.known(_groups).get(found.node.start_byte)
        if group is None:
            return None
        first, *others = (_selectors(one) for one in group.rules)
        names = ", ".join(f"'{_shortened(one, code)}'" for one in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        return self.finding(
            first,
            f"{group.shared} declarations of '{_shortened(first, code)}' stand in {names}{more} too",
            anchor=found.node,
            related=tuple(Related(span_of(one), "The same declarations again") for one in others),
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        first, second = found.node, found.node.next_named_sibling
        if second is None or not _repeats(first, second, code.document):
            return None
        if any(one.is_extra for one in descendants(second)):
            return None  # a comment would be lost
        selectors, source = _selectors(first), code.document.source
        separator = f",{newline_of(source)}{indentation_at(source, first.start_byte)}"
        edits = (
            Edit(Span(selectors.end_byte, selectors.end_byte), separator + code.text(_selectors(second))),
            Edit(Span(first.end_byte, second.end_byte), ""),
        )
        return Fix(edits, "Merge the two rules")


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules of one block that share declarations, and how many."""

    rules: Sequence[Node]
    shared: int


def _groups(document: Document) -> Mapping[int, _Group]:
    """The groups of rules that share enough declarations, by where the first rule of each starts."""
    if is_turned_twin(document.path):
        return {}
    found: dict[int, _Group] = {}
    for around in (document.root, *document.nodes("block")):
        rule_sets = [one for one in around.named_children if one.type == "rule_set" and _is_plain(one, document)]
        rule_sets = [one for one in rule_sets if not _is_in_a_row(one)]
        if len(rule_sets) > 1:
            found |= {group.rules[0].start_byte: group for group in _sharing(rule_sets, document)}
    return found


def _sharing(rule_sets: Sequence[Node], document: Document) -> Iterator[_Group]:
    given = [frozenset(normalised(one, document) for one in declarations(_block(each))) for each in rule_sets]
    holders: dict[str, list[int]] = {}
    for index, texts in enumerate(given):
        for text in texts:
            holders.setdefault(text, []).append(index)
    looks = {text for text in holders if says_something(text)}
    without_states = [frozenset(_STATE.sub("", part) for part in _parts(one, document)) for one in rule_sets]
    reported: set[int] = set()
    for index, texts in enumerate(given):
        if index in reported or len(texts) < _LEAST:
            continue
        shared = Counter(
            other
            for text in texts
            for other in holders[text][bisect_right(holders[text], index) :][:MOST_COMPARED]
            if other not in reported
        )
        common, group, held = texts, [index], {*without_states[index]}
        for other, count in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
            if count < _LEAST:
                break
            rest = common & given[other]
            # A rule joins while the group as a whole saves more lines with it than without.
            if len(group) * len(rest) < (len(group) - 1) * len(common):
                continue
            again = without_states[other] & held
            if again and not (
                other - 1 in group
                and again <= without_states[other - 1]
                and _are_two_states(rule_sets[other - 1], rule_sets[other], document)
            ):
                continue
            if len({without_prefix(one) for one in rest & looks}) >= _LEAST or (
                sum(not one.startswith(VARIABLES) for one in rest) >= _LEAST_SAVED
                and len({without_prefix(one) for one in rest}) >= _LEAST
                and _are_of_one_thing([rule_sets[one] for one in (*group, other)], document)
            ):
                common, group = rest, [*group, other]
                held |= without_states[other]
        following = rule_sets[index].next_named_sibling
        if following is not None and _repeats(rule_sets[index], following, document) and len(group) < 2:
            common, group = texts, [index, index + 1]
        rules = [rule_sets[one] for one in sorted(group)]
        if len(group) > 1 and (
            _is_worth(rules, common, [len(given[one]) for one in group], document)
            or (following is not None and _repeats(rule_sets[index], following, document))
        ):
            reported.update(group)
            yield _Group(rules, len(common))


def _is_worth(rules: Sequence[Node], common: frozenset[str], sizes: Sequence[int], document: Document) -> bool:
    """Whether what rules share saves enough lines, and is no chance."""
    if (len(rules) - 1) * len(common) < _LEAST_SAVED or (len(common) <= _LEAST and len(rules) < _COPIES_OF_LITTLE):
        return False
    return _is_most(len(common), sizes, rules, document) and not _is_step(rules, document)


def _is_most(shared: int, sizes: Sequence[int], rules: Sequence[Node], document: Document) -> bool:
    """Whether shared declarations are what rules of these sizes are about: a few of many they may have by chance, but where
    the rules belong together."""
    smallest, next_one, *_ = sorted(sizes)
    if shared >= _MANY or (3 * shared >= 2 * smallest and 2 * shared > next_one):
        return True
    return shared >= _LEAST_SAVED and 2 * shared > smallest and _are_a_family(rules, document)


def _are_a_family(rules: Sequence[Node], document: Document) -> bool:
    """Whether the first of some rules is for what the others stand in, or the sheet styles the one like the others in more
    than these: `.check` and `.radio`, where `.check > i` and `.radio > i` follow."""
    first, *others = (_parts(one, document) for one in rules)
    return all(any(_are_akin(one, two, document) for one in first for two in other) for other in others)


def _are_akin(one: str, two: str, document: Document) -> bool:
    if one.startswith(f"{two} ") or two.startswith(f"{one} "):
        return True
    ours, theirs = _NAME.findall(one), _NAME.findall(two)
    differing = {pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]}
    if len(ours) != len(theirs) or len(differing) != 1:
        return False
    [(word, other)] = differing
    every = document.known(_parts_by_name)
    alike = (_NAME.sub(lambda name: other if name[0] == word else name[0], each) for each in every.get(word, ()))
    return len((every.get(other, frozenset()) & {*alike}) - {two}) >= _LEAST_ALIKE


def _parts_by_name(document: Document) -> Mapping[str, frozenset[str]]:
    """The single selectors of a style sheet by the names that stand in them."""
    found: dict[str, set[str]] = {}
    for rule_set in document.nodes("rule_set"):
        for part in _parts(rule_set, document):
            for name in _NAME.findall(part):
                found.setdefault(name, set()).add(part)
    return {name: frozenset(parts) for name, parts in found.items()}


def _parts(rule_set: Node, document: Document) -> list[str]:
    """The single selectors of a rule."""
    if not rule_set.named_children:
        return []
    return [" ".join(one.split()) for one in document.slice(_selectors(rule_set)).split(",")]


def _are_two_states(earlier: Node, later: Node, document: Document) -> bool:
    """Whether of two rules the later one follows directly and is for no state of a part that the earlier one is for anyway:
    what a state says again, another one may have changed; two states, one after the other, are written twice."""
    if later.prev_named_sibling != earlier:
        return False
    after = _parts(later, document)
    parts = {_STATE.sub("", part) for part in after}
    return parts == {*after} or parts.isdisjoint(_parts(earlier, document))


def _is_in_a_row(rule_set: Node) -> bool:
    """Whether a rule ends in a line with others: a tool took the space out."""
    before, after = rule_set.prev_named_sibling, rule_set.next_named_sibling
    return (before is not None and before.type == "rule_set" and before.end_point.row == rule_set.start_point.row) or (
        after is not None and after.type == "rule_set" and after.start_point.row == rule_set.end_point.row
    )


def _is_step(rule_sets: Sequence[Node], document: Document) -> bool:
    """Whether rules are one step of a ladder: written again, whole, for one size of the window after the other."""
    if enclosing(rule_sets[0], ("media_statement",)) is None:
        return False
    every = document.known(_written)
    return all(every[document.slice(_selectors(one))] > _STEPS for one in rule_sets)


def _written(document: Document) -> Counter[str]:
    """How often each list of selectors stands in a style sheet at all."""
    return Counter(document.slice(one.named_children[0]) for one in document.nodes("rule_set") if one.named_children)


def _are_of_one_thing(rule_sets: Sequence[Node], document: Document) -> bool:
    """Whether the selectors of rules have a class in common: then even lines that any part may have belong together."""
    classes = [set(_CLASS.findall(document.slice(_selectors(one)))) for one in rule_sets]
    return bool(set.intersection(*classes))


def _is_plain(rule_set: Node, document: Document) -> bool:
    """Whether a rule can share a selector list: one that a browser does not know makes it drop the whole list."""
    if len(rule_set.named_children) < 2 or _selectors(rule_set).type != "selectors" or rule_set.has_error:
        return False
    if document.source[_selectors(rule_set).end_byte : _block(rule_set).start_byte].strip():
        return False  # a mixin, with what it takes or on what condition, which no list of selectors may have
    return is_read_everywhere(document.slice(_selectors(rule_set)))


def _repeats(first: Node, second: Node, document: Document) -> bool:
    """Whether a rule follows another one directly and declares exactly the same, in the same order."""
    if second.type != "rule_set" or not _is_plain(second, document) or not _is_plain(first, document):
        return False
    ours, theirs = _block(first), _block(second)
    if any(one.type not in ("declaration", "comment") for block in (ours, theirs) for one in block.named_children):
        return False
    texts = [normalised(one, document) for one in declarations(ours)]
    looks = {without_prefix(one) for one in texts if not one.startswith(VARIABLES)}
    if not _are_two_states(first, second, document):
        return False
    return len(looks) >= _LEAST and texts == [normalised(one, document) for one in declarations(theirs)]


def _selectors(rule_set: Node) -> Node:
    return rule_set.named_children[0]


def _block(rule_set: Node) -> Node:
    return rule_set.named_children[-1]


def _shortened(selectors: Node, code: Code) -> str:
    text = code.one_line(selectors)
    return text if len(text) <= 40 else text[:37] + "..."


_MANY = 7
"""Shared declarations that are no chance, however many more a rule has."""
_STEPS = 2
_NAME = re.compile(r"[\w-]+")
_LEAST_ALIKE = 2
"""Further selectors that a style sheet has for two parts alike, from which on they belong together."""
_STATE = re.compile(r"(?<!:):[\w-]+(?:\([^()]*\))?")
"""A state of a part, or its place among others; not a part of its own, as `::before` is."""
_CLASS = re.compile(r"\.([\w-]+)")
