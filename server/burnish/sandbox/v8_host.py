"""The process in which JavaScript runs: V8 through mini-racer. Started as `python -m burnish.sandbox.v8_host`.

V8 itself has no files, network or processes. Each session is an engine of its own (an isolate): a fresh state, and
nothing that one program does to its objects is seen by another. Of what JavaScript computes only text is ever taken.
"""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO

from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from burnish import wire
from burnish.sandbox import limits

HEAP = 256 << 20
"""Bytes of JavaScript's objects in a session."""

PROCESS = 1024 << 20
"""Bytes of the whole process, with what is outside of that heap: array buffers."""

CLOSE_SECONDS = 0.3
"""How long an engine gets to stop."""

PRELUDE = Path(__file__).with_name("prelude.js")

KINDS = {"u": "unsupported", "m": "overrun"}
"""What the first letter of its state says went wrong; all others: an exception was let out."""


def main() -> None:
    incoming, outgoing = wire.own_ends()
    # V8 is loaded before the limit is set: its own parts are no program's memory.
    MiniRacer().close()
    limits.own_memory(PROCESS)
    wire.send(outgoing, {"is": "ready"})
    serve(incoming, outgoing, PRELUDE.read_text("utf-8"))


def serve(incoming: BinaryIO, outgoing: BinaryIO, prelude: str) -> None:
    """Answer requests until the owner goes away."""
    sessions: dict[int, MiniRacer] = {}
    while (frame := wire.receive(incoming)) is not None:
        number = frame["session"]
        if frame["do"] == "close":
            _dropped(sessions, number)
            continue
        answer = _answer(frame, sessions, prelude)
        if answer.get("kind") == "overrun" and not _dropped(sessions, number):
            # The engine cannot be stopped; the owner ends the process.
            answer["stuck"] = True
        wire.send(outgoing, {**answer, "id": frame["id"]})


def _answer(frame: wire.Frame, sessions: dict[int, MiniRacer], prelude: str) -> wire.Frame:
    number, seconds = frame["session"], max(float(frame["seconds"]), 0.001)
    end = monotonic() + seconds
    try:
        if frame["do"] == "open":
            sessions[number] = engine = MiniRacer()
            engine.set_hard_memory_limit(HEAP)
            engine.eval(prelude + ";0")
            # As a script, so that what it declares is seen afterwards. Its value is the text of the last line.
            state = _evaluate(engine, frame["program"] + "\n;'t'", seconds)
        elif number not in sessions:
            return {"is": "error", "kind": "overrun", "message": "the session is gone"}
        else:
            engine = sessions[number]
            state = _evaluate(engine, f"__burnish.run({json.dumps(frame['code'])})", seconds)
        pause = 0.0002
        while not state:
            # It waits for a timer, or for a promise that is settled at the end of what has just been evaluated.
            state = _evaluate(engine, "__burnish.state()", max(end - monotonic(), 0.001))
            if not state and monotonic() > end:
                return _late(seconds)
            if not state:
                sleep(pause)
                pause = min(pause * 2, 0.01)
    except JSTimeoutException:
        return _late(seconds)
    except JSOOMException:
        return {"is": "error", "kind": "overrun", "message": "more memory than allowed"}
    except JSEvalException as error:
        # Where it stands and the line itself are of no use to anybody.
        message = re.sub(r"^<?\w*>?:\d+: ", "", str(error).partition("\n")[0])[:2000]
        lacking = "Cannot use import statement" in message
        return {"is": "error", "kind": "unsupported" if lacking else "raised", "message": message}
    if state.startswith("t"):
        return {"is": "text", "text": state[1:]}
    return {"is": "error", "kind": KINDS.get(state[0], "raised"), "message": state[1:]}


def _evaluate(engine: MiniRacer, code: str, seconds: float) -> str:
    """The text that is the value. Values of other kinds are never converted: some of that never ends."""
    value = engine.eval(code, timeout_sec=seconds)
    if not isinstance(value, str):
        raise JSEvalException(f"the answer is not text but {type(value).__name__}")
    return value


def _late(seconds: float) -> wire.Frame:
    return {"is": "error", "kind": "overrun", "message": f"more than {seconds:.1f} s"}


def _dropped(sessions: dict[int, MiniRacer], number: int) -> bool:
    """End a session; whether its engine let itself be ended."""
    engine = sessions.pop(number, None)
    if engine is None:
        return True
    closing = threading.Thread(target=engine.close, daemon=True)
    closing.start()
    closing.join(CLOSE_SECONDS)
    return not closing.is_alive()


if __name__ == "__main__":
    main()
