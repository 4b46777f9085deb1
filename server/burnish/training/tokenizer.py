"""Tokenizer: byte-level BPE with the split expression of Qwen2, which llama.cpp knows as the pre-tokenizer "qwen2".

python -m burnish.training.tokenizer models/recipes/default.toml --data DIR/train.jsonl --out DIR/tokenizer.json
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from burnish.model.prompt import END, SPECIAL_TOKENS, RewriteTask, render, render_answer
from burnish.training.collect import read_pairs
from burnish.training.recipe import Recipe, read_recipe
from burnish.training.roughening.pair import Pair

# From Qwen2's tokenizer.json, as llama.cpp's LLAMA_VOCAB_PRE_TYPE_QWEN2 has it.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def prompt_of(pair: Pair, named: bool = True) -> str:
    """The prompt that asks for `pair`; without its rule's name unless `named`."""
    return render(RewriteTask(pair.language, pair.objective, pair.rule if named else None, pair.before))


def answer_of(pair: Pair) -> str:
    return render_answer(pair.before, pair.after)


def train_tokenizer(recipe: Recipe, data: Path, out: Path, sample: int = 40_000) -> Tokenizer:
    """Learn merges from the code of `sample` pairs. Special tokens come first, so that `<|end|>` has id 0."""
    tokenizer = untrained(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=recipe.shape.vocabulary,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    pairs = list(read_pairs(data))
    chosen = random.Random(recipe.seed).sample(pairs, min(sample, len(pairs)))
    tokenizer.train_from_iterator(_texts(chosen), trainer)
    if tokenizer.token_to_id(END) != 0:
        raise ValueError("the end token is not the first of the vocabulary")
    tokenizer.save(str(out))
    return tokenizer


def untrained(model: models.BPE) -> Tokenizer:
    """A tokenizer around `model` that splits texts and bytes as llama.cpp's "qwen2" does."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _texts(pairs: list[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield from pair.before.split("\n")
        if pair.after != pair.before:
            yield pair.after
        yield f"rewrite {pair.language} {pair.objective} {pair.rule}"
        yield from (pair.language, pair.objective, pair.rule, "rewrite")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a tokenizer on collected pairs.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = train_tokenizer(read_recipe(options.recipe), options.data, options.out)
    print(f"{tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
