"""`burnish evaluate`: how well a model does on code, beside the rules alone."""

from __future__ import annotations

import math
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import typer
from rich.table import Table

from burnish.cli.console import PlainFormat, errors, fail, print_json, progress_bar, results
from burnish.cli.workspace import chosen, folders_of, targets
from burnish.model import open_backend
from burnish.model.errors import BackendError
from burnish.project import real
from burnish.report.wording import counted
from burnish.training.resolve_rate import Rates, Site, by_rule, rates, sites

_CHECKS = {
    "proposal": "there was no usable answer, or it left the code as it is",
    "syntax": "the result does not parse",
    "extent": "something outside of the region changed",
    "resolves": "the finding is still there",
    "metrics": "it is more complex than before, or no better",
    "stable": "a second pass would change it again",
    "interface": "a name or signature that others can use changed",
    "comments": "a comment or docstring is gone",
    "names": "a name is unknown, or means something else than before",
    "content": "it holds what was not there, or lost or swapped what was",
    "quiet": "another rule finds more than before",
    "behaviour": "both versions were run, and do not do the same",
    "tests": "a test of the project fails",
}
"""What each check of the gate refuses, in words."""


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
    results.print(_legend(groups["all"], refusals, candidates, backend.manifest.name), soft_wrap=True, markup=False)


def _table(groups: dict[str, Rates | None], candidates: int) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    columns = ("rule", "sites", "rule alone", "resolve@1", *_later(candidates), "rule + model", "ms")
    for column in columns:
        table.add_column(column, justify="left" if column == "rule" else "right", no_wrap=True)
    for name, one in groups.items():
        if one is not None:
            any_of = [one.resolve_at_k] if candidates > 1 else []
            shares = (one.rule_alone, one.resolve_at_1, *any_of, one.rule_or_model)
            cells = (f"{round(share * one.sites)} ({100 * share:.0f} %)" for share in shares)
            table.add_row(name, str(one.sites), *cells, f"{one.median_ms:.0f}")
    return table


def _later(candidates: int) -> tuple[str, ...]:
    return (f"resolve@{candidates}",) if candidates > 1 else ()


def _legend(every: Rates | None, refusals: Counter[str], candidates: int, model: str) -> str:
    """What the columns mean, how far their shares can be trusted, and why first rewrites were refused."""
    sites = every.sites if every is not None else 0
    lines = [
        "",
        f"sites         findings that {model} may be asked about, each with the rule's own fix hidden",
        "rule alone    where the rule's own fix passes the whole gate",
        "resolve@1     where the model's first rewrite does; one that changes nothing never counts",
    ]
    if candidates > 1:
        lines.append(f"{f'resolve@{candidates}':<13} where one of its first {candidates} rewrites does")
    lines += [
        "rule + model  where either does: what a person gets",
        "ms            from the question to the verdict on the first rewrite, the median",
        "",
        f"{counted(sites, 'site')}: by chance alone a share may be off by {_margin(sites)} points either way (95 %).",
    ]
    if refusals:
        lines.append("First rewrites were refused:")
        lines += [
            f"{number:>5}  {name}: {_CHECKS.get(name, 'a check of the gate')}"
            for name, number in refusals.most_common()
        ]
    else:
        lines.append("No first rewrite was refused.")
    return "\n".join(lines)


def _margin(sites: int) -> int:
    """Half of the widest 95 % interval of a share of so many, in points."""
    return min(100, math.ceil(100 * 1.96 * math.sqrt(0.25 / max(1, sites))))
