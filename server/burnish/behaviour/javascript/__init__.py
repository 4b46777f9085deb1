"""JavaScript, TypeScript and JSX functions made into programs that run in V8, and what is known of their inputs."""

from __future__ import annotations

from collections.abc import Sequence

from burnish.behaviour.javascript.beginnings import together
from burnish.behaviour.javascript.build import programs
from burnish.behaviour.javascript.expression import expression, shown
from burnish.behaviour.javascript.outline import functions, remainder
from burnish.behaviour.values import Input

__all__ = ["cases", "functions", "programs", "remainder", "shown", "timing", "together"]


def cases(inputs: Sequence[Input]) -> str:
    """The code that runs a program on these inputs, each in its world."""
    return f"_b_run([{', '.join(map(_case, inputs))}])"


def timing(given: Input, rounds: int) -> str:
    """The code that measures one call of a program's function."""
    return f"_b_time({_case(given)}, {rounds})"


def _case(given: Input) -> str:
    # Keyword arguments are Python's; where there are some, they follow in their order.
    values = [*given.positional, *(value for _, value in given.keywords)]
    state = ", ".join(f"{name}: {expression(value)}" for name, value in given.state)
    return f"[{given.world}, () => [[{', '.join(map(expression, values))}], {{{state}}}]]"
