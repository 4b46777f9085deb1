"""The options that `fix` and `enhance` share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class RunFormat(str, Enum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", readable=False, help="Files and folders; the present folder if none is given."),
]
UnsafeFixes = Annotated[
    bool,
    typer.Option("--unsafe-fixes", help="Also what may change behaviour, as the rule's page says in which way."),
]
RunNatively = Annotated[
    bool,
    typer.Option("--run-natively", help="Let Python or Node run what no sandbox can, in a process with limits."),
]
RunTests = Annotated[
    bool,
    typer.Option("--run-tests", help="Also run the project's own tests that reach each change, before and after."),
]
Output = Annotated[RunFormat, typer.Option("--format", help="How to report what was done.")]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output-file", metavar="FILE", help="Write the report to this file; a summary is still printed."),
]
Refused = Annotated[
    bool, typer.Option("--refused", help="Also list every finding that was not resolved, and why, refusals included.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print what was asked for and errors, and nothing else.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", readable=False, help="Take the settings from this file alone."),
]
IncludeExcluded = Annotated[
    bool, typer.Option("--include-excluded", help="Also take in files that settings or git leave out.")
]
Select = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only these rules or objectives; a list with commas.")
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Not these rules or objectives; a list with commas.")
]
