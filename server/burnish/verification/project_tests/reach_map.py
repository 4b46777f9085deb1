"""The reach map: which tests reach which functions, as seen when they ran, kept in the store.

A test file is known by its content: when that changes it is run again to be seen. What a test reaches can change without
its file changing; every later run of the test is seen too, and brings the map up to date.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from burnish.store import Store, default_path
from burnish.verification.project_tests.functions import ANY, MODULE
from burnish.verification.project_tests.runs import Ran, Reached, Run
from burnish.verification.project_tests.suites import Suite

log = logging.getLogger(__name__)

VERSION = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """A test as it was last seen: what it reached, and its seconds."""

    seconds: float
    reached: Reached


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A test file as it was last seen: the digest of its content, and its tests by name."""

    digest: str
    tests: Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class ReachMap:
    """What is known of a suite, by test file. `code` are digests of other files: as they were when all tests that use them
    were seen."""

    files: Mapping[str, SeenFile] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)

    def unknown(self, digests: Mapping[str, str]) -> tuple[str, ...]:
        """Of the test files as they are now, given with their digests, those not seen as such."""
        return tuple(
            file for file, digest in digests.items() if file not in self.files or self.files[file].digest != digest
        )

    def reaching(self, path: str, functions: Iterable[str] | None) -> tuple[Ran, ...]:
        """The tests that reach one of the functions in a file, or anything in it where None is given; quickest first."""
        found = [
            Ran(name, file, "passed", "", test.seconds, test.reached)
            for file, seen in self.files.items()
            for name, test in seen.tests.items()
            if reaches(test.reached, path, functions)
        ]
        return tuple(sorted(found, key=lambda one: (one.seconds, one.test)))

    def seconds_of(self, file: str) -> float:
        """What all tests of a file take together, as last seen."""
        return sum(test.seconds for test in self.files[file].tests.values())

    def after(self, run: Run, digests: Mapping[str, str]) -> ReachMap:
        """The map with what a run showed of the test files whose digests are given."""
        files = dict(self.files)
        for file in (run.complete - run.broken.keys()) & digests.keys():
            if file not in files or files[file].digest != digests[file]:
                files[file] = SeenFile(digests[file], {})
        for one in run.tests.values():
            if one.file in files and files[one.file].digest == digests.get(one.file) and one.outcome != "skipped":
                tests = {**files[one.file].tests, one.test: Seen(round(one.seconds, 4), one.reached)}
                files[one.file] = replace(files[one.file], tests=tests)
        return replace(self, files=files)

    def up_to_date(self, path: str, digest: str) -> ReachMap:
        """The map when all tests that use a file have been seen with the content that it has now."""
        return replace(self, code={**self.code, path: digest})

    def only(self, files: Iterable[str]) -> ReachMap:
        """The map without test files that are gone."""
        kept = set(files)
        return replace(self, files={file: seen for file, seen in self.files.items() if file in kept})


def reaches(reached: Reached, path: str, functions: Iterable[str] | None) -> bool:
    """Whether one of the functions in a file was entered; with None, whether anything in it ran."""
    names = reached.get(path, frozenset())
    if functions is None:
        return bool(names)
    return ANY in names or not names.isdisjoint(functions)


def loads(run_of: Ran, path: str) -> bool:
    """Whether a test does more with a file than load it."""
    return bool(run_of.reached.get(path, frozenset()) - {MODULE})


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def load(root: Path, suite: Suite) -> ReachMap:
    """The map of a suite as it is kept; an empty one when none is, or it cannot be read."""
    store = _store()
    try:
        text = None if store is None else store.get(_key(root, suite))
        return ReachMap() if text is None else _unpacked(text)
    except (sqlite3.Error, ValueError, KeyError, TypeError, IndexError, zlib.error):
        log.warning("the map of tests cannot be read", exc_info=True)
        return ReachMap()


def save(root: Path, suite: Suite, known: ReachMap) -> None:
    store = _store()
    try:
        if store is not None:
            store.put(_key(root, suite), _packed(known))
    except sqlite3.Error:
        log.warning("the map of tests cannot be kept", exc_info=True)


@cache
def _store() -> Store | None:
    try:
        return Store(default_path())
    except (OSError, sqlite3.Error):
        log.warning("the store cannot be opened; which tests reach what is not remembered", exc_info=True)
        return None


def _key(root: Path, suite: Suite) -> str:
    identity = json.dumps([VERSION, str(root), suite.framework, suite.folder, suite.command])
    return f"tests:{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _packed(known: ReachMap) -> str:
    """The map as text. Each function is written once, and the tests name it by its number."""
    numbers: dict[tuple[str, str], int] = {}
    files = {
        file: [
            seen.digest,
            {
                name: [
                    test.seconds,
                    [
                        numbers.setdefault((path, one), len(numbers))
                        for path, names in test.reached.items()
                        for one in sorted(names)
                    ],
                ]
                for name, test in seen.tests.items()
            },
        ]
        for file, seen in known.files.items()
    }
    text = json.dumps({"places": list(numbers), "files": files, "code": known.code}, separators=(",", ":"))
    return base64.b85encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 6)).decode("ascii")


def _unpacked(text: str) -> ReachMap:
    data = json.loads(zlib.decompress(base64.b85decode(text)).decode("utf-8", "surrogatepass"))
    places: list[tuple[str, str]] = [(path, name) for path, name in data["places"]]
    files = {}
    for file, (digest, tests) in data["files"].items():
        seen = {}
        for name, (seconds, numbers) in tests.items():
            reached: dict[str, set[str]] = {}
            for number in numbers:
                path, function = places[number]
                reached.setdefault(path, set()).add(function)
            seen[name] = Seen(seconds, {path: frozenset(names) for path, names in reached.items()})
        files[file] = SeenFile(digest, seen)
    return ReachMap(files, data["code"])
