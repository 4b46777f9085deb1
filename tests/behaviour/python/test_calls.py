"""How a function is found and called, whatever kind of method it is."""

from __future__ import annotations

import pytest

from burnish.behaviour.values import Value
from tests.behaviour.python.observing import observed, program, thing


def test_private_methods_are_found_by_the_name_they_really_have() -> None:
    module = """
    class _Base:
        def __double(self, n: int) -> int: return self.__factor(n) * 2
        def __factor(self, n: int) -> int: return n + 1
    """

    assert observed(module, "_Base.__double", thing(), 3)["value"] == "8"


def test_a_constructor_is_given_its_class() -> None:
    module = """
    class Symbol:
        known = {}
        def __new__(cls, name: str):
            if name in cls.known:
                return cls.known[name]
            cls.known[name] = super().__new__(cls)
            return cls.known[name]
    """

    assert observed(module, "Symbol.__new__", "a")["value"] == "Symbol()"


def test_attributes_that_the_language_gives_are_not_made_up() -> None:
    module = """
    class Node:
        def show(self) -> str: return self.__class__.__name__
    """

    assert observed(module, "Node.show", thing())["value"] == "'Node'"


LEXER = """
class Basic(Lexer):
    name = "basic"

    def analyse_text(text):
        if text.startswith("10"):
            return 0.2
"""


def test_functions_that_a_class_holds_without_a_receiver_are_called_with_plain_data() -> None:
    assert [(one.kind, sorted(one.shape.kinds)) for one in program(LEXER, "Basic.analyse_text").parameters] == [
        ("positional", ["str"])
    ]
    assert observed(LEXER, "Basic.analyse_text", "10 PRINT")["value"] == "0.2"


@pytest.mark.parametrize(
    "module",
    [
        "class A:\n    def f(ctx): return ctx.convert(1)\n",
        "class A:\n    def f(s): s.n = len(s)\n",
        "class A:\n    def f(x): return list(x)\n    def g(x): return x.n\n",
        "class A(str):\n    def f(s): return s.upper()\n",
        "class A:\n    def __add__(s, t): return s\n",
        "class A:\n    @property\n    def f(s): return s\n",
        "class A:\n    def f(_self): return [_self]\n",
    ],
)
def test_odd_names_of_receivers(module: str) -> None:
    name = "A.__add__" if "__add__" in module else "A.f"

    assert program(module, name).parameters[0].kind == "receiver"


@pytest.mark.parametrize(
    ("inner", "returned"),
    [
        ("def inner(a, b): return a < b\n    return inner", "False for [2, 0], False for [0.5, -1.5], True for"),
        ("return lambda n=1, *, m: n", "1"),
        (
            "@wraps(fn)\n    def inner(word: str): return word.upper()\n    return inner",
            "'B' for ['b'], '' for [''], 'A C' for ['A c']",
        ),
        ("def inner(rows: list[int], at: int): return rows[at]\n    return inner", "2 for [[2, 1], 0], raises IndexError for [[], 7]"),
        ("def inner(callback): return callback(1)\n    return inner", "<argument0(1,)>"),
        ("def inner(a, b): return b / a\n    return partial(inner, 2)", "1.0 for"),
    ],
)  # fmt: skip
def test_functions_that_are_returned_are_called_with_what_they_take(inner: str, returned: str) -> None:
    module = f"from functools import partial, wraps\ndef f(fn):\n    {inner}\n"

    assert returned in observed(module, "f", Value("function", "fn"))["value"]


def test_what_is_bound_to_a_function_or_held_weakly_is_shown() -> None:
    module = """
    import functools, weakref

    class Thing: pass

    def bound(fn, n): return functools.partial(fn, n, key=n + 1)
    def held(thing: Thing, callback): return weakref.ref(thing, callback)
    """

    assert observed(module, "bound", Value("function", "fn"), 1)["value"] == "partial(<fn>, 1, key=2)"
    assert observed(module, "held", thing(n=1), Value("function", "g"))["value"] == "ReferenceType(Thing(n=1), <g>)"


def test_variables_that_only_functions_bind_are_outside() -> None:
    module = """
    def start():
        global counter
        counter = 0

    def run(n: int):
        global counter
        counter = counter + n
        return counter
    """

    assert observed(module, "run", 3)["value"] == "<(counter + 3)>"
