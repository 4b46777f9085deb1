"""Sessions: what they keep, what they do not see of each other, and how they end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from burnish.sandbox import Lost, Overrun, Sandbox, Unsupported
from tests.sandbox.host import JAVASCRIPT, PYTHON, outcome


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
def test_an_answer_that_is_too_long_is_no_exception_of_the_codes(sandbox: Sandbox) -> None:
    python = sandbox.name in PYTHON
    session = sandbox.open("", 60.0)
    with pytest.raises(Overrun, match="an answer longer than allowed"):
        session.run("'x' * (9 << 20)" if python else "'x'.repeat(9 << 20)", 20.0)
    session.close()
    assert len(outcome(sandbox, "", 20.0, "'x' * (7 << 20)" if python else "'x'.repeat(7 << 20)")) == 7 << 20


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
