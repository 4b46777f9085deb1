"""All commands, and what becomes of errors."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from burnish import __version__
from burnish.cli import check, doctor, enhance, evaluate, explain, fix, init, models, rules, serve, train, undo, verify
from burnish.cli.console import errors


def _without_type(params: list[Any]) -> list[Any]:
    """Options whose help says nothing of the type of a flag: it takes no value."""
    for one in params:
        if isinstance(one, TyperOption) and one.is_flag and one.metavar is None:
            one.metavar = ""
    return params


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type(super().get_params(ctx))


class _Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type(super().get_params(ctx))


app = typer.Typer(
    name="burnish",
    cls=_Group,
    help="Finds what could be better in your code, rewrites it, and verifies every rewrite. All on this machine.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (init, check, fix, enhance, undo, verify, explain, rules, serve, models, train, evaluate, doctor):
    module.register(app)
for registered in app.registered_commands:
    registered.cls = _Command


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version and leave.")) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """Runs the command line: 0 clean, 1 findings left, 2 error."""
    try:
        app()
    except KeyboardInterrupt:
        errors.print("Cancelled.")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)  # whoever read the output has seen enough
