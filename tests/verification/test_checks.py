"""Each check on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from burnish.enhancement import Check, Origin, Outcome
from burnish.installation import own_ruff
from burnish.rule import Objective
from burnish.verification import Rewrite
from burnish.verification.checks import comments, extent, interface, metrics, names, quiet, resolves, stable, syntax
from tests.verification.rewriting import rewrite


def refuses(check: Callable[[Rewrite], Check], reason: str, one: Rewrite) -> None:
    done = check(one)
    assert done.outcome is Outcome.FAILED, done
    assert reason in done.detail


def passes(check: Callable[[Rewrite], Check], one: Rewrite) -> None:
    done = check(one)
    assert done.outcome is Outcome.PASSED, done


# syntax


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "x = (1)\n", "x = (1\n", "line 1"),
        ("a.py", "def f():\n    return 1\n", "def f():\nreturn 1\n", ""),
        ("a.py", "def f():\n    return 1\n", "def f():\n    return await g()\n", "'await' outside async function"),
        ("a.py", "def f(a, b):\n    pass\n", "def f(a, a):\n    pass\n", "duplicate argument"),
        ("a.py", "for x in y:\n    continue\n", "continue\n", "'continue' not properly in loop"),
        ("a.js", "const a = [1];\n", "const a = [1;\n", "missing"),
        ("a.js", "function f() {\n  const a = 1;\n}\n", "function f() {\n  return = 1;\n}\n", "line 2"),
        ("a.ts", "const a: number = 1;\n", "const a: = 1;\n", "line 1"),
        ("a.tsx", "const a = <b>c</b>;\n", "const a = <b>c</d>;\n", "<b> is closed as </d>"),
        ("a.json", '{"a": 1}', '{"a": 1,}', "line 1"),
        ("a.json", '{"a": 1}', '{"a": 1}  // b', "the strict parser"),
        ("a.css", "a { color: red; }\n", "a { color: red;\n", "missing"),
        ("a.html", "<script>let a = 1;</script>\n", "<script>let a = ;</script>\n", "line 1"),
        (".env", "A=1\n", "A=1\nB\n", "line 2 is not NAME=value"),
    ],
)
def test_syntax_refuses_what_does_not_parse(path: str, before: str, after: str, reason: str) -> None:
    refuses(syntax.check, reason, rewrite(before, after, path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "x = (1)\n", "x = 1\n"),
        ("a.py", "print 'python 2'\nx = (1)\n", "print 'python 2'\nx = 1\n"),
        ("a.py", "class A:\n\tdef f(self):\n\t\tx = (1)\n", "class A:\n\tdef f(self):\n\t\tx = 1\n"),
        ("a.py", "x = [1\ny = (1)\n", "x = [1\ny = 1\n"),
        ("a.js", "const a = b?.c ?? (1);\n", "const a = b?.c ?? 1;\n"),
        ("a.ts", "const a: Array<number> = [1];\n", "const a: number[] = [1];\n"),
        ("a.tsx", "const a = <b>c</b>;\n", "const a = <b>d</b>;\n"),
        ("a.json", '{"a": "*"}', '{"a": "^1.0.0"}'),
        ("a.css", "a { top: 1px; }\n", "a { transform: none; }\n"),
        ("a.html", "<img src={{ url }}>\n", '<img loading="lazy" src={{ url }}>\n'),
        (".env", "export A=1\n# b\n", "export A=\n# b\n"),
    ],
)
def test_syntax_passes_what_parses_and_what_never_did(path: str, before: str, after: str) -> None:
    passes(syntax.check, rewrite(before, after, path))


# resolves

LOOP = "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n"


def test_resolves_refuses_a_rewrite_after_which_the_finding_stands() -> None:
    after = LOOP.replace("x + 1", "1 + x")
    refuses(resolves.check, "can be a list", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_refuses_to_move_the_finding_elsewhere() -> None:
    after = (
        "def f(a):\n    r = [x + 1 for x in a]\n    s = []\n    for x in r:\n        s.append(x + 1)\n    return s\n"
    )
    refuses(resolves.check, "still finds", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_passes_when_the_finding_is_gone() -> None:
    after = "def f(a):\n    r = [x + 1 for x in a]\n    return r\n"
    passes(resolves.check, rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_does_not_apply_without_a_finding() -> None:
    assert resolves.check(rewrite("x = 1\n", "x = 2\n")).outcome is Outcome.NOT_APPLICABLE


# quiet


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        (
            "a.py",
            "def f(a):\n    return [x for x in a]\n",
            "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n",
            "readability/loop-to-comprehension",
        ),
        ("a.py", "def f(a=None):\n    return a\n", "def f(a=[]):\n    return a\n", "B006"),
        ("a.py", "def f(a):\n    return a\n", "def f(a):\n    b = a\n    return a\n", "F841"),
        ("a.py", "import os\nx = os.sep\n", "import os\nx = '/'\n", "F401"),
        (
            "a.js",
            "export function show(element, name) {\n  element.textContent = name;\n}\n",
            "export function show(element, name) {\n  element.innerHTML = name;\n}\n",
            "security/inner-html",
        ),
    ],
)
def test_quiet_refuses_new_findings_and_new_lint_errors(path: str, before: str, after: str, reason: str) -> None:
    refuses(quiet.check, reason, rewrite(before, after, path))


def test_quiet_names_the_finding_that_is_new_and_not_an_old_one_of_its_rule() -> None:
    old = "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n"
    before = f"{old}\n\ndef g(b):\n    return [x for x in b]\n"
    after = f"{old}\n\ndef g(b):\n    news = []\n    for x in b:\n        news.append(x + 1)\n    return news\n"
    refuses(quiet.check, "'news' can be", rewrite(before, after))


def test_quiet_passes_what_was_as_bad_before() -> None:
    passes(quiet.check, rewrite("import os\nx = (1)\n", "import os\nx = 1\n"))


def test_quiet_knows_an_old_lint_error_again_where_its_message_names_a_line_that_moved() -> None:
    before = "x = (\n    1\n)\n\n\ndef f():\n    return 1\n\n\ndef f():\n    return 2\n"
    passes(quiet.check, rewrite(before, before.replace("(\n    1\n)", "1")))


def test_quiet_passes_without_ruff_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    remembered = (own_ruff, quiet._lint)
    for one in remembered:
        one.cache_clear()
    done = quiet.check(rewrite("x = (3)\n", "x = 3\n"))
    for one in remembered:
        one.cache_clear()
    assert done.outcome is Outcome.PASSED
    assert "Ruff was not run" in done.detail


# interface


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "def f(a, b=1):\n    pass\n", "def f(a, b=2):\n    pass\n", "signature of 'f'"),
        ("a.py", "def f(a: int) -> int:\n    pass\n", "def f(a) -> int:\n    pass\n", "signature of 'f'"),
        ("a.py", "def f(a):\n    pass\n", "async def f(a):\n    pass\n", "signature of 'f'"),
        ("a.py", "@cache\ndef f(a):\n    pass\n", "def f(a):\n    pass\n", "signature of 'f'"),
        ("a.py", "def f():\n    pass\n", "def g():\n    pass\n", "'f' is gone"),
        ("a.py", "class A(B):\n    x = 1\n", "class A:\n    x = 1\n", "signature of 'A'"),
        ("a.py", "class A:\n    x = 1\n    y = 2\n", "class A:\n    y = 2\n", "'A.x' is gone"),
        (
            "a.py",
            "class A:\n    def f(self):\n        pass\n",
            "class A:\n    def f(self, x):\n        pass\n",
            "'A.f'",
        ),
        ("a.py", "LIMIT = 3\nx = LIMIT\n", "x = 3\n", "'LIMIT' is gone"),
        ("a.py", "x = 1\n", "x = 1\n\n\ndef helper():\n    pass\n", "'helper' is new"),
        ("a.js", "export function f(a) {}\n", "function f(a) {}\n", "'export f' is gone"),
        ("a.js", "export const f = (a) => a;\n", "export const f = (b) => b;\n", "signature of 'f'"),
        ("a.js", "export default f;\n", "export { f };\n", "'export default' is gone"),
        ("a.js", "module.exports = { a, b };\n", "module.exports = { a };\n", "'export b' is gone"),
        ("a.js", "exports.a = 1;\n", "exports.b = 1;\n", "'export exports.a' is gone"),
        ("a.js", "class A {\n  f(a) {}\n}\n", "class A {\n  f(a, b) {}\n}\n", "signature of 'A.f'"),
        ("a.js", "class A {\n  f() {}\n}\n", "class A {\n  async f() {}\n}\n", "signature of 'A.f'"),
        ("a.ts", "export interface P { a: string }\n", "export interface Q { a: string }\n", "is gone"),
        (
            "a.tsx",
            "export const A = ({ b }: P) => <p>{b}</p>;\n",
            "export const A = ({ c }: P) => <p>{c}</p>;\n",
            "'A'",
        ),
    ],
)
def test_interface_refuses_a_change_that_others_see(path: str, before: str, after: str, reason: str) -> None:
    refuses(interface.check, reason, rewrite(before, after, path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "def f(a,b = 1):\n    return (a)\n", "def f(a, b=1):\n    return a\n"),
        ("a.py", "def f(  # why\n    a):\n    pass\n", "def f(\n    a):\n    pass\n"),
        ("a.py", "x = sorted(a, key=lambda b: b)\n", "x = sorted(a, key=lambda c: c)\n"),
        ("a.py", "for x in a:\n    r.append(x)\n", "r.extend(a)\n"),
        ("a.py", "h = open(p)\nd = h.read()\nh.close()\n", "with open(p) as h:\n    d = h.read()\n"),
        ("a.py", "x = 1\n", "def _one():\n    return 1\n\n\nx = _one()\n"),
        ("a.js", "export function f(a) { return (a); }\n", "export function f(a) { return a; }\n"),
        ("a.js", "app.get('/', (req, res) => {});\n", "app.get('/', async (req, res) => {});\n"),
        ("a.js", "class A {\n  f(a) {\n    return (a);\n  }\n}\n", "class A {\n  f(a) {\n    return a;\n  }\n}\n"),
    ],
)
def test_interface_passes_what_stays_inside(path: str, before: str, after: str) -> None:
    passes(interface.check, rewrite(before, after, path))


def test_interface_lets_a_rule_change_signatures_but_not_names() -> None:
    before = "export class A extends React.Component {\n  render() {\n    return <p>{this.props.a}</p>;\n  }\n}\n"
    after = "export function A(props) {\n  return <p>{props.a}</p>;\n}\n"
    rule = "modularity/class-component-to-hooks"
    passes(interface.check, rewrite(before, after, "a.jsx", rule=rule))
    refuses(interface.check, "is gone", rewrite(before, after.replace("A(", "B("), "a.jsx", rule=rule))


# names


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "def f(a):\n    return a\n", "def f(a):\n    return b\n", "'b' is not defined"),
        ("a.py", "def f(a):\n    x = a\n    return x\n", "def f(a):\n    return x\n", "'x' is not defined"),
        (
            "a.py",
            "def f(a):\n    for x in a:\n        r.append(x)\n    return x\n",
            "def f(a):\n    r = [x for x in a]\n    return x\n",
            "'x' is not defined",
        ),
        (
            "a.py",
            "x = 1\n\n\ndef f(a):\n    x = a\n    return x\n",
            "x = 1\n\n\ndef f(a):\n    return x\n",
            "was a local",
        ),
        ("a.py", "def f(id):\n    return id\n", "def f(ident):\n    return id\n", "now a name of the language"),
        ("a.py", "def f(a):\n    return list(a)\n", "def f(list):\n    return list(a)\n", "is now local"),
        (
            "a.py",
            "def f(a):\n    b = a\n    c = b\n    return c\n",
            "def f(a):\n    c = b\n    b = a\n    return c\n",
            "before",
        ),
        ("a.py", "import os\n\n\ndef f():\n    return os.sep\n", "import os\n\n\ndef f():\n    return '/'\n", "'os'"),
        ("a.py", "import os\nx = 1\nprint(os)\n", "x = 1\nprint(os)\n", "'os' is"),
        ("a.py", "x = 1\n", "import os\nx = 1\n", "the new import of 'os' is not used"),
        ("a.js", "function f(a) { return a; }\n", "function f(a) { return b; }\n", "'b' is not defined"),
        ("a.js", "function f(a) { for (const x of a) { g(x); } }\n", "function f(a) { g(x); }\n", "'x' is not defined"),
        (
            "a.js",
            "function f(a) { const b = a; const c = b; return c; }\n",
            "function f(a) { const c = b; const b = a; return c; }\n",
            "'b' is read before",
        ),
        (
            "a.js",
            "import a from 'a';\nexport const b = a;\n",
            "import a from 'a';\nexport const b = 1;\n",
            "import of 'a'",
        ),
        ("a.tsx", "const A = () => <B c={d} />;\n", "const A = () => <E c={d} />;\n", "'E' is not defined"),
    ],
)
def test_names_refuses_names_that_no_longer_mean_what_they_meant(
    path: str, before: str, after: str, reason: str
) -> None:
    refuses(names.check, reason, rewrite(before, after, path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "r = []\nfor x in a:\n    r.append(x)\n", "r = [x for x in a]\n"),
        (
            "a.py",
            "def f(p):\n    h = open(p)\n    d = h.read()\n    h.close()\n    return d\n",
            "def f(p):\n    with open(p) as h:\n        d = h.read()\n    return d\n",
        ),
        (
            "a.py",
            "import time\n\n\nasync def f():\n    time.sleep(1)\n",
            "import asyncio\n\n\nasync def f():\n    await asyncio.sleep(1)\n",
        ),
        (
            "a.py",
            "def f(v):\n    match v:\n        case {'a': a, **rest}:\n            return (a), rest\n",
            "def f(v):\n    match v:\n        case {'a': a, **rest}:\n            return a, rest\n",
        ),
        ("a.py", "def f(a):\n    return undefined(a)\n", "def f(a):\n    return undefined(a) or 1\n"),
        ("a.js", "f(g().then((x) => x));\n", "const x = await g();\nf(x);\n"),
        (
            "a.js",
            "function f({ a, b: [c] }, ...d) { return (a); }\n",
            "function f({ a, b: [c] }, ...d) { return c; }\n",
        ),
        ("a.js", "const a = () => g(1);\nfunction g(x) {}\n", "const a = () => g(2);\nfunction g(x) {}\n"),
        ("a.ts", "enum E { A }\nconst a: T = E.A;\ntype T = E;\n", "enum E { A }\nconst a = E.A;\ntype T = E;\n"),
        (
            "a.tsx",
            "const A = ({ b }: P) => <div id={b}>{(b)}</div>;\n",
            "const A = ({ b }: P) => <div id={b}>{b}</div>;\n",
        ),
    ],
)
def test_names_passes_what_is_bound(path: str, before: str, after: str) -> None:
    passes(names.check, rewrite(before, after, path))


# comments


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "x = 1  # why\n", "x = 2\n", "# why"),
        ("a.py", 'def f():\n    """Says."""\n    return (1)\n', "def f():\n    return 1\n", "Says."),
        ("a.py", "# burnish: ignore[x]\nx = (1)\n", "x = 1\n", "burnish: ignore"),
        ("a.py", "x = 1  # a\ny = 2  # a\n", "x = 3  # a\ny = 2\n", "# a"),
        ("a.js", "f(); // why\n", "g();\n", "// why"),
        ("a.tsx", "const a = <p>{/* why */}{b}</p>;\n", "const a = <p>{b}</p>;\n", "why"),
        ("a.css", "a { /* why */ top: 0; }\n", "a { left: 0; }\n", "why"),
        ("a.html", "<!-- why -->\n<p>\n", "<p class='a'>\n", "why"),
        (".env", "# why\nA=1\n", "A=\n", "# why"),
    ],
)
def test_comments_refuses_to_lose_one(path: str, before: str, after: str, reason: str) -> None:
    refuses(comments.check, reason, rewrite(before, after, path))


def test_comments_passes_when_they_move_along() -> None:
    before = "if a:\n    # why\n    #   so\n    if b:\n        f()  # that\n"
    after = "if a and b:\n    # why\n    # so\n    f()  # that\n"
    passes(comments.check, rewrite(before, after))


# extent


def test_extent_refuses_to_change_what_is_outside_the_region() -> None:
    one = rewrite("x = 1\ny = 2\nz = 3\n", "x = 1\ny = 5\nz = 3\n", region=("x = 1", "x = 1"))
    refuses(extent.check, "line 2 lies outside", one)


def test_extent_refuses_to_change_nothing() -> None:
    refuses(extent.check, "nothing changes", rewrite("x = 1\n", "x = 1\n"))


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.css", "a.html", ".env"])
def test_extent_refuses_a_model_that_sweeps_away_most_of_a_long_region(path: str) -> None:
    lines = [f"NAME{number}=value{number}\n" for number in range(20)]
    refuses(extent.check, "are left", rewrite("".join(lines), lines[0], path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "import sys\n\nx = 1\n", "import os\nimport sys\n\nx = 1\n"),
        ("a.js", "import a from 'a';\n\nlet x = 1;\n", "import a from 'a';\nimport b from 'b';\n\nlet x = 1;\n"),
        (
            "a.js",
            "const a = require('a');\nlet x = 1;\n",
            "const a = require('a');\nconst b = require('b');\nlet x = 1;\n",
        ),
    ],
)
def test_extent_lets_imports_come_at_the_top(path: str, before: str, after: str) -> None:
    passes(extent.check, rewrite(before, after, path, region=("x = 1", "x = 1")))


def test_extent_refuses_other_code_among_the_imports() -> None:
    one = rewrite("import sys\n\nx = 1\n", "import sys\nsys.exit()\n\nx = 1\n", region=("x = 1", "x = 1"))
    refuses(extent.check, "outside the region", one)


# stable


def test_stable_refuses_a_result_that_the_rule_would_rewrite_again() -> None:
    after = "def f(a):\n    s = []\n    for x in a:\n        s.append(x + 1)\n    return s\n"
    refuses(stable.check, "would rewrite its result", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_stable_passes_a_result_that_stays() -> None:
    after = "def f(a):\n    r = [x + 1 for x in a]\n    return r\n"
    passes(stable.check, rewrite(LOOP, after, rule="readability/loop-to-comprehension", origin=Origin.RULE))


# metrics

NESTED = "def f(a, b):\n    if a:\n        if b:\n            return 1\n    return 0\n"
FLAT = "def f(a, b):\n    if a and b:\n        return 1\n    return 0\n"
DEEP = "def f(a, b):\n    if a:\n        while b:\n            if b:\n                return 1\n    return 0\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", FLAT, NESTED, "cognitive complexity grows from 2 to 3"),
        ("a.py", NESTED, DEEP, "decisions grows from 2 to 3"),
        ("a.py", FLAT, FLAT.replace("return 1", "return 2"), "nothing measures better for readability"),
        ("a.js", "f(a);\n", "if (a) {\n  f(a);\n}\n", "decisions grows from 0 to 1"),
    ],
)
def test_metrics_refuses_what_is_no_better(path: str, before: str, after: str, reason: str) -> None:
    refuses(metrics.check, reason, rewrite(before, after, path, objective=Objective.READABILITY))


def test_metrics_passes_what_is_better_and_says_in_what() -> None:
    done = metrics.check(rewrite(NESTED, FLAT, objective=Objective.READABILITY))
    assert done.outcome is Outcome.PASSED
    assert "nesting 2 to 1" in done.detail


def test_metrics_asks_no_more_than_no_worse_for_other_objectives() -> None:
    passes(metrics.check, rewrite(FLAT, FLAT.replace("return 1", "return 2"), objective=Objective.SECURITY))


def test_metrics_counts_a_promise_s_catch_as_a_decision() -> None:
    before = "function f() {\n  return g().then((a) => h(a)).catch((e) => k(e));\n}\n"
    after = "async function f() {\n  try {\n    const a = await g();\n    return h(a);\n  } catch (e) {\n    return k(e);\n  }\n}\n"
    passes(metrics.check, rewrite(before, after, "a.js", objective=Objective.READABILITY))
