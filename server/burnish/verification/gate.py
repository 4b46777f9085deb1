"""The gate's one door: the checks in order of what they cost, the first failure ends the rest."""

from __future__ import annotations

from collections.abc import Callable

from burnish.enhancement import Check, Outcome, Receipt
from burnish.verification import (
    comments,
    content,
    extent,
    interface,
    metrics,
    names,
    quiet,
    resolves,
    stable,
    syntax,
)
from burnish.verification.rewrite import Rewrite

CHECKS: tuple[Callable[[Rewrite], Check], ...] = (
    extent.check,
    comments.check,
    content.check,
    syntax.check,
    names.check,
    interface.check,
    metrics.check,
    resolves.check,
    stable.check,
    quiet.check,
)


def verify(rewrite: Rewrite) -> Receipt:
    """What the checks say about a rewrite, up to and with the first one that fails."""
    done: list[Check] = []
    for check in CHECKS:
        done.append(check(rewrite))
        if done[-1].outcome is Outcome.FAILED:
            break
    return Receipt(tuple(done))
