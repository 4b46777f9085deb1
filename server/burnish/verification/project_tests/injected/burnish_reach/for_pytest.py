"""A plugin for pytest: runs the tests asked for, and tells of each what came of it and what it reached."""

from __future__ import annotations

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from .recording import Orders, Place, Recorder, first_line

SECONDS = 10.0
"""How long one test may take."""

orders = Orders()
recorder = Recorder(orders.root)
_of_fixture: dict[Any, set[Place]] = {}
_outcome: dict[str, str] = {}
_why: dict[str, str] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests(early_config: Any) -> Generator[None, Any, None]:
    # Coverage measured by the project itself would take the tracing away from us, and fail below its threshold.
    early_config.known_args_namespace.no_cov = True
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_cmdline_main(config: Any) -> Generator[None, Any, None]:
    config.option.maxfail = 0
    config.option.continue_on_collection_errors = True
    if hasattr(config.option, "numprocesses"):  # pytest-xdist: its workers would tell the same things at once
        config.option.numprocesses = 0
        config.option.dist = "no"
        config.option.tx = []
    yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    if orders.only is not None:
        left_out = [one for one in items if one.nodeid not in orders.only]
        items[:] = [one for one in items if one.nodeid in orders.only]
        config.hook.pytest_deselected(items=left_out)


def pytest_collectreport(report: Any) -> None:
    if report.failed:
        path = getattr(report, "fspath", None) or report.nodeid
        message = getattr(getattr(report.longrepr, "reprcrash", None), "message", None)
        lines = [line for line in str(report.longrepr).splitlines() if line.startswith("E ")]
        why = message or (lines[-1][1:] if lines else str(report.longrepr))
        orders.tell(kind="broken", file=_file(str(path)), why=first_line(why))


def pytest_collection_finish(session: Any) -> None:
    counts: dict[str, int] = {}
    for item in session.items:
        file = _file(_path(item))
        counts[file] = counts.get(file, 0) + 1
    orders.tell(kind="collected", tests=counts)
    recorder.install()


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, Any, None]:
    """What a fixture that several tests share reaches while it is made, all of them reach."""
    if fixturedef.scope == "function":
        yield
        return
    before = recorder.reached()
    recorder.start()
    yield
    made = recorder.reached()
    _of_fixture[(fixturedef.baseid, fixturedef.argname)] = made
    _shared.update(before | made)


_shared: set[Place] = set()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: Any) -> Generator[None, Any, None]:
    orders.tell(kind="started", test=item.nodeid, file=_file(_path(item)))
    started = time.perf_counter()
    _shared.clear()
    recorder.start()
    yield
    reached = recorder.reached() | _shared
    definitions = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    for every in definitions.values():
        for one in every:
            reached |= _of_fixture.get((one.baseid, one.argname), set())
    name = item.nodeid
    orders.tell_result(
        name,
        _file(_path(item)),
        _outcome.pop(name, "skipped"),
        _why.pop(name, ""),
        time.perf_counter() - started,
        reached,
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item: Any) -> Generator[None, Any, None]:
    with _in_time():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: Any) -> Generator[None, Any, None]:
    with _in_time():
        yield


@contextmanager
def _in_time() -> Generator[None, None, None]:
    """Ends a test that hangs, so that the others have their turn; where there is no alarm, the whole run is ended."""
    if not hasattr(signal, "SIGALRM") or signal.getsignal(signal.SIGALRM) not in (signal.SIG_DFL, _too_long):
        yield
        return
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _too_long(number: int, frame: Any) -> None:
    pytest.fail(f"it does not end within {SECONDS:.0f} s", pytrace=False)


def pytest_runtest_logreport(report: Any) -> None:
    name = report.nodeid
    if report.failed:
        _outcome[name] = "failed"
        crash = getattr(report.longrepr, "reprcrash", None)
        _why.setdefault(name, first_line(getattr(crash, "message", None) or str(report.longrepr)))
    elif report.skipped:
        _outcome.setdefault(name, "skipped")
    elif report.when == "call":
        _outcome.setdefault(name, "passed")


def pytest_unconfigure() -> None:
    orders.tell(kind="finished")


def _path(item: Any) -> str:
    return str(getattr(item, "path", None) or item.fspath)


def _file(path: str) -> str:
    return orders.relative(path)
