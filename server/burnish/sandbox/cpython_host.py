"""The process in which Python runs natively. Started as `python -s -S cpython_host.py SOURCES`, for one program.

The fence: the system's limits of memory, processor time, files and processes; and an audit hook which knows what
may happen (reading the standard library, and computing) and forbids everything else. The hook cannot be taken off.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import Any, BinaryIO

MEMORY = 512 << 20
SECONDS = 120
"""Processor time of the whole process; each run has its own limit of wall-clock time, which the owner keeps."""

SHUT = frozenset({
    "_ctypes", "_ctypes_test", "_curses", "_dbm", "_gdbm", "_multiprocessing", "_posixshmem", "_posixsubprocess", "_socket",
    "_sqlite3", "_ssl", "_testbuffer", "_testcapi", "_testimportmultiple", "_testinternalcapi", "_testmultiphase", "_tkinter",
    "_winapi", "_xxsubinterpreters", "_xxtestfuzz", "_interpreters", "_remote_debugging", "cffi", "ctypes", "faulthandler",
    "fcntl", "mmap", "msvcrt", "multiprocessing", "ossaudiodev", "pip", "pty", "readline", "resource", "sqlite3", "ssl",
    "subprocess", "syslog", "termios", "tkinter", "urllib.request", "venv", "webbrowser", "winreg", "xxlimited", "xxsubtype",
})  # fmt: skip
"""Modules that reach the system, or memory that is not Python's."""

HARMLESS = frozenset({
    "import", "compile", "exec", "marshal.loads", "marshal.dumps", "object.__getattr__", "builtins.id", "sys._getframe", "sys._getframemodulename", "sys.unraisablehook", "sys.excepthook",
    "array.__new__", "pickle.find_class", "cpython.run_file", "time.sleep", "sys._current_frames", "gc.get_objects",
    "gc.get_referrers", "sys.set_asyncgen_hook_finalizer", "sys.set_asyncgen_hook_firstiter", "gc.get_referents", "function.__new__", "re.compile",
})  # fmt: skip
"""Of what Python tells audit hooks, all that may happen unseen. Reading files and folders is looked at."""

UNHEARD = (
    "chroot", "copy_file_range", "fchown", "forkpty", "memfd_create", "mkfifo", "mknod", "nice", "openpty", "pidfd_open",
    "pidfd_send_signal", "posix_openpt", "ptsname", "reboot", "sched_setaffinity", "sched_setparam", "sched_setscheduler",
    "sendfile", "setegid", "seteuid", "setgid", "setgroups", "setns", "setpgid", "setpriority", "setresgid", "setresuid",
    "setsid", "setuid", "splice", "sync", "unshare", "readlink", "statvfs", "access", "pathconf", "getlogin", "uname",
)  # fmt: skip
"""What the system's modules can do without an audit hook being told."""

READING = frozenset({"open", "os.listdir", "os.scandir"})


def main() -> None:
    # The folder of this file, where the Python that runs is too old to leave it out.
    here = __file__.rpartition(os.sep)[0]
    sys.path[:] = [sys.argv[1], *(path for path in sys.path if path != here)]
    from burnish import wire
    from burnish.sandbox import event_loop, limits

    del sys.path[0], sys.argv[1:]
    outgoing = os.fdopen(os.dup(1), "wb")
    incoming = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    event_loop.install(__import__("asyncio"))
    for name in (
        "asyncio",
        "platform",
        "contextlib",
        "dataclasses",
        "enum",
        "json",
        "random",
        "re",
        "typing",
        "threading",
    ):
        _preloaded(name)
    limits.own_memory(MEMORY)
    _limit()
    for name in [name for name in sys.modules if name.partition(".")[0] in ("burnish", "socket", *SHUT)]:
        gone = sys.modules.pop(name)
        if name in ("subprocess", "_posixsubprocess"):
            # asyncio has it, and starting a process there is nothing that a hook is told.
            gone.__dict__.clear()
    _silence()
    wire.send(outgoing, {"is": "ready"})
    sys.addaudithook(_fence())
    _serve(incoming, outgoing, wire, limits.LONGEST_ANSWER)


def _preloaded(name: str) -> None:
    """Modules that need, to be loaded, what is forbidden afterwards."""
    __import__(name)


def _silence() -> None:
    import _imp
    import signal

    for name in sys.builtin_module_names:
        if name not in SHUT:
            __import__(name)

    posix = sys.modules.get("posix") or sys.modules["nt"]
    for module in (os, posix, signal, sys.modules["_signal"]):
        for name in UNHEARD:
            if hasattr(module, name):
                delattr(module, name)
    # Modules made once more would be as they were.
    del _imp.create_builtin


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource

    def most(kind: int, amount: int) -> None:
        _, hard = resource.getrlimit(kind)
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (amount, amount))

    most(resource.RLIMIT_CPU, SECONDS)
    most(resource.RLIMIT_FSIZE, 0)
    most(resource.RLIMIT_NOFILE, 64)
    most(resource.RLIMIT_CORE, 0)
    if hasattr(resource, "RLIMIT_NPROC"):
        most(resource.RLIMIT_NPROC, 0)


_HOOK = """
def hook(event, given):
    if event == "import":
        name = "".join((given[0],))
        for part in name.split("."):
            if part in {SHUT}:
                raise missing("No module named '" + name + "'")
        if given[1] is not None:
            path = "".join((given[1],))
            if "/.." in path or "{SEPARATOR}.." in path or not path.startswith({LIBRARY}) or "-packages" in path:
                raise denied("the sandbox forbids native modules")
        return
    if event in {HARMLESS}:
        return
    if event == "object.__setattr__" and given[1] != "__code__":
        return
    if event in {READING} and (event != "open" or not given[2] & {WRITING}):
        path = "".join((given[0],))
        if "/.." not in path and "{SEPARATOR}.." not in path and "-packages" not in path:
            if (path + "{SEPARATOR}").startswith({LIBRARY}):
                return
    raise denied("the sandbox forbids " + event)
"""
"""The fence. A program may come by its frame, and so by all that it looks up: it looks up nothing but which exception to
raise, and it raises one in any case. Joining makes plain text of what only says that it is text.
"""


def _fence() -> Any:
    places = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    places |= {os.path.realpath(place) for place in places if place}
    library = tuple(sorted(place + os.sep for place in places if place))
    text = _HOOK.replace("{SEPARATOR}", os.sep.replace("\\", "\\\\"))
    for name, value in (
        ("SHUT", set(SHUT)),
        ("HARMLESS", set(HARMLESS)),
        ("READING", set(READING)),
        ("WRITING", os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND),
        ("LIBRARY", library),
    ):
        text = text.replace("{" + name + "}", repr(value))
    scope: dict[str, Any] = {"__builtins__": {}, "denied": PermissionError, "missing": ModuleNotFoundError}
    exec(compile(text, "<fence>", "exec"), scope)
    return scope.pop("hook")


def _serve(incoming: BinaryIO, outgoing: BinaryIO, wire: Any, longest: int) -> None:
    from types import ModuleType

    receive, send = wire.receive, wire.send
    text, kind_of, length, base, importing, memory = str, type, len, BaseException, ImportError, MemoryError
    program = ModuleType("__main__")
    sys.modules["__main__"] = program
    namespace = program.__dict__
    namespace["__builtins__"] = __builtins__

    def shown(error: BaseException) -> str:
        try:
            return f"{kind_of(error).__name__}: {error}"[:2000]
        except base:
            return "an exception that cannot be shown"

    def answer(frame: dict[str, Any]) -> dict[str, Any]:
        try:
            if frame["do"] == "open":
                exec(compile(frame["program"], "<program>", "exec"), namespace)
                return {"is": "opened"}
            value = eval(compile(frame["code"], "<case>", "eval"), namespace)
        except importing as error:
            return {"is": "error", "kind": "unsupported", "message": shown(error)}
        except memory:
            return {"is": "error", "kind": "overrun", "message": "more memory than allowed"}
        except base as error:
            return {"is": "error", "kind": "raised", "message": shown(error)}
        if kind_of(value) is not text:
            message = f"TypeError: the answer is not text but {kind_of(value).__name__}"
            return {"is": "error", "kind": "raised", "message": message}
        if length(value) > longest:
            return {"is": "error", "kind": "overrun", "message": "an answer longer than allowed"}
        return {"is": "text", "text": value}

    while (frame := receive(incoming)) is not None and frame["do"] != "close":
        send(outgoing, {**answer(frame), "id": frame["id"]})
    os._exit(0)


if __name__ == "__main__":
    main()
