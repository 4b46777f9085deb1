"""SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from burnish import __version__
from burnish.config import Config
from burnish.report.escaping import plain_text
from burnish.report.fingerprint import fingerprints
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere, PlannedFix
from burnish.report.rule_page import rule_page
from burnish.rule import Rule, severity_of

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def findings_sarif(found: Sequence[FoundHere], every: Sequence[Rule], root: Path) -> dict[str, Any]:
    rules: dict[str, list[Rule]] = {}
    for rule in every:
        rules.setdefault(rule.id, []).append(rule)
    index = {rule_id: number for number, rule_id in enumerate(rules)}
    prints = fingerprints(found, root)
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Burnish",
                        "version": __version__,
                        "rules": [_descriptor(same) for same in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder in which Burnish was run."}}},
                "results": [_result(one, mark, index, root) for one, mark in zip(found, prints, strict=True)],
            }
        ],
    }


def _descriptor(same: Sequence[Rule]) -> dict[str, Any]:
    """A rule's entry; several languages may have a rule of one id."""
    rule = same[0]
    page = "\n".join(map(rule_page, same))
    entry: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why or rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[severity_of(rule.id, Config(), rule)]},
        "properties": {"tags": [rule.objective.value]},
    }
    if rule.address is not None:
        entry["helpUri"] = rule.address
    return entry


def _result(one: FoundHere, mark: str, index: dict[str, int], root: Path) -> dict[str, Any]:
    file = _location(one.path, root)
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "level": _LEVELS[one.severity],
        "message": {"text": _message(one.message)},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": _region(one.range)}}],
        "partialFingerprints": {"burnish/v1": mark},
    }
    if one.rule in index:
        result["ruleIndex"] = index[one.rule]
    if one.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": _message(there.message)},
                "physicalLocation": {"artifactLocation": file, "region": _region(there.range)},
            }
            for number, there in enumerate(one.related, 1)
        ]
    if one.planned is not None:
        result["fixes"] = [_fix(one.planned, file)]
    return result


def _fix(planned: PlannedFix, file: dict[str, str]) -> dict[str, Any]:
    """The rule's own fix. It was not checked: that takes running both versions, which `burnish fix` does."""
    return {
        "description": {"text": _message(f"{planned.title} ({planned.safety} fix; `burnish fix` checks and makes it)")},
        "artifactChanges": [
            {
                "artifactLocation": file,
                "replacements": [
                    {"deletedRegion": _region(where), "insertedContent": {"text": text}}
                    for where, text in planned.replacements
                ],
            }
        ],
    }


def _region(where: dict[str, dict[str, int]]) -> dict[str, int]:
    start, end = where["start"], where["end"]
    return {
        "startLine": start["line"],
        "startColumn": start["column"],
        "endLine": end["line"],
        "endColumn": end["column"],
    }


def _location(path: Path, root: Path) -> dict[str, str]:
    """Relative to where Burnish was run, where the file lies below that. Bytes that are not UTF-8 stay what they are."""
    shown = shown_path(path, root)
    if Path(shown).is_absolute():
        return {"uri": path_uri(shown)}
    return {"uri": _quoted(shown), "uriBaseId": "%SRCROOT%"}


def path_uri(path: str) -> str:
    """The file's URI: `/a b` is `file:///a%20b`, `C:/a` is `file:///C:/a`, `//host/share` is `file://host/share`."""
    if path.startswith("//"):
        return f"file:{_quoted(path)}"
    drive, colon, rest = path.partition(":")
    if colon and len(drive) == 1 and drive.isalpha():
        return f"file:///{drive}:{_quoted(rest)}"
    return f"file://{_quoted(path)}"


def _quoted(path: str) -> str:
    return quote(os.fsencode(path), safe="/")


def _message(text: str) -> str:
    """Plain text; what looks like a link, which SARIF has in messages, is none."""
    return plain_text(text).replace("](", "] (")
