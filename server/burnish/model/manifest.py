"""What is known about a model before it is loaded: a TOML file beside the GGUF file, or the GGUF file's own
header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from burnish.config import read_toml, resource_folder
from burnish.model.errors import BackendError
from burnish.model.gguf_header import Header, read_header
from burnish.model.prompt import UPDATED

Format = Literal["hunks", "chat"]

LONGEST_CONTEXT = 8192
"""Tokens of context given to a model without a manifest: more would cost memory that no region needs."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model and how to talk to it.

    `format` is "hunks" for models trained on Burnish's own prompt and "chat" for those with a chat
    template. `context` is in tokens. `file` is None for a model behind an endpoint and for recordings.
    `sha256` is in hex digits. `rules` are the names of the rules for which the model is asked, without
    their objectives; empty: any.
    """

    name: str
    format: Format
    context: int
    file: Path | None = None
    sha256: str | None = None
    parameters: int | None = None
    licence: str | None = None
    about: str = ""
    rules: tuple[str, ...] = ()

    @property
    def file_bytes(self) -> int | None:
        return self.file.stat().st_size if self.file is not None and self.file.is_file() else None


def manifests() -> tuple[Manifest, ...]:
    """The models that come with Burnish and those in the user's data folder, which go first where names are
    equal.

    A manifest that cannot be read is left out: `manifest_for` says what is wrong with it.
    """
    found: dict[str, Manifest] = {}
    for folder in model_folders():
        for path in sorted(folder.glob("*.toml")):
            try:
                manifest = read_manifest(path)
            except BackendError:
                continue
            found.setdefault(manifest.name, manifest)
    return tuple(sorted(found.values(), key=lambda one: one.name))


def manifest_for(model: str | Path) -> Manifest:
    """The manifest of a model given by name or by the path of its GGUF or TOML file; its file is there and
    whole.

    Raises BackendError with a sentence that says what is missing or wrong.
    """
    manifest = described(model)
    if manifest.file is not None:
        _check_file(manifest, manifest.file)
    return manifest


def described(model: str | Path) -> Manifest:
    """The same without a look at the model's own file, as long as there is a manifest: for who asks what it could do.

    Raises BackendError when there is no such model.
    """
    path = Path(model).expanduser()
    if path.suffix.lower() == ".gguf":
        beside = path.with_suffix(".toml")
        known = beside.is_file() and path.is_file()
        return read_manifest(beside) if known else _from_header(read_header(path))
    if path.suffix.lower() == ".toml":
        return read_manifest(path)
    return _by_name(str(model))


def read_manifest(path: Path) -> Manifest:
    """The manifest in a TOML file, its `file` relative to the manifest's folder.

    Raises BackendError when the file cannot be read or lacks something.
    """
    try:
        table = read_toml(path)
    except (OSError, ValueError) as error:
        raise BackendError(f"The manifest {path} cannot be read: {error}.") from error
    name = _entry(path, table, "name", str)
    form = _entry(path, table, "format", str)
    if form not in ("hunks", "chat"):
        raise BackendError(f'The manifest {path} has format "{form}"; known are "hunks" and "chat".')
    return Manifest(
        name=name,
        format=cast("Format", form),
        context=_entry(path, table, "context", int),
        file=path.parent / _entry(path, table, "file", str),
        sha256=_entry(path, table, "sha256", str, optional=True),
        parameters=_entry(path, table, "parameters", int, optional=True),
        licence=_entry(path, table, "licence", str, optional=True),
        about=_entry(path, table, "about", str, optional=True) or "",
        rules=tuple(str(rule) for rule in _entry(path, table, "rules", list, optional=True) or ()),
    )


def model_folders() -> tuple[Path, ...]:
    """Where models live, in the order in which they are looked for."""
    return user_folder(), resource_folder("models")


def user_folder() -> Path:
    """Where a person's own models go: `burnish train` writes there, and what is copied there is found by
    name.
    """
    import platformdirs

    return platformdirs.user_data_path("burnish", appauthor=False) / "models"


def _by_name(name: str) -> Manifest:
    for folder in model_folders():
        for path in sorted(folder.glob("*.toml")):
            if path.stem == name:
                return read_manifest(path)
    known = manifests()
    for manifest in known:
        if manifest.name == name:
            return manifest
    names = ", ".join(manifest.name for manifest in known) or "none"
    raise BackendError(
        f"There is no model named {name!r} (there is: {names}); a GGUF file is given by its path, which ends in .gguf."
    )


def _from_header(header: Header) -> Manifest:
    if header.mentions(UPDATED):
        form: Format = "hunks"
    elif header.has_chat_template:
        form = "chat"
    else:
        raise BackendError(
            f"The model {header.path.name} has no chat template, so it cannot be asked for rewrites: "
            "take an instruction-tuned one (its name often ends in -instruct or -it)."
        )
    licence = header.metadata.get("general.license")
    return Manifest(
        name=header.path.stem,
        format=form,
        context=min(header.context or 2048, LONGEST_CONTEXT),
        file=header.path,
        parameters=header.parameters,
        licence=str(licence) if licence else None,
        about=str(header.metadata.get("general.name", "")),
    )


def _check_file(manifest: Manifest, file: Path) -> None:
    read_header(file)
    if manifest.sha256 is not None:
        stat = file.stat()
        actual = _sha256(file, stat.st_size, stat.st_mtime_ns)
        if actual != manifest.sha256.lower():
            raise BackendError(
                f"The model file {file} is not the one that its manifest describes (its SHA-256 begins with "
                f"{actual[:12]}, not {manifest.sha256[:12]}): install Burnish again, or correct the manifest."
            )


@cache
def _sha256(file: Path, size: int, modified: int) -> str:
    """The digest of a file; its size and time are there so that a changed file is read again."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _entry(path: Path, table: Mapping[str, Any], key: str, kind: type, optional: bool = False) -> Any:
    value = table.get(key)
    if value is None and optional:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        what = "lacks" if value is None else "has a wrong"
        raise BackendError(f'The manifest {path} {what} "{key}" ({_KINDS[kind]}).')
    return value


_KINDS: Mapping[type, str] = {int: "a number", str: "text", list: "a list of texts"}
