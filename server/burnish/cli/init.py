"""`burnish init`: settings, and on request a baseline, a hook and a CI job, for a project that begins with Burnish."""

from __future__ import annotations

import re
import sys
from enum import Enum
from pathlib import Path

import typer

from burnish.cli.baseline import Asked, write_baseline
from burnish.cli.console import fail, results
from burnish.cli.workspace import chosen, folders_of, targets
from burnish.config import file_in, find_file, read_toml
from burnish.report.escaping import plain_text
from burnish.report.found import found_in
from burnish.report.wording import counted

BASELINE = "burnish-baseline.json"

_SETTINGS = """\
# Settings of Burnish. `burnish rules` lists the rules; the README describes every setting.
{table}
# Rules or objectives not to run, such as "modularity" or "readability/long-function".
ignore = []

# Files to leave out, as in .gitignore: what git ignores is left out anyway.
exclude = []

# Other rules for some of the files:
# [{prefix}per-path."tests/**"]
# ignore = ["performance", "security/hardcoded-secret"]
"""


class Host(str, Enum):
    GITHUB = "github"
    GITLAB = "gitlab"


def register(app: typer.Typer) -> None:
    app.command()(init)


def init(
    folder: Path = typer.Argument(Path(), help="The project's folder; the present one if none is given."),
    baseline: bool = typer.Option(False, "--baseline", help=f"Also write {BASELINE}: only new findings then count."),
    pre_commit: bool = typer.Option(False, "--pre-commit", help="Also add a hook to .pre-commit-config.yaml."),
    ci: Host = typer.Option(None, "--ci", help="Also write a CI job for this host."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Ask nothing; do what the options say."),
) -> None:
    """Begin with Burnish: write its settings, and a baseline, a hook and a CI job if asked. Overwrites nothing."""
    if not folder.is_dir():
        fail(f"{folder} is no folder")
    asks = not yes and not (baseline or pre_commit or ci) and sys.stdin.isatty() and sys.stderr.isatty()
    if asks:
        baseline = typer.confirm("Write a baseline, so that only new findings count?", default=False, err=True)
        pre_commit = typer.confirm("Add a pre-commit hook?", default=(folder / ".git").exists(), err=True)
        ci = _host_of(folder) if typer.confirm("Write a CI job?", default=False, err=True) else ci
    around = find_file(folder.resolve().parent)
    _say(settings_written(folder))
    if around is not None:
        _say(f"They hold here instead of {plain_text(str(around))}: the nearest settings file holds alone.")
    if baseline:
        _say(_baseline_written(folder))
    known = (folder / BASELINE).is_file()
    if pre_commit:
        _say(hook_written(folder, known))
    if ci is not None:
        _say(job_written(folder, ci, known))
    _say("Next: `burnish check` shows what could be better, `burnish fix --diff` what the rules would change.")


def settings_written(folder: Path) -> str:
    """Writes settings beside or into the project's own, and says where; what there is already is left as it is.

    Leaves with 2 where a pyproject.toml cannot be read.
    """
    own = file_in(folder)
    if own is not None:
        return f"{own.name} has settings of Burnish already; they stay as they are."
    pyproject = folder / "pyproject.toml"
    if not pyproject.is_file():
        text = _SETTINGS.format(table="", prefix="")
        (folder / "burnish.toml").write_text(text, encoding="utf-8", newline="\n")
        return "Wrote burnish.toml."
    try:
        read_toml(pyproject)
    except (OSError, ValueError) as error:
        fail(f"{pyproject} cannot be read: {error}")
    raw = pyproject.read_bytes()
    text = raw.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    table = _SETTINGS.format(table="[tool.burnish]", prefix="tool.burnish.")
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    pyproject.write_bytes(raw + (gap + table).replace("\n", newline).encode())
    return "Added [tool.burnish] to pyproject.toml."


def hook_written(folder: Path, baseline: bool) -> str:
    """Adds a hook to `.pre-commit-config.yaml`, which keeps its layout, or makes that file; says what was done."""
    path = folder / ".pre-commit-config.yaml"
    hook = _HOOK.replace("ARGUMENTS", _arguments(baseline))
    if not path.exists():
        path.write_text("repos:\n" + hook, encoding="utf-8", newline="\n")
        return "Wrote .pre-commit-config.yaml; `pre-commit install` switches it on."
    text = path.read_bytes().decode("utf-8")
    if "burnish" in text:
        return ".pre-commit-config.yaml names Burnish already; it stays as it is."
    added = _appended(text, hook)
    if added is None:
        return (
            f".pre-commit-config.yaml is written in a way that nothing can be added to; add this to its repos:\n{hook}"
        )
    path.write_bytes(added.encode("utf-8"))
    return "Added a hook to .pre-commit-config.yaml."


def job_written(folder: Path, host: Host, baseline: bool) -> str:
    """Writes a CI job; says where, and what it needs."""
    if host is Host.GITHUB:
        path, text = Path(".github", "workflows", "burnish.yml"), _GITHUB
    else:
        path, text = Path(".gitlab", "burnish.yml"), _GITLAB
    if (folder / path).exists():
        return f"{path.as_posix()} is there already; it stays as it is."
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    known = f" --baseline {BASELINE}" if baseline else ""
    (folder / path).write_text(text.replace(" BASELINE", known), encoding="utf-8", newline="\n")
    return f"Wrote {path.as_posix()}. {_NEEDS[host]}"


def _baseline_written(folder: Path) -> str:
    path = folder / BASELINE
    if path.exists():
        return f"{BASELINE} is there already; `burnish check --baseline {BASELINE} --update-baseline` makes it anew."
    places = chosen([folder], folders_of({})).places
    found = [one for target in targets(places) for one in found_in(target.document, target.project)]
    write_baseline(path, found, Asked(frozenset(place.path for place in places)))
    return (
        f"Wrote {BASELINE} with {counted(len(found), 'finding')}; with `--baseline {BASELINE}` only others are shown."
    )


def _host_of(folder: Path) -> Host:
    """The host that the project seems to lie on: GitHub unless something says GitLab."""
    return Host.GITLAB if (folder / ".gitlab-ci.yml").exists() else Host.GITHUB


def _arguments(baseline: bool) -> str:
    return f"[--force-exclude, --baseline, {BASELINE}]" if baseline else "[--force-exclude]"


def _appended(text: str, item: str) -> str | None:
    """A YAML text with an item more at the end of its list `repos`; None where that is not written as a block."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if re.fullmatch(r"repos:\s*(#.*)?", line)), None)
    if start is None:
        return None
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"[A-Za-z_\"']", lines[n])), len(lines))
    first = next((line for line in lines[start + 1 : end] if line.lstrip().startswith("- ")), None)
    if first is None or not first.lstrip().startswith(("- repo:", '- "repo"', "- 'repo'")):
        return None
    indent = first[: len(first) - len(first.lstrip())]
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    added = [indent + line.removeprefix("  ") for line in item.splitlines()]
    return newline.join([*lines[:end], *added, *lines[end:]]) + newline


def _say(sentence: str) -> None:
    results.print(sentence, soft_wrap=True, markup=False)


_HOOK = """\
  - repo: local
    hooks:
      - id: burnish
        name: burnish
        entry: burnish check
        args: ARGUMENTS
        language: system
        types_or: [python, jupyter, javascript, jsx, ts, tsx, vue, svelte, html, css, scss, less, json]
"""

_NEEDS = {
    Host.GITHUB: "It installs Burnish from what the repository's variable BURNISH says, such as a wheel's path or address.",
    Host.GITLAB: (
        "Include it from .gitlab-ci.yml (include: {local: .gitlab/burnish.yml}); it installs Burnish from what the "
        "variable BURNISH says, such as a wheel's path or address."
    ),
}

_GITHUB = """\
name: Burnish
on: pull_request

permissions:
  contents: read
  security-events: write

jobs:
  burnish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # Set the repository's variable BURNISH to what pip installs Burnish from.
      - run: python -m pip install "$BURNISH"
        env:
          BURNISH: ${{ vars.BURNISH }}
      - id: check
        run: burnish check --changed-since "origin/$BASE" BASELINE --format sarif --output-file burnish.sarif
        env:
          BASE: ${{ github.base_ref }}
      - if: always() && hashFiles('burnish.sarif') != ''
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: burnish.sarif
"""

_GITLAB = """\
burnish:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  script:
    # Set the variable BURNISH to what pip installs Burnish from.
    - python -m pip install "$BURNISH"
    - burnish check --changed-since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" BASELINE --format gitlab --output-file burnish.json
  artifacts:
    when: always
    reports:
      codequality: burnish.json
"""
