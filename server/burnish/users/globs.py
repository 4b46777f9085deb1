"""Patterns of paths in a project's own rules, matched in time that grows no faster than pattern times path."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_ALTERNATIVES = 64
"""How many patterns one with braces may stand for."""


def fits_any(globs: Sequence[str], path: str) -> bool:
    """Whether a path with forward slashes fits one of the patterns: `*`, `?`, `**` for any folders, `{a,b}`."""
    return any(_fits(one.removeprefix("./").split("/"), path.split("/")) for glob in globs for one in _expanded(glob))


def _expanded(glob: str) -> list[str]:
    found: list[str] = [glob]
    done: list[str] = []
    while found and len(found) + len(done) <= MOST_ALTERNATIVES:
        one = found.pop()
        braces = re.search(r"\{([^{}]*)\}", one)
        if braces is None:
            done.append(one)
        else:
            found += [f"{one[: braces.start()]}{each}{one[braces.end() :]}" for each in braces[1].split(",")]
    return done


def _fits(parts: Sequence[str], names: Sequence[str]) -> bool:
    """The states that a row of folder patterns may be in, name by name."""
    states = _open({0}, parts)
    for name in names:
        states = _open(
            {
                state + (parts[state] != "**")
                for state in states
                if state < len(parts) and (parts[state] == "**" or _name_fits(parts[state], name))
            },
            parts,
        )
    return len(parts) in states


def _open(states: set[int], parts: Sequence[str]) -> set[int]:
    """The states, and those behind a `**` that stands for no folder."""
    every = set(states)
    for state in sorted(states):
        while state < len(parts) and parts[state] == "**":
            state += 1
            every.add(state)
    return every


def _name_fits(pattern: str, name: str) -> bool:
    """Wildcards, greedily: only the last star is ever gone back to."""
    at = to = 0
    star, kept = -1, 0
    while to < len(name):
        if at < len(pattern) and pattern[at] == "*":
            star, kept, at = at, to, at + 1
        elif at < len(pattern) and pattern[at] in ("?", name[to]):
            at, to = at + 1, to + 1
        elif star >= 0:
            kept += 1
            at, to = star + 1, kept
        else:
            return False
    return not pattern[at:].strip("*")
