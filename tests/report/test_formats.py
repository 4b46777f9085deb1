"""Findings as other programs read them, whatever stands in the names of files and in messages."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from burnish.report.checked import Checked, checked_json
from burnish.report.escaping import json_text
from burnish.report.github import findings_github
from burnish.report.gitlab import findings_gitlab
from burnish.report.html import findings_html
from burnish.report.junit import findings_junit
from burnish.report.markdown import findings_markdown
from burnish.report.outcome import FoundHere, PlannedFix, RelatedHere
from burnish.report.sarif import findings_sarif, path_uri
from burnish.rules import rules

ROOT = Path("/project")
RANGE = {"start": {"line": 3, "column": 5}, "end": {"line": 3, "column": 9}}
HOSTILE = "a\x1b[31m\u202e|<img src=x onerror=alert(1)>[c](command:x)%0A::error::\n,:b\udcff.py"


def found(path: str = "app/db.py", message: str = "A file stays open", severity: str = "warning") -> FoundHere:
    return FoundHere(
        "readability/use-context-manager",
        ROOT / path,
        RANGE,
        message,
        severity=severity,
        fix="safe",
        line_text="f = open()",
    )


def test_places_that_a_finding_is_about_too() -> None:
    there = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 4}}
    one = replace(found(), related=(RelatedHere(there, "it is opened [here](command:x)"),))
    alone, related = json.loads(json_text(checked_json(Checked((found(), one), 1), ROOT)))["findings"]
    assert alone["related"] == []
    assert related["related"] == [{"path": "app/db.py", "range": there, "message": "it is opened [here](command:x)"}]
    alone, related = sarif(found(), one)["results"]
    assert "relatedLocations" not in alone
    assert related["relatedLocations"] == [
        {
            "id": 1,
            "message": {"text": "it is opened [here] (command:x)"},
            "physicalLocation": {
                "artifactLocation": {"uri": "app/db.py", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 4},
            },
        }
    ]


def test_github() -> None:
    every = [found(severity="error"), found(severity="warning"), found("a,b:c.py", "100 %: a\r\nb", "info")]
    assert findings_github(every, ROOT).splitlines() == [
        "::error title=Burnish (readability/use-context-manager),file=app/db.py,line=3,endLine=3,col=5,endColumn=9"
        "::app/db.py:3:5: readability/use-context-manager: A file stays open",
        "::warning title=Burnish (readability/use-context-manager),file=app/db.py,line=3,endLine=3,col=5,endColumn=9"
        "::app/db.py:3:5: readability/use-context-manager: A file stays open",
        "::notice title=Burnish (readability/use-context-manager),file=a%2Cb%3Ac.py,line=3,endLine=3,col=5,endColumn=9"
        "::a,b:c.py:3:5: readability/use-context-manager: 100 %25: a\\r\\nb",
    ]


def test_gitlab() -> None:
    (first, second) = findings_gitlab([found(), found()], ROOT)
    assert first["fingerprint"] != second["fingerprint"], "GitLab drops what it has seen"
    assert first | {"fingerprint": ""} == {
        "type": "issue",
        "check_name": "readability/use-context-manager",
        "description": "A file stays open",
        "categories": ["Clarity"],
        "severity": "minor",
        "fingerprint": "",
        "location": {"path": "app/db.py", "lines": {"begin": 3, "end": 3}, "positions": {"begin": RANGE["start"], "end": RANGE["end"]}},
    }  # fmt: skip


def test_junit() -> None:
    suites = ElementTree.fromstring(findings_junit([found(), found("b.py"), found()], 5, ROOT))
    assert suites.attrib == {
        "name": "Burnish",
        "tests": "4",
        "failures": "3",
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    assert [(one.get("name"), one.get("tests"), one.get("failures")) for one in suites] == [
        ("app/db.py", "2", "2"),
        ("b.py", "1", "1"),
        ("files without findings", "1", "0"),
    ]
    failure = suites.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.attrib == {"message": "A file stays open", "type": "warning"}
    assert failure.text == "app/db.py:3:5: A file stays open\nf = open()"


def sarif(*every: FoundHere) -> Any:
    return json.loads(json_text(findings_sarif(every, rules(), ROOT)))["runs"][0]


def test_sarif_names_help_fingerprint_and_fix() -> None:
    planned = PlannedFix("Open it in a with block", "safe", ((RANGE, "with open()"),))
    one = found()
    run = sarif(
        FoundHere(
            one.rule, one.path, one.range, one.message, severity="info", fix="safe", line_text="", planned=planned
        )
    )
    (result,) = run["results"]
    assert result["level"] == "note"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "app/db.py",
        "uriBaseId": "%SRCROOT%",
    }
    assert len(result["partialFingerprints"]["burnish/v1"]) == 32
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "Open it in a with block (safe fix; `burnish fix` checks and makes it)"
    (change,) = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
            "insertedContent": {"text": "with open()"},
        }
    ]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == one.rule
    assert rule["helpUri"].startswith("https://docs.python.org/")
    assert rule["help"]["markdown"].startswith("# readability/use-context-manager")
    assert len({rule["id"] for rule in run["tool"]["driver"]["rules"]}) == len(run["tool"]["driver"]["rules"])


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a b/#%é.py", "file:///a%20b/%23%25%C3%A9.py"),
        ("C:/a b/c.py", "file:///C:/a%20b/c.py"),
        ("//host/share/a.py", "file://host/share/a.py"),
    ],
)
def test_uris_of_files_elsewhere(path: str, uri: str) -> None:
    assert path_uri(path) == uri


@pytest.mark.skipif(os.name == "nt", reason="names of POSIX")
def test_names_are_percent_encoded_byte_for_byte() -> None:
    (result,) = sarif(found("é #%\udcff.py"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%C3%A9%20%23%25%FF.py"


@pytest.mark.skipif(os.name == "nt", reason="names of POSIX")
def test_hostile_names_and_messages_do_nothing_in_any_format() -> None:
    every = [found(HOSTILE, HOSTILE)]
    written = {
        "json": json_text(checked_json(Checked(tuple(every), 1), ROOT)),
        "sarif": json_text(findings_sarif(every, rules(), ROOT)),
        "gitlab": json_text(findings_gitlab(every, ROOT)),
        "github": findings_github(every, ROOT),
        "junit": findings_junit(every, 1, ROOT),
        "markdown": findings_markdown(every, 1, ROOT),
        "html": findings_html(every, 1, ROOT),
    }
    for name, text in written.items():
        text.encode("utf-8")
        assert not set(text) & {"\x1b", "\u202e", "\r", "\x07"}, name
    for name in ("json", "sarif", "gitlab"):
        json.loads(written[name].encode())
    assert written["github"].count("\n") == 1
    assert "%250A" in written["github"]
    assert ElementTree.fromstring(written["junit"]).get("failures") == "1"
    assert "<img" not in written["html"]
    (row,) = [line for line in written["markdown"].splitlines() if line.startswith("| a")]
    assert len([char for at, char in enumerate(row) if char == "|" and row[at - 1] != "\\"]) == 5
    assert "](" not in row.replace("\\]", "")
    assert "<img" not in row.replace("\\<", "")
