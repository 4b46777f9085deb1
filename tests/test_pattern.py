"""Code with holes, and what of a text it matches."""

from __future__ import annotations

import pytest
import tree_sitter

from burnish.language import languages
from burnish.pattern import ANCHOR, Pattern, PatternError, of_code, of_kind
from burnish.rule import anchors
from burnish.rules import pages


def matches(pattern: Pattern, text: str) -> list[dict[str, list[str]]]:
    """What the holes stand for in each match, as text."""
    grammar = languages()[pattern.language].grammar
    assert grammar is not None
    root = tree_sitter.Parser(grammar).parse(text.encode()).root_node
    nodes = [captures[ANCHOR][0] for _, captures in tree_sitter.QueryCursor(pattern.compiled).matches(root)]
    found = [one for one in map(pattern.captures, nodes) if one is not None]
    return [
        {hole: [(one.text or b"").decode() for one in nodes] for hole, nodes in one.items() if hole != ANCHOR}
        for one in found
    ]


@pytest.mark.parametrize(
    ("language", "pattern", "text", "expected"),
    [
        ("python", "requests.get($$$A)", "requests.get()\nrequests.post(1)", [{"A": []}]),
        ("python", "requests.get($$$A)", "requests.get(a,  # why\n  b=1,\n)", [{"A": ["a", "b=1"]}]),
        ("python", "f($A)", "f(1); f(1,); f(1, 2); f()", [{"A": ["1"]}, {"A": ["1"]}]),
        (
            "python",
            "f($A, $$$REST)",
            "f(1)\nf(1, 2, 3)\nf()",
            [{"A": ["1"], "REST": []}, {"A": ["1"], "REST": ["2", "3"]}],
        ),
        (
            "python",
            "f($$$FIRST, $LAST)",
            "f(1)\nf(1, 2)",
            [{"FIRST": [], "LAST": ["1"]}, {"FIRST": ["1"], "LAST": ["2"]}],
        ),
        ("python", "$F($$$A)", "f(g(1))", [{"F": ["f"], "A": ["g(1)"]}, {"F": ["g"], "A": ["1"]}]),
        ("python", "$X + $X", "a + a; a + b; a - a; f(x)+f(x)", [{"X": ["a"]}, {"X": ["f(x)"]}]),
        ("python", "$_ + $_", "a + b", [{}]),
        ("python", "$X == None", "a == None; a != None", [{"X": ["a"]}]),
        (
            "python",
            "for $X in $XS:\n    $OUT.append($V)",
            "for a in b:  # all\n    c.append(a)\nfor a in b:\n    c.append(a)\n    d()\n",
            [{"X": ["a"], "XS": ["b"], "OUT": ["c"], "V": ["a"]}],
        ),
        ("python", "if $C:\n    $$$BODY", "if a:\n    b()\n    c()\n", [{"C": ["a"], "BODY": ["b()", "c()"]}]),
        ("python", "'x'", "f('x', \"x\")", [{}]),
        ("javascript", "$R.innerHTML = $V", "el.innerHTML = x; el.text = y", [{"R": ["el"], "V": ["x"]}]),
        ("javascript", "const $A = f()", "const a = f(), b = 1; const c = f(); let d = f()", [{"A": ["c"]}]),
        ("javascript", "$A && $A()", "cb && cb(); cb || cb(); cb && cb(1)", [{"A": ["cb"]}]),
        ("javascript", "new Promise($$$A)", "new Promise(f)\nPromise(f)", [{"A": ["f"]}]),
        ("typescript", "$A as any", "x as any; x as string", [{"A": ["x"]}]),
        ("tsx", "<a href={$H}>$$$KIDS</a>", "x = <a href={y}><b/></a>", [{"H": ["y"], "KIDS": ["<b/>"]}]),
    ],
)
def test_a_pattern_matches_code_of_its_shape(
    language: str, pattern: str, text: str, expected: list[dict[str, list[str]]]
):
    assert matches(of_code(pattern, language), text) == expected


def test_a_kind_matches_every_node_of_it():
    assert len(matches(of_kind("call", "python"), "f(g())")) == 2


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("$A", "matches everything"),
        ("f(", "is no code in python by itself"),
        ("a = 1\nb = 2", "is no code in python by itself"),
        ("", "is no code in python by itself"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused(pattern: str, message: str):
    with pytest.raises(PatternError, match=message):
        of_code(pattern, "python")


def test_a_kind_that_the_grammar_does_not_have_is_refused():
    with pytest.raises(PatternError, match="“funktion” is no kind of node in python"):
        of_kind("funktion", "python")


def test_a_page_names_what_it_calls_in_origin_and_not_in_its_pattern():
    """A name in a pattern is judged by its text; what it refers to is what counts."""
    for name, page in pages().items():
        for language in page.languages:
            for pattern in anchors(page, language):
                assert pattern.root_name is None, f"{name}: {pattern.root_name} belongs under origin"


@pytest.mark.parametrize("pattern", ["f($$$A)", "f($A, $$$REST)", "f($$$REST, $A)"])
def test_a_list_that_a_machine_wrote_takes_no_longer_than_its_length(pattern: str):
    text = f"f({', '.join(['1'] * 50_000)})"
    (found,) = matches(of_code(pattern, "python"), text)
    assert sum(map(len, found.values())) == 50_000
