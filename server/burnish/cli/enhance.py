"""`burnish enhance`: the rules' fixes, then the model's verified rewrites."""

from __future__ import annotations

from typing import Annotated

import typer

from burnish import engine
from burnish.cli import run_options as options
from burnish.cli.console import fail, warn
from burnish.cli.runs import Wanted, carry_out
from burnish.cli.workspace import Target, files_to_write, names_in
from burnish.engine import Run
from burnish.model import open_backend
from burnish.model.backend import Backend
from burnish.model.errors import BackendError
from burnish.model.remembered import remembering
from burnish.report.receipt import refusal_sentence
from burnish.text import Span


def register(app: typer.Typer) -> None:
    app.command()(enhance)


def enhance(
    paths: options.Paths = None,
    write: Annotated[bool, typer.Option("--write", help="Write the files. Without it nothing is written.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show a diff of each file.")] = False,
    unsafe_fixes: options.UnsafeFixes = False,
    model: Annotated[
        str, typer.Option(help="A model's name or the path of a GGUF file, instead of the configured one.")
    ] = "",
    endpoint: Annotated[
        str, typer.Option(help="An OpenAI-compatible endpoint to ask instead; code is sent to it.")
    ] = "",
    endpoint_model: Annotated[str, typer.Option(help="The model's name at the endpoint.")] = "",
    instruction: Annotated[
        str, typer.Option(metavar="TEXT", help="Do this instead, in one file: a chat model or an endpoint is asked.")
    ] = "",
    lines: Annotated[
        str, typer.Option(metavar="FIRST:LAST", help="The lines that the instruction is for; a line's function.")
    ] = "",
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
    """Show every fix that the gate lets through, then the model's rewrites of what the rules cannot fix; with --write, write them.

    Exits with 1 when findings are left. `burnish undo` takes back what was written.
    """
    given = {
        "select": names_in(select or []),
        "ignore": names_in(ignore or []),
        "model": model,
        "run_tests": run_tests,
        "run_natively": run_natively,
    }
    given |= {"endpoint": endpoint, "endpoint_model": endpoint_model}
    overrides = {name: value for name, value in given.items() if value}
    wanted = Wanted(
        "enhance",
        writes=write,
        diffs=diff,
        refused=refused,
        quiet=quiet,
        output=output,
        output_file=output_file,
        not_written="--write applies them" + ("" if diff else ", --diff shows them"),
        asks_model=True,
    )
    places = files_to_write(paths, overrides, config, include_excluded)
    if lines and not instruction:
        fail("--lines goes with --instruction")
    if instruction and (len(places) != 1 or not lines):
        fail("--instruction needs one file and --lines, such as --lines 10:40")
    models = _Models()
    try:
        if instruction:
            carry_out(places, wanted, lambda target: _instructed(target, models, instruction, lines))
        carry_out(places, wanted, lambda target: _enhanced(target, models, unsafe_fixes))
    finally:
        models.close()


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


def _enhanced(target: Target, models: _Models, unsafe_fixes: bool) -> Run:
    document, project = target.document, target.project
    unsafe = unsafe_fixes or project.config.unsafe_fixes
    try:
        return engine.enhance(document, project, models.of(target), unsafe=unsafe)
    except BackendError as error:
        models.failed(error)
        return engine.enhance(document, project, None, unsafe=unsafe)


def _instructed(target: Target, models: _Models, instruction: str, lines: str) -> Run:
    """Leaves with 2 where nobody takes the instruction, with 1 where its result was refused."""
    span = _span_of_lines(target, lines)
    backend = models.of(target)
    if backend is None:
        fail("an instruction needs a model: name one with --model or --endpoint")
    try:
        run = engine.instructed(target.document, target.project, span, instruction, backend)
    except BackendError as error:
        fail(str(error))
    for refusal in run.refusals:
        fail(refusal_sentence(refusal), status=1)
    return run


def _span_of_lines(target: Target, lines: str) -> Span:
    document = target.document
    first, _, last = lines.partition(":")
    try:
        start, end = int(first), int(last or first)
    except ValueError:
        fail(f"--lines takes two numbers, such as 10:40, not {lines}")
    count = document.lines.count - document.source.endswith(b"\n")
    if not 1 <= start <= end <= count:
        fail(f"--lines {lines} is not in the file, which has {count} lines")
    return document.lines.line_span(start - 1).joined(document.lines.line_span(end - 1))
