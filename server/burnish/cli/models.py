"""`burnish models`: the models on this machine."""

from __future__ import annotations

from pathlib import Path

import typer

from burnish.cli.console import PlainFormat, fail, print_json, results
from burnish.cli.workspace import fail_for, folders_of
from burnish.model.errors import BackendError
from burnish.model.manifest import Manifest, manifest_for, manifests
from burnish.model.prompt_files import prompt_folders


def register(app: typer.Typer) -> None:
    app.command()(models)


def models(output: PlainFormat = typer.Option(PlainFormat.TEXT, "--format", help="How to print it.")) -> None:
    """List the models that can be used, the one in use marked."""
    here = folders_of({})
    fail_for(here.problems([Path.cwd()]))
    config = here.settings(Path.cwd())
    found = list(manifests())
    if config.model.endswith(".gguf"):
        try:
            found.append(manifest_for(config.model))
        except BackendError as error:
            fail(str(error))
    if output is PlainFormat.JSON:
        entries = [_entry(one) for one in found]
        folders = [str(folder) for folder in prompt_folders()]
        print_json({"version": 1, "current": config.model, "models": entries, "prompts": folders})
        return
    for one in found:
        mark = "*" if config.model in (one.name, str(one.file)) else " "
        size = f"{one.file_bytes / 1e6:.1f} MB" if one.file_bytes else "missing"
        parameters = f"{one.parameters / 1e6:.1f}M parameters" if one.parameters else ""
        results.print(
            f"{mark} {one.name}  {parameters}  {size}  {one.format}  {one.licence or ''}", soft_wrap=True, markup=False
        )
    if not found:
        results.print("No model is installed; the rules work without one.")
    own, shipped = prompt_folders()
    results.print(f"Prompts of chat models: {shipped}; your own go to {own}", soft_wrap=True, markup=False)


def _entry(one: Manifest) -> dict[str, object]:
    return {
        "name": one.name,
        "file": str(one.file) if one.file else None,
        "format": one.format,
        "parameters": one.parameters,
        "bytes": one.file_bytes,
        "licence": one.licence,
    }
