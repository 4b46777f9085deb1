"""`burnish explain`: a rule's page."""

from __future__ import annotations

import difflib

import typer
from rich.markdown import Markdown

from burnish.cli.console import fail, results
from burnish.cli.rules import every_rule
from burnish.report.rule_page import rule_page
from burnish.rules import rules_named


def register(app: typer.Typer) -> None:
    app.command()(explain)


def explain(rule: str = typer.Argument(help="A rule's name, with or without its objective.")) -> None:
    """Print a rule's page: what it asks for, why, how safe its fix is, examples."""
    every = every_rule()
    found = rules_named(rule, every)
    if not found and rule in {one.page.objective for one in every}:
        fail(f"'{rule}' is an objective, which several rules serve; `burnish rules` lists them")
    if not found:
        names = [one.name for one in every] + [one.id for one in every]
        close = difflib.get_close_matches(rule.lower(), names, n=1)
        fail(f"there is no rule '{rule}'" + (f"; did you mean '{close[0]}'?" if close else "; see `burnish rules`"))
    for one in found:
        page = rule_page(one)
        if results.is_terminal:
            results.print(Markdown(page))
        else:
            typer.echo(page)
