"""`burnish evaluate`: how well a model does on code, beside the rules alone."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import typer
from rich.table import Table

from burnish.cli.console import PlainFormat, errors, fail, print_json, progress_bar, results
from burnish.cli.workspace import chosen, folders_of, targets
from burnish.model import open_backend
from burnish.model.backend import BackendError
from burnish.project import real
from burnish.training.resolve_rate import Rates, Site, by_rule, rates, sites


def register(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    paths: list[Path] = typer.Argument(None, help="Files and folders to find sites in; the present folder if none."),
    model: str = typer.Option("", help="A model's name or the path of a GGUF file, instead of the configured one."),
    candidates: int = typer.Option(4, min=1, max=16, help="Rewrites to try for resolve@k."),
    most: int = typer.Option(300, min=1, help="Sites to measure at most."),
    output: PlainFormat = typer.Option(PlainFormat.TEXT, "--format", help="How to print it."),
) -> None:
    """Measure the share of findings that a model's rewrite resolves through the whole gate, the rule's own fix hidden."""
    paths = paths or [Path()]
    folders = folders_of({"model": model} if model else {})
    places = chosen(paths, folders).places
    config = folders.settings(real(paths[0]))
    measured: list[Site] = []
    try:
        backend = open_backend(config)
        if backend is None:
            fail("the model is switched off in the settings; name one with --model")
        found = ((one.document, one.project) for one in targets(places))
        with closing(backend), progress_bar() as bar:
            task = bar.add_task("Evaluating", total=None)
            for site in sites(found, backend, candidates, most):
                measured.append(site)
                bar.advance(task)
    except BackendError as error:
        fail(str(error))
    if not measured:
        errors.print("No rule that the model knows finds anything there.")
        raise typer.Exit
    groups = {rule: rates(some) for rule, some in by_rule(measured).items()} | {"all": rates(measured)}
    refusals = Counter(site.refusal for site in measured if site.refusal)
    if output is PlainFormat.JSON:
        shown = {rule: asdict(one) for rule, one in groups.items() if one is not None}
        print_json(
            {"version": 1, "model": backend.manifest.name, "k": candidates, "rates": shown, "refusals": refusals}
        )
        return
    results.print(_table(groups, candidates))
    results.print(
        "First rewrites refused by: " + (", ".join(f"{name} {n}" for name, n in refusals.most_common()) or "none")
    )


def _table(groups: dict[str, Rates | None], candidates: int) -> Table:
    table = Table(box=None, header_style="bold")
    columns = ("rule", "sites", "copy", "rule alone", "resolve@1", f"resolve@{candidates}", "rule + model", "ms")
    for column in columns:
        table.add_column(column, justify="left" if column == "rule" else "right", no_wrap=True)
    for name, one in groups.items():
        if one is not None:
            shares = (0.0, one.rule_alone, one.resolve_at_1, one.resolve_at_k, one.rule_or_model)
            table.add_row(name, str(one.sites), *(f"{100 * share:.0f} %" for share in shares), f"{one.median_ms:.0f}")
    return table
