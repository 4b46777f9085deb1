"""Sessions: what they keep, what they do not see of each other, and what becomes of processes that hang, die or idle."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from burnish.sandbox import Lost, Overrun, Sandbox, Unsupported, available, native, node, process, pyodide, v8
from burnish.sandbox.process import Child, Command, Kept, environment
from tests.sandbox.host import outcome

PYTHON = ["monty", "pyodide", "cpython"]
JAVASCRIPT = ["v8", "node"]


@pytest.fixture
def own_v8() -> Iterator[v8.V8Sandbox]:
    if not v8.installed():
        pytest.skip("v8 is not installed")
    sandbox = v8.V8Sandbox(idle_seconds=0.3)
    yield sandbox
    sandbox.close()


@pytest.mark.parametrize("sandbox", PYTHON, indirect=True)
def test_python_keeps_its_state_within_a_session(sandbox: Sandbox) -> None:
    session = sandbox.open("seen = []\ndef see(x):\n    seen.append(x)\n    return str(seen)\n", 60.0)
    assert session.run("see(1)", 5.0) == "[1]"
    assert session.run("see('é😀')", 5.0) == "[1, 'é😀']"
    session.close()
    session.close()


@pytest.mark.parametrize("sandbox", JAVASCRIPT, indirect=True)
def test_javascript_keeps_its_state_within_a_session(sandbox: Sandbox) -> None:
    session = sandbox.open("const seen = []; const see = (x) => { seen.push(x); return JSON.stringify(seen) };", 60.0)
    assert session.run("see(1)", 5.0) == "[1]"
    assert session.run("Promise.resolve(2).then(see)", 5.0) == "[1,2]"
    assert session.run("see('é😀')", 5.0) == '[1,2,"é😀"]'
    session.close()


@pytest.mark.parametrize("sandbox", PYTHON, indirect=True)
def test_python_sessions_take_turns_and_see_nothing_of_each_other(sandbox: Sandbox) -> None:
    counting = "import json\ncount = 0\ndef more():\n    global count\n    count += 1\n    return json.dumps(count)\n"
    first, second = sandbox.open(counting, 60.0), sandbox.open(counting, 60.0)
    assert [first.run("more()", 5.0), first.run("more()", 5.0), second.run("more()", 5.0)] == ["1", "2", "1"]
    assert [first.run("more()", 5.0), second.run("more()", 5.0)] == ["3", "2"]
    first.close()
    assert second.run("more()", 5.0) == "3"
    second.close()


@pytest.mark.parametrize("sandbox", ["pyodide", "cpython"], indirect=True)
def test_sessions_that_need_much_memory_take_turns(sandbox: Sandbox) -> None:
    filling = (
        "def fill(n):\n    global kept\n    kept = [bytes([n]) * 1000 for _ in range(30_000)]\n    return str(n)\n"
    )
    filling += "def intact(n):\n    return str(kept == [bytes([n]) * 1000] * 30_000)\n"
    sessions = [sandbox.open(filling, 60.0) for _ in range(3)]
    assert [sessions[n].run(f"fill({n})", 20.0) for n in (1, 2)] == ["1", "2"]
    assert [sessions[n].run(f"intact({n})", 20.0) for n in (1, 2, 1)] == ["True"] * 3
    sessions[2].close()
    assert sessions[0].run("str('kept' in globals())", 20.0) == "False"
    assert sessions[1].run("intact(1)", 20.0) == "True"
    for session in sessions:
        session.close()


@pytest.mark.parametrize("sandbox", ["pyodide", "cpython"], indirect=True)
@pytest.mark.parametrize("call", ["Odd().x", "Odd() == 1", "hash(Odd())", "bool(Odd())"])
def test_special_methods_that_call_themselves_do_not_end_the_process(sandbox: Sandbox, call: str) -> None:
    program = """
class Odd:
    def __getattr__(self, name):
        return getattr(self.stream, name)
    def __eq__(self, other):
        return self == other
    def __hash__(self):
        return hash((self,))
    def __bool__(self):
        return bool(self)
def outcome(call):
    try:
        return str(call())
    except RecursionError:
        return "too deep"
"""
    session = sandbox.open(program, 60.0)
    assert session.run(f"outcome(lambda: {call})", 20.0) == "too deep"
    assert session.run("str(1 + 1)", 20.0) == "2"
    session.close()


@pytest.mark.parametrize("sandbox", ["pyodide", "cpython"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "import json\njson.dumps = lambda *_: 'changed'",
        "import builtins\nbuiltins.str = lambda *_: 'changed'",
        "import sys\nsys.modules['json'] = None",
        "import random, decimal\nrandom.seed(1)\ndecimal.getcontext().prec = 3",
        "class M(type): pass\nimport collections\ncollections.OrderedDict.__init__ = lambda *_: None",
        "import sys\nsys.setrecursionlimit(50)",
        "import os\nos.environ['X'] = 'changed'\nos.chdir('/')",
        "import gc\nfor o in gc.get_objects():\n    if type(o) is dict and o.get('__name__') == 'json':\n        o['dumps'] = 1",
    ],
)
def test_what_python_code_changes_is_as_it_was(sandbox: Sandbox, change: str) -> None:
    looking = (
        "import json, os, sys, decimal, collections\ndef look():\n"
        "    return json.dumps([str(1), decimal.getcontext().prec, sys.getrecursionlimit() > 100,\n"
        "        os.environ.get('X'), len(collections.OrderedDict(a=1))])\n"
    )
    other = sandbox.open(looking, 60.0)
    outcome(sandbox, change, 5.0, "'done'")
    fresh = sandbox.open(looking, 60.0)
    expected = '["1", 28, true, null, 1]'
    assert (other.run("look()", 5.0), fresh.run("look()", 5.0)) == (expected, expected)
    other.close()
    fresh.close()


@pytest.mark.parametrize("sandbox", JAVASCRIPT, indirect=True)
def test_what_javascript_code_changes_is_as_it_was(sandbox: Sandbox) -> None:
    looking = "const look = () => JSON.stringify([({}).x ?? 'clean', [3, 1].map(String)])"
    other = sandbox.open(looking, 60.0)
    outcome(sandbox, "Object.prototype.x = 1; Array.prototype.map = () => 1; JSON.stringify = () => 'x'", 5.0, "'done'")
    fresh = sandbox.open(looking, 60.0)
    assert other.run("look()", 5.0) == fresh.run("look()", 5.0) == '["clean",["3","1"]]'
    other.close()
    fresh.close()


@pytest.mark.parametrize("sandbox", PYTHON, indirect=True)
def test_python_says_what_went_wrong(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="ValueError: while loading"):
        sandbox.open("raise ValueError('while loading')", 60.0)
    session = sandbox.open("def f(x):\n    return 1 / x\n", 60.0)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        session.run("str(f(0))", 5.0)
    with pytest.raises(RuntimeError, match="not text"):
        session.run("f(1)", 5.0)
    assert session.run("str(f(2))", 5.0) == "0.5"
    session.close()
    with pytest.raises(Unsupported, match="nowhere"):
        sandbox.open("import nowhere", 60.0)


@pytest.mark.parametrize("sandbox", JAVASCRIPT, indirect=True)
def test_javascript_says_what_went_wrong(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="Error: while loading"):
        sandbox.open("throw new Error('while loading')", 60.0)
    with pytest.raises(RuntimeError, match="SyntaxError"):
        sandbox.open("const = 1", 60.0)
    with pytest.raises(Unsupported, match="import"):
        sandbox.open("import x from 'y'", 60.0)
    session = sandbox.open("const f = (x) => x.y.z", 60.0)
    with pytest.raises(RuntimeError, match="TypeError: Cannot read properties"):
        session.run("f({})", 5.0)
    with pytest.raises(RuntimeError, match="not text"):
        session.run("f({y: {z: 10n}})", 5.0)
    with pytest.raises(RuntimeError, match="Error: later"):
        session.run("(async () => { await 1; throw new Error('later') })()", 5.0)
    assert session.run("f({y: {z: 'here'}})", 5.0) == "here"
    session.close()


@pytest.mark.parametrize("sandbox", [*PYTHON, *JAVASCRIPT], indirect=True)
def test_an_endless_loop_costs_its_session_and_not_much_more_than_its_time(sandbox: Sandbox) -> None:
    python = sandbox.name in PYTHON
    session = sandbox.open("def f():\n    while True: pass\n" if python else "const f = () => { for (;;); }", 60.0)
    started = time.monotonic()
    with pytest.raises(Overrun):
        session.run("f()", 0.5)
    assert time.monotonic() - started < 3.0
    with pytest.raises((Lost, Overrun)):
        session.run("'1'", 1.0)
    session.close()
    assert outcome(sandbox, "x = '1'" if python else "var x = '1'", 20.0, "x") == "1"


@pytest.mark.parametrize("sandbox", [*PYTHON, *JAVASCRIPT], indirect=True)
def test_threads_may_share_it(sandbox: Sandbox) -> None:
    program = "def f(x):\n    return str(x * 2)\n" if sandbox.name in PYTHON else "const f = (x) => String(x * 2)"

    def work(number: int) -> list[str]:
        session = sandbox.open(program, 60.0)
        try:
            return [session.run(f"f({number * 10 + each})", 20.0) for each in range(5)]
        finally:
            session.close()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(work, range(6)))
    assert answers == [[str((number * 10 + each) * 2) for each in range(5)] for number in range(6)]


@pytest.mark.parametrize("sandbox", PYTHON, indirect=True)
def test_a_prelude_runs_before_the_program_and_is_as_it_was_in_each_session(sandbox: Sandbox) -> None:
    prelude = "seen = ['prelude']\ndef see(x):\n    seen.append(x)\n    return str(seen)\n"
    for _ in range(2):
        first = sandbox.open("see('program')\n", 60.0, prelude)
        other = sandbox.open("pass\n", 60.0, prelude)
        assert first.run("see(1)", 5.0) == "['prelude', 'program', 1]"
        assert other.run("see(2)", 5.0) == "['prelude', 2]"
        first.close()
        other.close()


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
    assert _until(lambda: own_v8.process.pid is None)
    assert outcome(own_v8, "", 10.0, "'x'") == "x"


def test_an_open_session_keeps_its_process_a_while(own_v8: v8.V8Sandbox) -> None:
    session = own_v8.open("let n = 0", 10.0)
    time.sleep(1.0)
    assert session.run("String(++n)", 5.0) == "1"
    session.close()


def test_closed_sandboxes_open_again(own_v8: v8.V8Sandbox) -> None:
    session = own_v8.open("", 10.0)
    own_v8.close()
    assert own_v8.process.pid is None
    with pytest.raises(Lost):
        session.run("'x'", 5.0)
    assert outcome(own_v8, "", 10.0, "'x'") == "x"


def test_closing_does_not_wait_for_a_process_that_starts() -> None:
    if not pyodide.installed():
        pytest.skip("pyodide is not installed")
    sandbox = pyodide.PyodideSandbox()
    sandbox.warm()
    time.sleep(0.3)
    started = time.monotonic()
    sandbox.close()
    assert time.monotonic() - started < 1.5


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

    def start() -> Child:
        born.append(1)
        return Child(_command("import sys; sys.exit('there is no engine')"))

    kept = Kept(start, 60.0)
    for _ in range(3):
        with pytest.raises(Lost, match="there is no engine"):
            kept.open("", 5.0, "")
    assert len(born) == 1


def test_what_cannot_be_executed_is_lost() -> None:
    with pytest.raises(Lost, match="cannot be started"):
        Child(Command(("no-such-program-anywhere",), environment(), Path.cwd()))


def test_doors_are_shut_without_the_systems_help_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system takes no network away, there is still no way to it."""
    monkeypatch.setattr(native, "without_network", tuple)
    monkeypatch.setattr(node, "without_network", tuple)
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


def test_there_is_one_sandbox_of_a_kind_in_order_of_preference() -> None:
    names = [sandbox.name for sandbox in available.sandboxes("python", natively=True)]
    assert names == [name for name in PYTHON if name in names]
    assert "cpython" in names
    assert "cpython" not in [sandbox.name for sandbox in available.sandboxes("python")]
    for language in ("javascript", "typescript", "tsx"):
        assert available.sandboxes(language) == available.sandboxes("javascript")
        assert "node" not in [sandbox.name for sandbox in available.sandboxes(language)]
    assert available.sandboxes("css") == ()


def test_what_is_missing_is_said_and_is_no_error() -> None:
    """Without the extra, without Node and without Pyodide, in a Python that has nothing but Burnish."""
    program = (
        "import sys, importlib.util, os\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name in ('pydantic_monty', 'py_mini_racer') else find(name, *a)\n"
        "os.environ['PATH'] = ''\n"
        "from burnish.sandbox import available, node\n"
        "node.pyodide = lambda: None\n"
        "print(available.sandboxes('python'), available.sandboxes('tsx'))\n"
        "print(available.missing('python'))\nprint(available.missing('tsx'))\nprint(available.report())\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    lines = ran.stdout.splitlines()
    assert lines[0] == "() ()"
    assert "pip install 'burnish[sandbox]'" in lines[1]
    assert "Node.js 20" in lines[1]
    assert "npm install --prefix" in lines[1]
    assert lines[1].endswith("pyodide@314.0.7")
    assert "pip install 'burnish[sandbox]'" in lines[2]


def test_the_state_of_each_is_reported(opened: dict[str, Sandbox]) -> None:
    told = dict(available.report())
    assert set(told) == {"monty", "pyodide", "cpython", "v8", "node"}
    for name in opened:
        assert "not installed" not in told[name]


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

    def start() -> Child:
        born.append(1)
        return Child(_command('import time; time.sleep(0.3); print(\'{"is": "ready"}\', flush=True); input()'))

    kept = Kept(start, 60.0)
    threads = [threading.Thread(target=kept.warm) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _until(lambda: kept.pid is not None)
    kept.warm()
    assert len(born) == 1
    kept.close()


def _command(program: str) -> Command:
    return Command((sys.executable, "-I", "-c", program), environment(), Path(process.__file__).parent)


def _kept(program: str) -> Kept:
    return Kept(lambda: Child(_command(program)), 60.0)


def _kill(pid: int) -> None:
    import os
    import signal

    os.kill(pid, signal.SIGTERM)
    time.sleep(0.3)


def _until(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()
