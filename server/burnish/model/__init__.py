"""Models: what they are, where they run, and how they are asked."""

from __future__ import annotations

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

    is_path = Path(config.model).suffix.lower() in (".gguf", ".toml")
    manifest = manifest_for(_resolved(config.model, folder) if is_path else config.model)
    return LlamaBackend(manifest, config.threads, config.gpu_layers, config.model_timeout)


def _resolved(path: str, folder: Path | None) -> Path:
    given = Path(path).expanduser()
    return given if folder is None else folder / given
