"""SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from burnish import __version__
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere
from burnish.rule import Rule

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def findings_sarif(found: Sequence[FoundHere], every: Sequence[Rule], root: Path) -> dict[str, Any]:
    rules = {rule.id: rule for rule in every}
    index = {rule_id: number for number, rule_id in enumerate(rules)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Burnish",
                        "version": __version__,
                        "rules": [
                            {
                                "id": rule_id,
                                "shortDescription": {"text": rule.summary},
                                "fullDescription": {"text": rule.why or rule.summary},
                                "properties": {"tags": [rule.objective.value]},
                            }
                            for rule_id, rule in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, index, root) for one in found],
            }
        ],
    }


def _result(one: FoundHere, index: dict[str, int], root: Path) -> dict[str, Any]:
    start, end = one.range["start"], one.range["end"]
    return {
        "ruleId": one.rule,
        "ruleIndex": index[one.rule],
        "level": _LEVELS[one.severity],
        "message": {"text": one.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": shown_path(one.path, root)},
                    "region": {
                        "startLine": start["line"],
                        "startColumn": start["column"],
                        "endLine": end["line"],
                        "endColumn": end["column"],
                    },
                }
            }
        ],
    }
