"""All commands, and what becomes of errors."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, MutableMapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info, get_group_from_info

from burnish import __version__
from burnish.cli.console import errors

COMMANDS = (
    "init",
    "check",
    "fix",
    "enhance",
    "undo",
    "verify",
    "explain",
    "rules",
    "serve",
    "models",
    "train",
    "evaluate",
    "doctor",
)
"""In the order of the help. Each is registered by the module of its name."""


def _without_type(params: list[Any]) -> list[Any]:
    """Options whose help says nothing of the type of a flag: it takes no value."""
    for one in params:
        if isinstance(one, TyperOption) and one.is_flag and one.metavar is None:
            one.metavar = ""
    return params


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type(super().get_params(ctx))


class _Commands(MutableMapping[str, Any]):
    """The commands by name, each imported when it is asked for: one does not wait for what the others need."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = dict.fromkeys(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        if self._known[name] is None:
            self._known[name] = _imported(name)
        return self._known[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _imported(name: str) -> Any:
    part = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    importlib.import_module(f"burnish.cli.{name}").register(part)
    for one in part.registered_commands:
        one.cls = _Command
        return get_command_from_info(one, pretty_exceptions_short=True, rich_markup_mode="markdown")
    (group,) = part.registered_groups
    group.cls = _Subgroup
    for one in group.typer_instance.registered_commands if group.typer_instance else ():
        one.cls = _Command
    return get_group_from_info(
        group,
        pretty_exceptions_short=True,
        rich_markup_mode="markdown",
        suggest_commands=True,
    )


class _Subgroup(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type(super().get_params(ctx))


class _Group(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Commands()

    def get_params(self, ctx: Any) -> list[Any]:
        return _without_type(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


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
