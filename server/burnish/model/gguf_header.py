"""What the first bytes of a GGUF file say about the model in it.

Read here, without loading anything, so that a missing, truncated or wrong file is refused in a plain
sentence and never reaches llama.cpp, which may end its process over one. The format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from burnish.model.errors import BackendError

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Header:
    """`metadata` holds the single values; `start` is all that precedes the weights."""

    path: Path
    metadata: Mapping[str, Value]
    parameters: int
    start: bytes

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))

    @property
    def context(self) -> int | None:
        """The context length, in tokens, that the model was trained for."""
        value = self.metadata.get(f"{self.architecture}.context_length")
        return value if isinstance(value, int) else None

    @property
    def has_chat_template(self) -> bool:
        return "tokenizer.chat_template" in self.metadata

    def mentions(self, text: str) -> bool:
        """Whether the text occurs in the metadata, the vocabulary included."""
        return text.encode() in self.start


def read_header(path: Path) -> Header:
    """The header of a GGUF file. Raises BackendError when it is missing, unreadable, truncated or something
    else.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size == 0:
                raise BackendError(f"The model file {path} is empty.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _read(path, data, size)
    except FileNotFoundError:
        raise BackendError(f"There is no model file {path}.") from None
    except IsADirectoryError:
        raise BackendError(f"{path} is a folder, not a model file.") from None
    except OSError as error:
        raise BackendError(f"The model file {path} cannot be read: {error.strerror or error}.") from error


def _read(path: Path, data: mmap.mmap, size: int) -> Header:
    if data[:4] != b"GGUF":
        raise BackendError(f"{path} is not a GGUF file, the only format of models that Burnish runs.")
    try:
        return _read_fields(path, data, size)
    except (struct.error, UnicodeDecodeError, IndexError, OverflowError):
        raise BackendError(f"The model file {path} is damaged or was not downloaded to its end.") from None


def _read_fields(path: Path, data: mmap.mmap, size: int) -> Header:
    (version,) = struct.unpack_from("<I", data, 4)
    if version not in (2, 3):
        swapped = struct.unpack(">I", struct.pack("<I", version))[0]
        what = "made for big-endian machines" if swapped in (2, 3) else f"in GGUF version {version}"
        raise BackendError(f"The model file {path} is {what}; Burnish reads versions 2 and 3, little-endian.")
    tensors, count = struct.unpack_from("<QQ", data, 8)
    at = 24
    metadata: dict[str, Value] = {}
    for _ in range(count):
        key, at = _text(data, at)
        (kind,) = struct.unpack_from("<I", data, at)
        at += 4
        if kind == _ARRAY:
            at = _past_array(data, at)
        else:
            metadata[key], at = _value(data, at, kind)
    start_of_tensors = at
    parameters, end = 0, 0
    for _ in range(tensors):
        _, at = _text(data, at)
        (dimensions,) = struct.unpack_from("<I", data, at)
        shape = struct.unpack_from(f"<{_plausible(dimensions)}Q", data, at + 4)
        kind, offset = struct.unpack_from("<IQ", data, at + 4 + 8 * dimensions)
        at += 16 + 8 * dimensions
        elements = prod(shape)
        parameters += elements
        block, block_bytes = _BLOCKS.get(kind, (1, 0))
        end = max(end, offset + elements // block * block_bytes)
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment <= 0:
        raise IndexError
    missing = -(-at // alignment) * alignment + end - size
    if missing > 0:
        raise BackendError(f"The model file {path} lacks its last {missing:,} bytes: it was not downloaded to its end.")
    if tensors == 0 or not metadata.get("general.architecture"):
        raise BackendError(f"The file {path} holds no model, only its vocabulary or settings.")
    return Header(path, metadata, parameters, data[:start_of_tensors])


def _text(data: mmap.mmap, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<Q", data, at)
    end = at + 8 + length
    if end > len(data):
        raise IndexError
    return data[at + 8 : end].decode("utf-8"), end


def _value(data: mmap.mmap, at: int, kind: int) -> tuple[Value, int]:
    if kind == _STRING:
        return _text(data, at)
    layout = _SCALARS.get(kind)
    if layout is None:
        raise IndexError
    (value,) = struct.unpack_from(layout, data, at)
    return value, at + struct.calcsize(layout)


def _past_array(data: mmap.mmap, at: int) -> int:
    kind, length = struct.unpack_from("<IQ", data, at)
    at += 12
    if kind == _STRING:
        unpack = struct.Struct("<Q").unpack_from
        for _ in range(length):
            at += 8 + unpack(data, at)[0]
        return at
    layout = _SCALARS.get(kind)
    if layout is None:
        raise IndexError
    return at + int(length) * struct.calcsize(layout)


def _plausible(dimensions: int) -> int:
    if not 1 <= dimensions <= 8:
        raise IndexError
    return dimensions


_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip

# Tensor type -> (elements in a block, bytes of a block), as in ggml; unknown types are not measured.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 16: (256, 66), 17: (256, 74), 18: (256, 98),
    19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
