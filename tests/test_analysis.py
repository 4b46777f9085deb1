"""Findings after edits equal findings from scratch, and no text makes the analysis fail."""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish.analysis import Analysis, analyze, rules_for
from burnish.config import Config
from burnish.document import Document
from burnish.page import Example
from burnish.project import Project
from burnish.rule import Rule
from burnish.rules import rules
from burnish.text import Edit, Span

PROJECT = Project.empty()
WORKSPACE = Path(__file__).parent / "workspaces" / "shop"
PIECES = st.sampled_from(
    [
        "", " ", "\n", "\n\n", "    ", "\t", "(", ")", "{", "}", "[", "]", ":", ";", "'", '"', '"""', "`", "#", "//", "/*",
        "*/", "<", ">", "é", "🎉", "import os\n", "from time import sleep\n", "import fs from 'fs';\n", "def f(a):\n    ",
        "class A:\n    ", "async ", "await ", "if a:\n    if b:\n        c()\n", "for x in y:\n    z.append(x)\n", "else:\n",
        "h = open(p)\nd = h.read()\nh.close()\n", "\nfunction g() {\n", "const a = await b();\nconst c = await d();\n",
        "time.sleep(1)\n", "requests.get(url)\n", "cursor.execute(f'select {x}')\n", "element.innerHTML = x;\n",
        "password = 'hunter2hunter2'\n", "# burnish: ignore\n", "// burnish: ignore-file\n", "\\\n", "\r\n", "return x\n",
    ]
)  # fmt: skip


def _texts() -> list[tuple[str, str]]:
    """Real code and code on which rules fire: (name, text)."""
    paths = sorted(path for path in WORKSPACE.rglob("*") if path.suffix in (".py", ".js", ".jsx", ".ts", ".tsx"))
    found = [(path.name, path.read_text(encoding="utf-8")) for path in paths if "node_modules" not in path.parts]
    found.append(("argparse.py", Path(argparse.__file__).read_text(encoding="utf-8")[:40_000]))
    by_language: dict[str, list[str]] = {}
    for rule in rules():
        for example in rule.page.examples:
            if example.path is None:
                by_language.setdefault(example.language or rule.languages[0], []).append(example.before)
    names = {
        "python": "a.py",
        "javascript": "a.js",
        "typescript": "a.ts",
        "tsx": "a.tsx",
        "html": "a.html",
        "css": "a.css",
    }
    found += [(names[language], "\n".join(texts)) for language, texts in by_language.items() if language in names]
    return found


TEXTS = _texts()


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, str, list[list[tuple[float, int, str]]]]:
    name, text = draw(st.sampled_from(TEXTS))
    place = st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 1, 3, 20, 200, 2000]), PIECES)
    return name, text, draw(st.lists(st.lists(place, min_size=1, max_size=2), min_size=1, max_size=5))


def edits_of(source: bytes, places: list[tuple[float, int, str]]) -> list[Edit]:
    """Edits at shares of the text, moved off the middle of characters; what would overlap is left out."""
    edits: list[Edit] = []
    for share, length, text in sorted(places):
        start = int(share * len(source))
        end = min(len(source), start + length)
        while start < len(source) and source[start] & 0xC0 == 0x80:
            start += 1
        while end < len(source) and source[end] & 0xC0 == 0x80:
            end += 1
        if not edits or start > edits[-1].span.end:
            edits.append(Edit(Span(start, max(start, end)), text))
    return edits


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_analysis_after_edits_equals_analysis_from_scratch(
    history: tuple[str, str, list[list[tuple[float, int, str]]]],
) -> None:
    name, text, steps = history
    analysis = Analysis.of(Document.of(name, text), PROJECT)
    for places in steps:
        analysis = analysis.after(edits_of(analysis.document.source, places))
        fresh = Document.of(name, analysis.document.source)
        if str(analysis.document.root) == str(fresh.root):
            assert analysis.findings == Analysis.of(fresh, PROJECT).findings
        else:  # how tree-sitter recovers from an error may depend on the tree before it
            assert fresh.has_errors
            analysis = Analysis.of(fresh, PROJECT)


WORD = re.compile(rb"[A-Za-z_$][\w$]*")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.floats(0, 0.999), st.floats(0, 0.999)), min_size=1, max_size=8))
def test_names_that_change_places_change_what_is_found_elsewhere(
    text: tuple[str, str], swaps: list[tuple[float, float]]
) -> None:
    analysis = Analysis.of(Document.of(*text), PROJECT)
    for at, other in swaps:
        source = analysis.document.source
        words = list(WORD.finditer(source))
        if not words:
            return
        taken, given_in_its_place = words[int(at * len(words))], words[int(other * len(words))]
        edit = Edit(Span(*taken.span()), given_in_its_place[0].decode())
        analysis = analysis.after([edit])
        fresh = Document.of(text[0], analysis.document.source)
        if str(analysis.document.root) != str(fresh.root):
            return  # see above
        assert analysis.findings == Analysis.of(fresh, PROJECT).findings


HELPED = """\
async function load(id) {
  return get(`/users/${id}`);
}
async function show(id) {
  const user = await loadUser(id);
  const posts = await loadPosts(id);
  return { user, posts };
}
async function loadUser(id) {
  const found = await get(id);
  return found;
}
async function loadPosts(id) {
  return get(id);
}
let turns = 0;
"""
MARKUP = """\
let title = "Hello";
function show(element) {
  element.innerHTML = `<b>${title}</b>`;
}
function rename(form) {
  log(form);
}
"""
SENT = """\
function every() {
  return db.query("SELECT * FROM users");
}
app.get("/users", async (req, res) => {
  const rows = await every();
  log(rows);
});
"""
KEPT = """\
import flask

sessions = {}


def login(user):
    return user


def show(user):
    return sessions[user]
"""


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "rule"),
    [
        ("a.js", HELPED, "const found", "turns = turns + 1; const found", "performance/sequential-awaits"),
        ("a.js", HELPED, "function loadUser", "function loadsUser", None),
        ("a.js", MARKUP, "log(form)", "title = form.title.value", "security/inner-html"),
        ("a.js", MARKUP, "log(form)", "let title = form.title.value", None),
        ("a.js", SENT, "log(rows)", "res.json(rows)", "scalability/unbounded-query"),
        ("a.js", SENT, "await every()", "await other()", None),
        ("a.py", KEPT, "return user\n", "sessions[user] = 1\n", "scalability/in-memory-session"),
    ],
)
def test_an_edit_in_one_function_changes_what_is_found_in_another(
    name: str, text: str, old: str, new: str, rule: str | None
) -> None:
    first = Analysis.of(Document.of(name, text), PROJECT)
    at = text.encode().index(old.encode())
    second = first.after([Edit(Span(at, at + len(old.encode())), new)])
    third = second.after([Edit(Span(at, at + len(new.encode())), old)])
    assert second.findings == Analysis.of(Document.of(name, second.document.source), PROJECT).findings
    assert third.findings == first.findings
    found, after = ({one.rule for one in each.findings} for each in (first, second))
    assert found ^ after == (set() if rule is None else {rule})


@pytest.mark.parametrize("name,text", [pytest.param(name, text, id=name) for name, text in TEXTS])
def test_typing_a_line_and_taking_it_back_changes_nothing(name: str, text: str) -> None:
    first = Analysis.of(Document.of(name, text), PROJECT)
    at = text.encode().find(b"\n", len(text.encode()) // 2) + 1
    typed = "x = open(p)"
    analysis = first
    for count, character in enumerate(typed):
        analysis = analysis.after([Edit(Span(at + count, at + count), character)])
    assert analysis.findings == Analysis.of(analysis.document, PROJECT).findings
    for count in reversed(range(len(typed))):
        analysis = analysis.after([Edit(Span(at + count, at + count + 1), "")])
    assert analysis.document.source == first.document.source
    assert analysis.findings == first.findings


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([(rule, example) for rule in rules() for example in rule.page.examples]), st.data())
def test_no_torn_example_makes_a_rule_fail(case: tuple[Rule, Example], data: st.DataObject) -> None:
    rule, example = case
    text = example.before
    start = data.draw(st.integers(0, len(text)))
    torn = text[:start] + data.draw(PIECES) + text[data.draw(st.integers(start, len(text))) :]
    language = example.language or rule.languages[0]
    document = Document.of(example.path or f"a.{language}", torn, None if example.path else language)
    for finding in analyze(document, PROJECT, (rule,)):
        rule.fix_of(finding, document, PROJECT)


@pytest.mark.parametrize("name", ["a.py", "a.js", "a.ts", "a.tsx", "a.html", "a.css", "package.json", ".env"])
@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "🎉", "\r\n\r\n", "\0", "e\u0301 = 1", "'", "<", "\ud800"])
def test_odd_texts_have_no_findings_and_do_no_harm(name: str, text: str) -> None:
    assert analyze(Document.of(name, text), PROJECT) == ()


@pytest.mark.parametrize(
    ("name", "opening", "closing"),
    [
        ("a.py", "(", ")"),
        ("a.py", "[", ""),
        ("a.js", "{", "}"),
        ("a.js", "f(() => {", "});"),
        ("a.tsx", "<a>", "</a>"),
        ("a.html", "<div>", "</div>"),
        ("a.css", "a {", "}"),
        ("package.json", "[", "]"),
    ],
)
def test_two_thousand_levels_of_nesting(name: str, opening: str, closing: str) -> None:
    analyze(Document.of(name, opening * 2000 + closing * 2000), PROJECT)


@pytest.mark.parametrize(("name", "block"), [("a.py", "if a:"), ("a.js", "if (a) {")])
def test_two_thousand_nested_conditions(name: str, block: str) -> None:
    depth = 2000 if name.endswith(".js") else 90  # Python's own limit is 100 levels of indentation
    text = "".join(f"{'  ' * level}{block}\n" for level in range(depth)) + "  " * depth + "b()\n" + "}" * depth
    analyze(Document.of(name, text), PROJECT)


def test_minified_code_is_not_searched() -> None:
    document = Document.of("a.js", "var a=function(){return 1};" * 200_000)
    assert analyze(document, PROJECT) == ()
    assert "tree" not in vars(document)  # it was not even parsed


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("a.js", "function f() {\n  for (;;) {\n" + "    if (a) {\n      g(1);\n    }\n" * 25 + "  }\n}\n"),
        ("a.py", "def f():\n    for a in b:\n" + "        if a:\n            g(1)\n" * 35),
    ],
)
def test_ten_times_the_long_functions_take_about_ten_times_as_long(name: str, function: str) -> None:
    def seconds(count: int) -> float:
        document = Document.of(name, function * count)
        assert document.tree is not None
        started = time.process_time()
        assert len(analyze(document, PROJECT)) == count
        return time.process_time() - started

    seconds(1)  # imports the rules and compiles their query
    assert seconds(300) < 30 * max(seconds(30), 0.02)


def test_settings_select_rules_by_objective_name_and_id() -> None:
    chosen = rules_for(Config(select=("security", "flatten-nested-conditions"), ignore=("security/inner-html",)))
    assert {rule.objective.value for rule in chosen} == {"security", "readability"}
    assert "security/inner-html" not in {rule.id for rule in chosen}
    assert {rule.name for rule in chosen if rule.objective.value == "readability"} == {"flatten-nested-conditions"}


def test_scripts_in_a_page_are_analysed_where_they_stand() -> None:
    page = "<p>é</p>\n<script>\n  document.body.innerHTML = location.hash;\n</script>\n"
    found = [one for one in analyze(Document.of("a.html", page), PROJECT) if one.rule == "security/inner-html"]
    assert len(found) == 1
    assert "innerHTML" in page.encode()[found[0].anchor.start : found[0].anchor.end].decode()
