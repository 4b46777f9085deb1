"""`burnish check`: what could be better."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import typer

from burnish.cli.baseline import beyond_baseline, write_baseline
from burnish.cli.console import Format, errors, fail, print_json, progress_bar, results
from burnish.cli.workspace import Place, chosen, folders_of, names_in, targets
from burnish.report.json import findings_json
from burnish.report.markdown import findings_markdown
from burnish.report.outcome import FoundHere, found_in
from burnish.report.sarif import findings_sarif
from burnish.report.text import print_findings
from burnish.rule import rules

CHUNK = 16
"""Files handed to a process at once."""


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    paths: list[Path] = typer.Argument(None, help="Files and folders; the present folder if none is given."),
    output: Format = typer.Option(Format.TEXT, "--format", help="How to print the findings."),
    select: list[str] = typer.Option([], help="Only these rules or objectives; a list with commas."),
    ignore: list[str] = typer.Option([], help="Not these rules or objectives; a list with commas."),
    config: Path = typer.Option(None, "--config", help="Take the settings from this file alone."),
    force_exclude: bool = typer.Option(
        False, "--force-exclude", help="Leave excluded files out even where they are named: for hooks."
    ),
    include_excluded: bool = typer.Option(
        False, "--include-excluded", help="Also read what settings or git leave out."
    ),
    jobs: int = typer.Option(0, min=0, help="Processes to use; 0: one a core for many files."),
    baseline: Path = typer.Option(None, help="Leave out the findings that this file names."),
    update_baseline: bool = typer.Option(
        False, "--update-baseline", help="Write the present findings to the baseline file."
    ),
) -> None:
    """Find what could be better. Exits with 1 when there are findings."""
    started = time.perf_counter()
    if update_baseline and baseline is None:
        fail("--update-baseline needs the file: --baseline FILE")
    wanted = {"select": names_in(select), "ignore": names_in(ignore)}
    folders = folders_of({name: value for name, value in wanted.items() if value}, config)
    places = chosen(paths or [Path()], folders, force_exclude=force_exclude, include_excluded=include_excluded).places
    with progress_bar() as bar:
        task = bar.add_task("Checking", total=len(places))
        found: list[FoundHere] = []
        for number, part in _checked(places, jobs):
            found += part
            bar.advance(task, number)
    if baseline is not None:
        if update_baseline:
            write_baseline(baseline, found)
            errors.print(f"Wrote {len(found)} findings to {baseline}.", markup=False)
            return
        found = beyond_baseline(baseline, found)
    _show(output, found, len(places), round(1000 * (time.perf_counter() - started)), Path.cwd())
    raise typer.Exit(1 if found else 0)


def _show(output: Format, found: list[FoundHere], files_read: int, elapsed_ms: int, root: Path) -> None:
    if output is Format.JSON:
        print_json(findings_json(found, files_read, elapsed_ms, root))
    elif output is Format.SARIF:
        print_json(findings_sarif(found, rules(), root))
    elif output is Format.MARKDOWN:
        typer.echo(findings_markdown(found, files_read, root), nl=False)
    else:
        print_findings(results, found, files_read, root)


def _checked(places: Sequence[Place], jobs: int) -> Iterator[tuple[int, list[FoundHere]]]:
    """Findings chunk by chunk in the order of the files, with the number of files in each chunk."""
    chunks = [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]
    workers = jobs or min(os.cpu_count() or 1, len(chunks) // 4)
    if workers <= 1:
        for chunk in chunks:
            yield len(chunk), _check_files(chunk)
        return
    with ProcessPoolExecutor(workers) as pool:
        for chunk, found in zip(chunks, pool.map(_check_files, chunks), strict=True):
            yield len(chunk), found


def _check_files(places: Sequence[Place]) -> list[FoundHere]:
    return [one for target in targets(places) for one in found_in(target.document, target.project)]
