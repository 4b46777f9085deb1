from __future__ import annotations

import pytest

from burnish.behaviour.difference import difference, last_name, silent
from burnish.behaviour.program import Observation
from burnish.behaviour.verdict import Allowed


def returned(value: str = "None", **more: object) -> Observation:
    return Observation("returned", value, **more)  # type: ignore[arg-type]


def raised(exception: str, **more: object) -> Observation:
    return Observation("raised", exception=exception, **more)  # type: ignore[arg-type]


ONE, TWO = ("db.one", "(1,)"), ("db.two", "(2,)")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (returned("0"), raised("IndexError"), ("end", "returned 0", "raised IndexError")),
        (raised("KeyError"), raised("ValueError"), ("exception", "raised KeyError", "raised ValueError")),
        (returned("1"), returned("1.0"), ("value", "returned 1", "returned 1.0")),
        (returned("[1]"), returned("iterator [1]"), ("value", "returned [1]", "returned iterator [1]")),
        (
            returned(arguments="([1],)"),
            returned(arguments="([1, 2],)"),
            ("arguments", "left the arguments ([1],)", "left the arguments ([1, 2],)"),
        ),
        (returned(output="a\n"), returned(), ("output", r"printed 'a\n'", "printed nothing")),
        (
            returned(trace=(ONE, TWO)),
            returned(trace=(TWO, ONE)),
            ("trace", "called db.one(1,) first", "called db.two(2,) first"),
        ),
        (
            returned(trace=(("db.one", "(1,)"),)),
            returned(trace=(("db.one", "(3,)"),)),
            ("trace", "called db.one(1,)", "called db.one(3,)"),
        ),
        (returned(trace=(ONE,)), returned(), ("trace", "called db.one(1,) first", "called nothing")),
        (
            returned(trace=(("returned", ""), ONE)),
            returned(trace=(ONE, ("returned", ""))),
            ("trace", "returned first", "called db.one(1,) first"),
        ),
        (
            returned(globals="cache={}"),
            returned(globals="cache={1: 2}"),
            ("globals", "left behind cache={}", "left behind cache={1: 2}"),
        ),
        (returned("1"), Observation("unfinished", steps=20_000), ("end", "returned 1", "did not end")),
    ],
)
def test_the_first_difference_is_told_in_words(
    before: Observation, after: Observation, told: tuple[str, str, str]
) -> None:
    found = difference(before, after)
    assert found is not None
    assert (found.part, found.before, found.after) == told


def test_what_only_people_and_clocks_see_is_no_difference() -> None:
    before = raised("ValueError", message="no", steps=3, clock=2, branches=frozenset({1}))
    after = raised("ValueError", message="nope", steps=4, clock=1, branches=frozenset({2}))
    assert difference(before, after) is None


def test_long_texts_are_cut_where_they_part() -> None:
    found = difference(returned("[" + "1, " * 200 + "2]"), returned("[" + "1, " * 200 + "3]"))
    assert found is not None
    assert found.before.endswith("1, 2]")
    assert found.after.endswith("1, 3]")
    assert len(found.before) < 120


@pytest.mark.parametrize(
    ("before", "after", "allowed", "same"),
    [
        (returned(trace=(ONE, TWO)), returned(trace=(TWO, ONE)), Allowed(order=True), True),
        (returned(trace=(ONE, TWO)), returned(trace=(TWO, TWO)), Allowed(order=True), False),
        (returned(trace=(ONE, TWO)), returned(trace=(ONE,)), Allowed(calls=frozenset({"two"})), True),
        (returned(trace=(ONE, TWO)), returned(trace=(TWO,)), Allowed(calls=frozenset({"two"})), False),
        (
            returned("<db.execute('a' + \")\").all()>"),
            returned("<db.execute('a', (1,)).all()>"),
            Allowed(calls=frozenset({"execute"})),
            True,
        ),
        (returned("<db.execute('a')>"), returned("<db.execute('b')>"), Allowed(calls=frozenset({"two"})), False),
        (returned("1"), returned("2"), Allowed(calls=frozenset({"execute"}), order=True), False),
        (
            raised("db.one() failed", trace=(ONE,)),
            raised("db.two() failed", trace=(TWO,)),
            Allowed(order=True),
            True,
        ),
    ],
)
def test_differences_that_are_the_purpose(
    before: Observation, after: Observation, allowed: Allowed, same: bool
) -> None:
    assert (difference(before, after, allowed) is None) is same


def test_names_of_calls() -> None:
    assert last_name("db.cursor().execute") == "execute"
    assert last_name("new Map") == "Map"


@pytest.mark.parametrize(
    ("before", "after", "doubtful", "tells_nothing"),
    [
        (raised("TypeError"), raised("AttributeError"), False, True),
        (raised("TypeError"), returned("1"), False, True),
        (returned("1"), raised("TypeError"), False, False),
        (returned("1"), raised("TypeError"), True, True),
        (raised("TypeError"), raised("KeyError"), False, False),
        (raised("KeyError"), raised("TypeError"), False, False),
        (Observation("unfinished", steps=20_000), returned("1"), False, True),
        (returned("1", steps=5), Observation("unfinished", steps=20_000), False, False),
        (returned("1", steps=5), Observation("unfinished", message="RecursionError", steps=40), False, False),
        (returned("1", steps=5), Observation("unfinished"), False, False),
        (returned("1", steps=200), Observation("unfinished", message="RecursionError", steps=390), False, True),
        (returned("1", steps=5_000), Observation("unfinished", steps=20_000), False, True),
    ],
)
def test_inputs_that_a_version_was_never_made_for_tell_nothing(
    before: Observation, after: Observation, doubtful: bool, tells_nothing: bool
) -> None:
    assert silent(before, after, {"TypeError", "AttributeError"}, doubtful, False) is tells_nothing
