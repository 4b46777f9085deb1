"""The processes in which sandboxes live: what becomes of them when they hang, die, idle, start slowly or talk nonsense."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.sandbox import Lost, Overrun, native, node, process, pyodide, v8
from burnish.sandbox.process import Command, Host, Kept, environment
from tests.sandbox.host import outcome
from tests.waiting import gone, until


@pytest.fixture
def own_v8() -> Iterator[v8.V8Sandbox]:
    if not v8.installed():
        pytest.skip("v8 is not installed")
    sandbox = v8.V8Sandbox(idle_seconds=0.3)
    yield sandbox
    sandbox.close()


def test_a_session_whose_process_another_one_used_up_is_told_so() -> None:
    if not pyodide.installed():
        pytest.skip("pyodide is not installed")
    sandbox = pyodide.PyodideSandbox()
    innocent, guilty = sandbox.open("", 60.0), sandbox.open("def f():\n    while True: pass\n", 60.0)
    with pytest.raises(Overrun):
        guilty.run("f()", 0.3)
    with pytest.raises(Overrun, match="another program"):
        innocent.run("'1'", 5.0)
    innocent.close()
    guilty.close()
    sandbox.close()


def test_a_twin_runs_at_the_same_time_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    if not pyodide.installed():
        pytest.skip("pyodide is not installed")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    sandbox = pyodide.PyodideSandbox()
    assert sandbox.twin() is None, "it was started before the sandbox itself"
    first = sandbox.open("n = 'first'", 60.0)
    assert until(lambda: sandbox.twin() is not None, 60.0)
    twin = sandbox.twin()
    assert twin is not None
    other = twin.open("n = 'other'", 60.0)

    assert (first.run("n", 5.0), other.run("n", 5.0)) == ("first", "other")
    assert sandbox.process.pid != twin.process.pid
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert sandbox.twin() is None, "there is no processor for it"

    sandbox.close()
    assert twin.process.pid is None


def test_a_process_that_dies_is_replaced(own_v8: v8.V8Sandbox) -> None:
    session = own_v8.open("const f = () => 'x'", 10.0)
    before = own_v8.process.pid
    assert before is not None
    _kill(before)
    with pytest.raises(Lost):
        session.run("f()", 5.0)
    session.close()
    assert outcome(own_v8, "const f = () => 'x'", 10.0, "f()") == "x"
    assert own_v8.process.pid not in (before, None)


def test_a_process_that_died_between_sessions_is_not_noticed(own_v8: v8.V8Sandbox) -> None:
    assert outcome(own_v8, "", 10.0, "'x'") == "x"
    pid = own_v8.process.pid
    assert pid is not None
    _kill(pid)
    assert outcome(own_v8, "", 10.0, "'x'") == "x"


def test_a_process_without_sessions_ends_when_it_is_idle(own_v8: v8.V8Sandbox) -> None:
    assert outcome(own_v8, "", 10.0, "'x'") == "x"
    assert until(lambda: own_v8.process.pid is None)
    assert outcome(own_v8, "", 10.0, "'x'") == "x"


def test_an_open_session_keeps_its_process_a_while(own_v8: v8.V8Sandbox) -> None:
    session = own_v8.open("let n = 0", 10.0)
    witness = v8.V8Sandbox(idle_seconds=0.3)
    assert outcome(witness, "", 10.0, "'x'") == "x"
    assert until(lambda: witness.process.pid is None), "one without sessions has ended meanwhile"
    assert session.run("String(++n)", 5.0) == "1"
    session.close()


def test_closed_sandboxes_open_again(own_v8: v8.V8Sandbox) -> None:
    session = own_v8.open("", 10.0)
    own_v8.close()
    assert own_v8.process.pid is None
    with pytest.raises(Lost):
        session.run("'x'", 5.0)
    assert outcome(own_v8, "", 10.0, "'x'") == "x"


def test_closing_does_not_wait_for_a_process_that_starts_and_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    begun = threading.Event()

    class Observed(Host):
        def ready(self) -> None:
            begun.set()
            super().ready()

    kept = Kept(lambda: Observed(_command("input()")), 60.0)
    kept.warm()
    assert begun.wait(10.0)
    started = time.monotonic()
    kept.close()
    assert time.monotonic() - started < 1.5
    assert not caplog.records


def test_a_host_that_talks_nonsense_is_lost() -> None:
    kept = _kept("print('{\"is\": \"ready\"}', flush=True); input(); print('nonsense', flush=True); input()")
    with pytest.raises(Lost):
        kept.open("", 5.0, "")
    kept.close()


def test_an_answer_to_somebody_else_is_none() -> None:
    kept = _kept(
        'print(\'{"is": "ready"}\', flush=True)\nwhile True:\n    input()\n'
        '    print(\'{"is": "text", "text": "ESCAPED", "id": "1"}\', flush=True)'
    )
    with pytest.raises(Lost):
        kept.open("", 5.0, "")
    kept.close()


def test_a_host_that_floods_is_lost() -> None:
    kept = _kept('print(\'{"is": "ready"}\', flush=True); input()\nwhile True: print(\'{"is": "text"}\')')
    with pytest.raises(Lost):
        kept.open("", 5.0, "")
    kept.close()


def test_a_host_that_cannot_start_says_why_and_is_not_tried_again_at_once() -> None:
    born = []

    def start() -> Host:
        born.append(1)
        return Host(_command("import sys; sys.exit('there is no engine')"))

    kept = Kept(start, 60.0)
    for _ in range(3):
        with pytest.raises(Lost, match="there is no engine"):
            kept.open("", 5.0, "")
    assert len(born) == 1


def test_what_cannot_be_executed_is_lost() -> None:
    with pytest.raises(Lost, match="cannot be started"):
        Host(Command(("no-such-program-anywhere",), environment(), Path.cwd()))


@pytest.fixture
def nothing_but_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system without programs of its own that could take the network away."""
    found = shutil.which("node")
    if found is not None:
        (tmp_path / "node").symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    process.without_network.cache_clear()
    assert process.without_network() == ()
    yield
    process.without_network.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_doors_are_shut_without_the_systems_help_too(nothing_but_node: None) -> None:
    """Where the system takes no network away, there is still no way to it."""
    assert "PermissionError" in outcome(native.cpython(), "import socket", 10.0, "str(socket.socket())") or (
        "_socket" in outcome(native.cpython(), "import socket", 10.0, "str(socket.socket())")
    )
    if node.executable() is not None:
        got = outcome(native.node_itself(), "", 10.0, "typeof fetch + typeof require + typeof process")
        assert got == "undefinedundefinedundefined"
    if pyodide.installed():
        sandbox = pyodide.PyodideSandbox()
        connecting = (
            "import socket\ndef f():\n    socket.create_connection(('127.0.0.1', 9), 1)\n    return 'ESCAPED'\n"
        )
        assert outcome(sandbox, connecting, 20.0, "f()").startswith("RuntimeError: OSError")
        sandbox.close()


def test_sets_of_texts_lie_the_same_in_every_process() -> None:
    first, second = (outcome(native.cpython(), "", 10.0, "hash('text')") for _ in range(2))
    assert first == second


def test_nobody_waits_for_a_slow_start_longer_than_asked_and_it_goes_on() -> None:
    kept = _kept(
        'import json, time; time.sleep(1.5); print(\'{"is": "ready"}\', flush=True)\nwhile True:\n'
        "    print(json.dumps({'is': 'opened', 'id': json.loads(input())['id']}), flush=True)"
    )
    started = time.monotonic()
    with pytest.raises(Lost, match="still starting"):
        kept.open("", 0.2, "")
    assert time.monotonic() - started < 1.0
    child, _ = kept.open("", 20.0, "")
    assert child.pid == kept.pid
    kept.close()


def test_starting_from_many_threads_starts_one() -> None:
    born = []

    def start() -> Host:
        born.append(1)
        return Host(_command('import time; time.sleep(0.3); print(\'{"is": "ready"}\', flush=True); input()'))

    kept = Kept(start, 60.0)
    threads = [threading.Thread(target=kept.warm) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert until(lambda: kept.pid is not None)
    kept.warm()
    assert len(born) == 1
    kept.close()


def _command(program: str) -> Command:
    return Command((sys.executable, "-I", "-c", program), environment(), Path(process.__file__).parent)


def _kept(program: str) -> Kept:
    return Kept(lambda: Host(_command(program)), 60.0)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    assert gone(pid)
