"""`burnish check`: what could be better."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from burnish.cli.baseline import Asked, beyond_baseline, write_baseline
from burnish.cli.check_report import CheckFormat, report, shows_fixes
from burnish.cli.checking import check_places, check_target
from burnish.cli.console import fail, report_error
from burnish.cli.found_before import FoundBefore
from burnish.cli.since import beyond, changes_of, touched
from burnish.cli.workspace import (
    Chosen,
    Place,
    Target,
    chosen,
    folders_of,
    left_alone,
    named_place,
    names_in,
    parts_of_others,
    say,
    say_skipped,
    say_wrong_rules,
    shown,
)
from burnish.config import LEFT_ALONE
from burnish.document import Unreadable, of_bytes
from burnish.language import language_of
from burnish.project import Folders, Reason, real
from burnish.report.checked import Checked
from burnish.report.wording import counted
from burnish.store import Cache, check_path


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    paths: list[Path] = typer.Argument(
        None, metavar="PATH", readable=False, help="Files and folders; the present folder if none is given."
    ),
    output: CheckFormat = typer.Option(CheckFormat.TEXT, "--format", help="How to print the findings."),
    output_file: Path = typer.Option(
        None, "--output-file", "-o", metavar="FILE", readable=False, help="Write the report to this file."
    ),
    select: list[str] = typer.Option([], metavar="RULES", help="Only these rules or objectives; a list with commas."),
    ignore: list[str] = typer.Option([], metavar="RULES", help="Not these rules or objectives; a list with commas."),
    config: Path = typer.Option(
        None, "--config", metavar="FILE", readable=False, help="Take the settings from this file alone."
    ),
    changed_since: str = typer.Option(
        None, metavar="REF", help="Only what this commit did not have, be it committed, staged or not."
    ),
    baseline: Path = typer.Option(
        None, metavar="FILE", readable=False, help="Leave out the findings that this file names."
    ),
    update_baseline: bool = typer.Option(
        False, "--update-baseline", help="Write the present findings to the baseline file."
    ),
    stdin_filename: Path = typer.Option(
        None, metavar="NAME", help="Read standard input instead, as if it were this file."
    ),
    statistics: bool = typer.Option(False, "--statistics", help="Say how often each rule found something."),
    show_skipped: bool = typer.Option(
        False, "--show-skipped", help="Name what was skipped and what has syntax errors, with the reason."
    ),
    strict_syntax: bool = typer.Option(False, "--strict-syntax", help="Exit with 2 where a file has syntax errors."),
    force_exclude: bool = typer.Option(
        False, "--force-exclude", help="Leave excluded files out even where they are named: for hooks."
    ),
    include_excluded: bool = typer.Option(
        False, "--include-excluded", help="Also read what settings or git leave out."
    ),
    exit_zero: bool = typer.Option(False, "--exit-zero", help="Exit with 0 also when there are findings."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="Print findings and errors, and nothing else."),
    no_cache: bool = typer.Option(
        False, "--no-cache", help="Search every file anew, and keep nothing of what is found for the next time."
    ),
    jobs: int = typer.Option(0, min=0, metavar="NUMBER", help="Processes to use; 0: one a core for many files."),
) -> None:
    """Find what could be better. Exits with 1 when there are findings, with 2 when something is wrong."""
    started = time.perf_counter()
    if update_baseline and baseline is None:
        fail("--update-baseline needs the file: --baseline FILE")
    if update_baseline and changed_since is not None:
        fail("--update-baseline takes down all that is found: it does not go with --changed-since")
    if statistics and output not in (CheckFormat.TEXT, CheckFormat.JSON):
        fail(f"--statistics goes with --format text or json, not {output.value}")
    wanted = {"select": names_in(select), "ignore": names_in(ignore)}
    folders = folders_of({name: value for name, value in wanted.items() if value}, config)
    if stdin_filename is not None:
        if any(path != Path("-") for path in paths or ()):
            fail("--stdin-filename reads standard input: no files or folders can be named beside it")
        places: tuple[Place, ...] = (named_place(stdin_filename, folders),)
        checked = _of_standard_input(places[0], folders, force_exclude, output)
        changes = None if changed_since is None else changes_of(changed_since, stdin_filename)
    else:
        paths = paths or [Path()]
        every = chosen(paths, folders, force_exclude=force_exclude, include_excluded=include_excluded, quiet=quiet)
        changes = None if changed_since is None else changes_of(changed_since, paths[0])
        places = every.places if changes is None else touched(changes, every.places, _ignored(every))
        before = None if no_cache else FoundBefore(Cache(check_path()), shows_fixes(output))
        try:
            checked = check_places(places, every.skipped, jobs, with_fixes=shows_fixes(output), before=before)
        finally:
            if before is not None:
                before.close()
    say_wrong_rules(places)
    if changes is not None:
        checked = replace(checked, found=beyond(changes, places, checked.found), since=changed_since)
    if baseline is not None and update_baseline:
        asked = Asked(frozenset(place.path for place in places), **wanted)
        number = write_baseline(baseline, checked.found, asked)
        if not quiet:
            say(f"Wrote {counted(number, 'finding')} to {shown(baseline)}.")
        return
    if baseline is not None:
        fresh = tuple(beyond_baseline(baseline, checked.found))
        checked = replace(checked, found=fresh, known=len(checked.found) - len(fresh))
    checked = replace(checked, elapsed_ms=round(1000 * (time.perf_counter() - started)))
    if not quiet and not show_skipped:
        _say_named_and_alone(paths or (), checked)
    if show_skipped or strict_syntax:
        _tell(checked, skipped=show_skipped, strict=strict_syntax)
    for root, judged in parts_of_others(places) if show_skipped else ():
        say(f"{shown(root)}: {judged.role.value}: {judged.evidence}; name the folder to have it read for itself")
    report(checked, output, output_file, statistics=statistics, quiet=quiet)
    if strict_syntax and checked.bad_syntax:
        raise typer.Exit(2)
    raise typer.Exit(1 if checked.found and not exit_zero else 0)


def _of_standard_input(place: Place, folders: Folders, force_exclude: bool, output: CheckFormat) -> Checked:
    language = language_of(place.path)
    if language is None:
        fail(f"{shown(place.path)}: its language is not one that Burnish knows")
    reason = folders.left_out(place.path) if force_exclude else None
    if reason is not None:
        return Checked((), 0, (replace(reason, path=place.path),))
    document = of_bytes(place.path, sys.stdin.buffer.read(), language)
    if isinstance(document, Unreadable):
        fail(f"{shown(place.path)}: {document.reason}")
    project = place.project
    judged = project.role_of(document)
    if judged.left_alone:
        return Checked((), 0, (left_alone(place.path, judged),))
    one = check_target(Target(document, project), with_fixes=shows_fixes(output))
    return Checked(one.found, 1, (), () if one.bad_syntax is None else (one.bad_syntax,))


def _say_named_and_alone(paths: Sequence[Path], checked: Checked) -> None:
    """Says of each file that was named why it was not read: nobody may take it for clean."""
    named = set(map(real, paths))
    for one in checked.skipped:
        if one.path in named and one.reason.value in LEFT_ALONE:
            say_skipped(one)


def _ignored(every: Chosen) -> frozenset[Path]:
    return frozenset(one.path for one in every.named_though if one.reason is Reason.IGNORED)


def _tell(checked: Checked, *, skipped: bool, strict: bool) -> None:
    for one in checked.bad_syntax:
        message = f"{shown(one.path)}:{one.line}:{one.column}: syntax error: what stands around it was not searched"
        if strict:
            report_error(message)
        else:
            say(message)
    for left in checked.skipped if skipped else ():
        say_skipped(left)
