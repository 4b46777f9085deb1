"""What a person's own sources hold to learn from, and what of it is kept for measuring: a survey that takes a minute."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from burnish.project.folders import Folders
from burnish.project.git import GitError
from burnish.project.workspace import real, workspace_files
from burnish.training import corpus, pairing, plan
from burnish.training.corpus import LARGEST_FILE, Function, Harvest, Seen
from burnish.training.history import History, contents, head_files, history, is_bare
from burnish.training.roughening.words import Words, words

_SAMPLE = 400  # functions whose constructs are counted
_BATCH = 50  # files read at once


@dataclass(frozen=True, slots=True)
class Source:
    """Where code lies: a folder or a bare repository. `held_out`: it serves measuring only."""

    name: str
    root: Path
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """Functions without near duplicates, the words of the code, and the histories of the sources.

    `held_out_files` are (source, path); what they hold, then or now, is never learned from. `constructs` is an estimate:
    what in the functions can be made rough. `notes` say what could not be read.
    """

    learn: Sequence[Function]
    held_out: Sequence[Function]
    held_out_files: frozenset[tuple[str, str]]
    vocabularies: Mapping[str, Words]
    histories: Mapping[str, History]
    files: int
    constructs: int
    held_out_constructs: int
    whole: bool
    """Whether everything was read before the time was up."""
    notes: tuple[str, ...]

    @property
    def commits(self) -> int:
        return sum(one.commits for one in self.histories.values())

    @property
    def shallow(self) -> bool:
        return any(one.shallow for one in self.histories.values())

    @property
    def too_little(self) -> bool:
        return self.constructs + self.held_out_constructs < plan.FEWEST_CONSTRUCTS or not (self.learn and self.held_out)


@dataclass(slots=True)
class _File:
    source: str
    path: str
    found: Harvest = field(default_factory=Harvest.empty)


def survey(
    sources: Sequence[Source],
    until: float,
    known_held_out: frozenset[tuple[str, str]] | None,
    watch: Callable[[int], None],
) -> Material:
    """Read the sources until the time is up; files that an earlier survey held out are held out again.

    `watch` is told how many files were read. Raises OSError for a source that cannot be read at all.
    """
    notes: list[str] = []
    files: list[_File] = []
    whole = True
    turns = [_texts(source, notes) for source in sources]
    while turns and whole:
        for turn in list(turns):
            for name, path, text in (batch := next(turn, [])):
                one = _File(name, path)
                corpus.gather(name, path, text, one.found)
                files.append(one)
            if not batch:
                turns.remove(turn)
            watch(len(files))
            if time.monotonic() > until:
                whole = False
                break
    histories: dict[str, History] = {}
    for source in sources:
        try:
            histories[source.name] = history(source.root)
        except GitError as error:
            notes.append(f"No history: {error}.")
    held_out_files = known_held_out if known_held_out is not None else _held_out(files, sources)
    seen = Seen()
    held_out, learn = (
        [
            function
            for one in files
            if ((one.source, one.path) in held_out_files) is kept
            for function in one.found.functions
            if seen.take(function.text)
        ]
        for kept in (True, False)
    )
    for functions in (held_out, learn):
        random.Random(1).shuffle(functions)
    learned_from = [one.found for one in files if (one.source, one.path) not in held_out_files]
    return Material(
        learn,
        held_out,
        held_out_files,
        {kind: _words(learned_from, kind) for kind in ("python", "javascript")},
        histories,
        len(files),
        _constructs(learn),
        _constructs(held_out),
        whole,
        tuple(notes),
    )


def _texts(source: Source, notes: list[str]) -> Iterator[list[tuple[str, str, str]]]:
    """(source, path, text) of the source files as they are now, in batches, in an order that is drawn."""
    unreadable = 0
    if is_bare(source.root):
        try:
            found = head_files(source.root)
            paths = _drawn(found)
            for start in range(0, len(paths), _BATCH):
                part = paths[start : start + _BATCH]
                texts = contents(source.root, [found[path] for path in part])
                yield [(source.name, path, text) for path, text in zip(part, texts, strict=True) if text is not None]
        except GitError as error:
            notes.append(f"{source.name} could not be read: {error}.")
        return
    root = real(source.root)
    found_there = workspace_files([root], Folders())
    there = {path.relative_to(root).as_posix(): path for path in found_there.files}
    paths = _drawn(path for path in there if corpus.is_source(path))
    for start in range(0, len(paths), _BATCH):
        batch = []
        for path in paths[start : start + _BATCH]:
            try:
                with there[path].open("rb") as stream:
                    content = stream.read(LARGEST_FILE + 1)
                if len(content) <= LARGEST_FILE:
                    batch.append((source.name, path, content.decode("utf-8").replace("\r\n", "\n")))
            except (OSError, UnicodeDecodeError):
                unreadable += 1
        if batch:
            yield batch
    if unreadable:
        notes.append(
            f"{unreadable} {'file' if unreadable == 1 else 'files'} of {source.name} could not be read as text."
        )


def _drawn(paths: Iterator[str] | Mapping[str, str]) -> list[str]:
    """An order that looks like chance and is the same every time."""
    return sorted(paths, key=lambda path: (zlib.crc32(path.encode("utf-8", "surrogateescape")), path))


def _held_out(files: Sequence[_File], sources: Sequence[Source]) -> frozenset[tuple[str, str]]:
    """The sources that are to be held out, or else of each source files with a quarter of its functions."""
    whole = {source.name for source in sources if source.held_out}
    if whole:
        return frozenset((one.source, one.path) for one in files if one.source in whole)
    result: set[tuple[str, str]] = set()
    for source in sources:
        own = [one for one in files if one.source == source.name]
        wanted = plan.HELD_OUT_SHARE * sum(len(one.found.functions) for one in own)
        for one in own:
            count = len(one.found.functions)
            if count and wanted >= count / 2:
                result.add((one.source, one.path))
                wanted -= count
    return frozenset(result)


def _constructs(functions: Sequence[Function]) -> int:
    sample = functions[:_SAMPLE]
    found = sum(pairing.construct_count(function) for function in sample)
    return round(found * len(functions) / len(sample)) if sample else 0


def _words(harvests: Sequence[Harvest], kind: str) -> Words:
    def gathered(name: str) -> list[str]:
        return [value for one in harvests for value in getattr(one, name).get(kind, [])]

    return words(
        gathered("names"), gathered("called"), gathered("expressions"), gathered("strings"), gathered("statements")
    )
