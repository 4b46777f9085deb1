"""`burnish check`: what could be better."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import typer

from burnish.cli.baseline import read_baseline, without_known, write_baseline
from burnish.cli.console import Format, errors, fail, print_json, progress_bar, results
from burnish.cli.workspace import common_root, files, targets
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
    select: list[str] = typer.Option([], help="Only these rules or objectives."),
    ignore: list[str] = typer.Option([], help="Not these rules or objectives."),
    jobs: int = typer.Option(0, min=0, help="Processes to use; 0: one a core for many files."),
    baseline: Path = typer.Option(None, help="Leave out the findings that this file names."),
    update_baseline: bool = typer.Option(
        False, "--update-baseline", help="Write the present findings to the baseline file."
    ),
) -> None:
    """Find what could be better. Exits with 1 when there are findings."""
    started = time.perf_counter()
    paths = paths or [Path()]
    root = common_root(paths)
    overrides = {name: value for name, value in (("select", select), ("ignore", ignore)) if value}
    every = files(paths, overrides)
    with progress_bar() as bar:
        task = bar.add_task("Checking", total=len(every))
        found: list[FoundHere] = []
        for number, part in _checked(every, root, overrides, jobs):
            found += part
            bar.advance(task, number)
    if baseline is not None:
        if update_baseline:
            write_baseline(baseline, found, root)
            errors.print(f"Wrote {len(found)} findings to {baseline}.", markup=False)
            return
        if not baseline.is_file():
            fail(f"the baseline {baseline} does not exist; write it with --update-baseline")
        found = without_known(found, read_baseline(baseline), root)
    _show(output, found, len(every), round(1000 * (time.perf_counter() - started)), root)
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


def _checked(
    every: Sequence[Path], root: Path, overrides: dict[str, list[str]], jobs: int
) -> Iterator[tuple[int, list[FoundHere]]]:
    """Findings chunk by chunk in the order of the files, with the number of files in each chunk."""
    chunks = [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
    workers = jobs or min(os.cpu_count() or 1, len(chunks) // 4)
    if workers <= 1:
        for chunk in chunks:
            yield len(chunk), _check_files(chunk, overrides)
        return
    with ProcessPoolExecutor(workers) as pool:
        for chunk, found in zip(chunks, pool.map(_check_files, chunks, [overrides] * len(chunks)), strict=True):
            yield len(chunk), found


def _check_files(paths: Sequence[Path], overrides: dict[str, list[str]]) -> list[FoundHere]:
    return [one for target in targets(paths, overrides) for one in found_in(target.document, target.project)]
