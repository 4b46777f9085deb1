"""Which sandboxes this machine has, kept warm; and what to install where one is missing."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from burnish.installation import how_to_add
from burnish.sandbox import monty, native, node, pyodide, v8
from burnish.sandbox.sandbox import Sandbox


class _Warm(Sandbox, Protocol):
    def warm(self) -> None:
        """Start in the background what takes long to start."""


@dataclass(frozen=True, slots=True)
class _Known:
    languages: frozenset[str]
    installed: Callable[[], bool]
    make: Callable[[], _Warm]
    natively: bool = False


_PYTHON = frozenset({"python"})
_JAVASCRIPT = frozenset({"javascript", "typescript", "tsx"})

_KNOWN = {
    "monty": _Known(_PYTHON, monty.installed, monty.MontySandbox),
    "pyodide": _Known(_PYTHON, pyodide.installed, pyodide.PyodideSandbox),
    "cpython": _Known(_PYTHON, lambda: True, native.cpython, natively=True),
    "v8": _Known(_JAVASCRIPT, v8.installed, v8.V8Sandbox),
    "node": _Known(_JAVASCRIPT, lambda: node.executable() is not None, native.node_itself, natively=True),
}
"""In order of preference."""

_lock = threading.Lock()
_opened: dict[str, _Warm] = {}


def sandboxes(language: str, natively: bool = False) -> tuple[Sandbox, ...]:
    """The sandboxes for programs of a language, in order of preference; each is one for the whole process, and warm.

    `natively` adds a child process with limits, for trusted workspaces only.
    """
    return tuple(
        _warmed(name, known)
        for name, known in _KNOWN.items()
        if language in known.languages and (natively or not known.natively) and known.installed()
    )


def missing(language: str) -> str:
    """What to install so that programs of a language can run as well as they can: a sentence; "" for nothing."""
    if language in _JAVASCRIPT:
        return "" if v8.installed() else f"JavaScript's sandbox is not installed: {how_to_add('sandbox')}"
    if language not in _PYTHON:
        return ""
    lacking = []
    if not monty.installed():
        lacking.append(how_to_add("sandbox"))
    if node.executable() is None:
        lacking.append(f"Node.js {node.OLDEST} or newer")
    if node.pyodide() is None:
        lacking.append(f'npm install --prefix "{node.installed_pyodide()}" {pyodide.PACKAGE}')
    return f"Python's sandboxes are not complete: {', then '.join(lacking)}" if lacking else ""


def report() -> list[tuple[str, str]]:
    """Each sandbox and its state, for people."""
    return [(name, _state(name, known)) for name, known in _KNOWN.items()]


def close_all() -> None:
    """End every process of every sandbox. They start again when they are needed."""
    with _lock:
        opened = list(_opened.values())
    for sandbox in opened:
        sandbox.close()


def _state(name: str, known: _Known) -> str:
    if not known.installed():
        return "not installed; " + (missing(min(known.languages)) or f"it needs Node.js {node.OLDEST} or newer")
    if known.natively:
        return "there, for trusted workspaces that switch it on"
    folder = node.pyodide() if name == "pyodide" else None
    return f"installed in {folder}" if folder else "installed"


def _warmed(name: str, known: _Known) -> Sandbox:
    with _lock:
        sandbox = _opened.get(name)
        if sandbox is None:
            sandbox = _opened[name] = known.make()
    sandbox.warm()
    return sandbox


atexit.register(close_all)
