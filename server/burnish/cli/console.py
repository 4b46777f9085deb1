"""Standard output for results, standard error for everything else; progress for what takes over a second."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from burnish.report.escaping import json_text, plain_lines, plain_text

PIPE_WIDTH = 160
"""Columns of a table where standard output is no terminal, whose width would hold."""

results = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False)


class Format(str, Enum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class PlainFormat(str, Enum):
    TEXT = "text"
    JSON = "json"


def fail(message: str, status: int = 2) -> NoReturn:
    """Says in one sentence what went wrong, and leaves with 2, or another status."""
    _say("error", "red", message)
    raise typer.Exit(status)


def report_error(message: str) -> None:
    """Says in one sentence what went wrong, where more of the kind is to be said before leaving."""
    _say("error", "red", message)


def warn(message: str) -> None:
    """Says in one sentence what is wrong and does not stop the work."""
    _say("warning", "yellow", message)


def print_json(data: Any) -> None:
    write_output(json_text(data) + "\n")


def write_output(text: str, file: Path | None = None) -> None:
    """Puts a report where it is to go: on standard output, or into a file. Leaves with 2 where that cannot be written.

    It is UTF-8 with line feeds wherever it goes, whatever the terminal's own encoding.
    """
    content = text.encode("utf-8", "backslashreplace")
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        fail(f"{plain_text(str(file))} cannot be written: {error.strerror or error}")


def progress_bar() -> Progress:
    """A bar on standard error; silent where that is not a terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )


def _say(kind: str, colour: str, message: str) -> None:
    # A message may hold brackets, which are no markup: list[str], [id].tsx.
    errors.print(Text.assemble((f"{kind}:", colour), " ", plain_lines(message)), soft_wrap=True)
