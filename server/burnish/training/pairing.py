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
from burnish.training.roughening import javascript, javascript_snippets, python, python_snippets, python_source
from burnish.training.roughening.pair import Pair, Snippet
from burnish.training.roughening.words import Words

_TRIGGERS = {  # a region without its rule's trigger is an example of nothing to do
    "sql-built-from-strings": r"SELECT|INSERT|UPDATE|DELETE|execute|query",
    "shell-injection": r"subprocess|os\.|shell",
    "unsafe-deserialization": r"load",
    "hardcoded-secret": r"(?i)key|secret|token|passw",
    "inner-html": r"HTML",
    "missing-timeout": r"requests|urlopen|fetch|http",
    "unbounded-query": r"all\(|find|SELECT",
    "query-in-loop": r"\b(for|while|forEach|map)\b",
    "blocking-call-in-async": r"sleep|requests|subprocess|open",
    "sequential-awaits": r"await",
    "await-in-loop": r"await",
    "sync-io-in-handler": r"Sync",
    "lazy-route-component": r"import",
    "string-concatenation-in-loop": r"\+=|\+",
    "flatten-nested-conditions": r"\bif\b[\s\S]*\bif\b",
    "loop-to-comprehension": r"\b(append|add)\(|\] =",
    "use-context-manager": r"open|close",
    "promise-chain-to-async": r"then\(",
    "class-component-to-hooks": r"class",
}


_CONTINUES = (*"})].*@#", "else", "elif", "except", "finally", "case", "default", '"""', "'''", "//", "catch")
_LEAVES = re.compile(r"\s+(return|raise|throw|continue)\b|\s*\}$|\s*if .*\b(return|throw|continue)\b")
_DISTRACTED = 0.65  # of the pairs are tried; about a quarter of all find a distraction that fits
_PYTHON_RULES = """
    sql-built-from-strings shell-injection unsafe-deserialization hardcoded-secret missing-timeout unbounded-query
    query-in-loop blocking-call-in-async sequential-awaits string-concatenation-in-loop flatten-nested-conditions
    loop-to-comprehension use-context-manager
""".split()  # noqa: SIM905


_JAVASCRIPT_RULES = """
    sql-built-from-strings hardcoded-secret inner-html unbounded-query query-in-loop sequential-awaits await-in-loop
    sync-io-in-handler lazy-route-component flatten-nested-conditions promise-chain-to-async class-component-to-hooks
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
    pairs: list[Pair] = []
    for function in functions:
        kind = corpus.family(function.language)
        for fixed in rule_fixes.fixed_pairs(function.text, function.language, function.repository):
            pairs.append(fixed)
            for _ in range(3):
                copy = _renamed(Snippet(fixed.rule, fixed.before, fixed.after), vocabularies[kind], chance)
                pairs.append(Pair(fixed.language, fixed.rule, copy.rough, copy.clean, "rule", fixed.repository))
        for rough in _native(function, chance):
            native = Pair(function.language, rough.rule, rough.rough, rough.clean, "native", function.repository)
            whole = _settled(native)
            if whole is None or not _stands(whole):
                continue
            pairs.append(_cropped(whole, chance))
            for _ in range(1 if rough.rule == "flatten-nested-conditions" else 4):
                renamed = _renamed(Snippet(whole.rule, whole.before, whole.after), vocabularies[kind], chance)
                pairs.append(
                    _cropped(
                        Pair(
                            function.language, rough.rule, renamed.rough, renamed.clean, "native", function.repository
                        ),
                        chance,
                    )
                )
    by_family = {
        kind: [
            function
            for function in (*functions, *hosts)
            if corpus.family(function.language) == kind and function.text.count("\n") <= 22
        ]
        for kind in vocabularies
    }
    while len(pairs) < most * 1.25:
        kind = "python" if chance.random() < 0.53 else "javascript"
        if not by_family[kind]:
            kind = "python" if kind == "javascript" else "javascript"
            if not by_family[kind]:
                break
        host = chance.choice(by_family[kind])
        grower = python_snippets if kind == "python" else javascript_snippets
        snippet = grower.snippet(vocabularies[kind], chance)
        if kind == "javascript":
            style = (
                "    " if chance.random() < 0.2 else "  ",
                chance.random() < 0.8,
                "'" if chance.random() < 0.65 else '"',
            )
            snippet = Snippet(
                snippet.rule,
                javascript_snippets.styled(snippet.rough, *style),
                javascript_snippets.styled(snippet.clean, *style),
                snippet.awaits,
            )
        placed = _placed(snippet, host, chance)
        if placed is not None:
            pair = Pair(
                host.language if snippet.rule != "class-component-to-hooks" else chance.choice(("javascript", "tsx")),
                snippet.rule,
                *placed,
                "snippet",
                host.repository,
            )
            pairs.append(_cropped(pair, chance))
    unchanged = [
        Pair(pair.language, pair.rule, pair.after, pair.after, "unchanged", pair.repository)
        for pair in chance.sample(pairs, len(pairs) // 8)
    ]
    for function in chance.sample(functions, min(len(functions), len(pairs) // 6)):
        rule = chance.choice(_PYTHON_RULES if function.language == "python" else _JAVASCRIPT_RULES)
        if not re.search(_TRIGGERS[rule], function.text):
            unchanged.append(
                _cropped(
                    Pair(function.language, rule, function.text, function.text, "unchanged", function.repository),
                    chance,
                )
            )
    mixed = [
        distracted(pair, vocabularies[corpus.family(pair.language)], chance) if chance.random() < _DISTRACTED else pair
        for pair in pairs + unchanged
    ]
    return [pair for pair in mixed if _fits(pair) and not (behaviour and rule_fixes.refuted(pair))]


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
    if not places or unfit or re.search(_TRIGGERS[pair.rule], text):
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


def _fits(pair: Pair) -> bool:
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


def _renamed(snippet: Snippet, vocabulary: Words, chance: random.Random) -> Snippet:
    """The same pair with one to four of its names replaced throughout."""
    names = sorted(set(re.findall(r"(?<![.\w\"'])[a-z]\w{2,}\b(?!\()", snippet.rough)) & set(vocabulary.names))
    if not names:
        return snippet
    mapping = {
        name: chance.choice(vocabulary.names) for name in chance.sample(names, min(len(names), chance.randint(1, 4)))
    }
    pattern = re.compile(r"(?<![.\w])(" + "|".join(map(re.escape, mapping)) + r")\b(?!\()")
    rough, clean = (pattern.sub(lambda found: mapping[found[0]], text) for text in (snippet.rough, snippet.clean))
    return Snippet(snippet.rule, rough, clean, snippet.awaits)


def _placed(snippet: Snippet, host: Function, chance: random.Random) -> tuple[str, str] | None:
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


def _cropped(pair: Pair, chance: random.Random) -> Pair:
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
