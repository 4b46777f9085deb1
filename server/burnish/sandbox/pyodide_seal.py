"""Run once in Pyodide, before any program: takes away what leads to JavaScript. Its value is how the host asks.

Not imported by Burnish: `pyodide_host.mjs` reads it as text.
"""

from typing import Any


def _make(install: Any) -> Any:
    # Names of this module are a program's names later on: nothing here may need them.
    import _imp
    import gc
    import importlib
    import os
    import sys

    shut = (
        "js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "pyodide_py", "ctypes", "_ctypes", "_ctypes_test",
        "_posixsubprocess", "_remote_debugging", "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testclinic",
        "_testclinic_limited", "_testbuffer", "_xxtestfuzz", "micropip", "webbrowser", "pydoc",
    )  # fmt: skip
    modules, compiled, evaluated, executed = sys.modules, compile, eval, exec
    text: Any = str
    base, isinst, kind_of = BaseException, isinstance, type
    importing, memory = ImportError, MemoryError

    class Shut:
        """Says of what is shut that it is not there."""

        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> None:
            if name.partition(".")[0] in shut:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return

    def seal() -> str:
        import asyncio

        for name in ("heapq", "enum", "string", "decimal", "fractions", "statistics", "datetime", "csv", "hashlib",
                     "itertools", "functools", "collections", "typing", "dataclasses", "abc", "uuid", "zoneinfo",
                     "urllib.parse", "html", "textwrap", "difflib", "operator", "contextlib", "copy", "bisect", "random",
                     "re", "json", "math", "io", "string", "time", "types", "inspect", "traceback", "logging"):  # fmt: skip
            importlib.import_module(name)
        loops: Any = modules["pyodide.webloop"]
        clock: Any = modules["time"]
        asyncio.run, clock.sleep = loops._orig_run, loops._orig_sleep
        asyncio._set_running_loop(None)
        install(asyncio)
        finders: list[Any] = [f if isinst(f, kind_of) else kind_of(f) for f in sys.meta_path]
        kept = [f for f, kind in zip(sys.meta_path, finders, strict=True) if not kind.__module__.startswith("_pyodide")]
        sys.meta_path[:] = [Shut, *kept]
        sys.path_importer_cache.clear()
        gone = [name for name in modules if name.partition(".")[0] in shut]
        for name in gone:
            namespace: Any = getattr(modules.pop(name), "__dict__", None)
            if isinst(namespace, dict):
                namespace.clear()

        # They would end the process, which takes long to start again.
        def denied(*_: object, **__: object) -> None:
            raise PermissionError("the sandbox forbids it")

        for name in ("system", "_exit", "abort", "fork", "forkpty", "kill", "execv", "execve", "popen", "posix_spawn"):
            for place in ("os", "posix"):
                if hasattr(modules[place], name):
                    setattr(modules[place], name, denied)
        create = _imp.create_builtin

        def create_builtin(spec: Any) -> Any:
            Shut.find_spec(spec.name)
            return create(spec)

        _imp.create_builtin = create_builtin
        environment = {"HOME": "/", "PATH": "/", "LANG": "C.UTF-8"}
        os.environ.clear()
        os.environ.update(environment)
        sys.argv[:] = [""]
        sys.path[:] = [entry for entry in sys.path if entry]
        main = modules["__main__"].__dict__
        for name in [name for name in main if not name.startswith("__")]:
            del main[name]
        gc.collect()
        gc.freeze()
        # Deeper, special methods that call themselves use up WebAssembly's stack, and the process dies of that.
        sys.setrecursionlimit(200)
        return ""

    def shown(error: BaseException) -> str:
        try:
            return f"{kind_of(error).__name__}: {error}"[:2000]
        except base:
            return "an exception that cannot be shown"

    def ask(what: str, given: str) -> str:
        try:
            if what == "seal":
                return seal()
            namespace = modules["__main__"].__dict__
            if what == "open":
                executed(compiled(given, "<program>", "exec"), namespace)
                return "t"
            answer = evaluated(compiled(given, "<case>", "eval"), namespace)
            if kind_of(answer) is not text:
                return f"eTypeError: the answer is not text but {kind_of(answer).__name__}"
            return f"t{answer}"
        except importing as error:
            return "u" + shown(error)
        except memory:
            return "mmore memory than allowed"
        except base as error:
            return "e" + shown(error)

    return ask


# The text of event_loop.py stands before this.
_make(globals()["install"])
