"""HTML: one file that needs nothing else, to look at, to filter and to print."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from burnish import __version__
from burnish.engine import Left, Step
from burnish.enhancement import Enhancement
from burnish.report.escaping import html_text
from burnish.report.json import shown_path
from burnish.report.left import left_reason, ordered
from burnish.report.made import Made, kinds_of, made_by, place_of_left, purpose_of
from burnish.report.metrics import metrics_rows
from burnish.report.outcome import FileRun, FoundHere
from burnish.report.receipt import is_proven, receipt_details, receipt_line
from burnish.report.side_by_side import side_by_side
from burnish.report.wording import counted, signed
from burnish.rule import Objective, Rule, Safety
from burnish.rules import rule_of

_OBJECTIVES = tuple(one.value for one in Objective)


def runs_html(runs: Sequence[FileRun], root: Path, written: bool, summary: str) -> str:
    """What `fix` or `enhance` made and left, file by file: each enhancement with its reason, receipt, before and after."""
    kept = [one for one in runs if not one.unwritten]
    made = [step.enhancement for one in kept for step in one.run.steps]
    left = sum(len(one.run.left) + one.standing for one in runs)
    cards = [
        _card(len(made), "enhancement", " made" if written else " to make"),
        _card(sum(is_proven(one.receipt) for one in made), "", "of them proven"),
        _card(sum(one.changed for one in kept), "file", " changed" if written else " to change"),
        _card(left, "finding", " left"),
    ]
    files = [_file_of_run(one, root, written) for one in runs if one.run.steps or one.run.left]
    filters = (
        _choice("objective", "Objective", _OBJECTIVES),
        _choice("safety", "Safety", ("safe", "unsafe")),
        _choice("state", "State", ("proven", "unproven", "checked", "left")),
    )
    extra = _metrics([one for one in kept if one.changed]) + (f"<p>{html_text(kinds_of(made))}.</p>\n" if made else "")
    return _page("Burnish: enhancements", summary, cards, extra, filters, files)


def findings_html(found: Sequence[FoundHere], files: int, root: Path) -> str:
    """What `check` found, file by file."""
    by_file: dict[Path, list[FoundHere]] = {}
    for one in found:
        by_file.setdefault(one.path, []).append(one)
    cards = [
        _card(len(found), "finding"),
        _card(len(by_file), "file", " with findings"),
        _card(files, "file", " read"),
        _card(sum(one.fix == "safe" for one in found), "", "with a safe fix"),
    ]
    sections = [
        _file(shown_path(path, root), counted(len(here), "finding"), [_found(one) for one in here])
        for path, here in by_file.items()
    ]
    filters = (
        _choice("objective", "Objective", _OBJECTIVES),
        _choice("severity", "Severity", ("error", "warning", "info")),
        _choice("safety", "Fix", ("safe", "unsafe", "model", "none")),
    )
    summary = f"{counted(len(found), 'finding')} in {counted(files, 'file')}."
    return _page("Burnish: findings", summary, cards, "", filters, sections)


def _page(
    title: str,
    summary: str,
    cards: Iterable[str],
    extra: str,
    filters: Iterable[str],
    files: Sequence[str],
) -> str:
    style, script = _resource("page.css"), _resource("page.js")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"
    body = "\n".join(files) or '<p class="soft">There is nothing to show.</p>'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{html_text(title)}</title>
<style>{style}</style>
</head>
<body>
<h1>{html_text(title)}</h1>
<p>{html_text(summary)}</p>
<div class="cards">{"".join(cards)}</div>
{extra}
<form class="filters" hidden>{"".join(filters)}
<label>File<input type="search" placeholder="part of the path" aria-label="Part of the path"></label>
<output aria-live="polite"></output></form>
<main>
{body}
</main>
<footer class="soft"><p>Burnish {html_text(__version__)}. Everything was computed on this machine; nothing was sent anywhere by this report.</p></footer>
<script>{script}</script>
</body>
</html>
"""


def _file_of_run(one: FileRun, root: Path, written: bool) -> str:
    steps = {id(step.enhancement): step for step in one.run.steps}
    items = [_made(made, steps[id(made.enhancement)]) for made in made_by(one.run, written and not one.unwritten)]
    items += [_left(left, one, written and not one.unwritten) for left in ordered(one.run.left)]
    note = counted(len(one.run.steps), "enhancement") + f", {counted(len(one.run.left), 'finding')} left"
    if one.unwritten:
        note = f"not written: {one.unwritten}"
    return _file(shown_path(one.path, root), note, items)


def _file(path: str, note: str, items: Sequence[str]) -> str:
    shown = html_text(path)
    return (
        f'<section class="file" data-path="{shown}"><header><h2><code>{shown}</code></h2>'
        f'<span class="soft">{html_text(note)}</span></header>\n{"".join(items)}</section>'
    )


def _made(made: Made, step: Step) -> str:
    one = made.enhancement
    line = receipt_line(one.receipt)
    state = line.partition(":")[0]
    rule = _rule_of(one, step)
    reason = f"<p>{_prose(rule.why)}</p>" if rule is not None and rule.why else ""
    checks = "".join(f"<li>{html_text(text)}</li>" for text in receipt_details(one.receipt))
    kind = {"proven": "good", "unproven": "doubt"}.get(state, "soft")
    return (
        f'<article class="item" data-objective="{_objective(one)}" data-safety="{one.safety.value}"'
        f' data-state="{html_text(state)}"><header><h3>{html_text(one.title)}</h3>'
        f'<span class="soft">line {made.line}</span>{_badge(one.safety)}'
        f'<code class="soft">{html_text(purpose_of(one))}</code>'
        f'<span class="soft">by the {html_text(one.origin.value)}</span></header>{reason}'
        f'<p class="receipt {kind}">{html_text(line)}</p>'
        f"<details><summary>All checks</summary><ul>{checks}</ul></details>"
        f"{side_by_side(step.before.text, step.after.text)}</article>\n"
    )


def _left(left: Left, one: FileRun, written: bool) -> str:
    finding = left.finding
    line, _ = place_of_left(one.run, left, written)
    safety = "unsafe" if "unsafe" in left.reason.value else ""
    return (
        f'<article class="item" data-objective="{html_text(finding.rule.partition("/")[0])}" data-safety="{safety}"'
        f' data-state="left"><header><h3>{html_text(finding.message)}</h3><span class="soft">line {line}</span>'
        f'<span class="badge soft">left</span><code class="soft">{html_text(finding.rule)}</code></header>'
        f'<p class="soft">{_prose(_sentence(left_reason(left)))}</p></article>\n'
    )


def _found(one: FoundHere) -> str:
    rule = html_text(one.rule)
    objective = html_text(one.rule.partition("/")[0])
    fix = {"safe": "safe fix", "unsafe": "unsafe fix", "model": "the model may try"}.get(one.fix or "", "no fix")
    kind = {"safe": "good", "unsafe": "doubt"}.get(one.fix or "", "soft")
    return (
        f'<article class="item" data-objective="{objective}" data-severity="{html_text(one.severity)}"'
        f' data-safety="{one.fix or "none"}"><header><h3>{html_text(one.message)}</h3>'
        f'<span class="soft">line {one.range["start"]["line"]}, column {one.range["start"]["column"]}</span>'
        f'<span class="badge soft">{html_text(one.severity)}</span><span class="badge {kind}">{fix}</span>'
        f'<code class="soft">{rule}</code></header><pre class="here">{html_text(one.line_text)}</pre></article>\n'
    )


def _metrics(runs: Sequence[FileRun]) -> str:
    if not runs:
        return ""
    rows = "".join(
        f"<tr><td>{label}</td><td>{before}</td><td>{after}</td>"
        f'<td class="{"good" if after < before else "bad" if after > before else "soft"}">{signed(after - before)}</td></tr>'
        for label, before, after in metrics_rows(runs)
    )
    return (
        '<table class="figures"><thead><tr><th>Changed files</th><th>before</th><th>after</th><th>change</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>\n"
    )


def _objective(one: Enhancement) -> str:
    return "" if one.objective is None else one.objective.value


def _badge(safety: Safety) -> str:
    return f'<span class="badge {"good" if safety is Safety.SAFE else "doubt"}">{safety.value}</span>'


def _choice(name: str, label: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{value}">{value}</option>' for value in values)
    return f'\n<label>{label}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _rule_of(one: Enhancement, step: Step) -> Rule | None:
    return None if one.rule is None else rule_of(one.rule, step.before.part_at(one.span).language.name)


def _card(number: int, noun: str, rest: str = "") -> str:
    """`3` large, and `enhancements made` below it."""
    words = counted(number, noun).partition(" ")[2] if noun else ""
    return f'<div class="card"><b>{number}</b>{words}{rest}</div>'


def _prose(text: str) -> str:
    """A rule's own words, in which code stands between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html_text(text))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _resource(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
