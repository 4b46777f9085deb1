"""Pairs of Python functions: those that are alike are proven, the others refuted by the smallest input."""

from __future__ import annotations

import pytest

from burnish.behaviour.compare import compare
from burnish.behaviour.verdict import Allowed, Question
from burnish.sandbox import Sandbox, available

from .comparing import judged, told

ALIKE = {
    "a loop and sum": (
        "def total(xs: list[int]) -> int:\n    t = 0\n    for x in xs:\n        t += x\n    return t\n",
        "def total(xs: list[int]) -> int:\n    return sum(xs)\n",
    ),
    "nested and flat conditions": (
        "def f(a: int, b: int) -> str:\n    if a > 0:\n        if b > 0:\n            return 'both'\n    return 'no'\n",
        "def f(a: int, b: int) -> str:\n    if a > 0 and b > 0:\n        return 'both'\n    return 'no'\n",
    ),
    "a loop and a comprehension": (
        "def f(words: list[str]):\n    r = []\n    for w in words:\n        if w.strip():\n            r.append(w.upper())\n    return r\n",
        "def f(words: list[str]):\n    return [w.upper() for w in words if w.strip()]\n",
    ),
    "indices and enumerate": (
        "def find(xs: list, x) -> int:\n    for i in range(len(xs)):\n        if xs[i] == x:\n            return i\n    return -1\n",
        "def find(xs: list, x) -> int:\n    for i, y in enumerate(xs):\n        if y == x:\n            return i\n    return -1\n",
    ),
    "concatenation and join": (
        "def f(xs: list[str]) -> str:\n    s = ''\n    for x in xs:\n        s += x + ','\n    return s\n",
        "def f(xs: list[str]) -> str:\n    return ''.join(x + ',' for x in xs)\n",
    ),
    "a handler and get": (
        "def f(d: dict[str, int], k: str) -> int:\n    try:\n        return d[k]\n    except KeyError:\n        return 0\n",
        "def f(d: dict[str, int], k: str) -> int:\n    return d.get(k, 0)\n",
    ),
    "a file that is closed in the end and a with block": (
        "def f(p: str) -> str:\n    h = open(p)\n    try:\n        return h.read()\n    finally:\n        h.close()\n",
        "def f(p: str) -> str:\n    with open(p) as h:\n        return h.read()\n",
    ),
    "an exception by its old name": (
        "import socket\nfrom socket import timeout\n\ndef f(host: str):\n    try:\n        return socket.create_connection(host)\n    except timeout as e:\n        raise ConnectionError(host) from e\n",
        "import socket\n\ndef f(host: str):\n    try:\n        return socket.create_connection(host)\n    except TimeoutError as e:\n        raise ConnectionError(host) from e\n",
    ),
    "a helper taken out": (
        "import db\n\ndef save(user):\n    if user.name:\n        db.insert(user.name.lower())\n    db.commit()\n",
        "import db\n\ndef _clean(name):\n    return name.lower()\n\ndef save(user):\n    if user.name:\n        db.insert(_clean(user.name))\n    db.commit()\n",
    ),
    "a generator and a generator expression": (
        "def squares(xs: list[int]):\n    for x in xs:\n        yield x * x\n",
        "def squares(xs: list[int]):\n    return (x * x for x in xs)\n",
    ),
    "functions that are returned, with other names": (
        "import functools\n\ndef f(fn):\n    @functools.wraps(fn)\n    def inner(text):\n        return fn(text) if text else ''\n    return inner\n",
        "import functools\n\ndef f(fn):\n    @functools.wraps(fn)\n    def wrapper(value):\n        if value:\n            return fn(value)\n        return ''\n    return wrapper\n",
    ),
}

APART = {
    "a comparison in a function that is returned": (
        "def f(limit: int):\n    def inner(n: int):\n        return n > limit\n    return inner\n",
        "def f(limit: int):\n    def inner(n: int):\n        return n >= limit\n    return inner\n",
        "for limit=0: before returned <function> that returns True, True for [2], False for [0], True for [7], "
        "after returned <function> that returns True, True for [2], True for [0], True for [7]",
    ),
    "a guard dropped": (
        "def first(xs: list[int]):\n    if not xs:\n        return 0\n    return xs[0]\n",
        "def first(xs: list[int]):\n    return xs[0]\n",
        "for xs=[]: before returned 0, after raised IndexError",
    ),
    "off by one": (
        "def f(xs: list[int]):\n    return xs[:len(xs) - 1]\n",
        "def f(xs: list[int]):\n    return xs[:len(xs)]\n",
        "for xs=[0]: before returned [], after returned [0]",
    ),
    "a border moved": (
        "def grade(n: int):\n    return 'high' if n > 65 else 'low'\n",
        "def grade(n: int):\n    return 'high' if n >= 65 else 'low'\n",
        "for n=65: before returned 'low', after returned 'high'",
    ),
    "another exception": (
        "def f(n: int):\n    if n < 0:\n        raise ValueError('negative')\n    return n\n",
        "def f(n: int):\n    if n < 0:\n        raise KeyError('negative')\n    return n\n",
        "for n=-1: before raised ValueError, after raised KeyError",
    ),
    "a default that is changed": (
        "def f(x: int, xs=None):\n    xs = [] if xs is None else xs\n    xs.append(x)\n    return list(xs)\n",
        "def f(x: int, xs=None):\n    xs = [] if xs is None else list(xs)\n    xs.append(x)\n    return list(xs)\n",
        "for x=0, xs=[]: before left the arguments (0, [0]), after left the arguments (0, [])",
    ),
    "effects in another order": (
        "import db\n\ndef f(a: int):\n    db.one(a)\n    db.two(a)\n",
        "import db\n\ndef f(a: int):\n    db.two(a)\n    db.one(a)\n",
        "for a=0: before called db.one(0,) first, after called db.two(0,) first",
    ),
    "lazy instead of eager": (
        "def f(xs: list[int]):\n    return [x * 2 for x in xs]\n",
        "def f(xs: list[int]):\n    return (x * 2 for x in xs)\n",
        "for xs=[]: before returned [], after returned iterator []",
    ),
    "arguments swapped": (
        "def f(a: int, b: int):\n    return a - b\n",
        "def f(a: int, b: int):\n    return b - a\n",
        "for a=0, b=1: before returned -1, after returned 1",
    ),
    "a default lost": (
        "def f(a: int, b: int = 2):\n    return a * b\n",
        "def f(a: int, b: int):\n    return a * b\n",
        "for a=0: before returned 0, after raised TypeError",
    ),
    "another default": (
        "def f(a: int, b: int = 2):\n    return a + b\n",
        "def f(a: int, b: int = 3):\n    return a + b\n",
        "for a=0: before returned 2, after returned 3",
    ),
    "changed instead of copied": (
        "def f(xs: list[int]):\n    return sorted(xs)\n",
        "def f(xs: list[int]):\n    xs.sort()\n    return list(xs)\n",
        "for xs=[1, 0]: before left the arguments ([1, 0],), after left the arguments ([0, 1],)",
    ),
    "printed something else": (
        "def f(a: int):\n    print('a', a)\n",
        "def f(a: int):\n    print(a, 'a')\n",
        r"for a=0: before printed 'a 0\n', after printed '0 a\n'",
    ),
    "division that rounds otherwise": (
        "def half(n: int):\n    return n // 2\n",
        "def half(n: int):\n    return int(n / 2)\n",
        "for n=-1: before returned -1, after returned 0",
    ),
    "order that is lost": (
        "def f(xs: list[int]):\n    return list(dict.fromkeys(xs))\n",
        "def f(xs: list[int]):\n    return sorted(set(xs))\n",
        "for xs=[1, 0]: before returned [1, 0], after returned [0, 1]",
    ),
    "a default that lasts": (
        "def f(x: int, xs=None):\n    if xs is None:\n        xs = []\n    xs.append(x)\n    return len(xs)\n",
        "def f(x: int, xs=[]):\n    xs.append(x)\n    return len(xs)\n",
        "for x=0: before left behind nothing, after left behind default xs=[0]",
    ),
    "no last call": (
        "def f(n: int):\n    return 1 if n <= 1 else n * f(n - 1)\n",
        "def f(n: int):\n    return n * f(n - 1)\n",
        "for n=0: before returned 1, after did not end",
    ),
    "a branch for other kinds": (
        "def f(xs: list[str]):\n    return [y for x in xs for y in (f(x) if isinstance(x, list) else [x])]\n",
        "def f(xs: list[str]):\n    return list(xs)\n",
        "for xs=[[]]: before returned [], after returned [[]]",
    ),
    "no end": (
        "def f(n: int):\n    while n > 0:\n        n -= 2\n    return n\n",
        "def f(n: int):\n    while n != 0:\n        n -= 2\n    return n\n",
        "for n=1: before returned -1, after did not end",
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_versions_that_are_alike_are_proven(name: str) -> None:
    verdict = judged(*ALIKE[name])
    assert told(verdict) == "proven"
    gone, branches = verdict.branches
    assert verdict.inputs >= 20
    assert gone == branches or gone / branches >= 0.8


@pytest.mark.parametrize("name", APART)
def test_versions_that_differ_are_refuted_by_the_smallest_input(name: str) -> None:
    before, after, counterexample = APART[name]
    verdict = judged(before, after)
    assert (verdict.verdict, told(verdict)) == ("refuted", counterexample)
    assert verdict.reason == counterexample


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (APART["effects in another order"][0], APART["effects in another order"][1], Allowed(order=True)),
        (
            "def f(cursor, name: str):\n    cursor.execute('SELECT ' + name)\n    return cursor.fetchall()\n",
            "def f(cursor, name: str):\n    cursor.execute('SELECT ?', (name,))\n    return cursor.fetchall()\n",
            Allowed(calls=frozenset({"execute"})),
        ),
        (
            "def f(cursor, name: str):\n    return cursor.execute('SELECT ' + name).fetchall()\n",
            "def f(cursor, name: str):\n    return cursor.execute('SELECT ?', (name,)).fetchall()\n",
            Allowed(calls=frozenset({"execute"})),
        ),
    ],
)
def test_what_a_rule_is_there_to_change_may_differ(before: str, after: str, allowed: Allowed) -> None:
    assert judged(before, after).verdict == "refuted"
    assert told(judged(before, after, allowed=allowed)) == "proven"


def test_other_differences_are_not_allowed_with_it() -> None:
    before = "def f(cursor, name: str):\n    cursor.execute('a' + name)\n    cursor.close()\n"
    after = "def f(cursor, name: str):\n    cursor.execute('a', (name,))\n"
    assert judged(before, after, allowed=Allowed(calls=frozenset({"execute"}))).verdict == "refuted"


def test_functions_that_do_not_differ_are_not_asked_about() -> None:
    before = "def f(x):\n    return x\n\ndef g(x):\n    return x + 1\n"
    after = "def f(x):\n    return x\n\ndef g(x):\n    return 1 + x\n"
    verdicts = compare(Question("python", before, after, seconds=60), available.sandboxes)
    assert [verdict.function for verdict in verdicts] == ["g"]


def test_a_function_that_is_gone_is_unproven() -> None:
    question = Question("python", "def f(): pass\n", "def g(): pass\n", functions=("f",))
    (verdict,) = compare(question, available.sandboxes)
    assert (verdict.verdict, verdict.kind) == ("unproven", "missing")


def test_another_signature_is_unproven() -> None:
    verdict = judged("def f(a, b):\n    return a\n", "def f(a):\n    return a\n")
    assert (verdict.verdict, verdict.kind) == ("unproven", "signature")
    renamed = judged("def f(a: int):\n    return a\n", "def f(b: int):\n    return b\n")
    assert (renamed.verdict, renamed.kind) == ("unproven", "signature")


def test_too_few_branches_are_unproven() -> None:
    hidden = (
        "def f(text: str):\n    if hash(text.encode()) == 8123456789:\n        return {0}\n"
        "    if len(text) * 7919 == 7919 * 104729:\n        return 3\n    return 4\n"
    )
    verdict = judged(hidden.format(1), hidden.format(2))
    assert (verdict.verdict, verdict.kind) == ("unproven", "coverage")
    assert verdict.reason == "reached 4 of 8 branches"


def test_without_a_sandbox_nothing_is_proven() -> None:
    def none(language: str, natively: bool) -> tuple[Sandbox, ...]:
        return ()

    (verdict,) = compare(Question("python", *ALIKE["a loop and sum"]), none)
    assert (verdict.verdict, verdict.kind) == ("unproven", "no sandbox")


def test_the_same_question_has_the_same_answer() -> None:
    for name in ("a border moved", "order that is lost"):
        before, after, _ = APART[name]
        first, second = judged(before, after), judged(before, after)
        assert (first.inputs, first.branches, first.counterexample) == (
            second.inputs,
            second.branches,
            second.counterexample,
        )
    first, second = judged(*ALIKE["indices and enumerate"]), judged(*ALIKE["indices and enumerate"])
    assert (first.inputs, first.branches) == (second.inputs, second.branches)


def test_time_that_is_up_is_a_reason() -> None:
    (verdict,) = compare(Question("python", *ALIKE["a loop and sum"], seconds=0.001), available.sandboxes)
    assert (verdict.verdict, verdict.kind) == ("unproven", "time")


def test_faster_code_is_measured_on_inputs_that_grow() -> None:
    before = (
        "def unique(xs: list[int]):\n    r = []\n    for x in xs:\n        if x not in r:\n"
        "            r.append(x)\n    return r\n"
    )
    after = "def unique(xs: list[int]):\n    return list(dict.fromkeys(xs))\n"
    verdict = judged(before, after, timed=True)
    assert verdict.verdict == "proven"
    assert verdict.speedup is not None
    assert verdict.speedup > 3
    assert judged(after, before, timed=True).speedup < 0.5  # type: ignore[operator]


def test_awaits_that_overlap_are_faster_by_the_clock_of_the_world() -> None:
    before = "import api\n\nasync def f(a):\n    x = await api.one(a)\n    y = await api.two(a)\n    return x, y\n"
    after = (
        "import asyncio\nimport api\n\nasync def f(a):\n"
        "    x, y = await asyncio.gather(api.one(a), api.two(a))\n    return x, y\n"
    )
    verdict = judged(before, after, timed=True, allowed=Allowed(order=True))
    assert (told(verdict), verdict.speedup) == ("proven", 2.0)
