"""Rules that a project keeps for itself: found, fixed, silenced; and what is wrong with one is said at its place."""

import time
from pathlib import Path

import pytest

from burnish import engine
from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Enhancement
from burnish.project import Project
from burnish.rule import Safety
from burnish.rules import users_of
from burnish.users import faults_of
from burnish.users.globs import fits_any

PAGE = """---
id: timeout
languages: [python]
rule: {pattern: "$CALL($$$ARGUMENTS)"}
origin: {CALL: [httpx.get]}
message: $CALL() takes five seconds
fix: $CALL($$$ARGUMENTS, timeout=10)
---
Give httpx a timeout.

```python before
import httpx
httpx.get(1)
```
```python after
import httpx
httpx.get(1, timeout=10)
```
```python silent
def f(httpx):
    httpx.get(1)
```
"""


DEFAULT = Config()


def project(folder: Path, config: Config = DEFAULT, **files: str) -> Project:
    rules = folder / ".burnish" / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (rules / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return Project(folder, config)


def found(project: Project, text: str, name: str = "a.py"):
    document = Document.of(project.root / name, text)
    return [
        (one.rule, document.slice(one.span)) for one in analyze(document, project) if one.rule.startswith("project/")
    ]


def wrong(project: Project) -> list[str]:
    users = users_of(project)
    return [one.shown(one.path.name) for one in (*users.problems, *faults_of(users.written))]


@pytest.mark.parametrize(
    ("language", "pattern", "text"),
    [
        ("python", "@cached($$$A)", "@cached(1)\ndef f(): pass\n"),
        ("typescript", "@Component($A)", "@Component({})\nclass A {}\n"),
    ],
)
def test_a_decorator_by_itself_is_code(tmp_path, language, pattern, text):
    here = project(tmp_path, a_yml=f"id: a\nlanguage: {language}\nrule: {{pattern: '{pattern}'}}\n")
    assert wrong(here) == []
    assert len(found(here, text, f"a.{'py' if language == 'python' else 'ts'}")) == 1


def test_a_page_finds_what_its_names_mean(tmp_path):
    here = project(tmp_path, a_md=PAGE)
    assert wrong(here) == []
    assert found(here, "import httpx as h\n# é😀\nh.get('ü')\n") == [("project/timeout", "h.get('ü')")]
    assert found(here, "def f(httpx):\n    httpx.get(1)\n") == []
    assert found(here, "import httpx\nhttpx.get(1, timeout=3)\nhttpx.get(**a)\n") == []
    assert found(here, "import httpx\nhttpx.get(1)  # burnish: ignore[timeout]\n") == []


def test_settings_choose(tmp_path):
    text = "import httpx\nhttpx.get(1)\n"
    assert found(project(tmp_path, Config(ignore=("project/timeout",)), a_md=PAGE), text) == []
    assert found(project(tmp_path, Config(select=("security",)), a_md=PAGE), text) == []
    assert len(found(project(tmp_path, Config(select=("project",)), a_md=PAGE), text)) == 1


def test_a_fix_goes_through_the_gate_and_is_never_safe(tmp_path):
    here = project(tmp_path, a_md=PAGE)
    document = Document.of(tmp_path / "a.py", "import httpx\n\ndef f(url):\n    return httpx.get(url)\n")
    (finding,) = analyze(document, here)
    made = engine.fix_finding(document, here, finding)
    assert isinstance(made, Enhancement)
    assert made.safety is Safety.UNSAFE
    assert document.edited(made.edits).text.endswith("return httpx.get(url, timeout=10)\n")


def test_yaml_of_ast_grep_in_several_documents_and_scripts_of_pages(tmp_path):
    rules = """id: no-await
language: JavaScript
severity: error
rule:
  pattern: await $A
  inside: {pattern: Promise.all($_), stopBy: {not: {any: [{kind: array}, {kind: arguments}]}}}
fix: $A
---
# another
id: upper
language: python
rule: {pattern: print($A)}
transform: {NEW: {convert: {source: $A, toCase: upperCase}}}
message: print of $NEW
fix: log($NEW)
files: ["src/**/*.py"]
"""
    here = project(tmp_path, r_yml=rules)
    assert wrong(here) == []
    page = "<p>é</p>\n<script>\nconst a = await Promise.all([await b()]);\n</script>\n"
    assert found(here, page, "a.html") == [("project/no-await", "await b()")]
    assert found(here, "print(abc)\n", "src/x/a.py") == [("project/upper", "print(abc)")]
    assert found(here, "print(abc)\n", "a.py") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: a\nlanguage: python\nrule: {kind: nope}\n", "a.yml:3:14: the rule “project/a” is off: Kind `nope` is invalid."),
        ("id: a\nlanguage: python\nrule: {pattern: 'x ='}\n", "a.yml:3:18: the rule “project/a” is off: the pattern “x =” is no code in python"),
        ("id: a\nlanguage: python\nrule: {pattern: '@ $A )('}\n", "a.yml:3:18: the rule “project/a” is off: the pattern “@ $A )(” is no code in python"),
        ("id: a\nlanguage: python\nrule: {regex: '('}\n", "regex parse error"),
        ("id: a\nlanguage: python\nrule: {matches: u}\nutils: {u: {matches: v}, v: {matches: u}}\n", "cyclic"),
        ("id: a\nlanguage: perl\nrule: {kind: call}\n", "a.yml:2:1: “language” is one of python"),
        ("id: a\nlanguage: python\nrule: [\n", "a.yml:"),
        ("a: &a [x]\nb: *a\n", "a.yml:2:4: a page has no aliases"),
        ("[" * 5000, "a.yml:1:61: this is nested too deep"),
        ("id: a\nlanguage: python\nrule: {kind: call}\nrewriters: []\n", "a.yml:4:1: “rewriters” are not run"),
        ("id: a\nid: b\n", "a.yml:2:1: “id” stands twice"),
        ("just text\n", "front matter is a mapping"),
        ("id: security/inner-html\nlanguage: javascript\nrule: {kind: call_expression}\n", "Burnish has a rule"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_the_others_hold(tmp_path, text, said):
    here = project(tmp_path, a_yml=text, b_md=PAGE)
    (problem,) = wrong(here)
    assert said in problem
    assert len(found(here, "import httpx\nhttpx.get(1)\n")) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (PAGE[PAGE.index("```") :], "", "a page has examples"),
        (PAGE[PAGE.index("```python after") : PAGE.index("```python silent")], "", "shows the code `after` it"),
        ("Give httpx a timeout.\n", "", "says in a sentence"),
        ("id: timeout\n", "", "the key “id”"),
        ("fix:", "safety: safe\nfix:", "“safety” of a project's own rule is never safe"),
    ],
)
def test_a_page_that_lacks_something(tmp_path, old, new, said):
    here = project(tmp_path, a_md=PAGE.replace(old, new))
    (problem,) = wrong(here)
    assert said in problem


def test_a_file_of_another_encoding(tmp_path):
    here = project(tmp_path)
    (tmp_path / ".burnish/rules/a.yml").write_bytes("id: a\nmessage: ü\n".encode("latin-1"))
    assert wrong(here) == ["a.yml:2:1: this is not UTF-8"]


def test_one_id_stands_once(tmp_path):
    here = project(tmp_path, a_md=PAGE, b_md=PAGE)
    assert wrong(here) == ["b.md:1:1: the rule “project/timeout” stands in a.md already"]


def test_an_expression_that_backtracks_and_hostile_code_take_no_time(tmp_path):
    rule = "id: a\nlanguage: python\nrule: {kind: string, regex: '^(a+)+$'}\n"
    here = project(tmp_path, a_yml=rule, b_md=PAGE)
    started = time.monotonic()
    assert found(here, f"x = '{'a' * 50_000}!'\n") == []
    for text in (
        "(" * 20_000 + ")" * 20_000,
        "x = [" + "1, " * 300_000 + "]\n",
        "if a:\n" + "".join(" " * n + "if a:\n" for n in range(1, 2_000)),
    ):
        found(here, text)
    assert time.monotonic() - started < 120


def test_paths_are_matched_in_linear_time():
    assert fits_any(["src/**/*.{ts,tsx}"], "src/a.ts")
    assert fits_any(["**/test_*"], "a/b/test_x.py")
    assert not fits_any(["src/*.ts"], "src/a/b.ts")
    assert not fits_any(["*a" * 50 + "b"], "a" * 5_000)
