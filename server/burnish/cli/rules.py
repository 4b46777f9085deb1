"""`burnish rules`: every rule."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from burnish.cli import own_rules
from burnish.cli.console import Format, print_json, results
from burnish.project import Project, project_root, real
from burnish.report.json import rules_json
from burnish.report.rule_page import rule_table
from burnish.rule import Rule
from burnish.rules import own_rules as rules_of_project
from burnish.rules import rules


def register(app: typer.Typer) -> None:
    rules_app = typer.Typer(
        help="List every rule, or write and test rules of this project's own.", invoke_without_command=True
    )
    rules_app.callback(invoke_without_command=True)(list_rules)
    own_rules.register(rules_app)
    app.add_typer(rules_app, name="rules")


def list_rules(
    context: typer.Context,
    output: Format = typer.Option(Format.TEXT, "--format", help="How to print the rules."),
) -> None:
    """List every rule with its languages and the safety of its fix; `new` and `test` are for rules of this project's own."""
    if context.invoked_subcommand is not None:
        return
    every = every_rule()
    if output is Format.JSON:
        print_json(rules_json(every))
    elif output is Format.MARKDOWN:
        typer.echo(rule_table(every), nl=False)
    else:
        table = Table(box=None, header_style="bold")
        for column in ("rule", "languages", "fix", "what it asks for"):
            table.add_column(column, no_wrap=column == "rule")
        for one in rules_json(every)["rules"]:
            cells = (one["rule"], ", ".join(one["languages"]), one["fix"] or "none", one["summary"])
            table.add_row(*map(Text, cells))
        results.print(table)


def every_rule() -> tuple[Rule, ...]:
    """Burnish's rules, and those of the project that the present folder belongs to."""
    here = real(Path())
    return (*rules(), *rules_of_project(Project(project_root(here) or here)))
