"""What `check` found, in the format that was asked for, where it was asked for."""

from __future__ import annotations

import io
from enum import Enum
from pathlib import Path

from rich.console import Console

from burnish.cli.console import PIPE_WIDTH, results, write_output
from burnish.cli.workspace import say, shown
from burnish.report.checked import Checked, checked_json, statistics_json, summary
from burnish.report.escaping import json_text
from burnish.report.findings_text import print_findings, print_statistics


class CheckFormat(str, Enum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    HTML = "html"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


def shows_fixes(output: CheckFormat) -> bool:
    """Whether a format holds what each fix would write, which takes longer to find."""
    return output is CheckFormat.SARIF


def report(checked: Checked, output: CheckFormat, file: Path | None, *, statistics: bool, quiet: bool) -> None:
    """Writes the report to a file, or to standard output."""
    root = Path.cwd()
    if output is CheckFormat.TEXT:
        _in_words(checked, root, file, statistics=statistics, quiet=quiet)
    elif statistics:
        write_output(json_text(statistics_json(checked, root)) + "\n", file)
    else:
        write_output(_written(output, checked, root), file)
    if file is not None and not quiet:
        say(f"Wrote the report to {shown(file)}.")


def _written(output: CheckFormat, checked: Checked, root: Path) -> str:
    """What a format is written by is imported where it is asked for: some of it brings the engine."""
    if output is CheckFormat.SARIF:
        from burnish.cli.rules import every_rule
        from burnish.report.sarif import findings_sarif

        return json_text(findings_sarif(checked.found, every_rule(), root)) + "\n"
    if output is CheckFormat.MARKDOWN:
        from burnish.report.markdown import findings_markdown

        return findings_markdown(checked.found, checked.files, root)
    if output is CheckFormat.HTML:
        from burnish.report.html import findings_html

        return findings_html(checked.found, checked.files, root)
    if output is CheckFormat.GITHUB:
        from burnish.report.github import findings_github

        return findings_github(checked.found, root)
    if output is CheckFormat.GITLAB:
        from burnish.report.gitlab import findings_gitlab

        return json_text(findings_gitlab(checked.found, root)) + "\n"
    if output is CheckFormat.JUNIT:
        from burnish.report.junit import findings_junit

        return findings_junit(checked.found, checked.files, root)
    return json_text(checked_json(checked, root)) + "\n"


def _in_words(checked: Checked, root: Path, file: Path | None, *, statistics: bool, quiet: bool) -> None:
    written = io.StringIO()
    console = results if file is None else Console(file=written, width=PIPE_WIDTH, highlight=False)
    if statistics:
        print_statistics(console, checked)
    else:
        print_findings(console, checked.found, root)
    if not quiet:
        console.print(summary(checked), soft_wrap=True, markup=False)
    if file is not None:
        write_output(written.getvalue(), file)
