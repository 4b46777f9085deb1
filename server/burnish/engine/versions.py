"""Two versions of a file, function by function: both are run on many inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from burnish.project.mentions import mentioning
from burnish.verification.versions import (
    LANGUAGES,
    REST,
    Compared,
    Differing,
    Versions,
    compare_function,
    differing,
    listed,
)

__all__ = ["LANGUAGES", "REST", "Compared", "Differing", "Versions", "chosen", "compare_versions", "differing"]

SEARCH_SECONDS = 0.5
"""How long the project's files may be searched for calls of a function: their arguments are inputs that people chose."""


def chosen(different: Differing, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The functions to run: those that differ, or those that are named, whose helpers may differ."""
    if not names:
        return different.changed
    return tuple(name for name in (*different.changed, *different.same) if name in names)


def compare_versions(
    versions: Versions,
    different: Differing,
    names: Sequence[str] = (),
    *,
    root: Path | None,
    seconds: float,
    natively: bool = False,
    on_function: Callable[[str], None] | None = None,
) -> Iterator[Compared]:
    """What is to be said of each function that differs, or that is named, one by one; then of those that are in one version
    only and of the code outside of functions.

    `root` is where other files of the project lie, `seconds` the bound for one function. `on_function` hears the name of a
    function before it is run.
    """
    for name in chosen(different, names):
        if on_function is not None:
            on_function(name)
        others = mentioning(root, versions.path, {name.rpartition(".")[2]}, SEARCH_SECONDS)
        yield compare_function(versions, name, others, seconds=seconds, natively=natively)
    yield from (one for one in listed(versions, different) if not names or one.name in names)
