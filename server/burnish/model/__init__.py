"""Models: what they are, where they run, and how they are asked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnish.config import Config
    from burnish.model.backend import Backend

REPLAY = "replay:"


def open_backend(config: Config, folder: Path | None = None) -> Backend | None:
    """The model that the settings name; None when it is "off". Nothing is loaded until it is first asked.

    An endpoint goes before a local model. Paths of models are relative to `folder`. Raises BackendError
    when there is no such model, or its file is not whole.
    """
    if config.model == "off":
        return None
    if config.endpoint:
        from burnish.model.openai import OpenAIBackend

        return OpenAIBackend(config.endpoint, config.endpoint_model, config.endpoint_key_variable, config.model_timeout)
    if config.model.startswith(REPLAY):
        from burnish.model.replay import ReplayBackend

        return ReplayBackend.of_file(_resolved(config.model.removeprefix(REPLAY), folder))
    from burnish.model.manifest import manifest_for
    from burnish.model.worker import LlamaBackend

    manifest = manifest_for(_located(config.model, folder))
    return LlamaBackend(manifest, config.threads, config.gpu_layers, config.model_timeout)


def trained_rules(config: Config, folder: Path | None = None) -> frozenset[str] | None:
    """The names of the rules that the settings' model was trained for; empty: it may be asked for any.

    None when it is off, or there is none of that name. Nothing is loaded.
    """
    if config.model == "off":
        return None
    if config.endpoint or config.model.startswith(REPLAY):
        return frozenset()
    from burnish.model.manifest import model_folders

    # A model that is installed or trained meanwhile changes its folder.
    states = tuple(one.stat().st_mtime_ns if one.is_dir() else 0 for one in model_folders())
    return _trained_rules(_located(config.model, folder), states)


def missing(config: Config, folder: Path | None = None) -> str:
    """What is not there that the settings' model needs, as a sentence; "" where nothing is known to be missing.

    Nothing is loaded.
    """
    if config.model == "off" or config.endpoint or config.model.startswith(REPLAY):
        return ""
    from burnish.installation import how_to_add
    from burnish.model.errors import BackendError
    from burnish.model.manifest import described
    from burnish.model.worker import installed

    if not installed():
        return f"llama-cpp-python is not installed: {how_to_add('local')}"
    try:
        described(_located(config.model, folder))
    except BackendError as error:
        return str(error)
    return ""


def takes_rule(trained: frozenset[str] | None, name: str) -> bool:
    """Whether a model that was trained for these rules is asked for the rule of this name."""
    return trained is not None and (not trained or name in trained)


@lru_cache(maxsize=16)
def _trained_rules(model: str | Path, states: tuple[int, ...]) -> frozenset[str] | None:
    from burnish.model.errors import BackendError
    from burnish.model.manifest import described

    try:
        return frozenset(described(model).rules)
    except BackendError:
        return None


def _located(model: str, folder: Path | None) -> str | Path:
    return _resolved(model, folder) if Path(model).suffix.lower() in (".gguf", ".toml") else model


def _resolved(path: str, folder: Path | None) -> Path:
    given = Path(path).expanduser()
    return given if folder is None else folder / given
