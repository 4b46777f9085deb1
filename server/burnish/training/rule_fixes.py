"""Pairs from the product's own rules: every fix over real code that the gate accepts; and the gate as a filter.

The model learns only from what a user may be shown: where a rule recognises a pair's rough side, the gate must
accept its clean side.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from burnish import engine
from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Origin
from burnish.project import Project
from burnish.rule import Finding, Objective, Rule
from burnish.rules import rules
from burnish.text import Edit, Span, apply
from burnish.training.roughening.pair import OBJECTIVES, Pair

_UNRUN = Project(config=Config(behaviour=False))
"""For pairs to be: their behaviour is compared once at the end, whatever they come from, by `refuted`."""

_PATHS = {
    "python": Path("region.py"),
    "javascript": Path("region.js"),
    "typescript": Path("region.ts"),
    "tsx": Path("region.tsx"),
}
# A region alone does not say what `requests` is. These imports stand before it while rules and gate look at it.
_PYTHON_IMPORTS = """import asyncio
import csv
import json
import os
import pickle
import requests
import socket
import sqlite3
import subprocess
import time
import urllib.request
import yaml
"""
_JAVASCRIPT_IMPORTS = "import axios from 'axios';\nimport fs from 'fs';\nimport path from 'path';\n"


@dataclass(frozen=True, slots=True)
class Framed:
    """A region within a file that gives its names a meaning: `region` is where it lies in `document`."""

    document: Document
    region: Span
    indent: str


def framed(text: str, language: str) -> Framed:
    """`text` as the end of a small file; a lone method gets a class around it."""
    imports = _PYTHON_IMPORTS if language == "python" else _JAVASCRIPT_IMPORTS
    method = language != "python" and re.match(
        r"(static |async |get |set |private |public |protected )*[\w$#]+\s*(<[^>]*>)?\([^=;]*\{\s*$",
        text.split("\n")[0],
    )
    if method and not re.match(r"(if|for|while|switch|catch|function|with)\b", text):
        head, indent, tail = f"{imports}\nclass Outer {{\n", "  ", "\n}\n"
    else:
        head, indent, tail = f"{imports}\n", "", "\n"
    shown = textwrap.indent(text, indent)
    start = len(head.encode())
    document = Document.of(_PATHS[language], head + shown + tail, language)
    return Framed(document, Span(start, start + len(shown.encode())), indent)


def unframed(frame: Framed, edits: tuple[Edit, ...]) -> str | None:
    """The region after those of the edits that lie in it, dedented; None when one crosses its border."""
    inside = [edit for edit in edits if frame.region.contains(edit.span)]
    if any(edit.span.overlaps(frame.region) for edit in edits if edit not in inside):
        return None
    shifted = [Edit(edit.span.shifted(-frame.region.start), edit.text) for edit in inside]
    text = apply(frame.document.source[frame.region.start : frame.region.end], shifted).decode()
    return "\n".join(line.removeprefix(frame.indent) for line in text.split("\n"))


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if language in rule.languages and rule.name in OBJECTIVES)


def fixed_pairs(text: str, language: str, repository: str) -> Iterator[Pair]:
    """One pair for each finding in a function whose fix the gate accepts."""
    frame, project = framed(text, language), _UNRUN
    known = {rule.id: rule for rule in _rules(language)}
    for finding in analyze(frame.document, project, tuple(known.values())):
        rule = known[finding.rule]
        fix = rule.fix_of(finding, frame.document, project) if rule.fixable else None
        if fix is None or not frame.region.contains(finding.anchor):
            continue
        if not engine.verify_edits(frame.document, project, fix.edits, rule=rule, finding=finding).accepted:
            continue
        after = unframed(frame, fix.edits)
        if after is not None and after != text:
            yield Pair(language, rule.name, text, after, "rule", repository)


def finding_for(pair: Pair, frame: Framed) -> tuple[Rule, Finding] | None:
    """What the pair's own rule finds in its region, if the product has that rule and it sees anything."""
    chosen = tuple(rule for rule in _rules(pair.language) if rule.name == pair.rule)
    found = [
        finding for finding in analyze(frame.document, Project.empty(), chosen) if frame.region.contains(finding.anchor)
    ]
    return (next(rule for rule in chosen if rule.id == found[0].rule), found[0]) if found else None


def accepted(after: str, frame: Framed, rule: Rule, finding: Finding) -> bool:
    """Whether the gate lets `after` take the place of `before` for this finding."""
    return refusal(after, frame, rule, finding) is None


def refusal(after: str, frame: Framed, rule: Rule, finding: Finding, *, run: bool = True) -> str | None:
    """The check of the gate that refuses `after`, with its reason; None when it is accepted.

    Without `run` its behaviour is not compared.
    """
    edit = Edit(frame.region, _indented(after, frame))
    receipt = engine.verify_edits(
        frame.document,
        Project.empty() if run else _UNRUN,
        [edit],
        rule=rule,
        finding=finding,
        origin=Origin.MODEL,
        region=frame.region,
    )
    failure = receipt.failure
    return None if failure is None else f"{failure.name}: {failure.detail}"


def refuted(pair: Pair) -> bool:
    """Whether both sides were run, as far as they are functions, and do not do the same; a rule's purpose is allowed."""
    if pair.before == pair.after:
        return False
    rule = next((one for one in _rules(pair.language) if one.name == pair.rule), None)
    objective = None if rule is not None else Objective(pair.objective)
    frame = framed(pair.before, pair.language)
    edit = Edit(frame.region, _indented(pair.after, frame))
    return engine.refuted(frame.document, Project.empty(), [edit], frame.region, rule=rule, objective=objective)


def _indented(text: str, frame: Framed) -> str:
    return "\n".join(frame.indent + line if line else line for line in text.split("\n"))
