"""The one child process, with Python scripts at the other end: what is heard of it, and how it ends."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import pytest

from burnish.child import BROKEN, LONGEST_LAST_WORDS, SOURCES, Child, inherited
from tests.waiting import gone, until

SECONDS = 60.0

ECHO = "import sys\nfor line in sys.stdin:\n    print(line, end='', flush=True)\n"


def child(program: str, **more: object) -> Child:
    return Child((sys.executable, "-c", program), "the child", **more)  # type: ignore[arg-type]


def test_frames_go_out_and_come_back() -> None:
    one = child(ECHO)
    one.say({"do": "wärme", "n": [1, None]})
    assert one.hear(SECONDS) == {"do": "wärme", "n": [1, None]}
    assert one.hear(0.01) is None
    assert one.alive
    assert one.code is None
    one.kill()
    assert one.hear(SECONDS) is BROKEN
    assert not one.alive


def test_who_listens_no_more_is_said_to_and_found_gone() -> None:
    one = child("import sys; sys.exit(3)")
    assert one.hear(SECONDS) is BROKEN
    one.say({"do": "anything"})
    assert one.code == 3
    one.end()
    one.kill()


def test_its_last_words_are_kept_and_not_all_of_them() -> None:
    one = child("import sys; sys.stderr.write('first\\n\\n' + 'ä' * 9000 + '\\nat last\\n'); sys.exit(1)")
    assert one.hear(SECONDS) is BROKEN
    assert until(lambda: one.last_words() == ": at last")
    long = child("import sys; sys.stderr.write('x' * 2000); sys.exit(1)")
    assert long.hear(SECONDS) is BROKEN
    assert until(lambda: one.last_words() != "" and len(long.last_words()) == LONGEST_LAST_WORDS + 2)


@pytest.mark.parametrize("said", ["hello", "[1]", '{"is": ', "[" * 100_000])
def test_who_talks_nonsense_is_ended(said: str) -> None:
    one = child(f"import sys\nprint({said!r}, flush=True)\nsys.stdin.read()\n")
    assert one.hear(SECONDS) is BROKEN
    assert one.spoke_nonsense
    assert not one.alive


def test_who_says_more_than_is_heard_is_ended_where_that_is_bounded() -> None:
    one = child("while True: print('{}', flush=True)", backlog=4)
    assert until(lambda: not one.alive, SECONDS)
    heard = [one.hear(SECONDS)]
    while heard[-1] is not BROKEN:
        heard.append(one.hear(SECONDS))
    assert len(heard) <= 4


def test_who_is_asked_to_leave_leaves_and_who_does_not_is_made_to() -> None:
    polite = child("import sys; line = sys.stdin.readline(); sys.exit(7 if 'bye' in line else 1)")
    polite.end()
    assert polite.code == 7
    deaf = child("import time\nprint('{}', flush=True)\ntime.sleep(600)")
    assert deaf.hear(SECONDS) == {}
    deaf.end()
    assert deaf.code not in (0, None)


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes")
def test_what_a_leader_started_dies_with_it_also_when_it_was_gone_before() -> None:
    starting = (
        "import json, subprocess, sys\n"
        "own = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], stdin=-3, stdout=-3, stderr=-3)\n"
        "print(json.dumps({'own': own.pid}), flush=True)\n"
    )
    for leader in (child(starting + "sys.stdin.read()\n", leader=True), child(starting, leader=True)):
        heard = leader.hear(SECONDS)
        assert heard is not None
        leader.kill()
        assert gone(heard["own"])


def test_no_module_of_the_folder_it_works_in_is_taken_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('this must not run')")
    monkeypatch.chdir(tmp_path)
    telling = "import json, os; print(json.dumps([os.getcwd(), os.environ.get('SEEN')]).join(('{\"told\": ', '}')))"
    one = child(telling, environment=inherited(SEEN="yes"))
    assert one.hear(SECONDS) == {"told": [str(SOURCES), "yes"]}
    one.kill()


def test_an_environment_is_all_that_it_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "1")
    needed = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    one = child(
        "import os, json; print(json.dumps({'seen': 'SECRET' in os.environ, 'at': os.getcwd()}), flush=True)",
        environment=needed,
        folder=tmp_path,
    )
    assert one.hear(SECONDS) == {"seen": False, "at": os.path.realpath(tmp_path)}
    one.kill()


def test_a_command_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        Child((str(tmp_path / "nothing"),), "the child")


def test_complaints_are_as_loud_in_the_log_as_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "burnish.child")
    one = child("import sys; sys.exit('alas')", complaints=logging.DEBUG)
    assert one.hear(SECONDS) is BROKEN
    assert until(lambda: [(r.levelno, r.getMessage()) for r in caplog.records] == [(logging.DEBUG, "the child: alas")])


def test_a_child_speaks_through_its_own_ends_and_what_else_prints_is_a_complaint() -> None:
    program = (
        "from burnish import wire\nincoming, outgoing = wire.own_ends()\nprint('a library says hello', flush=True)\n"
        "while (frame := wire.receive(incoming)) is not None: wire.send(outgoing, frame)\n"
    )
    one = child(program, environment=inherited(PYTHONPATH=str(SOURCES)), complaints=logging.DEBUG)
    one.say({"n": 1})
    assert one.hear(SECONDS) == {"n": 1}
    assert until(lambda: "hello" in one.last_words())
    one.end()
    assert one.code == 0
