"""`burnish doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import typer
from rich.text import Text

from burnish import __version__
from burnish.cli.console import errors, results
from burnish.config import Config, find_file, load
from burnish.language import languages
from burnish.model import open_backend
from burnish.model.backend import BackendError, Request
from burnish.model.prompt import RewriteTask, render, render_chat
from burnish.model.worker import installed, local_build
from burnish.rule import rules

Line = tuple[bool, str, str]
"""Whether it works, what, and more about it."""


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor() -> None:
    """Check the installation. Exits with 2 when something that Burnish needs is missing."""
    worst = True
    for works, what, detail in _lines():
        worst = worst and works
        mark = ("ok  ", "green") if works else ("no  ", "red")
        results.print(Text.assemble(mark, f"{what}: {detail}"), soft_wrap=True)
    raise typer.Exit(0 if worst else 2)


def _lines() -> Iterator[Line]:
    yield sys.version_info >= (3, 10), "Python", f"{platform.python_version()} on {platform.platform()}"
    yield True, "Burnish", f"{__version__}, {len(rules())} rules, {len(languages())} languages"
    yield from _grammars()
    yield _ruff()
    path = find_file(Path.cwd())
    config, problems = load(Path.cwd())
    yield not problems, "Settings", "; ".join(map(str, problems)) or str(path or "the defaults; no settings file here")
    if config.model == "off" and not config.endpoint:
        yield True, "Model", "switched off in the settings"
        return
    if not config.endpoint and not installed():
        yield (
            True,
            "Model",
            "llama-cpp-python is not installed; the rules work without it: pip install 'burnish[local]'",
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


def _model(config: Config) -> Iterator[Line]:
    try:
        build = local_build()
        if build is not None:
            offload = "with GPU offload" if build.gpu else "CPU only"
            yield True, "llama-cpp-python", f"{build.version}, {offload} ({build.system.strip()})"
        backend = open_backend(config)
        if backend is None:
            return
        task = RewriteTask("python", "readability", None, "x = 1")
        prompt = render(task) if backend.manifest.format == "hunks" else render_chat(task)
        with closing(backend):
            completion = backend.complete(Request(prompt, max_tokens=16))
            speed = f"{completion.tokens} tokens in {completion.seconds * 1000:.0f} ms"
            yield True, "Model", f"{backend.manifest.name}: {speed}"
            running = getattr(backend, "running", None)
            if running is not None:
                layers = "all" if running.gpu_layers < 0 else str(running.gpu_layers)
                yield (
                    True,
                    "  loaded",
                    (
                        f"{running.description}, {running.threads} threads, {layers} layers on the GPU, "
                        f"in {running.load_seconds:.1f} s"
                    ),
                )
    except BackendError as error:
        yield False, "Model", str(error)
