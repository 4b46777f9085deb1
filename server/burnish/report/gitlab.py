"""The Code Quality report of GitLab: JSON in the form of Code Climate's issues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from burnish.report.escaping import plain_text
from burnish.report.fingerprint import fingerprints
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
_CATEGORIES = {
    "security": "Security",
    "performance": "Performance",
    "scalability": "Performance",
    "readability": "Clarity",
    "modularity": "Complexity",
}


def findings_gitlab(found: Sequence[FoundHere], root: Path) -> list[dict[str, Any]]:
    return [
        {
            "type": "issue",
            "check_name": one.rule,
            "description": plain_text(one.message),
            "categories": [_CATEGORIES.get(one.rule.partition("/")[0], "Style")],
            "severity": _SEVERITIES[one.severity],
            "fingerprint": fingerprint,
            "location": {
                "path": plain_text(shown_path(one.path, root)),
                "lines": {"begin": one.range["start"]["line"], "end": one.range["end"]["line"]},
                "positions": {"begin": one.range["start"], "end": one.range["end"]},
            },
        }
        for one, fingerprint in zip(found, fingerprints(found, root), strict=True)
    ]
