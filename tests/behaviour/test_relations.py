"""Arguments of one call that have to do with each other, and calls that leave most of them out."""

from __future__ import annotations

from random import Random

from burnish.behaviour.inputs import Row
from burnish.behaviour.relations import fewer, related
from burnish.behaviour.values import Parameter, Shape, Value

from .comparing import judged, told

A, B = Value("str", "ab"), Value("str", "c")
TEXT = Shape(frozenset(("str",)))

MASKED = """
def f(message: str, secret: str) -> str:
    message = message.replace(repr(secret), "***")
    return message.strip()
"""


def test_a_text_may_hold_another_one_in_quotes():
    parameters = (Parameter("message", "positional", TEXT), Parameter("secret", "positional", TEXT))
    made = {related(Row((A, B)), parameters, False, Random(seed)).values[0] for seed in range(100)}
    assert Value("str", "a 'c' b") in made
    verdict = judged(MASKED, MASKED.replace('message.replace(repr(secret), "***")', "message"))
    assert verdict.verdict == "refuted", told(verdict)


def test_optional_arguments_are_left_out_together():
    parameters = tuple(Parameter(name, "positional", TEXT, name != "a") for name in "abc")
    made = {fewer(Row((A, A, B)), parameters, Random(seed)).values for seed in range(100)}
    assert made == {(A, A, B), (A, None, None), (A, A, None), (A, None, B)}
