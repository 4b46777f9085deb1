"""How many findings a maintainer would be glad of: drawn from public projects, judged by a reader, counted here.

    python -m tests.benchmarks.precision draw FOLDER... > sheet.jsonl     findings of every rule, to be judged
    python -m tests.benchmarks.precision skipped FOLDER... > sheet.jsonl  what a plain search names and its rule skips, to be judged
    python -m tests.benchmarks.precision table SHEET... [--write]         what the verdicts amount to
    python -m tests.benchmarks.precision kept SHEET FOLDER...             which useful findings of a sheet are reported no longer

A FOLDER is a clone that stands at the commit that counts; what is checked is what `burnish check` checks there by default. A
reader fills in "verdict" (useful, waved away, false; of what was skipped: useful where a finding would have been) and "reason", one
line. `--judged SHEET` takes over what an older sheet says of the same places. The searches stand in precision/searches.toml, the
sheets that were judged beside it; `--write` makes tests/benchmarks/precision.md of them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish import __version__
from burnish.config import read_toml
from burnish.language import language_of
from burnish.project.signs.packed import LONG_LINE
from tests.benchmarks import judged_sheet
from tests.benchmarks.judged_sheet import Draw, Place, Project, Sheet, SheetError

SEED = 8
SEARCHES = Path(__file__).with_name("precision") / "searches.toml"
AROUND = 10
"""Lines around a finding within which a search names nothing new."""
DATA = (".json", ".env")
"""Whose lines are not counted: whole catalogues of translations are JSON."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A project on this machine: `texts` are the lines of its files whose language Burnish knows, by path."""

    folder: Path
    name: str
    commit: str
    texts: dict[str, list[str]]

    @property
    def lines(self) -> int:
        """Of code, that is: not of data."""
        return sum(len(lines) for path, lines in self.texts.items() if not path.endswith(DATA))


@dataclass(frozen=True, slots=True)
class Search:
    """Where a reader with nothing but a regular expression would look for what a rule finds."""

    rule: str
    suffixes: tuple[str, ...]
    without: re.Pattern[str]
    pattern: re.Pattern[str]

    def reads(self, path: str) -> bool:
        return path.endswith(self.suffixes) and not self.without.search(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    modes = parser.add_subparsers(dest="mode", required=True)
    for mode, about in (("draw", "findings to be judged"), ("skipped", "what a search names and its rule skips")):
        drawing = modes.add_parser(mode, help=about)
        drawing.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
        drawing.add_argument("--each", type=int, default=10, help="places of each rule and language, at most")
        drawing.add_argument("--seed", type=int, default=SEED)
        drawing.add_argument(
            "--judged", type=Path, metavar="SHEET", help="an older sheet, whose verdicts are taken over"
        )
    tabling = modes.add_parser("table", help="the figures of judged sheets")
    tabling.add_argument("sheets", nargs="+", type=Path, metavar="SHEET")
    tabling.add_argument("--write", action="store_true", help="write the page beside this file")
    keeping = modes.add_parser("kept", help="which useful findings of a sheet are reported no longer")
    keeping.add_argument("sheet", type=Path, metavar="SHEET")
    keeping.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    try:
        if args.mode == "table":
            text = page({path.stem: judged_sheet.read(path) for path in args.sheets})
            if args.write:
                Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
            print(text, end="")
        elif args.mode == "kept":
            print(kept(judged_sheet.read(args.sheet), [clone(one) for one in args.folders]))
        else:
            older = judged_sheet.read(args.judged).places if args.judged else ()
            sheet = make(args.mode, [clone(one) for one in args.folders], args.each, args.seed, older)
            sys.stdout.write(judged_sheet.written(sheet))
    except SheetError as error:
        sys.exit(f"precision: {error}")


def clone(folder: Path) -> Clone:
    """A project as it stands in a folder. Raises SheetError where that is no git repository."""
    origin = _git(folder, "config", "--get", "remote.origin.url", missing="").strip().removesuffix(".git")
    name = "/".join(origin.replace(":", "/").split("/")[-2:]) or folder.resolve().name
    texts = {}
    for path in _git(folder, "ls-files", "-z").split("\0"):
        if not path or language_of(path) is None or (folder / path).is_symlink():
            continue
        try:
            lines = (folder / path).read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:  # tracked, and not there
            continue
        if max(map(len, lines)) <= LONG_LINE:
            texts[path] = lines
    return Clone(folder, name, _git(folder, "rev-parse", "HEAD").strip(), texts)


def findings(project: Clone) -> list[Place]:
    """What `burnish check` reports there by default. Raises SheetError where it cannot check."""
    command = [sys.executable, "-m", "burnish", "check", "--format", "json", "."]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise SheetError(f"{project.name}: burnish check ended with {done.returncode}: {done.stderr.strip()}")
    reported = json.loads(done.stdout)["findings"]
    places = [
        Place(project.name, one["path"], one["range"]["start"]["line"], one["rule"], one["message"], "")
        for one in reported
    ]
    return judged_sheet.keyed(places, project.texts)


def searches(path: Path = SEARCHES) -> list[Search]:
    """The searches of a table file."""
    table = read_toml(path)
    without = re.compile(table["without"])
    return [
        Search(one["rule"], tuple(one["suffixes"]), without, re.compile(one["pattern"], re.MULTILINE))
        for one in table["search"]
    ]


def skipped(project: Clone, reported: Iterable[Place], looked_for: Iterable[Search]) -> list[Place]:
    """What the searches name where their rule reports nothing nearby."""
    spoken: dict[tuple[str, str], list[int]] = {}
    for one in reported:
        spoken.setdefault((one.rule, one.path), []).append(one.line)
    places = []
    for search in looked_for:
        for path, lines in project.texts.items():
            if not search.reads(path):
                continue
            text = "\n".join(lines)
            for match in search.pattern.finditer(text):
                at = match.start("at" if "at" in match.re.groupindex else 0)
                line = text.count("\n", 0, at) + 1
                if all(abs(line - other) > AROUND for other in spoken.get((search.rule, path), ())):
                    places.append(Place(project.name, path, line, search.rule, "", ""))
    return judged_sheet.keyed(places, project.texts)


def make(mode: str, clones: Sequence[Clone], each: int, seed: int, older: Iterable[Place] = ()) -> Sheet:
    """A sheet of what was found ("draw") or of what the searches name beyond that ("skipped")."""
    projects: list[Project] = []
    places: list[Place] = []
    for project in clones:
        of_project = findings(project)
        if mode == "skipped":
            of_project = skipped(project, of_project, searches())
        spoke = dict(sorted(Counter(one.kind for one in of_project).items()))
        projects.append(Project(project.name, project.commit, project.lines, spoke))
        places += of_project
        print(f"{project.name}: {len(of_project)}", file=sys.stderr)
    commit = _git(Path(__file__).parent, "rev-parse", "--short", "HEAD", missing="").strip()
    draw = Draw("findings" if mode == "draw" else mode, each, seed, f"{__version__} {commit}".strip())
    chosen = judged_sheet.judged_as(judged_sheet.drawn(places, each, seed), older)
    return Sheet(draw, tuple(projects), tuple(chosen))


def page(sheets: Mapping[str, Sheet]) -> str:
    """The figures of sheets, by name, as Markdown."""
    text = f"""\
# Precision

Made by `python -m tests.benchmarks.precision table tests/benchmarks/precision/*.jsonl --write`: findings by default settings in public
projects that nobody tuned on, drawn by chance and read in their context, each judged as a maintainer of that project would: *useful*;
*waved away*: true, and nobody would act on it; *false*. To reach: at least {judged_sheet.ENOUGH_USEFUL:.0%} useful and at most
{judged_sheet.MOST_FALSE:.0%} false, by rule and weighted by how often each speaks; of what a search names and the rule skips, at most
{judged_sheet.MOST_MISSED:.0%} useful. What is below that *falls short*. Every verdict stands in the sheet with its reason.
"""
    for name, sheet in sheets.items():
        draw = sheet.draw
        text += f"\n## {name}: {draw.of}\n\nBurnish {draw.burnish}, at most {draw.each} places of a kind, seed {draw.seed}.\n\n"
        text += judged_sheet.table(sheet)
    return text


def kept(sheet: Sheet, clones: Iterable[Clone]) -> str:
    """What became of a sheet's useful findings. Raises SheetError where a folder is not at the sheet's commit."""
    by_name = {one.name: one for one in clones}
    present: list[Place] = []
    for project in sheet.projects:
        found = by_name.get(project.project)
        if found is None or found.commit != project.commit:
            raise SheetError(f"{project.project} is to be given, at commit {project.commit}")
        present += findings(found)
    useful = [one for one in sheet.places if one.verdict == judged_sheet.USEFUL]
    gone = judged_sheet.lost(useful, present)
    rows = [f"{len(useful) - len(gone)} of {len(useful)} useful findings are still reported."]
    gone_by_kind = Counter(place.kind for place, _ in gone)
    for kind, count in sorted(Counter(one.kind for one in useful).items()):
        rows.append(f"  {kind}: {count - gone_by_kind[kind]} of {count}")
    for place, lines in gone:
        now = f"it speaks at {', '.join(map(str, lines))} of that file" if lines else "it is silent in that file"
        rows.append(f"{place.project} {place.path}:{place.line} {place.rule}: {now} ({place.reason})")
    return "\n".join(rows)


def _git(folder: Path, *arguments: str, missing: str | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode == 0:
        return done.stdout
    if missing is not None:
        return missing
    raise SheetError(f"{folder}: {done.stderr.strip() or 'no git repository'}")


if __name__ == "__main__":
    main()
