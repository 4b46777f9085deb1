"""Verdicts as people read them, whatever functions and values are called."""

from __future__ import annotations

from rich.console import Console

from burnish.engine.versions import Compared
from burnish.enhancement import Check, Outcome, Receipt
from burnish.report.verdicts import FileCompared, print_verdicts, verdicts_markdown

HOSTILE = "a\x1b[31m|<img src=x>[c](command:x)\u202e\nb\udcff"


def compared() -> list[FileCompared]:
    seen = Check("behaviour", Outcome.NOT_RUN, f"it reads {HOSTILE}")
    return [FileCompared(HOSTILE, (Compared(HOSTILE, "unproven", Receipt((seen,))),), HOSTILE)]


def test_text_is_text_alone() -> None:
    console = Console(record=True, width=300)
    print_verdicts(console, compared(), several=True)
    text = console.export_text()
    text.encode("utf-8")
    assert not set(text) & {"\x1b", "\u202e"}
    assert text.count("\n") == 3


def test_markdown_is_one_row_for_a_function() -> None:
    text = verdicts_markdown(compared())
    text.encode("utf-8")
    (row,) = [line for line in text.splitlines() if "unproven |" in line]
    assert "<img" not in row.replace("\\<", "")
    assert "](" not in row.replace("\\]", "")
    assert len([char for at, char in enumerate(row) if char == "|" and row[at - 1] != "\\"]) == 4
