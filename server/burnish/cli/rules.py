"""`burnish rules`: every rule."""

from __future__ import annotations

import typer
from rich.table import Table
from rich.text import Text

from burnish.cli.console import Format, print_json, results
from burnish.report.json import rules_json
from burnish.report.rule_page import rule_table
from burnish.rules import rules


def register(app: typer.Typer) -> None:
    app.command(name="rules")(list_rules)


def list_rules(output: Format = typer.Option(Format.TEXT, "--format", help="How to print the rules.")) -> None:
    """List every rule with its languages and the safety of its fix."""
    if output is Format.JSON:
        print_json(rules_json(rules()))
    elif output is Format.MARKDOWN:
        typer.echo(rule_table(rules()), nl=False)
    else:
        table = Table(box=None, header_style="bold")
        for column in ("rule", "languages", "fix", "what it asks for"):
            table.add_column(column, no_wrap=column == "rule")
        for one in rules_json(rules())["rules"]:
            cells = (one["rule"], ", ".join(one["languages"]), one["fix"] or "none", one["summary"])
            table.add_row(*map(Text, cells))
        results.print(table)
