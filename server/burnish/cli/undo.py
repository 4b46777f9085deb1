"""`burnish undo`: takes back what `fix` and `enhance` wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from burnish.cli import history
from burnish.cli.console import errors, fail, results
from burnish.cli.history import Change, NoHistory
from burnish.cli.writing import NotWritten, content, write
from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.report.wording import counted

MARKERS = (".git", "burnish.toml", "pyproject.toml", "package.json")
"""What a project's folder holds."""


def register(app: typer.Typer) -> None:
    app.command()(undo)


def undo(
    number: int = typer.Argument(
        None, metavar="NUMBER", help="The change to undo, as --list numbers them; the latest one if none is given."
    ),
    listing: bool = typer.Option(False, "--list", help="Show what was changed when, the latest first."),
) -> None:
    """Take back what `fix` or `enhance` wrote in this project.

    All files of a change get their bytes back, or none does: a file that was changed since is left alone. An undo is a
    change too; give its number to take it back. Commits of `fix --commit` are undone by `git revert`.
    """
    project = _project(Path.cwd())
    try:
        every = history.changes_below(project)
        if listing:
            _show(every)
            return
        _undo(_chosen(every, number, project))
    except NoHistory as error:
        fail(str(error))


def _chosen(every: list[Change], number: int | None, project: Path) -> Change:
    if number is None:
        latest = next((one for one in every if one.undoes is None and not one.undone), None)
        return latest or fail(
            f"there is nothing to undo in {plain_text(str(project))}; `git revert` takes commits of `fix --commit` back"
        )
    chosen = next((one for one in every if one.number == number), None)
    if chosen is None:
        fail(f"there is no change {number} in {plain_text(str(project))}; see `burnish undo --list`")
    if chosen.undone:
        fail(f"change {number} was undone already")
    return chosen


def _undo(change: Change) -> None:
    """Raises NoHistory."""
    pending = [one for one in history.contents(change) if _content(one.path) != one.before]
    for one in pending:
        held = _content(one.path)
        if held != one.after:
            why = "it is not there any more" if held is None else "it was changed since"
            fail(f"nothing was undone: {_shown(one.path)}: {why}")
    what = f"change {change.number} ({change.command})"
    if not pending:
        history.note_undone(change)
        results.print(f"The files hold what they held before {what}.", markup=False, soft_wrap=True)
        return
    made = history.begin(f"undo {change.number}", undoes=change.number)
    written: list[Path] = []
    for one in pending:
        back = history.FileChange(one.path, one.after, one.before, (f"Undo change {change.number}",))
        history.add(made, back)
        try:
            write(one.path, one.after, one.before)
        except NotWritten as error:
            history.drop(made, one.path)
            said = f"; {counted(len(written), 'file')} got their content back" if written else ""
            fail(f"{_shown(one.path)} was left as it is: {error}{said}")
        written.append(one.path)
        results.print(_shown(one.path), markup=False, soft_wrap=True)
    history.note_undone(change)
    results.print(f"Undid {what} in {counted(len(written), 'file')}.", markup=False, soft_wrap=True)


def _content(path: Path) -> bytes | None:
    try:
        return content(path)
    except OSError:
        return None


def _show(every: list[Change]) -> None:
    if not every:
        errors.print("Burnish wrote nothing in this project.")
    for one in every:
        at = datetime.fromtimestamp(one.at).astimezone().strftime("%Y-%m-%d %H:%M")
        note = ", undone" if one.undone else ""
        results.print(f"{one.number}  {at}  burnish {one.command}{note}", markup=False, soft_wrap=True)
        for path, done in one.files:
            for line in done:
                between = (
                    ":" if line[:1].isdigit() else ": "
                )  # a line's number follows at once, so that it can be clicked
                results.print(f"    {_shown(path)}{between}{plain_text(line)}", markup=False, soft_wrap=True)


def _shown(path: Path) -> str:
    return plain_text(shown_path(path, Path.cwd()))


def _project(folder: Path) -> Path:
    """The nearest folder around that is a project's, or the folder itself."""
    folder = folder.resolve()
    around = (one for one in (folder, *folder.parents) if any((one / name).exists() for name in MARKERS))
    return next(around, folder)
