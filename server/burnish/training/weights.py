"""A model's GGUF read back: its weights as a network that can be trained on, and its tokenizer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy
import torch
from tokenizers import AddedToken, Tokenizer, models

from burnish.model.prompt import SPECIAL_TOKENS
from burnish.training.network import Llama
from burnish.training.recipe import Shape
from burnish.training.tokenizer import untrained


class NotOurs(ValueError):
    """A GGUF that training cannot go on from; the message says what is different about it."""


@dataclass(frozen=True, slots=True)
class Start:
    """What training begins with: a network in float32, and the tokenizer that it was made for."""

    model: Llama
    tokenizer: Tokenizer


def read_weights(path: Path) -> Start:
    """The network and the tokenizer of a GGUF that `export` wrote; its eight-bit weights become float32.

    Raises OSError when the file cannot be read, NotOurs for a model of another kind.
    """
    reader = gguf.GGUFReader(path)
    shape = _shape(reader)
    model = Llama(shape)
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    heads = shape.heads

    def weight(name: str) -> torch.Tensor:
        if name not in tensors:
            raise NotOurs(f"{path.name} lacks the tensor {name}")
        found = tensors[name]
        return torch.from_numpy(numpy.array(gguf.dequantize(found.data, found.tensor_type), dtype=numpy.float32))

    def halves(rows: torch.Tensor) -> torch.Tensor:
        """Rotated neighbours, as llama.cpp has them, as rotated halves."""
        count, columns = rows.shape
        return rows.view(heads, count // heads // 2, 2, columns).transpose(1, 2).reshape(count, columns)

    read = [weight("token_embd.weight"), weight("output_norm.weight")]
    own: list[torch.Tensor] = [model.embedding.weight, model.norm]
    for number, block in enumerate(model.blocks):
        part = f"blk.{number}."
        query, key, value = (weight(f"{part}attn_{name}.weight") for name in ("q", "k", "v"))
        read += [
            weight(f"{part}attn_norm.weight"),
            weight(f"{part}ffn_norm.weight"),
            torch.cat((halves(query), halves(key), value)),
            weight(f"{part}attn_output.weight"),
            torch.cat((weight(f"{part}ffn_gate.weight"), weight(f"{part}ffn_up.weight"))),
            weight(f"{part}ffn_down.weight"),
        ]
        own += list(block.parameters())
    with torch.no_grad():
        for parameter, values in zip(own, read, strict=True):
            if parameter.shape != values.shape:
                raise NotOurs(f"{path.name} has a tensor of shape {tuple(values.shape)}, not {tuple(parameter.shape)}")
            parameter.copy_(values)
    return Start(model, _tokenizer(reader))


def _shape(reader: gguf.GGUFReader) -> Shape:
    if _field(reader, "general.architecture") != "llama":
        raise NotOurs(f"its architecture is {_field(reader, 'general.architecture')}, not Burnish's own")
    heads = _field(reader, "llama.attention.head_count")
    if _field(reader, "llama.attention.head_count_kv") != heads:
        raise NotOurs("its heads share keys and values, which Burnish's own model does not")
    return Shape(
        vocabulary=len(_field(reader, "tokenizer.ggml.tokens")),
        width=_field(reader, "llama.embedding_length"),
        layers=_field(reader, "llama.block_count"),
        heads=heads,
        feed_forward=_field(reader, "llama.feed_forward_length"),
        rope_base=_field(reader, "llama.rope.freq_base"),
        context=_field(reader, "llama.context_length"),
    )


def _tokenizer(reader: gguf.GGUFReader) -> Tokenizer:
    tokens = _field(reader, "tokenizer.ggml.tokens")
    merges = [tuple(merge.split(" ", 1)) for merge in _field(reader, "tokenizer.ggml.merges")]
    if tuple(tokens[: len(SPECIAL_TOKENS)]) != SPECIAL_TOKENS:
        raise NotOurs("its vocabulary does not begin with Burnish's special tokens")
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = untrained(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    return tokenizer


def _field(reader: gguf.GGUFReader, key: str) -> Any:
    field = reader.get_field(key)
    if field is None:
        raise NotOurs(f"it does not say its {key}")
    return field.contents()
