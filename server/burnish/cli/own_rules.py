"""`burnish rules new` and `burnish rules test`: the rules that a project keeps for itself."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from burnish import engine
from burnish.analysis import Analysis
from burnish.cli.console import fail, report_error
from burnish.cli.workspace import shown
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Refusal
from burnish.page import Example
from burnish.project import Project, project_root, real
from burnish.report.escaping import plain_text
from burnish.report.wording import counted
from burnish.rules import known_names, users_at
from burnish.users import FOLDER, Users, UsersRule, faults_of
from burnish.users.reading import Written

PAGE = """\
---
# What the rule is called: in reports, settings and comments it is project/{name}. With an objective before the name,
# as in performance/{name}, it is counted there.
id: {name}
languages: [python]        # python, javascript, typescript, tsx, html, css, json
# What is looked for: code with holes. $X is one piece of code, $$$X any number of them, side by side.
# All of ast-grep's words can stand here: pattern, kind, regex, inside, has, not, any, all …
rule:
  pattern: $CALL($$$ARGUMENTS)
# What the code in a hole must refer to, however it was imported; a variable that is called alike is something else.
origin:
  CALL: [time.time]
message: $CALL() jumps when the clock is set; measure with time.monotonic()
# What it becomes, with the same holes. Leave `fix` out where a person must decide.
title: Measure with time.monotonic()
fix: time.monotonic($$$ARGUMENTS)
purpose: {{values: true}}    # the fix gives other values on purpose
---

Measure durations with a clock that nobody sets.

**Why** time.time() jumps when the clock is set, and a duration may be negative then.

Code in which the rule finds something, and what its fix makes of it:

```python before
import time

def now():
    return time.time()
```
```python after
import time

def now():
    return time.monotonic()
```

Code that looks alike and is fine:

```python silent
def now(time):
    return time.time()
```
"""
"""A page that finds something, fixes it, and says what each of its parts is for."""


def register(app: typer.Typer) -> None:
    app.command("new")(new)
    app.command("test")(test)


def new(
    name: str = typer.Argument(help="What the rule is called: lower case, with hyphens."),
) -> None:
    """Write a page for a new rule, with comments, into .burnish/rules."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        fail("a rule's name has lower-case letters, digits and hyphens: no-sleep-in-handlers")
    if name in known_names():
        fail(f"Burnish has a rule '{name}' already: give this one another name")
    path = _root(Path()) / FOLDER / f"{name}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(PAGE.format(name=name))
    except FileExistsError:
        fail(f"{shown(path)} is there already")
    except OSError as error:
        fail(f"{shown(path)} cannot be written: {error.strerror or error}")
    typer.echo(f"Wrote {shown(path)}. Change it, then run: burnish rules test")


def test(
    paths: list[Path] = typer.Argument(
        None, metavar="PATH", help="Files of rules; all of the project's if none is given."
    ),
) -> None:
    """Run the examples of the project's own rules. Exits with 1 where one fails, with 2 where a rule cannot be read."""
    root = _root(paths[0].parent if paths else Path())
    users = users_at(root)
    wanted = {real(one) for one in paths or ()}
    missing = [one for one in paths or () if not any(_is_of(real(one), known) for known in users.files)]
    if missing:
        fail(f"{shown(missing[0])} is no file of rules in {shown(root / FOLDER)}")
    problems = [one for one in (*users.problems, *faults_of(users.written)) if _wanted(one.path, wanted)]
    for problem in problems:
        report_error(problem.shown("" if problem.path is None else shown(problem.path)))
    failed = total = 0
    project = _project(root)
    written = [one for one in users.written if _wanted(one.path, wanted)]
    for one in written:
        rule = UsersRule(one.page)
        total += len(one.page.examples) + len(one.page.silent)
        for said in _failures(rule, one, project):
            failed += 1
            typer.echo(plain_text(f"{shown(one.path)}: {one.page.id}: ") + said)
    if not failed:
        typer.echo(_summary(users, written, total))
    if problems:
        raise typer.Exit(2)
    raise typer.Exit(1 if failed else 0)


def _summary(users: Users, written: Sequence[Written], total: int) -> str:
    if not users.files:
        return f"There are no rules in {FOLDER} yet; write one with: burnish rules new NAME"
    without = sum(not one.page.examples for one in written)
    rest = f"; {counted(without, 'rule')} of ast-grep has none" if without else ""
    return f"{counted(total, 'example')} of {counted(len(written), 'rule')} as they should be{rest}."


def _failures(rule: UsersRule, one: Written, project: Project) -> Iterator[str]:
    for number, example in enumerate(one.page.examples, 1):
        said = _wrong_before(rule, example, project)
        if said:
            yield f"example {number}: {said}"
    for number, example in enumerate(one.page.silent, 1):
        document = _document(rule, example)
        for finding in Analysis.of(document, project, (rule,)).findings[:1]:
            line = document.lines.line_of(finding.span.start)
            text = document.slice(document.lines.line_span(line)).strip()
            yield f"silent example {number}: this is found all the same, in its line {line + 1}: {text}"


def _wrong_before(rule: UsersRule, example: Example, project: Project) -> str:
    """What is wrong with an example in which something is to be found; "" where nothing is."""
    document = _document(rule, example)
    found = Analysis.of(document, project, (rule,)).findings
    if not found:
        return "nothing is found in it"
    if example.after is None:
        return ""
    after = document
    for _ in range(len(found)):
        left = Analysis.of(after, project, (rule,)).findings
        made = engine.fix_finding(after, project, left[0]) if left else None
        if isinstance(made, Refusal):
            hint = (
                " (where that is its point, the page says `purpose: {values: true}`)"
                if made.check == "behaviour"
                else ""
            )
            return f"the gate refuses the fix, by its check “{made.check}”: {made.reason}{hint}"
        if made is None:
            break
        after = after.edited(made.edits)
    if after.text == example.after:
        return ""
    lines = difflib.unified_diff(
        example.after.splitlines(), after.text.splitlines(), "as the page says", "as the fix makes it", lineterm=""
    )
    return "the fix makes something else of it:\n" + "\n".join(f"    {line}" for line in lines)


def _document(rule: UsersRule, example: Example) -> Document:
    language = example.language or rule.languages[0]
    return Document.of(example.path or f"example.{language}", example.before, None if example.path else language)


def _project(root: Path) -> Project:
    return Project(root, Config(run_natively=False, run_tests=False))


def _root(folder: Path) -> Path:
    """Where the project begins: the nearest folder that has rules, else the project's root, else the present folder."""
    here = real(folder)
    having = next((one for one in (here, *here.parents) if (one / FOLDER).is_dir()), None)
    return having or project_root(here) or here


def _is_of(path: Path, file: Path) -> bool:
    return path in (real(file), *real(file).parents)


def _wanted(path: Path | None, wanted: set[Path]) -> bool:
    return not wanted or (path is not None and any(_is_of(one, path) for one in wanted))
