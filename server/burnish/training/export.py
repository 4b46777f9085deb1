"""Export: a trained network as a GGUF file that llama.cpp loads, quantized to eight bits, with its manifest.

python -m burnish.training.export models/recipes/default.toml --run DIR --tokenizer DIR/tokenizer.json --out models
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import hashlib
import json
from pathlib import Path

import gguf
import llama_cpp
import numpy
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from burnish.model.prompt import END, SPECIAL_TOKENS
from burnish.training.network import NORM_EPSILON, Block, Llama
from burnish.training.recipe import Recipe, read_recipe
from burnish.training.roughening.pair import OBJECTIVES
from burnish.training.train import load

LICENCE = "Apache-2.0"
ABOUT = "Burnish's own model, trained from scratch on permissively licensed code; see the card beside it."


def write_gguf(model: Llama, tokenizer: Tokenizer, name: str, path: Path) -> None:
    """The model in float32, with its tokenizer inside: byte-level BPE, split as "qwen2" does."""
    shape = model.shape
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(name)
    writer.add_license(LICENCE)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(NORM_EPSILON)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    _add_tokenizer(writer, tokenizer, shape.vocabulary)
    for tensor_name, tensor in _tensors(model):
        writer.add_tensor(tensor_name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer, size: int) -> None:
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    special = set(SPECIAL_TOKENS)
    tokens = [token for token, _ in vocabulary]
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in tokens]
    for number in range(len(tokens), size):
        tokens.append(f"[unused{number}]")
        kinds.append(gguf.TokenType.UNUSED)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    end = tokens.index(END)
    writer.add_eos_token_id(end)
    writer.add_pad_token_id(end)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)


def _tensors(model: Llama) -> list[tuple[str, NDArray[numpy.float32]]]:
    """Tensors under llama.cpp's names. Queries and keys are permuted from rotated halves to rotated neighbours, as
    llama.cpp's own convert_hf_to_gguf.py does for Llama."""
    heads = model.shape.heads

    def neighbours(weight: torch.Tensor) -> torch.Tensor:
        rows, columns = weight.shape
        return weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)

    tensors: list[tuple[str, torch.Tensor]] = [
        ("token_embd.weight", model.embedding.weight),
        ("output_norm.weight", model.norm),
    ]
    for number, layer in enumerate(model.blocks):
        assert isinstance(layer, Block)
        query, key, value = layer.query_key_value.weight.chunk(3, 0)
        gate, up = layer.gate_up.weight.chunk(2, 0)
        parts = {
            "attn_norm": layer.attention_norm,
            "attn_q": neighbours(query),
            "attn_k": neighbours(key),
            "attn_v": value,
            "attn_output": layer.attention_out.weight,
            "ffn_norm": layer.feed_norm,
            "ffn_gate": gate,
            "ffn_up": up,
            "ffn_down": layer.down.weight,
        }
        for part, weight in parts.items():
            tensors.append((f"blk.{number}.{part}.weight", weight))
    return [(name, tensor.detach().float().contiguous().numpy()) for name, tensor in tensors]


def quantize(source: Path, target: Path) -> None:
    """Q8_0 by llama.cpp itself. Raises RuntimeError when llama.cpp refuses."""
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    parameters.nthread = 1
    llama_cpp.llama_log_set(_silent, ctypes.c_void_p(0))
    failed = llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(parameters))
    if failed:
        raise RuntimeError(f"llama.cpp could not quantize {source.name}")


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _silent(level: int, text: bytes, user_data: object) -> None:
    """What llama.cpp says while it works is for its own developers."""


def largest_difference(model: Llama, tokenizer: Tokenizer, path: Path, text: str) -> float:
    """The largest difference between PyTorch's and llama.cpp's log-probabilities after `text`.

    Raises ValueError when the two do not read `text` as the same tokens.
    """
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    loaded = llama_cpp.Llama(str(path), n_ctx=model.shape.context, logits_all=True, n_threads=1, verbose=False)
    read = loaded.tokenize(text.encode(), add_bos=False, special=True)
    if read != ids:
        raise ValueError("llama.cpp reads the text as other tokens than the tokenizer")
    loaded.eval(read)
    theirs = torch.from_numpy(numpy.array(loaded.scores[: len(ids)]))
    with torch.no_grad():
        ours = model.float()(torch.tensor([ids]), torch.arange(len(ids)))
    loaded.close()
    return float((ours.log_softmax(-1) - theirs.log_softmax(-1)).abs().max())


def export(
    recipe: Recipe,
    model: Llama,
    tokenizer: Tokenizer,
    scratch: Path,
    out: Path,
    trained: datetime.date,
    about: str = ABOUT,
) -> Path:
    """Write `out`/<name>.gguf and its manifest `out`/<name>.toml; the file before quantization goes to `scratch`."""
    whole = scratch / f"{recipe.name}-f32.gguf"
    write_gguf(model, tokenizer, recipe.name, whole)
    target = out / f"{recipe.name}.gguf"
    quantize(whole, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    rules = ", ".join(f'"{rule}"' for rule in OBJECTIVES)
    lines = (
        f'name = "{recipe.name}"',
        f'file = "{target.name}"',
        f'sha256 = "{digest}"',
        'format = "hunks"',
        f"context = {recipe.shape.context}",
        f"parameters = {model.parameter_count()}",
        f'licence = "{LICENCE}"',
        f'trained = "{trained.isoformat()}"',
        f'tokenizer = "byte-level BPE, qwen2 split, {recipe.shape.vocabulary} tokens"',
        f"about = {json.dumps(about)}",
        f"rules = [{rules}]",
    )
    (out / f"{recipe.name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a trained model as GGUF with a manifest.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    recipe = read_recipe(options.recipe)
    model = load(options.run / "checkpoint.pt", recipe.shape)
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    path = export(recipe, model, tokenizer, options.run, options.out, datetime.date.today())
    text = "<|task|>rewrite<|language|>python<|original|><|L1|>    x = [1, 2]  # élan 🙂<|updated|>"
    difference = largest_difference(model, tokenizer, path, text)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, log-probabilities within {difference:.3f} of PyTorch's")


if __name__ == "__main__":
    main()
