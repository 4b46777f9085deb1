from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from burnish.config import resource_folder
from burnish.model.errors import BackendError
from burnish.model.gguf_header import read_header
from burnish.model.manifest import manifest_for, manifests, user_folder
from tests.model.tiny_gguf import CHAT_TEMPLATE, write_tiny_model


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder of models, empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = user_folder()
    folder.mkdir(parents=True)
    return folder


def write_manifest(folder: Path, name: str, **entries: object) -> Path:
    path = folder / f"{name}.toml"
    path.write_text("".join(f"{key} = {value!r}\n" for key, value in {"name": name, **entries}.items()))
    return path


def test_a_model_is_found_by_its_name(models: Path) -> None:
    file = write_tiny_model(models / "small.gguf")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    write_manifest(
        models,
        "small",
        file="small.gguf",
        format="hunks",
        context=2048,
        sha256=digest,
        licence="Apache-2.0",
        rules=["a", "b"],
    )
    found = manifest_for("small")
    assert (found.name, found.file, found.format, found.context) == ("small", file, "hunks", 2048)
    assert (found.licence, found.rules) == ("Apache-2.0", ("a", "b"))
    assert found in manifests()


def test_any_gguf_is_found_by_its_path_and_its_header_says_how_to_talk_to_it(tmp_path: Path) -> None:
    hunks = manifest_for(write_tiny_model(tmp_path / "mine.gguf", context=700))
    assert (hunks.name, hunks.format, hunks.context) == ("mine", "hunks", 700)
    assert hunks.parameters == read_header(tmp_path / "mine.gguf").parameters > 10_000
    chat = manifest_for(write_tiny_model(tmp_path / "chat.gguf", (), ["<e>"], "<e>", CHAT_TEMPLATE, context=100_000))
    assert (chat.format, chat.context) == ("chat", 8192)


def test_a_manifest_beside_the_file_goes_before_its_header(tmp_path: Path) -> None:
    path = write_tiny_model(tmp_path / "mine.gguf")
    write_manifest(tmp_path, "mine", file="mine.gguf", format="hunks", context=123)
    assert manifest_for(str(path)).context == 123


def test_a_folder_that_is_not_ascii_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "größe 模型"
    folder.mkdir()
    assert manifest_for(write_tiny_model(folder / "ein modell.gguf")).name == "ein modell"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: b"", "is empty"),
        (lambda data: b"PK\x03\x04" + data, "is not a GGUF file"),
        (lambda data: data[:-1000], "lacks its last 1,000 bytes"),
        (lambda data: data[:300], "is damaged or was not downloaded to its end"),
        (lambda data: data[:10], "is damaged or was not downloaded to its end"),
        (lambda data: data[:4] + struct.pack("<I", 1) + data[8:], "in GGUF version 1"),
        (lambda data: data[:4] + struct.pack(">I", 3) + data[8:], "made for big-endian machines"),
        (lambda data: data[:8] + struct.pack("<Q", 1 << 60) + data[16:], "is damaged"),
        (lambda data: data[:16] + struct.pack("<Q", 1 << 60) + data[24:], "is damaged"),
        (lambda data: data[:24] + struct.pack("<Q", 1 << 63) + data[32:], "is damaged"),
    ],
    ids=[
        "empty",
        "zip",
        "cut in the weights",
        "cut in the header",
        "stub",
        "old",
        "big-endian",
        "tensors",
        "keys",
        "text",
    ],
)
def test_a_file_that_is_no_whole_model_is_refused_in_a_sentence(tmp_path: Path, damage: object, sentence: str) -> None:
    whole = write_tiny_model(tmp_path / "whole.gguf").read_bytes()
    path = tmp_path / "broken.gguf"
    assert callable(damage)
    path.write_bytes(damage(whole))
    with pytest.raises(BackendError, match=sentence):
        manifest_for(path)


@pytest.mark.parametrize("cut", range(0, 6000, 97))
def test_a_header_cut_anywhere_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(write_tiny_model(tmp_path / "whole.gguf").read_bytes()[:cut])
    with pytest.raises(BackendError):
        manifest_for(path)


def test_what_is_missing_is_named(tmp_path: Path, models: Path) -> None:
    with pytest.raises(BackendError, match=r"There is no model file .*nowhere\.gguf"):
        manifest_for(tmp_path / "nowhere.gguf")
    with pytest.raises(BackendError, match="is a folder"):
        (tmp_path / "folder.gguf").mkdir()
        manifest_for(tmp_path / "folder.gguf")
    with pytest.raises(BackendError, match=r"no model named 'burnish-huge' \(there is: burnish-small\)"):
        manifest_for("burnish-huge")
    write_manifest(models, "gone", file="gone.gguf", format="hunks", context=512)
    with pytest.raises(BackendError, match="There is no model file"):
        manifest_for("gone")


def test_a_file_that_is_not_the_described_one_is_refused(models: Path) -> None:
    write_tiny_model(models / "small.gguf")
    write_manifest(models, "small", file="small.gguf", format="hunks", context=512, sha256="0" * 64)
    with pytest.raises(BackendError, match="is not the one that its manifest describes"):
        manifest_for("small")


def test_a_manifest_says_what_it_lacks(models: Path) -> None:
    path = write_manifest(models, "small", file="small.gguf", format="hunks")
    with pytest.raises(BackendError, match=r'lacks "context" \(a number\)'):
        manifest_for(path)
    write_manifest(models, "small", file="small.gguf", format="poems", context=1)
    with pytest.raises(BackendError, match='format "poems"; known are "hunks" and "chat"'):
        manifest_for("small")
    path.write_text("name = ")
    with pytest.raises(BackendError, match="cannot be read"):
        manifest_for(path)
    assert {one.file and one.file.parent for one in manifests()} == {resource_folder("models")}, "those that ship"


def test_a_model_without_a_chat_template_cannot_be_asked(tmp_path: Path) -> None:
    path = write_tiny_model(tmp_path / "base.gguf", special=["<e>"], end="<e>")
    with pytest.raises(BackendError, match=r"base\.gguf has no chat template"):
        manifest_for(path)
