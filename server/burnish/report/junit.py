"""JUnit's XML, which build servers show as tests: a suite for each file with findings, a failed test for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere


def findings_junit(found: Sequence[FoundHere], files: int, root: Path) -> str:
    """Files without findings are one test that passes, so that a clean run is not an empty one."""
    by_file: dict[Path, list[FoundHere]] = {}
    for one in found:
        by_file.setdefault(one.path, []).append(one)
    clean = files - len(by_file)
    suites = ElementTree.Element("testsuites", _counts(len(found) + (clean > 0), len(found)) | {"name": "Burnish"})
    for path, here in by_file.items():
        name = plain_text(shown_path(path, root))
        suite = ElementTree.SubElement(suites, "testsuite", _counts(len(here), len(here)) | {"name": name})
        for one in here:
            _case(suite, one, name)
    if clean > 0:
        suite = ElementTree.SubElement(suites, "testsuite", _counts(1, 0) | {"name": "files without findings"})
        ElementTree.SubElement(
            suite, "testcase", {"name": f"{clean} without findings", "classname": "burnish", "time": "0"}
        )
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _case(suite: ElementTree.Element, one: FoundHere, name: str) -> None:
    start = one.range["start"]
    place = f"{name}:{start['line']}:{start['column']}"
    case = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "name": f"{one.rule} at {start['line']}:{start['column']}",
            "classname": name,
            "file": name,
            "line": str(start["line"]),
            "time": "0",
        },
    )
    message = plain_text(one.message)
    failure = ElementTree.SubElement(case, "failure", {"message": message, "type": one.severity})
    failure.text = f"{place}: {message}\n{plain_text(one.line_text)}"


def _counts(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0", "time": "0"}
