"""What `fix` and `enhance` share: writing, showing and counting runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from burnish.cli.console import Format, errors, fail, print_json, results
from burnish.report.json import runs_json
from burnish.report.markdown import counted, runs_markdown
from burnish.report.outcome import FileRun
from burnish.report.text import print_metrics, print_refusals, print_run


def write(one: FileRun) -> None:
    """Replaces the file at once, so that no reader sees half of it. A file changed meanwhile is left alone."""
    path, wanted = one.path, one.run.result.source
    try:
        if path.read_bytes() != one.run.original.source:
            errors.print(f"{path}: left alone: it was changed meanwhile", markup=False, soft_wrap=True)
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(wanted)
        Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror or error}")


def show(runs: Sequence[FileRun], output: Format, root: Path, *, applied: bool, diffs: bool, refused: bool) -> None:
    if output is Format.JSON:
        print_json(runs_json(runs, applied, root))
        return
    if output is Format.MARKDOWN:
        typer.echo(runs_markdown(runs, root, refused=refused), nl=False)
        return
    if output is Format.SARIF:
        fail("SARIF is for findings: use `burnish check --format sarif`")
    for one in runs:
        if diffs:
            print_run(results, one, root)
        if refused:
            print_refusals(results, one.run.refusals, root)
    _summary(runs, applied)


def left(runs: Sequence[FileRun]) -> int:
    """How many findings the runs left."""
    return sum(len(one.left) for one in runs)


def _summary(runs: Sequence[FileRun], applied: bool) -> None:
    steps = sum(len(one.run.steps) for one in runs)
    changed = sum(one.changed for one in runs)
    refusals = sum(len(one.run.refusals) for one in runs)
    if steps:
        print_metrics(results, [one for one in runs if one.changed])
    verb = "Made" if applied else "Would make"
    text = f"{verb} {counted(steps, 'enhancement')} in {counted(changed, 'file')}"
    if refusals:
        text += f"; {counted(refusals, 'rewrite')} refused by the gate (see them with --refused)"
    results.print(f"{text}; {counted(left(runs), 'finding')} left.")
