"""The check `names` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.verification.checks import names
from tests.verification.rewriting import passes, refuses, rewrite


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
