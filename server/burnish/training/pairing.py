"""Pairs from functions: constructs made rough, snippets among real statements, and regions left as they are."""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from burnish.training import corpus, rule_fixes
from burnish.training.corpus import Function
from burnish.training.regions import cropped, distracted, has_trigger, placed
from burnish.training.roughening import javascript, javascript_snippets, python, python_snippets, python_source
from burnish.training.roughening.pair import OBJECTIVES, Pair, Snippet
from burnish.training.roughening.words import Words

_LEAVES = re.compile(r"\s+(return|raise|throw|continue)\b|\s*\}$|\s*if .*\b(return|throw|continue)\b")
_MOST_FAILURES = 1000  # in a row, until no function is thought to have room for a snippet
_DISTRACTED = 0.65  # of the pairs are tried; about a quarter of all find a distraction that fits
_PYTHON_RULES = """
    missing-timeout query-in-loop blocking-call-in-async sequential-awaits string-concatenation-in-loop
    flatten-nested-conditions loop-to-comprehension use-context-manager
""".split()  # noqa: SIM905


_JAVASCRIPT_RULES = """
    query-in-loop sequential-awaits await-in-loop flatten-nested-conditions promise-chain-to-async
    class-component-to-hooks
""".split()  # noqa: SIM905


def pairs_from(
    functions: Sequence[Function],
    hosts: Sequence[Function],
    vocabularies: Mapping[str, Words],
    most: int,
    seed: int,
    behaviour: bool = False,
) -> list[Pair]:
    """Pairs from one share of the functions: native ones with renamed copies, then snippets, then unchanged
    regions.

    With `behaviour` both sides of a pair are run beside each other, and one that is refuted is dropped.
    """
    chance = random.Random(seed)
    pairs = [
        pair
        for function in functions
        for pair in real_pairs(function, vocabularies[corpus.family(function.language)], chance)
    ]
    grown = made_up([*functions, *hosts], vocabularies, chance)
    while len(pairs) < most * 1.25 and (pair := next(grown, None)) is not None:
        pairs.append(pair)
    unchanged = [
        Pair(pair.language, pair.rule, pair.after, pair.after, "unchanged", pair.repository)
        for pair in chance.sample(pairs, len(pairs) // 8)
    ]
    for function in chance.sample(functions, min(len(functions), len(pairs) // 6)):
        alone = left_alone(function, chance)
        if alone is not None:
            unchanged.append(alone)
    mixed = [finished(pair, vocabularies, chance) for pair in pairs + unchanged]
    return [pair for pair in mixed if pair is not None and not (behaviour and rule_fixes.refuted(pair))]


def construct_count(function: Function) -> int:
    """How many constructs of a function can be made rough."""
    return sum(rough.rule in OBJECTIVES for rough in _native(function, random.Random(0)))


def real_pairs(function: Function, vocabulary: Words, chance: random.Random, *, copies: bool = True) -> list[Pair]:
    """What one real function teaches: the fixes of the product's rules in it, and its own constructs made rough, each
    with copies under other names, if wanted.
    """
    pairs: list[Pair] = []
    for fixed in rule_fixes.fixed_pairs(function.text, function.language, function.repository):
        pairs += [fixed, *(_renamed(fixed, vocabulary, chance) for _ in range(3 if copies else 0))]
    for rough in _native(function, chance):
        if rough.rule not in OBJECTIVES:
            continue
        native = _settled(Pair(function.language, rough.rule, rough.rough, rough.clean, "native", function.repository))
        if native is not None and _stands(native):
            wanted = 0 if not copies else 1 if native.rule == "flatten-nested-conditions" else 4
            pairs += [cropped(native, chance)]
            pairs += [cropped(_renamed(native, vocabulary, chance), chance) for _ in range(wanted)]
    return pairs


def made_up(hosts: Sequence[Function], vocabularies: Mapping[str, Words], chance: random.Random) -> Iterator[Pair]:
    """Snippets grown from the grammars, set among the statements of real functions; without end, unless there is no
    function to set them into.
    """
    by_family = {
        kind: [
            function
            for function in hosts
            if corpus.family(function.language) == kind and function.text.count("\n") <= 22
        ]
        for kind in vocabularies
    }
    failed = 0
    while failed < _MOST_FAILURES:
        kind = "python" if chance.random() < 0.53 else "javascript"
        if not by_family[kind]:
            kind = "python" if kind == "javascript" else "javascript"
            if not by_family[kind]:
                return
        host = chance.choice(by_family[kind])
        snippet = _grown(kind, vocabularies[kind], chance)
        if snippet.rule not in OBJECTIVES:
            continue
        region = placed(snippet, host, chance)
        failed = failed + 1 if region is None else 0
        if region is not None:
            either = snippet.rule == "class-component-to-hooks"
            language = chance.choice(("javascript", "tsx")) if either else host.language
            yield cropped(Pair(language, snippet.rule, *region, "snippet", host.repository), chance)


def left_alone(function: Function, chance: random.Random) -> Pair | None:
    """A function that one of the rules, drawn at random, has nothing to say about; None where it might."""
    rule = chance.choice(_PYTHON_RULES if function.language == "python" else _JAVASCRIPT_RULES)
    if has_trigger(rule, function.text):
        return None
    return cropped(
        Pair(function.language, rule, function.text, function.text, "unchanged", function.repository), chance
    )


def finished(pair: Pair, vocabularies: Mapping[str, Words], chance: random.Random) -> Pair | None:
    """The pair as a model meets it, often with another problem in its region; None where it is too long to be asked."""
    if chance.random() < _DISTRACTED:
        pair = distracted(pair, vocabularies[corpus.family(pair.language)], chance)
    return pair if fits(pair) else None


def _grown(kind: str, vocabulary: Words, chance: random.Random) -> Snippet:
    if kind == "python":
        return python_snippets.snippet(vocabulary, chance)
    snippet = javascript_snippets.snippet(vocabulary, chance)
    style = (
        "    " if chance.random() < 0.2 else "  ",
        chance.random() < 0.8,
        "'" if chance.random() < 0.65 else '"',
    )
    rough, clean = (javascript_snippets.styled(text, *style) for text in (snippet.rough, snippet.clean))
    return Snippet(snippet.rule, rough, clean, snippet.awaits)


def _settled(pair: Pair) -> Pair | None:
    """A flattened pair whose clean side has nothing that cannot be known from its rough one.

    Nesting loses the comments around guard clauses, and the empty lines after them: such comments leave no pair, such
    empty lines are taken from the clean side.
    """
    if pair.rule != "flatten-nested-conditions":
        return pair
    mark = "#" if pair.language == "python" else "//"
    before, after = pair.before.split("\n"), pair.after.split("\n")
    comments = [Counter(line.strip() for line in lines if line.strip().startswith(mark)) for lines in (after, before)]
    if comments[0] - comments[1]:
        return None
    extra = sum(not line.strip() for line in after) - sum(not line.strip() for line in before)
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    at = same + 1
    while extra > 0 and at < len(after):
        if not after[at].strip() and _LEAVES.match(after[at - 1]):
            del after[at]
            extra -= 1
        else:
            at += 1
    return None if extra > 0 else replace(pair, after="\n".join(after))


def _stands(pair: Pair) -> bool:
    """Whether the gate lets the pair pass, as far as it can judge a function without its file; True where no rule
    fires.
    """
    frame = rule_fixes.framed(pair.before, pair.language)
    found = rule_fixes.finding_for(pair, frame)
    if found is None:
        return True
    refused = rule_fixes.refusal(pair.after, frame, *found, run=False)
    return refused is None or not refused.startswith(
        ("syntax", "resolves", "metrics", "stable", "interface", "comments", "names")
    )


def fits(pair: Pair) -> bool:
    """Whether a prompt can hold the pair, and its sides differ where they should."""
    if "<|" in pair.before + pair.after or not pair.before.strip():
        return False
    return (
        pair.before.count("\n") < 60
        and len(pair.before) <= 2200
        and len(pair.after) <= 2200
        and (pair.before != pair.after) == (pair.origin != "unchanged")
    )


def _native(function: Function, chance: random.Random) -> Iterator[Snippet]:
    if function.language == "python":
        source = python_source.source_of(function.text)
        if source is not None:
            yield from python.roughen(source, chance)
        return
    text = f"class Outer {{\n{textwrap.indent(function.text, '  ')}\n}}" if function.is_method else function.text
    tree = javascript.source_of(text, function.language)
    if tree is None:
        return
    for snippet in javascript.roughen(tree, chance):
        if not function.is_method:
            yield snippet
            continue
        rough, clean = (textwrap.dedent("\n".join(part.split("\n")[1:-1])) for part in (snippet.rough, snippet.clean))
        yield Snippet(snippet.rule, rough, clean)


def _renamed(pair: Pair, vocabulary: Words, chance: random.Random) -> Pair:
    """The same pair with one to four of its names replaced throughout."""
    names = sorted(set(re.findall(r"(?<![.\w\"'])[a-z]\w{2,}\b(?!\()", pair.before)) & set(vocabulary.names))
    if not names:
        return pair
    mapping = {
        name: chance.choice(vocabulary.names) for name in chance.sample(names, min(len(names), chance.randint(1, 4)))
    }
    pattern = re.compile(r"(?<![.\w])(" + "|".join(map(re.escape, mapping)) + r")\b(?!\()")
    before, after = (pattern.sub(lambda found: mapping[found[0]], text) for text in (pair.before, pair.after))
    return replace(pair, before=before, after=after)
