"""Tests in JavaScript and TypeScript: each file in a process of its own, what it reached from V8's own coverage."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from burnish.files import json_of
from burnish.verification.project_tests import limited
from burnish.verification.project_tests.functions import ANY, MODULE, Places
from burnish.verification.project_tests.runs import Ran, Reached, Run, below, environment, headline
from burnish.verification.project_tests.scratch import Copy
from burnish.verification.project_tests.suites import Suite

HEAP_MEGABYTES = 2048
"""What V8 may have; its address space is larger by far than what it uses, so no limit of the system's would do."""

_SETTINGS_SECONDS = 10.0
_INJECTED = Path(__file__).parent / "injected"


def run(
    suite: Suite,
    copy: Copy,
    files: Sequence[str],
    seconds: float,
    only: frozenset[str] | None,
    cancelled: threading.Event | None,
) -> Run:
    started = monotonic()
    tests: dict[str, Ran] = {}
    broken: dict[str, str] = {}
    complete: list[str] = []
    places = Places(copy.root)
    settings = _mocha_settings(suite, copy, cancelled) if suite.framework == "mocha" else ()
    for file in files:
        left = seconds - (monotonic() - started)
        output, coverage = copy.spare / "results", copy.spare / "coverage"
        output.unlink(missing_ok=True)
        shutil.rmtree(coverage, ignore_errors=True)
        ended = limited.run(
            (*suite.command, *settings, *arguments(suite, file, output)),
            copy.root / suite.folder,
            _variables(copy, coverage),
            max(left, 0.0),
            output=copy.spare / "said.txt",
            cancelled=cancelled,
        )
        if ended.cancelled or ended.timed_out:
            end: Literal["cancelled", "timed out"] = "cancelled" if ended.cancelled else "timed out"
            return Run(tests, broken, frozenset(complete), end, monotonic() - started, "", (file, file))
        complete.append(file)
        text = output.read_text(encoding="utf-8", errors="replace") if output.is_file() else ""
        results, failure = read(suite.framework, text, copy.root, file)
        if not results and (failure or ended.code != 0):
            broken[file] = failure or _complaint(ended.said)
        reached = reached_in(coverage, copy.root, places) if results else {}
        # The process's own time too: most tests take a small part of it.
        each = ended.seconds / max(1, len(results))
        for one in results:
            if only is None or one.test in only or one.outcome == "failed":
                tests[one.test] = Ran(one.test, file, one.outcome, one.why, each, reached)
    return Run(tests, broken, frozenset(complete), "finished", monotonic() - started)


def arguments(suite: Suite, file: str, output: Path) -> list[str]:
    """What follows the command of a suite, to run one test file and have its results written to another file."""
    name = Path(os.path.relpath(file, suite.folder)).as_posix()
    if suite.framework == "jest":
        quiet = ["--ci", "--watchman=false", "--coverage=false", "--runInBand", "--json"]
        return [*quiet, f"--outputFile={output}", "--runTestsByPath", name]
    if suite.framework == "vitest":
        # Threads, as processes of Vitest are killed before V8 writes its coverage.
        flags = ["run", "--pool=threads", "--coverage.enabled=false", "--reporter=json"]
        return [*flags, f"--outputFile={output}", name]
    if suite.framework == "mocha":
        return ["--reporter", "json", "--reporter-option", f"output={output}", name]
    reporter = (_INJECTED / "node_reporter.mjs").as_uri()
    return [f"--test-reporter={reporter}", f"--test-reporter-destination={output}", name]


def _mocha_settings(suite: Suite, copy: Copy, cancelled: threading.Event | None) -> tuple[str, ...]:
    """Has Mocha use the project's settings without the files that they name: else all would run with each."""
    node, entry = suite.command
    made = copy.spare / "mocha.json"
    package = Path(entry).parents[1]
    command = (node, str(_INJECTED / "mocha_options.cjs"), str(package), str(made))
    said = copy.spare / "said.txt"
    folder = copy.root / suite.folder
    limited.run(command, folder, environment(copy), _SETTINGS_SECONDS, output=said, cancelled=cancelled)
    return ("--config", str(made), "--no-package") if made.is_file() else ()


def _variables(copy: Copy, coverage: Path) -> dict[str, str]:
    options = f"{os.environ.get('NODE_OPTIONS', '')} --max-old-space-size={HEAP_MEGABYTES}".strip()
    own = {"NODE_V8_COVERAGE": str(coverage), "NODE_OPTIONS": options, "FORCE_COLOR": "0"}
    return environment(copy) | own


def read(framework: str, text: str, root: Path, file: str) -> tuple[list[Ran], str]:
    """The tests of a report, and the first line of what kept the file from being run, "" where nothing did."""
    try:
        if framework == "node:test":
            found, failure = _of_node([json_of(line) for line in text.splitlines()], root, file)
        elif framework == "mocha":
            found, failure = _of_mocha(json_of(text), root, file), ""
        else:
            found, failure = _of_jest(json_of(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return [], ""
    seen: Counter[str] = Counter()
    results = []
    for one in found:
        seen[one.test] += 1
        twin = f" ({seen[one.test]})" if seen[one.test] > 1 else ""
        name = f"{file} > {one.test}{twin}"
        results.append(Ran(name, file, one.outcome, one.why.replace(f"{root}{os.sep}", ""), one.seconds))
    return results, failure.replace(f"{root}{os.sep}", "")


def _of_jest(report: Mapping[str, Any]) -> tuple[list[Ran], str]:
    """What Jest writes with --json, and Vitest after it."""
    results, failure = [], ""
    for suite in report["testResults"]:
        for one in suite["assertionResults"]:
            status = one["status"]
            results.append(
                Ran(
                    " > ".join((*one["ancestorTitles"], one["title"])),
                    "",
                    "passed" if status == "passed" else "failed" if status == "failed" else "skipped",
                    headline("\n".join(one["failureMessages"] or ())),
                    (one.get("duration") or 0) / 1000,
                )
            )
        if not suite["assertionResults"] and suite["status"] == "failed":
            failure = _complaint(suite.get("message") or "")
    return results, failure


def _of_mocha(report: Mapping[str, Any], root: Path, file: str) -> list[Ran]:
    failed = {one["fullTitle"]: one for one in report["failures"]}
    skipped = {one["fullTitle"] for one in report["pending"]}
    # A hook that fails is no test, and stands among the failures alone.
    hooks = [one for title, one in failed.items() if all(title != other["fullTitle"] for other in report["tests"])]
    results = []
    for one in (*report["tests"], *hooks):
        if one.get("file") and below(Path(one["file"]).resolve(), root) != file:
            continue  # of a file that the project's own settings add
        title = one["fullTitle"]
        error = failed[title]["err"] if title in failed else {}
        outcome: Literal["passed", "failed", "skipped"] = (
            "failed" if title in failed else "skipped" if title in skipped else "passed"
        )
        why = headline(error.get("message") or error.get("stack") or "")
        results.append(Ran(title, "", outcome, why, (one.get("duration") or 0) / 1000))
    return results


def _of_node(lines: Iterable[Mapping[str, Any]], root: Path, file: str) -> tuple[list[Ran], str]:
    """What our reporter for node:test writes. A suite, or a test that failed by a test within it, is no test itself; nor is
    the file, which is told as a test when its process fails."""
    results, failure = [], ""
    for one in lines:
        if below(one["name"], root) == file:
            failure = headline(one["why"]) if one["outcome"] == "failed" else ""
        elif not one["nested"] and (not one["suite"] or one["outcome"] == "failed"):
            results.append(Ran(one["name"], "", one["outcome"], headline(one["why"]), one["seconds"]))
    return results, failure


def _complaint(said: str) -> str:
    """The line of an error in what a process wrote."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.strip().startswith("●")]
    named = next((line for line in lines if re.match(r"(?:Uncaught )?[A-Z]\w*Error\b", line)), None)
    return (named or (lines[-1] if lines else "it did not run"))[:300]


def reached_in(coverage: Path, root: Path, places: Places) -> Reached:
    """The files below a root that processes ran, with the functions they entered, from NODE_V8_COVERAGE's folder."""
    reached: dict[str, set[str]] = {}
    for report in sorted(coverage.glob("*.json")):
        try:
            scripts = json_of(report.read_text(encoding="utf-8"))["result"]
        except (OSError, ValueError, KeyError):
            continue  # of a process that was killed while it wrote
        for script in scripts:
            path = _path_of(str(script["url"]), root)
            if path is not None:
                reached.setdefault(path, set()).update(_entered(script, path, places))
    return {path: frozenset(names) for path, names in reached.items()}


def _path_of(url: str, root: Path) -> str | None:
    if not url.startswith("file:"):
        return None
    path = unquote(urlsplit(url).path)
    inside = below(path[1:] if os.name == "nt" else path, root)
    return None if inside is None or "node_modules" in inside.split("/") else inside


def _entered(script: Mapping[str, Any], path: str, places: Places) -> set[str]:
    """The functions of a script that ran; where it was transformed, the places in it say nothing, and it may be any."""
    ranges = [(one["ranges"][0]["startOffset"], one["ranges"][0]) for one in script["functions"]]
    if max((whole["endOffset"] for _, whole in ranges), default=0) != places.length_in_units(path):
        return {MODULE, ANY}
    return {MODULE} | {places.at_units(path, start) for start, whole in ranges if whole["count"] > 0}
