"""What one run shows of a function: text in, text out."""

from __future__ import annotations

import pytest

from burnish.behaviour.values import Value
from tests.behaviour.python.observing import given, observed, program, ran, stub, thing, trace


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("1", "1"),
        ("1.0", "1.0"),
        ("True", "True"),
        ("'1'", "'1'"),
        ("(1,)", "(1,)"),
        ("[1, (2, 3)]", "[1, (2, 3)]"),
        ("{3, 1, 2}", "{1, 2, 3}"),
        ("{'b': 1, 'a': None}", "{'b': 1, 'a': None}"),
        ("0.1 + 0.2", "0.3"),
        ("-0.0", "-0.0"),
        ("float('nan')", "nan"),
        ("frozenset()", "frozenset()"),
        ("ValueError('no')", "ValueError('no')"),
        ("len", "<function len>"),
        ("range(3)", "range(0, 3)"),
        ("{1: 2}.keys()", "dict_keys([1])"),
    ],
)
def test_values_are_written_with_their_types(expression: str, written: str) -> None:
    assert observed(f"def f(x):\n    yield {expression}", "f", 0)["value"] == f"iterator [{written}]"


def test_objects_are_written_with_their_attributes_and_cycles_end() -> None:
    module = """
    from dataclasses import dataclass
    from enum import Enum

    class Colour(Enum):
        RED = 1

    @dataclass
    class Point:
        x: int
        other: object = None

    def f(x):
        point = Point(x, Colour.RED)
        loop = [point]
        loop.append(loop)
        return loop
    """

    assert observed(module, "f", 3)["value"] == "[Point(other=Colour.RED, x=3), <cycle>]"


def test_the_argument_itself_is_told_from_a_copy() -> None:
    assert observed("def f(xs):\n    return xs", "f", [1])["value"] == "<arguments[0]>"
    assert observed("def f(xs):\n    return list(xs)", "f", [1])["value"] == "[1]"


def test_arguments_and_module_variables_are_shown_as_they_are_afterwards_and_fresh_for_every_case() -> None:
    module = """
    SEEN = []

    def f(xs):
        SEEN.append(xs.pop())
    """
    both = ran(program(module, "f"), given([1, 2]), given([3, 4]))

    assert [(one["arguments"], one["globals"]) for one in both] == [("([1],)", "SEEN=[2]"), ("([3],)", "SEEN=[4]")]


def test_exceptions_endings_and_output() -> None:
    module = """
    def f(x):
        print("at", x)
        while x:
            x += 1
        raise KeyError("gone")
    """
    raised, endless = ran(program(module, "f"), given(0), given(1))

    assert (raised["ending"], raised["exception"], raised["output"]) == ("raised", "KeyError", "at 0\n")
    assert endless["ending"] == "unfinished"


def test_a_handler_for_everything_does_not_swallow_the_end_of_the_steps() -> None:
    module = """
    def f(x):
        while True:
            try:
                x += 1
            except BaseException:
                pass
    """

    assert observed(module, "f", 1)["ending"] == "unfinished"


def test_branches_of_conditions_loops_and_handlers() -> None:
    module = """
    def f(xs):
        for x in xs:
            if x > 1 and x < 5:
                return x
        try:
            return xs[9]
        except IndexError:
            return -1
    """
    subject = program(module, "f")
    found, none, empty = ran(subject, given([2]), given([1, 7]), given([]))

    assert subject.branches == 7
    assert found["branches"] == [0, 2, 4]
    assert none["branches"] == [0, 2, 3, 5, 6]
    assert empty["branches"] == [1, 6]


def test_what_is_lazy_is_run_after_it_is_returned() -> None:
    lazy = """
    def f(xs, log):
        for x in xs:
            log(x)
            yield x
    """
    eager = lazy.replace("yield x", "pass\n        return iter(xs)")

    assert trace(lazy, "f", [1], stub("log")) == ["returned", "log(1,)"]
    assert trace(eager, "f", [1], stub("log")) == ["log(1,)", "returned"]


def test_a_block_that_a_manager_guards_may_raise() -> None:
    manager = """
    import contextlib

    @contextlib.contextmanager
    def f(log):
        try:
            yield 1
        except KeyError:
            raise ValueError from None
        except ZeroDivisionError:
            log.append("lost")
        finally:
            log.append("left")
    """
    seen = observed(manager, "f", [])
    told = "context manager of 1 that swallows ZeroDivisionError that raises ValueError for KeyError"
    assert sorted(seen["value"].split(" that ")) == sorted(told.split(" that "))
    assert seen["arguments"].count("left") == 4
    assert seen["arguments"].count("lost") == 1
    waiting = manager.replace("contextmanager", "asynccontextmanager").replace("def f", "async def f")
    assert observed(waiting, "f", [])["value"] == f"async {seen['value']}"
    plain = "import contextlib\n\n@contextlib.contextmanager\ndef f():\n    yield 1"
    assert observed(plain, "f")["value"] == "context manager of 1"


def test_how_far_an_iterator_was_walked() -> None:
    items = Value("iterator", items=(Value("int", 1), Value("int", 2), Value("int", 3)))

    assert observed("def f(xs):\n    return next(xs)", "f", items)["arguments"] == "(<iterator at 1 of 3>,)"


def test_an_endless_generator_is_walked_fifty_items_far() -> None:
    module = "def f(x):\n    while True:\n        yield x\n"

    assert observed(module, "f", 7)["value"].count("7") == 50


def test_methods_get_an_object_of_their_class_without_its_init() -> None:
    module = """
    class Basket:
        limit = 2

        def __init__(self, shop):
            self.shop = shop
            raise RuntimeError

        def full(self):
            return len(self.items) >= self.limit

        def add(self, item):
            if not self.full:
                return False
            self.items.append(item)
            self.shop.saved(item)
            return self
    """
    seen = observed(module, "Basket.add", thing(items=[1]), 5)

    assert seen["value"] == "<arguments[0]>"
    assert seen["arguments"] == "(Basket(items=[1, 5]), 5)"
    assert seen["trace"] == [["self.shop.saved", "(5,)"]]


def test_properties_class_methods_and_static_methods() -> None:
    module = """
    class A:
        @property
        def double(self): return self.n * 2

        @double.setter
        def double(self, value): self.n = value // 2

        @classmethod
        def named(cls, name): return cls.__name__ + name

        @staticmethod
        def plus(x): return x + 1
    """

    assert observed(module, "A.double", thing(n=2))["value"] == "4"
    assert observed(module, "A.double.setter", thing(), 8)["arguments"] == "(A(n=4), 8)"
    assert observed(module, "A.named", "x")["value"] == "'Ax'"
    assert observed(module, "A.plus", 1)["value"] == "2"


def test_a_parameter_of_one_of_the_modules_classes_is_an_object_of_it() -> None:
    module = """
    class Point:
        def far(self): return self.x > 3

    def f(points: list[Point]): return [point.far() for point in points]
    """

    assert observed(module, "f", [thing(x=1), thing(x=5)])["value"] == "[False, True]"


def test_time_and_chance_are_the_same_in_every_run() -> None:
    module = """
    import random, time, uuid
    from datetime import datetime

    def f(n):
        return time.time(), random.randint(0, n), str(uuid.uuid4()), datetime.now().isoformat(), id(n)
    """
    subject = program(module, "f")
    first, second = ran(subject, given(10**9)), ran(subject, given(10**9))

    assert first == second
    assert first[0]["ending"] == "returned"


def test_returned_functions_are_called() -> None:
    module = """
    def f(fn):
        def inner(*args):
            print("before")
            return fn(*args)
        return inner
    """
    seen = observed(module, "f", Value("function", "fn"))

    assert seen["value"] == (
        "<function> that returns <fn(<argument0>,)>, <fn(2,)> for [2], <fn('b',)> for ['b'], <fn([2, 1],)> for [[2, 1]]"
    )
    assert seen["output"] == "before\n" * 4


def test_what_can_change_and_stands_in_two_places_is_told_from_copies() -> None:
    rows = [[1, 2], [3]]
    shared = "def f(rows):\n    return [row for row in rows]"
    copied = "def f(rows):\n    return [list(row) for row in rows]"
    thrice = "def f(n):\n    return [[0] * n] * 2"
    kept = """
    class Box:
        def put(self, items):
            self.items = items
    """

    assert observed(shared, "f", rows)["arguments"].endswith(
        " where result[0] is arguments[0][0], result[1] is arguments[0][1]"
    )
    assert "where" not in observed(copied, "f", rows)["arguments"]
    assert observed(thrice, "f", 1)["arguments"] == "(1,) where result[1] is result[0]"
    assert observed(kept, "Box.put", thing(), [1])["arguments"].endswith("where arguments[1] is arguments[0].items")
    assert "where" not in observed(kept.replace("= items", "= list(items)"), "Box.put", thing(), [1])["arguments"]


def test_a_module_s_own_text_is_taken_along() -> None:
    module = '"""Counts words."""\ndef f():\n    return "usage: " + __doc__'

    assert observed(module, "f")["value"] == "'usage: Counts words.'"
