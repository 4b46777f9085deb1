"""A sheet of findings that a reader judges: drawn, written, read, counted. JSON lines: the draw, the projects, the places.

A sheet holds where a finding stands and what it says, never the code.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

USEFUL, WAVED, FALSE = VERDICTS = ("useful", "waved away", "false")
ENOUGH_USEFUL, MOST_FALSE = 0.85, 0.03
MOST_MISSED = 0.2
"""Of the places that a search names and the rule skips, the share that may have been worth a finding."""
ONE_A_PAGE = frozenset({"performance/defer-scripts", "performance/lazy-images"})
"""Rules whose one finding in a page names the other places of it, and whose fix takes them in."""
NEAR = 5
"""Lines by which a finding may move and stay the same: at the head of a statement now, at its end then."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How a sheet was made: `of` is "findings" or "skipped", `burnish` the version and commit that spoke or kept silent."""

    of: str
    each: int
    seed: int
    burnish: str


@dataclass(frozen=True, slots=True)
class Project:
    """What was read: the lines of the files whose language Burnish knows, and how often each kind was found in them."""

    project: str
    commit: str
    lines: int
    spoke: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A line that a rule speaks of. `key` stays while the line's text does, whatever the message and the lines above."""

    project: str
    path: str
    line: int
    rule: str
    message: str
    key: str
    verdict: str = ""
    reason: str = ""

    @property
    def kind(self) -> str:
        """The rule; what one rule says of Python and of JavaScript is two things."""
        return f"{self.rule} (Python)" if self.path.endswith((".py", ".pyi")) else self.rule


@dataclass(frozen=True, slots=True)
class Sheet:
    draw: Draw
    projects: tuple[Project, ...]
    places: tuple[Place, ...]


class SheetError(Exception):
    """A sheet that cannot be worked with; the text says where and why."""


def read(path: Path) -> Sheet:
    """The sheet in a file. Raises SheetError where it cannot be read, or a line is not what stands there."""
    draw: Draw | None = None
    projects: list[Project] = []
    places: list[Place] = []
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SheetError(f"{path}: {error}") from error
    for number, row in enumerate(rows, 1):
        try:
            values = json.loads(row)
            if draw is None:
                draw = Draw(**values)
            elif "spoke" in values:
                projects.append(Project(**values))
            else:
                places.append(Place(**values))
        except (ValueError, TypeError) as error:
            raise SheetError(f"{path}:{number}: {error}") from error
        if places and places[-1].verdict not in ("", *VERDICTS):
            raise SheetError(f"{path}:{number}: a verdict is one of {', '.join(VERDICTS)}, or empty until it is read")
    if draw is None:
        raise SheetError(f"{path}: nothing stands in it")
    return Sheet(draw, tuple(projects), tuple(places))


def written(sheet: Sheet) -> str:
    rows: list[Draw | Project | Place] = [sheet.draw, *sheet.projects, *sheet.places]
    return "".join(json.dumps(dataclasses.asdict(one), ensure_ascii=False) + "\n" for one in rows)


def keyed(places: Iterable[Place], text_of: Mapping[str, Sequence[str]]) -> list[Place]:
    """The places of one project with their keys; `text_of` gives the lines of each file."""
    seen: Counter[tuple[str, ...]] = Counter()
    keyed_places = []
    for place in sorted(places, key=lambda one: (one.path, one.line, one.rule, one.message)):
        lines = text_of.get(place.path, ())
        text = lines[place.line - 1].strip() if place.line <= len(lines) else ""
        parts = (place.project, place.path, place.rule, text)
        seen[parts] += 1
        digest = hashlib.sha256("\0".join((*parts, str(seen[parts]))).encode("utf-8", "surrogateescape"))
        keyed_places.append(dataclasses.replace(place, key=digest.hexdigest()[:12]))
    return keyed_places


def drawn(places: Iterable[Place], each: int, seed: int) -> list[Place]:
    """At most `each` places of a kind, by chance, from as many projects as there are."""
    kinds: dict[str, dict[str, list[Place]]] = {}
    for place in sorted(places, key=lambda one: (one.project, one.path, one.line, one.key)):
        kinds.setdefault(place.kind, {}).setdefault(place.project, []).append(place)
    chosen: list[Place] = []
    for kind, projects in sorted(kinds.items()):
        chance = random.Random(f"{seed} {kind}")
        for of_project in projects.values():
            chance.shuffle(of_project)
        order = list(projects.values())
        chance.shuffle(order)
        turns = (place for turn in zip_longest(*order) for place in turn if place is not None)
        chosen += [place for place, _ in zip(turns, range(each), strict=False)]
    return chosen


def judged_as(places: Iterable[Place], older: Iterable[Place]) -> list[Place]:
    """The places with what an older sheet says of the same ones."""
    said = {one.key: one for one in older if one.verdict}
    return [
        dataclasses.replace(one, verdict=said[one.key].verdict, reason=said[one.key].reason) if one.key in said else one
        for one in places
    ]


def lost(places: Iterable[Place], present: Iterable[Place]) -> list[tuple[Place, list[int]]]:
    """The useful places that are reported no longer, each with the lines of its file at which its rule speaks now.

    A finding is the same in other words and up to NEAR lines away; one that names all places of its page is the same as any.
    """
    now: dict[tuple[str, str, str], list[Place]] = {}
    for one in present:
        now.setdefault((one.project, one.path, one.rule), []).append(one)
    gone = []
    for place in places:
        same_rule = now.get((place.project, place.path, place.rule), [])
        kept = any(one.key == place.key or abs(one.line - place.line) <= NEAR for one in same_rule) or (
            bool(same_rule) and place.rule in ONE_A_PAGE
        )
        if place.verdict == USEFUL and not kept:
            gone.append((place, [one.line for one in same_rule]))
    return gone


def table(sheet: Sheet) -> str:
    """The figures as Markdown: by kind, as read, and weighted by how often each kind was found."""
    spoke: Counter[str] = Counter()
    for project in sheet.projects:
        spoke.update(project.spoke)
    verdicts: dict[str, Counter[str]] = {kind: Counter() for kind in sorted(spoke)}
    for place in sheet.places:
        if place.verdict:
            verdicts.setdefault(place.kind, Counter())[place.verdict] += 1
    findings = sheet.draw.of == "findings"
    head = "| rule | found | read | useful | waved away | false | useful | false | |"
    rows = [head, "|---|" + "---:|" * 7 + "---|"]
    for kind, counts in verdicts.items():
        rows.append(_row(kind, spoke[kind], counts, findings))
    read_all = sum(verdicts.values(), Counter())
    rows.append(_row("all, as read", spoke.total(), read_all, findings))
    weighted: dict[str, float] = {}
    for kind, counts in verdicts.items():
        for verdict in counts:
            weighted[verdict] = weighted.get(verdict, 0.0) + spoke[kind] * counts[verdict] / counts.total()
    rows.append(_row("all, weighted by how often each is found", spoke.total(), weighted, findings))
    unread = sum(not place.verdict for place in sheet.places)
    rest = f"\n{unread} {'place is' if unread == 1 else 'places are'} not judged yet.\n" if unread else ""
    return "\n".join(rows) + "\n" + rest + "\n" + _projects(sheet.projects)


def _row(name: str, found: int, counts: Mapping[str, float], findings: bool) -> str:
    read_ones = sum(counts.values())
    cells = [name, str(found), f"{read_ones:.0f}", *(f"{counts.get(one, 0):.0f}" for one in VERDICTS)]
    if not read_ones:
        return "| " + " | ".join([*cells, "", "", "not read"]) + " |"
    useful, wrong = counts.get(USEFUL, 0) / read_ones, counts.get(FALSE, 0) / read_ones
    if findings:
        short = useful < ENOUGH_USEFUL or wrong > MOST_FALSE
    else:
        short = useful > MOST_MISSED
    return "| " + " | ".join([*cells, f"{useful:.0%}", f"{wrong:.0%}", "falls short" if short else ""]) + " |"


def _projects(projects: Iterable[Project]) -> str:
    rows = ["| project | commit | lines | found |", "|---|---|---:|---:|"]
    every = list(projects)
    rows += [f"| {one.project} | {one.commit[:10]} | {one.lines:,} | {sum(one.spoke.values())} |" for one in every]
    total = f"| {len(every)} projects | | {sum(one.lines for one in every):,} | {sum(sum(one.spoke.values()) for one in every)} |"
    return "\n".join([*rows, total]) + "\n"
