"""Pairs as token ids, and batches of them: examples of like length together, the loss on answers alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from burnish.training.collect import read_pairs
from burnish.training.tokenizer import answer_of, prompt_of

_BUCKET = 16  # lengths are padded to a multiple of this


@dataclass(frozen=True, slots=True)
class Encoded:
    """Examples end to end: example i is ids[starts[i]:starts[i + 1]], and its answer begins at answers[i] within
    it.
    """

    ids: NDArray[numpy.uint16]
    starts: NDArray[numpy.int64]
    answers: NDArray[numpy.int32]

    def __len__(self) -> int:
        return len(self.answers)


def encode(data: Path, tokenizer: Tokenizer, longest: int, unnamed_share: float = 0.0, seed: int = 0) -> Encoded:
    """The pairs of a file as token ids; examples of more than `longest` tokens are left out, and a share of the
    prompts name their objective only.
    """
    chance = random.Random(seed)
    kept: list[NDArray[numpy.uint16]] = []
    answers: list[int] = []
    pairs = list(read_pairs(data))
    for start in range(0, len(pairs), 4096):
        part = pairs[start : start + 4096]
        prompts = tokenizer.encode_batch(
            [prompt_of(pair, chance.random() >= unnamed_share) for pair in part], add_special_tokens=False
        )
        replies = tokenizer.encode_batch([answer_of(pair) for pair in part], add_special_tokens=False)
        for prompt, reply in zip(prompts, replies, strict=True):
            if len(prompt.ids) + len(reply.ids) <= longest:
                kept.append(numpy.array(prompt.ids + reply.ids, dtype=numpy.uint16))
                answers.append(len(prompt.ids))
    starts = numpy.concatenate(([0], numpy.cumsum([len(example) for example in kept]))).astype(numpy.int64)
    return Encoded(numpy.concatenate(kept), starts, numpy.array(answers, dtype=numpy.int32))


def batches(
    data: Encoded, tokens: int, chance: random.Random
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """One epoch of (ids, positions, targets): padded ids, the flat positions that carry loss, and what must follow
    there.
    """
    lengths = numpy.diff(data.starts)
    jitter = numpy.array([chance.random() for _ in range(len(data))]) * 8
    order = numpy.argsort(lengths + jitter, kind="stable")
    groups: list[NDArray[numpy.int64]] = []
    start = 0
    while start < len(order):
        stop = start + 1
        longest = int(lengths[order[start]])
        while stop < len(order):
            longest = max(longest, int(lengths[order[stop]]))
            if _padded(longest) * (stop + 1 - start) > tokens:
                break
            stop += 1
        groups.append(order[start:stop])
        start = stop
    chance.shuffle(groups)
    for group in groups:
        yield batch(data, group)


def batch(
    data: Encoded, group: Sequence[int] | NDArray[numpy.int64]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    width = _padded(max(int(data.starts[index + 1] - data.starts[index]) for index in group) - 1)
    ids = numpy.zeros((len(group), width), dtype=numpy.int64)
    positions: list[NDArray[numpy.int64]] = []
    targets: list[NDArray[numpy.int64]] = []
    for row, index in enumerate(group):
        example = data.ids[data.starts[index] : data.starts[index + 1]].astype(numpy.int64)
        ids[row, : len(example) - 1] = example[:-1]
        first = int(data.answers[index])
        positions.append(row * width + numpy.arange(first - 1, len(example) - 1))
        targets.append(example[first:])
    return (
        torch.from_numpy(ids),
        torch.from_numpy(numpy.concatenate(positions)),
        torch.from_numpy(numpy.concatenate(targets)),
    )


def _padded(length: int) -> int:
    return -(-length // _BUCKET) * _BUCKET
