"""`burnish fix`: the rules' own fixes."""

from __future__ import annotations

from typing import Annotated

import typer

from burnish import engine
from burnish.cli import run_options as options
from burnish.cli.console import fail
from burnish.cli.runs import Wanted, carry_out
from burnish.cli.workspace import Target, files_to_write, names_in
from burnish.engine import Run


def register(app: typer.Typer) -> None:
    app.command()(fix)


def fix(
    paths: options.Paths = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show a diff of each file and write nothing.")] = False,
    commit: Annotated[
        bool,
        typer.Option(
            "--commit", help="Make one commit for each fix, with its receipt. Runs no hooks and signs nothing."
        ),
    ] = False,
    unsafe_fixes: options.UnsafeFixes = False,
    run_natively: options.RunNatively = False,
    run_tests: options.RunTests = False,
    output: options.Output = options.RunFormat.TEXT,
    output_file: options.OutputFile = None,
    refused: options.Refused = False,
    quiet: options.Quiet = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    config: options.ConfigFile = None,
    include_excluded: options.IncludeExcluded = False,
) -> None:
    """Apply every fix of the rules that the gate lets through, and write the files. Exits with 1 when findings are left.

    `burnish undo` takes back what was written, `git revert` what --commit committed.
    """
    if commit and diff:
        fail("--commit writes, and --diff writes nothing: give one of them")
    given = {
        "select": names_in(select or []),
        "ignore": names_in(ignore or []),
        "run_tests": run_tests,
        "run_natively": run_natively,
    }
    overrides = {name: value for name, value in given.items() if value}
    wanted = Wanted(
        "fix",
        writes=not diff,
        diffs=diff,
        refused=refused,
        quiet=quiet,
        output=output,
        output_file=output_file,
        not_written="without --diff it is",
        commits=commit,
    )

    def rewrite(target: Target) -> Run:
        unsafe = unsafe_fixes or target.project.config.unsafe_fixes
        return engine.fix_all(target.document, target.project, unsafe=unsafe)

    carry_out(files_to_write(paths, overrides, config, include_excluded), wanted, rewrite)
