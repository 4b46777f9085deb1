"""`burnish fix`: the rules' own fixes."""

from __future__ import annotations

from pathlib import Path

import typer

from burnish import engine
from burnish.cli import runs
from burnish.cli.console import Format, progress_bar
from burnish.cli.workspace import chosen, folders_of, names_in, targets
from burnish.report.outcome import FileRun, file_run


def register(app: typer.Typer) -> None:
    app.command()(fix)


def fix(
    paths: list[Path] = typer.Argument(None, help="Files and folders; the present folder if none is given."),
    diff: bool = typer.Option(False, "--diff", help="Show what would change and write nothing."),
    unsafe_fixes: bool = typer.Option(
        False, "--unsafe-fixes", help="Also fixes that may change behaviour as their rule documents."
    ),
    run_natively: bool = typer.Option(
        False, "--run-natively", help="Let Python or Node run what no sandbox can, in a process with limits."
    ),
    run_tests: bool = typer.Option(
        False, "--run-tests", help="Also run the project's own tests that reach each fix, before and after."
    ),
    output: Format = typer.Option(Format.TEXT, "--format", help="How to print what was done."),
    refused: bool = typer.Option(False, "--refused", help="Also show what the gate refused, and why."),
    select: list[str] = typer.Option([], help="Only these rules or objectives; a list with commas."),
    ignore: list[str] = typer.Option([], help="Not these rules or objectives; a list with commas."),
    config: Path = typer.Option(None, "--config", help="Take the settings from this file alone."),
    include_excluded: bool = typer.Option(
        False, "--include-excluded", help="Also write files that settings or git leave out."
    ),
) -> None:
    """Apply every verified fix of the rules. Exits with 1 when findings are left."""
    paths = paths or [Path()]
    wanted = {
        "select": names_in(select),
        "ignore": names_in(ignore),
        "run_tests": run_tests,
        "run_natively": run_natively,
    }
    overrides = {name: value for name, value in wanted.items() if value}
    places = chosen(paths, folders_of(overrides, config), force_exclude=True, include_excluded=include_excluded).places
    done: list[FileRun] = []
    with progress_bar() as bar:
        task = bar.add_task("Fixing", total=len(places))
        for target in targets(places):
            unsafe = unsafe_fixes or target.project.config.unsafe_fixes
            one = file_run(engine.fix_all(target.document, target.project, unsafe=unsafe), target.project)
            if one.changed and not diff:
                runs.write(one)
            done.append(one)
            bar.advance(task)
    runs.show(done, output, Path.cwd(), applied=not diff, diffs=diff, refused=refused)
    raise typer.Exit(1 if runs.left(done) else 0)
