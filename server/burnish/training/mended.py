"""What people mended themselves: functions whose later version is free of what a rule finds in the earlier one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from burnish.training import corpus, rule_fixes
from burnish.training.corpus import Function
from burnish.training.roughening.pair import OBJECTIVES, Pair

_NAME = re.compile(
    r"(?:@.*\n)*\s*(?:export |default |async |static |get |set )*(?:def |function ?\*? ?|const |let |var )?([\w$#]+)"
)


def functions_of(repository: str, path: str, text: str) -> list[Function]:
    found = corpus.Harvest.empty()
    corpus.gather(repository, path, text, found)
    return found.functions


def mended_pairs(versions: Sequence[Sequence[Function]]) -> Iterator[Pair]:
    """Pairs from the functions of a file's versions, newest first, which the whole gate accepts.

    Most changes do something else as well, and leave no pair.
    """
    for later, earlier in pairwise(versions):
        after = _named(later)
        for key, function in _named(earlier).items():
            successor = after.get(key)
            if successor is not None and successor.text != function.text:
                yield from _mended(function, successor)


def _mended(before: Function, after: Function) -> Iterator[Pair]:
    old, new = (rule_fixes.framed(one.text, one.language) for one in (before, after))
    for rule in OBJECTIVES:
        pair = Pair(before.language, rule, before.text, after.text, "history", before.repository)
        found = rule_fixes.finding_for(pair, old)
        if found is None or rule_fixes.finding_for(pair, new) is not None:
            continue
        # The cheap checks first: nearly all changes end there, and nothing need be run.
        if any(rule_fixes.refusal(after.text, old, *found, run=run) is not None for run in (False, True)):
            continue
        yield pair


def _named(functions: Sequence[Function]) -> dict[tuple[str, int], Function]:
    """By name, and by place among those of the same name: methods of several classes."""
    count: Counter[str] = Counter()
    result: dict[tuple[str, int], Function] = {}
    for function in functions:
        match = _NAME.match(function.text)
        name = match[1] if match else ""
        result[name, count[name]] = function
        count[name] += 1
    return result
