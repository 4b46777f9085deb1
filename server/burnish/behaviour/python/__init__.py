"""Python functions made into Programs: what they need is taken along, all else is the world outside."""

from burnish.behaviour.python.assembly import programs
from burnish.behaviour.python.beginnings import together
from burnish.behaviour.python.expression import cases, shown, timing
from burnish.behaviour.python.outline import functions, remainder

__all__ = ["cases", "functions", "programs", "remainder", "shown", "timing", "together"]
