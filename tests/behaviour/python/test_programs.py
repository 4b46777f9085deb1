"""Which functions become programs, and what is known of their parameters."""

from __future__ import annotations

from textwrap import dedent

import pytest

from burnish.behaviour.program import Unrunnable
from burnish.behaviour.python import programs, shown, timing
from burnish.behaviour.values import Shape, Value
from tests.behaviour.python.observing import given, program, ran, value


def described(shape: Shape) -> str:
    """`dict{a: int}`, `list[str]`."""
    text = "|".join(sorted(shape.kinds))
    if shape.fields:
        text += "{" + ", ".join(f"{name}: {described(field)}" for name, field in shape.fields.items()) + "}"
    return text + (f"[{described(shape.items)}]" if shape.items is not None and shape.items.kinds else "")


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (
            "def f(a: int, b: str | None, c: 'list[dict[str, float]]'): ...",
            ["int", "none|str", "list[dict[float|int]]"],
        ),
        ("def f(a: Optional[Callable[[int], bool]] = None): ...", ["function|none[bool]"]),
        ("def f(xs, n=3, *, flag=False): ...", ["list", "int", "bool"]),
        ("def f(p):\n    for x in p: print(x['id'] + 1)", ["list[dict{id: float|int}]"]),
        ("def f(p):\n    return p['user']['name'].strip()", ["dict{user: dict{name: str}}"]),
        ("def f(p):\n    for k, v in p.items(): v.append(k.lower())", ["dict[list]"]),
        ("def f(p, q):\n    return p(q.split(','))", ["function", "str"]),
        ("def f(p):\n    return p if p is None or p > 3 else -p", ["float|int|none"]),
        ("IAC = bytes([255])\ndef f(p):\n    return p.replace(IAC, IAC + IAC) if IAC in p else p", ["bytes"]),
        ("def f(p):\n    return helper(p)\ndef helper(text): return text.upper()", ["str"]),
        ("def f(p):\n    '''F.\n\n    Args:\n        p (list of int): them\n    '''", ["list[int]"]),
        ("def f(p):\n    '''F.\n\n    :type p: dict\n    '''", ["dict"]),
        (
            "def f(p):\n    '''F.\n\n    Parameters\n    ----------\n    p : float, optional\n    '''",
            ["float|int|none"],
        ),
        ("def f(p):\n    return p.user.age * 2, p.name.title()", ["object{user: object{age: float|int}, name: str}"]),
        ("def f(p):\n    return isinstance(p, (str, dict))", ["dict|int|str"]),
        ("def f(p):\n    a, b = p\n    return a.strip() + b.strip()", ["tuple{0: str, 1: str}"]),
        ("def f(p):\n    a, b = p\n    a, b, c = p\n    return a.strip()", ["tuple"]),
        ("class P:\n    def __init__(self, x: int): self.x = x\ndef f(p: P): return p.x", ["object{x: int}"]),
    ],
)
def test_what_code_tells_of_parameters(function: str, parameters: list[str]) -> None:
    found = program(function, "f").parameters

    assert [described(parameter.shape) for parameter in found] == parameters


def test_kinds_of_parameters() -> None:
    module = "class A:\n    def f(self, a, b=1, *c, d, e=2, **g): return self.x[0]\n"

    found = [(one.name, one.kind, one.optional) for one in program(module, "A.f").parameters]

    assert found == [
        ("self", "receiver", False), ("a", "positional", False), ("b", "positional", True), ("c", "rest", False),
        ("d", "keyword", False), ("e", "keyword", True), ("g", "keywords", False),
    ]  # fmt: skip


def test_samples_come_from_doctests_the_module_and_other_files() -> None:
    module = '''
    def f(a, b):
        """F.

        >>> f(1, "x")
        """
        return a if a > 41 else "none"

    f([2], None)
    '''
    found = program(module, "f", "def test(): assert module.f((3,), {'k': 4.5}) == f(a, 1)")

    assert set(found.samples) == {
        (value(1), value("x")), (value([2]), value(None)), (value((3,)), value({"k": 4.5})),
    }  # fmt: skip
    assert set(found.constants) == {value(41), value("none")}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("def f(x): return x", "def g(x): return x", "no such function"),
        ("def f(x): return x", "def f(x: return x", "syntax"),
        ("def f(x): return eval(x)", "def f(x): return eval(x)", "exec or eval"),
        ("@app.get('/a')\ndef f(x): return x", "@app.get('/b')\ndef f(x): return x", "decorator"),
    ],
)
def test_what_cannot_be_run_says_why(before: str, after: str, kind: str) -> None:
    with pytest.raises(Unrunnable) as error:
        programs(before, after, "f", ())

    assert error.value.kind == kind
    assert str(error.value)


@pytest.mark.parametrize(
    ("given_value", "written"),
    [
        (value([1, (2.5,), {"a": None}]), "[1, (2.5,), {'a': None}]"),
        (Value("float", float("nan")), "float('nan')"),
        (Value("iterator", items=(Value("int", 1),)), "iter([1])"),
        (Value("stub", "db"), "<db>"),
        (Value("object", entries=((Value("str", "x"), Value("int", 1)),)), "Object(x=1)"),
        (Value("set"), "set()"),
    ],
)
def test_values_as_people_write_them(given_value: Value, written: str) -> None:
    assert shown(given_value) == written


def test_time_is_measured_without_steps_and_coverage() -> None:
    subject = program("def f(n):\n    t = 0\n    for i in range(n): t += i\n    return t", "f")
    space: dict[str, object] = {"__name__": "sandbox"}
    exec(compile(f"{subject.prelude}\n{subject.text}", "program", "exec", dont_inherit=True), space)

    assert float(eval(timing(given(50_000), 3), space)) < 5


PLAIN = [
    ("def f(xs):\n    return [x * 2 for x in xs if x > 1]", True),
    ("def f(s):\n    return ', '.join(w.title() for w in s.split()) or None", True),
    ("import math\ndef f(x):\n    if x < 0:\n        raise ValueError('no')\n    return math.sqrt(x)", True),
    ("def f(xs):\n    seen = set()\n    for x in xs:\n        if x in seen: return x\n        seen.add(x)", True),
    ("def f(xs):\n    return any(x > 1 for x in xs)", False),
    ("def f(xs):\n    return set(xs)", False),
    ("def f(xs):\n    return map(str, xs)", False),
    ("def f(xs):\n    yield from xs", False),
    ("import db\ndef f(xs):\n    return db.get(xs)", False),
    ("def f(x):\n    with open(x) as file: return file.read()", False),
    ("def f(x):\n    return x.is_integer()", False),
    ("class A:\n    def f(self): return 1\ndef f(x): return A().f()", False),
]


@pytest.mark.parametrize(("module", "plain"), PLAIN)
def test_simple_functions_are_plain(module: str, plain: bool) -> None:
    assert program(module, "f").plain is plain


@pytest.mark.parametrize("module", [module for module, plain in PLAIN if plain])
def test_monty_shows_of_plain_programs_what_cpython_shows(module: str) -> None:
    monty = pytest.importorskip("pydantic_monty")
    import json

    from burnish.behaviour.python import cases

    subject = program(dedent(module), "f")
    inputs = [given(one) for one in ([], [3, 1, 3], "a b a", "", 4, -1, 2.5, {"a": 1}, None, [None])]
    with monty.Monty() as pool, pool.checkout() as session:
        session.feed_run(f"{subject.prelude}\n{subject.text}\nNone")
        shown_there = json.loads(session.feed_run(cases(inputs)))

    for there, here in zip(shown_there, ran(subject, *inputs), strict=True):
        assert {**there, "message": ""} == {**here, "message": ""}
