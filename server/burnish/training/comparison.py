"""Two models on the same held-out pairs, one beside the other, and whether the difference tells anything."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from burnish.training import rule_fixes
from burnish.training.evaluate import Completer
from burnish.training.roughening.pair import Pair
from burnish.training.tokenizer import prompt_of
from burnish.training.workers import finished, workers

SURE = 0.05
"""How likely a difference as large may be by chance alone, at most, so that it counts."""


class Verdict(Enum):
    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one held-out pair: for each model, by name, whether its first answer was right.

    At a site that a rule finds, right is what the whole gate accepts; in code that needs nothing, what leaves it alone.
    Empty where no rule finds anything in a pair that has something to find.
    """

    key: str
    rule: str
    origin: str
    right: Mapping[str, bool]

    @property
    def clean(self) -> bool:
        return self.origin == "unchanged"


def compare(
    models: Mapping[str, Path],
    pairs: Sequence[Pair],
    journal: Path,
    until: float,
    processes: int,
    watch: Callable[[int], None],
) -> tuple[list[Asked], bool]:
    """Ask every model for the same pairs, in their order, until the time is up; and whether that was all of them.

    A pair in which no rule finds anything is left out. What `journal` has already is not asked again. Raises OSError when
    it cannot be written.
    """
    prints = sorted((name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in models.items())
    known = {one.key: one for one in read_asked(journal)}
    results: list[Asked] = []
    waiting: deque[tuple[str, Pair]] = deque()
    for pair in pairs:
        about = json.dumps([asdict(pair), prints]).encode("utf-8", "surrogatepass")
        key = hashlib.sha256(about).hexdigest()[:24]
        if key in known:
            results.append(known[key])
        else:
            waiting.append((key, pair))
    running: dict[Future[Asked], str] = {}
    journal.parent.mkdir(parents=True, exist_ok=True)
    with workers(processes) as pool, journal.open("a", encoding="utf-8") as kept:
        kept.write("\n")  # a killed run may have left half a line
        while (waiting or running) and time.monotonic() < until:
            watch(len(results))
            # One more than there are workers: those that wait when the time is up were not begun.
            while waiting and len(running) <= processes:
                key, pair = waiting.popleft()
                running[pool.submit(_asked, key, pair, dict(models))] = key
            for future, _ in finished(running, until):
                failure = future.exception()
                if isinstance(failure, BrokenProcessPool):
                    raise failure
                if failure is not None:  # a fault of ours on some odd code: it is not counted for either model
                    continue
                kept.write(json.dumps(asdict(future.result())) + "\n")
                kept.flush()
                results.append(future.result())
    return [one for one in results if one.right], not (waiting or running)


def read_asked(journal: Path) -> Iterator[Asked]:
    if journal.is_file():
        for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                yield Asked(**json.loads(line))
            except (ValueError, TypeError):
                continue


def verdict(asked: Iterable[Asked], new: str, old: str) -> tuple[Verdict, float]:
    """Whether `new` is better than `old`, and how likely a difference as large is by chance: the exact sign test over the
    pairs where one is right and the other is not (McNemar, 1947).
    """
    different = [one for one in asked if one.right[new] != one.right[old]]
    wins = sum(one.right[new] for one in different)
    chance = two_sided(wins, len(different))
    if chance >= SURE:
        return Verdict.CANNOT_TELL, chance
    return (Verdict.BETTER if wins * 2 > len(different) else Verdict.WORSE), chance


def two_sided(wins: int, count: int) -> float:
    """How likely it is that a fair coin falls as unevenly as `wins` of `count`, either way."""
    few = min(wins, count - wins)
    ways = sum(math.comb(count, number) for number in range(few + 1))
    return min(1.0, 2 * ways / float(2**count))


def rows(asked: Sequence[Asked], models: Sequence[str]) -> list[tuple[str, int, dict[str, int]]]:
    """(what, how many, right answers by model): sites by rule, made-up ones, clean code, and all."""
    groups: dict[str, list[Asked]] = {}
    for one in sorted(asked, key=lambda one: one.rule):
        if not one.clean and one.origin != "snippet":
            groups.setdefault(one.rule, []).append(one)
    groups["made up in your functions"] = [one for one in asked if one.origin == "snippet"]
    groups["code that needs nothing"] = [one for one in asked if one.clean]
    groups["all"] = list(asked)
    return [
        (name, len(some), {model: sum(one.right[model] for one in some) for model in models})
        for name, some in groups.items()
        if some
    ]


def markdown(asked: Sequence[Asked], models: Sequence[str]) -> str:
    lines = ["| | n | " + " | ".join(models) + " |", "|---|" + "---|" * (1 + len(models))]
    for name, count, right in rows(asked, models):
        lines.append(f"| {name} | {count} | " + " | ".join(str(right[model]) for model in models) + " |")
    return "\n".join(lines) + "\n"


@cache
def _completer(path: Path) -> Completer:
    return Completer(path)


def _asked(key: str, pair: Pair, models: Mapping[str, Path]) -> Asked:
    prompt = prompt_of(pair)
    right: dict[str, bool] = {}
    if pair.before == pair.after:
        right = {
            name: _completer(path).rewrite(prompt, pair.before).text == pair.before for name, path in models.items()
        }
        return Asked(key, pair.rule, pair.origin, right)
    frame = rule_fixes.framed(pair.before, pair.language)
    found = rule_fixes.finding_for(pair, frame)
    if found is not None:
        judged: dict[str | None, bool] = {None: False, pair.before: False}
        for name, path in models.items():
            text = _completer(path).rewrite(prompt, pair.before).text
            if text not in judged:
                judged[text] = text is not None and rule_fixes.refusal(text, frame, *found) is None
            right[name] = judged[text]
    return Asked(key, pair.rule, pair.origin, right)
