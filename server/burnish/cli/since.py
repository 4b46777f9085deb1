"""What a check finds that a commit did not have yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from burnish.cli.console import fail
from burnish.cli.workspace import Place, shown
from burnish.document import Unreadable, of_bytes
from burnish.language import language_of
from burnish.project import real
from burnish.project.changes import Change, Changes, changes_since
from burnish.project.git import GitError, repository_of
from burnish.report.fingerprint import Key, key_of, without
from burnish.report.outcome import FoundHere


def changes_of(reference: str, path: Path) -> Changes:
    """What differs from a commit in the repository that a path lies in. Leaves with 2 where git cannot tell."""
    there = real(path)
    folder = next(one for one in (there, *there.parents) if one.is_dir())
    try:
        # In the whole of it: a file may come from another folder than the one that is asked about.
        return changes_since(reference, [repository_of(folder)])
    except GitError as error:
        fail(str(error))


def touched(changes: Changes, places: Sequence[Place], unknown: Collection[Path]) -> tuple[Place, ...]:
    """The files that differ from the commit, staged or not, and those that git does not know: `unknown` and untracked."""
    names = {change.after for change in changes.changed} | set(changes.untracked)
    return tuple(one for one in places if _name(changes, one.path) in names or one.path in unknown)


def beyond(changes: Changes, places: Sequence[Place], found: Sequence[FoundHere]) -> tuple[FoundHere, ...]:
    """The findings that the commit did not have."""
    before = {change.after: change for change in changes.changed if change.after is not None}
    known: Counter[Key] = Counter()
    try:
        for place in places:
            change = before.get(_name(changes, place.path))
            if change is not None:
                known.update(key_of(one, changes.root) for one in _found_before(changes, change, place))
    except GitError as error:
        fail(str(error))
    return tuple(without(found, known, changes.root))


def _found_before(changes: Changes, change: Change, place: Place) -> Iterator[FoundHere]:
    """What was found in a file as the commit has it, wherever it lay then."""
    from burnish.report.found import found_in

    source = changes.before(change)
    language = language_of(Path(change.before or "")) or language_of(place.path)
    if source is None or language is None:
        return
    document = of_bytes(place.path, source, language)
    if not isinstance(document, Unreadable):
        yield from found_in(document, place.project)


def _name(changes: Changes, path: Path) -> str:
    try:
        return path.relative_to(real(changes.root)).as_posix()
    except ValueError:
        fail(
            f"{shown(path)} is not in the repository at {changes.root}: --changed-since takes one repository at a time"
        )
