"""`burnish doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import typer
from rich.text import Text

from burnish import __version__
from burnish.cli.console import errors, results
from burnish.config import Config, find_file, load
from burnish.installation import how_to_add
from burnish.language import languages
from burnish.model import open_backend
from burnish.model.backend import Request
from burnish.model.errors import BackendError
from burnish.model.prompt import RewriteTask, render, render_chat
from burnish.model.prompt_files import chat_prompt
from burnish.model.worker import installed, local_build
from burnish.report.wording import counted
from burnish.rules import known_names, rules
from burnish.sandbox import Lost, Overrun, Sandbox, Unsupported, available
from burnish.store import MOST_BYTES, check_path, size_of

Line = tuple[bool | None, str, str]
"""Whether it works (None: it does not, and Burnish can do without it), what, and more about it."""

MARKS = {True: ("ok  ", "green"), None: ("--  ", "yellow"), False: ("no  ", "red")}

LOOP = "names = []\nfor user in users:\n    names.append(user.name)"
"""What the model is asked to rewrite: something that it has an answer to, so that its speed can be told."""

START_SECONDS = 30.0
"""How long a sandbox may take to start: the slowest brings a whole Python in WebAssembly."""


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor() -> None:
    """Check the installation. Exits with 2 when something that Burnish needs is missing."""
    failed = False
    for works, what, detail in _lines():
        failed = failed or works is False
        results.print(Text.assemble(MARKS[works], f"{what}: {detail}"), soft_wrap=True)
    raise typer.Exit(2 if failed else 0)


def _lines() -> Iterator[Line]:
    yield sys.version_info >= (3, 10), "Python", f"{platform.python_version()} on {platform.platform()}"
    yield True, "Burnish", f"{__version__}, {len({rule.id for rule in rules()})} rules, {len(languages())} languages"
    yield from _grammars()
    yield _ruff()
    yield from _sandboxes()
    path = find_file(Path.cwd())
    config, problems = load(Path.cwd(), known=known_names())
    yield not problems, "Settings", "; ".join(map(str, problems)) or str(path or "the defaults; no settings file here")
    kept = check_path()
    yield (
        True,
        "Cache of check",
        f"{size_of(kept) / 1_000_000:.1f} of at most {MOST_BYTES / 1_000_000:.0f} MB in {kept}",
    )
    if config.model == "off" and not config.endpoint:
        yield True, "Model", "switched off in the settings"
        return
    if not config.endpoint and not installed():
        yield (
            None,
            "Model",
            f"llama-cpp-python is not installed; the rules work without it. To add it: {how_to_add('local')}",
        )
        return
    errors.print("Loading the model…")
    yield from _model(config)


def _grammars() -> Iterator[Line]:
    for language in languages().values():
        try:
            _ = language.grammar
        except (ImportError, ValueError) as error:
            yield False, f"Grammar of {language.name}", str(error)


def _ruff() -> Line:
    found = importlib.util.find_spec("ruff")
    if found is None:
        return False, "Ruff", "not found; the gate cannot look for new lint errors in Python: pip install ruff"
    return True, "Ruff", importlib.metadata.version("ruff")


def _sandboxes() -> Iterator[Line]:
    """Each sandbox, tried; what is missing says with which command it is installed."""
    present = {one.name: one for name in ("python", "javascript") for one in available.sandboxes(name, natively=True)}
    try:
        for name, state in available.report():
            sandbox = present.get(name)
            if sandbox is None:
                yield None, f"Sandbox {name}", state
            else:
                yield _tried(sandbox, state)
    finally:
        available.close_all()


def _tried(sandbox: Sandbox, state: str) -> Line:
    started = time.perf_counter()
    try:
        with closing(sandbox.open("answer = 'yes'", START_SECONDS)) as session:  # in Python and in JavaScript
            works = session.run("answer", START_SECONDS) == "yes"
    except (Lost, Overrun, Unsupported, RuntimeError) as error:
        return False, f"Sandbox {sandbox.name}", f"{state}, but it does not run: {error}"
    milliseconds = round(1000 * (time.perf_counter() - started))
    return works, f"Sandbox {sandbox.name}", f"{state}, runs code after {milliseconds} ms"


def _model(config: Config) -> Iterator[Line]:
    try:
        build = local_build()
        if build is not None:
            offload = "with GPU offload" if build.gpu else "CPU only"
            yield True, "llama-cpp-python", f"{build.version}, {offload} ({build.system.strip()})"
        backend = open_backend(config)
        if backend is None:
            return
        task = RewriteTask("python", "readability", "loop-to-comprehension", LOOP)
        hunks = backend.manifest.format == "hunks"
        prompt = render(task) if hunks else render_chat(task, chat_prompt(task.objective))
        with closing(backend):
            completion = backend.complete(Request(prompt, max_tokens=64))
            speed = f"{counted(completion.tokens, 'token')} in {completion.seconds * 1000:.0f} ms"
            yield True, "Model", f"{backend.manifest.name}: {speed}"
            running = getattr(backend, "running", None)
            if running is not None:
                layers = "all" if running.gpu_layers < 0 else str(running.gpu_layers or "no")
                yield (
                    True,
                    "  loaded",
                    (
                        f"{running.description}, {counted(running.threads, 'thread')}, {layers} layers on the GPU, "
                        f"in {running.load_seconds:.1f} s"
                    ),
                )
    except BackendError as error:
        yield False, "Model", str(error)
