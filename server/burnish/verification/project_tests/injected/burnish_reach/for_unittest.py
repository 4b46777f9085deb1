"""Runs test cases with the standard library's unittest, and tells of each what came of it and what it reached."""

from __future__ import annotations

import importlib
import sys
import time
import traceback
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .recording import Orders, Recorder, first_line


def main() -> None:
    orders = Orders()
    recorder = Recorder(orders.root)
    recorder.install()
    suite = unittest.TestSuite()
    counts: dict[str, int] = {}
    files: dict[str, str] = {}
    for file in orders.files:
        for case in _cases_of(orders, file):
            files[case.id()] = file
            counts[file] = counts.get(file, 0) + 1
            if orders.only is None or case.id() in orders.only:
                suite.addTest(case)
    orders.tell(kind="collected", tests=counts)
    suite.run(_Result(orders, recorder, files))
    orders.tell(kind="finished")


def _cases_of(orders: Orders, file: str) -> Iterator[Any]:
    """The test cases of a file, imported under the name that its packages give it."""
    path = Path(orders.root, file)
    folder, module = path.parent, path.stem
    while (folder / "__init__.py").is_file():
        folder, module = folder.parent, f"{folder.name}.{module}"
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        loaded = importlib.import_module(module)
    except (Exception, SystemExit) as error:  # whatever a test file does when it is imported
        orders.tell(kind="broken", file=file, why=_words(error))
        return
    if orders.relative(str(loaded.__file__)) == file:
        yield from _flat(unittest.defaultTestLoader.loadTestsFromModule(loaded))


def _flat(suite: Any) -> Iterator[Any]:
    if isinstance(suite, unittest.TestSuite):
        for one in suite:
            yield from _flat(one)
    else:
        yield suite


class _Result(unittest.TestResult):
    def __init__(self, orders: Orders, recorder: Recorder, files: dict[str, str]) -> None:
        super().__init__()
        self._orders, self._recorder, self._files = orders, recorder, files
        self._told: tuple[str, str] = ("skipped", "")
        self._since = 0.0
        self._of_class: set[tuple[str, int]] = set()
        self._class: Any = None

    def startTest(self, test: Any) -> None:  # noqa: N802
        super().startTest(test)
        if type(test) is not self._class:  # what ran since the last test is setUpClass or setUpModule
            self._class, self._of_class = type(test), self._recorder.reached()
        self._orders.tell(kind="started", test=test.id(), file=self._files.get(test.id(), ""))
        self._told = ("passed", "")
        self._since = time.perf_counter()
        self._recorder.start()

    def stopTest(self, test: Any) -> None:  # noqa: N802
        super().stopTest(test)
        seconds = time.perf_counter() - self._since
        reached = self._recorder.reached() | self._of_class
        file = self._files.get(test.id(), "")
        self._orders.tell_result(test.id(), file, self._told[0], self._told[1], seconds, reached)
        self._recorder.start()

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addError(test, err)
        self._told = ("failed", _words(err[1]))

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addFailure(test, err)
        self._told = ("failed", _words(err[1]))

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._told = ("failed", _words(err[1]))

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        super().addSkip(test, reason)
        self._told = ("skipped", reason)

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addExpectedFailure(test, err)
        self._told = ("skipped", "")

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        super().addUnexpectedSuccess(test)
        self._told = ("failed", "it was expected to fail")


def _words(error: Any) -> str:
    return first_line("".join(traceback.format_exception_only(type(error), error)))


if __name__ == "__main__":
    main()
