"""`burnish enhance`: the rules' fixes, then the model's verified rewrites."""

from __future__ import annotations

from pathlib import Path

import typer

from burnish import engine
from burnish.cli import runs
from burnish.cli.console import Format, progress_bar, warn
from burnish.cli.workspace import Target, chosen, folders_of, names_in, targets
from burnish.model import open_backend
from burnish.model.backend import Backend, BackendError
from burnish.model.remembered import remembering
from burnish.report.outcome import FileRun, file_run


def register(app: typer.Typer) -> None:
    app.command()(enhance)


def enhance(
    paths: list[Path] = typer.Argument(None, help="Files and folders; the present folder if none is given."),
    write: bool = typer.Option(False, "--write", help="Write the result; without it only the diffs are shown."),
    diff: bool = typer.Option(False, "--diff", help="Show the diffs, also when writing."),
    unsafe_fixes: bool = typer.Option(
        False, "--unsafe-fixes", help="Also fixes that may change behaviour as their rule documents."
    ),
    model: str = typer.Option("", help="A model's name or the path of a GGUF file, instead of the configured one."),
    endpoint: str = typer.Option("", help="An OpenAI-compatible endpoint to ask instead; code is sent to it."),
    endpoint_model: str = typer.Option("", help="The model's name at the endpoint."),
    run_natively: bool = typer.Option(
        False, "--run-natively", help="Let Python or Node run what no sandbox can, in a process with limits."
    ),
    run_tests: bool = typer.Option(
        False, "--run-tests", help="Also run the project's own tests that reach each change, before and after."
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
    """Apply every verified fix, then let the model rewrite what the rules cannot. Exits with 1 when findings are left."""
    paths = paths or [Path()]
    wanted = {
        "select": names_in(select),
        "ignore": names_in(ignore),
        "model": model,
        "run_tests": run_tests,
        "run_natively": run_natively,
    }
    wanted |= {"endpoint": endpoint, "endpoint_model": endpoint_model}
    overrides = {name: value for name, value in wanted.items() if value}
    places = chosen(paths, folders_of(overrides, config), force_exclude=True, include_excluded=include_excluded).places
    models = _Models()
    done: list[FileRun] = []
    try:
        with progress_bar() as bar:
            task = bar.add_task("Enhancing", total=len(places))
            for target in targets(places):
                bar.update(task, description=f"Enhancing {target.document.path.name}")
                one = _enhanced(target, models, unsafe_fixes)
                if one.changed and write:
                    runs.write(one)
                done.append(one)
                bar.advance(task)
    finally:
        models.close()
    runs.show(done, output, Path.cwd(), applied=write, diffs=diff or not write, refused=refused)
    raise typer.Exit(1 if runs.left(done) else 0)


class _Models:
    """The model of the settings, opened at first use; when it fails that is said once and the rules go on alone."""

    def __init__(self) -> None:
        self._backend: Backend | None = None
        self._opened = False

    def of(self, target: Target) -> Backend | None:
        if not self._opened:
            self._opened = True
            try:
                self._backend = remembering(open_backend(target.project.config))
            except BackendError as error:
                self.failed(error)
        return self._backend

    def failed(self, error: BackendError) -> None:
        warn(f"{error} Going on with the rules alone.")
        self.close()

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
        self._backend = None


def _enhanced(target: Target, models: _Models, unsafe_fixes: bool) -> FileRun:
    document, project = target.document, target.project
    unsafe = unsafe_fixes or project.config.unsafe_fixes
    try:
        run = engine.enhance(document, project, models.of(target), unsafe=unsafe)
    except BackendError as error:
        models.failed(error)
        run = engine.enhance(document, project, None, unsafe=unsafe)
    return file_run(run, project)
