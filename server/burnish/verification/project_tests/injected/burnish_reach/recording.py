"""Which functions run, as (file, line) of their definitions; and the lines of JSON in which it is told.

This runs in the project's interpreter, which may be any Python from 3.9 on.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

Place = tuple[str, int]

_OF_A_FUNCTION = 0x01  # CO_OPTIMIZED: set for functions, not for the bodies of modules and classes
_TOOL = 4  # of sys.monitoring; a number that no known tool has


class Recorder:
    """Notes each function that is entered in files below a folder, from one `start` to the next."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root) + os.sep
        self._seen: dict[int, CodeType] = {}
        self._files: dict[str, str] = {}
        self._restart: Callable[[], None] = lambda: None

    def install(self) -> None:
        """Begin to listen, in all threads."""
        if sys.version_info >= (3, 12) and sys.monitoring.get_tool(_TOOL) is None:
            monitoring = sys.monitoring
            monitoring.use_tool_id(_TOOL, "burnish")
            monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._started)
            monitoring.set_events(_TOOL, monitoring.events.PY_START)
            self._restart = monitoring.restart_events
        else:
            threading.settrace(self._called)
            sys.settrace(self._called)

    def start(self) -> None:
        self._seen = {}
        self._restart()

    def reached(self) -> set[Place]:
        """The functions entered since `start`. Line 0 stands for the body of a module or class."""
        places = set()
        for code in list(self._seen.values()):
            file = self._below(code.co_filename)
            if file:
                places.add((file, code.co_firstlineno if code.co_flags & _OF_A_FUNCTION else 0))
        return places

    def _below(self, name: str) -> str:
        """The file's path relative to the folder, with forward slashes; "" when it lies elsewhere."""
        known = self._files.get(name)
        if known is None:
            path = os.path.realpath(name) if Path(name).is_absolute() else ""
            known = path[len(self._root) :].replace(os.sep, "/") if path.startswith(self._root) else ""
            self._files[name] = known
        return known

    def _started(self, code: CodeType, offset: int) -> Any:
        self._seen[id(code)] = code
        if sys.version_info >= (3, 12):
            return sys.monitoring.DISABLE
        return None

    def _called(self, frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        self._seen[id(code)] = code


class Orders:
    """What is asked of a run: the file that the variable BURNISH_TESTS names."""

    def __init__(self) -> None:
        asked = json.loads(Path(os.environ["BURNISH_TESTS"]).read_text(encoding="utf-8"))
        self.root: str = os.path.realpath(asked["root"])
        self.files: list[str] = asked["files"]
        self.only = None if asked["only"] is None else set(asked["only"])
        self._output = Path(asked["output"])
        self._owner = os.getpid()

    def tell(self, **line: Any) -> None:
        """Write one line; a process that a test forked off says nothing."""
        if os.getpid() == self._owner:
            with self._output.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def tell_result(
        self, test: str, file: str, outcome: str, why: str, seconds: float, reached: Iterable[Place]
    ) -> None:
        self.tell(
            kind="ended", test=test, file=file, outcome=outcome, why=why, seconds=seconds, reached=sorted(reached)
        )

    def relative(self, path: str) -> str:
        return os.path.relpath(os.path.realpath(path), self.root).replace(os.sep, "/")


def first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:300]
