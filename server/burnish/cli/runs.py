"""What `fix` and `enhance` share: going through the files, writing, showing and counting runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import typer

from burnish import engine
from burnish.cli import history
from burnish.cli.commits import NotCommitted, commit, must_be_committable
from burnish.cli.console import errors, fail, progress_bar, results, warn, write_output
from burnish.cli.history import FileChange, NoHistory
from burnish.cli.run_options import RunFormat
from burnish.cli.workspace import Place, Target, targets
from burnish.cli.writing import ChangedMeanwhile, NotWritten, write
from burnish.engine import Run
from burnish.report.escaping import json_text, plain_text
from burnish.report.html import runs_html
from burnish.report.json import runs_json, shown_path
from burnish.report.left import left_sentence, reasons
from burnish.report.made import kinds_of, made_by, made_line
from burnish.report.markdown import runs_markdown
from burnish.report.outcome import FileRun, file_run
from burnish.report.text import print_diff, print_left, print_made, print_metrics
from burnish.report.wording import counted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with the runs of a command."""

    command: str
    writes: bool
    diffs: bool
    refused: bool
    output: RunFormat
    output_file: Path | None
    not_written: str
    """What is said last where nothing was to be written: how to have it written."""
    asks_model: bool = False
    quiet: bool = False
    """Whether neither what was made nor the summary is said."""
    commits: bool = False
    """Whether each enhancement is to be committed; then nothing is written otherwise."""


def carry_out(places: Sequence[Place], wanted: Wanted, rewrite: Callable[[Target], Run]) -> NoReturn:
    """Runs over every file, writes what is to be written, reports, and leaves with 0, 1 (findings left) or 2."""
    root = Path.cwd()
    done: list[FileRun] = []
    with progress_bar() as bar:
        task = bar.add_task(wanted.command, total=len(places))
        log = _Log(wanted.command)
        for target in targets(places):
            bar.update(task, description=f"{wanted.command} {plain_text(target.document.path.name)}")
            one = file_run(rewrite(target))
            if one.changed and wanted.commits:
                _must_be_committable(one)
            elif one.changed and wanted.writes:
                one = _written(one, target, log, root)
            done.append(one)
            bar.advance(task)
    if wanted.commits:
        _commit(done)
    show(done, root, wanted)
    failed = any(one.unwritten for one in done)
    left = sum(len(one.run.left) for one in done)
    raise typer.Exit(2 if log.failed else 1 if left or failed else 0)


def show(done: Sequence[FileRun], root: Path, wanted: Wanted) -> None:
    report = _report(done, root, wanted)
    if report is None:
        for one in done if not wanted.quiet else ():
            print_made(results, one, root, wanted.writes)
        if wanted.refused:
            for one in done:
                print_left(results, one, root, wanted.writes)
        if wanted.diffs:
            for one in done:
                print_diff(results, one, root)
    else:
        write_output(report, wanted.output_file)
        if wanted.output_file is None:
            return
    if wanted.quiet:
        return
    changed = [one for one in done if one.changed and not one.unwritten]
    if changed:
        print_metrics(results, changed)
    if changed and wanted.output_file is not None:
        made = [step.enhancement for one in changed for step in one.run.steps]
        results.print(f"{kinds_of(made)}.", soft_wrap=True, markup=False)
    results.print(summary(done, wanted), soft_wrap=True, markup=False)
    if wanted.output_file is not None:
        results.print(f"The report is in {plain_text(str(wanted.output_file))}", soft_wrap=True, markup=False)


def summary(done: Sequence[FileRun], wanted: Wanted) -> str:
    """`Made 3 enhancements in 2 files; 4 findings left: 2 need unsafe fixes (--unsafe-fixes), 2 have no fix.`"""
    kept = [one for one in done if not one.unwritten]
    made, changed = sum(one.made for one in kept), sum(one.changed for one in kept)
    verb = "Made" if wanted.writes else "Would make"
    text = f"{verb} {counted(made, 'enhancement')} in {counted(changed, 'file')}"
    if wanted.commits and changed:
        text += ", a commit each"
    left = left_sentence(
        reasons(one for run in kept for one in run.run.left),
        unwritten=sum(one.standing for one in done),
        told=wanted.refused,
        asks_model=wanted.asks_model,
    )
    hint = f"; {wanted.not_written}" if wanted.not_written else ""
    note = f" Nothing was written{hint}." if changed and not wanted.writes else ""
    return f"{text}; {left}.{note}"


def _report(done: Sequence[FileRun], root: Path, wanted: Wanted) -> str | None:
    """The report in a form for others than who reads the terminal."""
    if wanted.output is RunFormat.JSON:
        return json_text(runs_json(done, wanted.writes, root)) + "\n"
    if wanted.output is RunFormat.MARKDOWN:
        return runs_markdown(done, root, written=wanted.writes, refused=wanted.refused)
    if wanted.output is RunFormat.HTML:
        return runs_html(done, root, wanted.writes, summary(done, replace(wanted, refused=True, not_written="")))
    if wanted.output_file is not None:
        fail("--output-file needs a format that is a file: --format json, markdown or html")
    return None


def _must_be_committable(one: FileRun) -> None:
    try:
        must_be_committable(one.path)
    except NotCommitted as error:
        fail(f"nothing was changed: {error}")


def _commit(done: Sequence[FileRun]) -> None:
    """Commits what all files are to become; what cannot be ends it, and says how far it came."""
    made = 0
    for one in done:
        try:
            made += commit(one) if one.changed else 0
        except NotCommitted as error:
            fail(f"{error}; {counted(made + error.made, 'enhancement')} committed before")


class _Log:
    """The change in the history that the files of one command belong to; begun with the first that is written."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._change: int | None = None
        self._broken = False
        self.failed = False

    def note(self, file: FileChange) -> None:
        if self._broken:
            return
        try:
            if self._change is None:
                self._change = history.begin(self._command)
            history.add(self._change, file)
        except NoHistory as error:
            self._broken = True
            warn(f"`burnish undo` will not know of this: {error}")

    def forget(self, path: Path) -> None:
        if self._change is None or self._broken:
            return
        try:
            history.drop(self._change, path)
        except NoHistory:
            self._broken = True


def _written(one: FileRun, target: Target, log: _Log, root: Path) -> FileRun:
    """Writes the result of a run; the run with the reason where that could not be done."""
    before, after = one.run.original.source, one.run.result.source
    path = one.path.resolve()
    log.note(FileChange(path, before, after, tuple(map(made_line, made_by(one.run, True)))))
    try:
        write(one.path, before, after)
    except NotWritten as error:
        log.forget(path)
        log.failed = log.failed or not isinstance(error, ChangedMeanwhile)
        errors.print(f"{plain_text(shown_path(one.path, root))}: left alone: {error}", markup=False, soft_wrap=True)
        standing = len(engine.findings(one.run.original, target.project))
        return replace(one, unwritten=str(error), standing=standing)
    return one
