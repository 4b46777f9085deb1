"""Collect pairs from a person's own sources, in small pieces that are kept as they come, so that a stopped run goes on."""

from __future__ import annotations

import json
import os
import random
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path

from burnish.project.git import GitError
from burnish.training import corpus, pairing, plan
from burnish.training.corpus import Function, Seen
from burnish.training.history import Lineage, contents
from burnish.training.material import Material, Source
from burnish.training.mended import functions_of, mended_pairs
from burnish.training.roughening.pair import OBJECTIVES, Pair
from burnish.training.roughening.words import Words
from burnish.training.workers import finished, workers

_FUNCTIONS = 8  # of one piece
_VERSIONS = 8  # of a file in one piece
_LARGEST_SHARE = 0.5  # of one's own pairs, for one rule


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece of work gave: pairs, and functions of earlier versions, which were not known before."""

    key: str
    held_out: bool
    pairs: tuple[Pair, ...]
    functions: tuple[Function, ...] = ()


@dataclass(slots=True)
class Collection:
    """All pieces so far; `failed` ones gave nothing, by a fault of ours. `exhausted`: there was no more to collect."""

    pieces: list[Piece] = field(default_factory=list)
    failed: int = 0
    exhausted: bool = False

    def own(self, held_out: bool) -> list[Pair]:
        """Distinct pairs of one's own code, no rule with more than half of them."""
        distinct = {
            (pair.rule, pair.before): pair
            for piece in self.pieces
            if piece.held_out is held_out
            for pair in piece.pairs
        }
        return _evened(list(distinct.values()))


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    held_out: bool
    functions: tuple[Function, ...] = ()
    source: Source | None = None
    lineage: Lineage | None = None


def collect_own(
    material: Material,
    sources: Sequence[Source],
    journal: Path,
    wanted: int,
    held_out_wanted: int,
    until: float,
    latest: float,
    processes: int,
    watch: Callable[[int, int], None],
) -> Collection:
    """Pairs of one's own code until there are as many as wanted, the time is up, or there is nothing left.

    The time is up at `until`, or, while there are too few to train at all, at `latest`.
    Each finished piece stands in `journal` at once, and is not worked on again by a later call. `watch` is told how many
    pairs there are, to learn from and held out. Raises OSError when the journal cannot be written.
    """
    collection = Collection(list(read_journal(journal)))
    done = {piece.key for piece in collection.pieces}
    seen = Seen()
    for function in (*material.held_out, *material.learn):
        seen.remember(function.text)
    queue = deque(task for task in _ordered(material, sources) if task.key not in done)
    for piece in collection.pieces:
        queue.extend(task for task in _of_functions(_new(piece, seen), piece.held_out) if task.key not in done)
    counts = {held_out: len(collection.own(held_out)) for held_out in (False, True)}
    watch(counts[False], counts[True])
    running: dict[Future[Piece], _Task] = {}
    journal.parent.mkdir(parents=True, exist_ok=True)
    _mend_end(journal)
    with workers(processes, _begin, dict(material.vocabularies)) as pool, journal.open("a", encoding="utf-8") as kept:
        while counts[False] < wanted or counts[True] < held_out_wanted:
            few = counts[False] < plan.FEWEST_PAIRS or counts[True] < 2 * plan.FEWEST_SITES
            end = latest if few else until
            if time.monotonic() >= end:
                break
            while queue and len(running) < processes * 2:
                task = queue.popleft()
                if counts[task.held_out] < (held_out_wanted if task.held_out else wanted):
                    running[_submitted(pool, task)] = task
            if not running:
                collection.exhausted = True
                break
            for future, task in finished(running, end):
                if isinstance(future.exception(), BrokenProcessPool):
                    future.result()
                # Whatever odd code a parser or a rule breaks on: there is the rest.
                failed = future.exception() is not None
                collection.failed += failed
                piece = Piece(task.key, task.held_out, ()) if failed else future.result()
                kept.write(_line(piece))
                kept.flush()
                collection.pieces.append(piece)
                queue.extend(_of_functions(_new(piece, seen), piece.held_out))
            counts = {held_out: len(collection.own(held_out)) for held_out in (False, True)}
            watch(counts[False], counts[True])
    return collection


def made_up_pairs(material: Material, held_out: bool, count: int, seed: int) -> list[Pair]:
    """Pairs grown from grammars with the words of the code, set into its functions."""
    chance = random.Random(seed)
    functions = material.held_out if held_out else material.learn
    grown = pairing.made_up(functions, material.vocabularies, chance)
    result: list[Pair] = []
    while len(result) < count and (drawn := next(grown, None)) is not None:
        whole = pairing.finished(drawn, material.vocabularies, chance)
        if whole is not None:
            result.append(whole)
    return result


def read_journal(path: Path) -> Iterator[Piece]:
    """The pieces of a journal; what a killed run left half written is passed over."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                entry = json.loads(line)
                yield Piece(
                    entry["key"],
                    entry["held_out"],
                    tuple(Pair(**pair) for pair in entry["pairs"] if pair["rule"] in OBJECTIVES),
                    tuple(Function(**function) for function in entry["functions"]),
                )
            except (ValueError, KeyError, TypeError):
                continue


def _line(piece: Piece) -> str:
    return json.dumps(asdict(piece)) + "\n"


def _mend_end(journal: Path) -> None:
    """End a line that a killed run left half written, so that the next one does not become part of it."""
    if journal.is_file() and journal.stat().st_size:
        with journal.open("rb+") as stream:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")


def _evened(pairs: list[Pair]) -> list[Pair]:
    counts = Counter(pair.rule for pair in pairs if pair.origin != "unchanged")
    if len(counts) < 2:
        return pairs
    rule, most = counts.most_common(1)[0]
    excess = most - max(int(_LARGEST_SHARE * sum(counts.values())), sum(counts.values()) - most)
    result = list(pairs)
    for at in range(len(result) - 1, -1, -1):  # copies come after what they are copies of: they go first
        if excess <= 0:
            break
        if result[at].rule == rule and result[at].origin != "unchanged":
            del result[at]
            excess -= 1
    return result


def _ordered(material: Material, sources: Sequence[Source]) -> Iterator[_Task]:
    """What is held out first, then functions and histories by turns."""
    yield from _of_functions(material.held_out, held_out=True)
    turns = [_of_functions(material.learn, held_out=False), _of_histories(material, sources)]
    while turns:
        for turn in list(turns):
            task = next(turn, None)
            if task is None:
                turns.remove(turn)
            else:
                yield task


def _of_functions(functions: Sequence[Function], held_out: bool) -> Iterator[_Task]:
    for start in range(0, len(functions), _FUNCTIONS):
        part = tuple(functions[start : start + _FUNCTIONS])
        digest = zlib.crc32("\0".join(one.text for one in part).encode("utf-8", "surrogatepass"))
        yield _Task(f"functions {digest:08x} {len(part)}", held_out, functions=part)


def _of_histories(material: Material, sources: Sequence[Source]) -> Iterator[_Task]:
    """The files' newest changes first, all files by turns."""
    found: list[tuple[int, _Task]] = []
    for source in sources:
        history = material.histories.get(source.name)
        for lineage in history.lineages if history is not None else ():
            held_out = source.held_out or (source.name, lineage.path) in material.held_out_files
            # Neighbouring pieces share a version, so that no change falls between them.
            for number, start in enumerate(range(0, max(1, len(lineage.versions) - 1), _VERSIONS - 1)):
                part = Lineage(lineage.path, lineage.versions[start : start + _VERSIONS])
                key = f"history {source.name} {lineage.path} {part.versions[0][:12]} {len(part.versions)}"
                found.append((number, _Task(key, held_out, source=source, lineage=part)))
    yield from (task for _, task in sorted(found, key=lambda entry: entry[0]))


def _new(piece: Piece, seen: Seen) -> list[Function]:
    return [function for function in piece.functions if seen.take(function.text)]


def _submitted(pool: ProcessPoolExecutor, task: _Task) -> Future[Piece]:
    if task.lineage is None or task.source is None:
        return pool.submit(_from_functions, task.key, task.held_out, task.functions)
    try:
        texts = [text for text in contents(task.source.root, task.lineage.versions) if text is not None]
    except GitError:  # what it lacks is no reason to stop: there is the rest
        texts = []
    return pool.submit(_from_history, task.key, task.held_out, task.source.name, task.lineage.path, texts)


_vocabularies: dict[str, Words] = {}


def _begin(vocabularies: dict[str, Words]) -> None:
    _vocabularies.update(vocabularies)


def _from_functions(key: str, held_out: bool, functions: Sequence[Function]) -> Piece:
    chance = random.Random(key)
    pairs: list[Pair] = []
    for function in functions:
        vocabulary = _vocabularies[corpus.family(function.language)]
        pairs += pairing.real_pairs(function, vocabulary, chance, copies=not held_out)
        # Code that needs nothing is a sixth of what there is to learn.
        if chance.random() < 0.15 and (alone := pairing.left_alone(function, chance)) is not None:
            pairs.append(alone)
    if held_out:
        whole = [pair for pair in pairs if pairing.fits(pair)]
    else:
        mixed = (pairing.finished(pair, _vocabularies, chance) for pair in pairs)
        whole = [pair for pair in mixed if pair is not None]
    return Piece(key, held_out, tuple(whole))


def _from_history(key: str, held_out: bool, source: str, path: str, texts: Sequence[str]) -> Piece:
    versions = [functions_of(source, path, text) for text in texts]
    newest = {function.text for function in versions[0]} if versions else set()
    earlier = {function.text: function for version in versions[1:] for function in version}
    pairs = tuple(pair for pair in mended_pairs(versions) if pairing.fits(pair))
    return Piece(key, held_out, pairs, tuple(one for text, one in earlier.items() if text not in newest))
