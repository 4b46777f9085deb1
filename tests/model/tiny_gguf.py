"""Real GGUF models of some 100 KB, made on the spot: they say what the test wants them to say.

A Llama without attention is a table: every token decides which one comes next. The table is written into the weights, so
that llama.cpp runs a real model and its answer is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import gguf
import numpy

from burnish.model.prompt import END, SPECIAL_TOKENS

WIDTH = 64
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


def write_tiny_model(
    path: Path,
    chain: Sequence[str] = (),
    special: Sequence[str] = SPECIAL_TOKENS,
    end: str = END,
    chat_template: str | None = None,
    context: int = 512,
    seed: int = 1,
) -> Path:
    """A model that, once it reads the first text of `chain`, goes on with the others, each one token of its own.

    Without a chain it babbles for ever: its weights are random.
    """
    random = numpy.random.default_rng(seed)
    words = [text for text in chain if text not in special and len(text.encode()) > 1]
    alphabet = _byte_alphabet()
    tokens = [alphabet[byte] for byte in range(256)]
    tokens += ["".join(alphabet[byte] for byte in word.encode()) for word in dict.fromkeys(words)]
    kinds = [gguf.TokenType.NORMAL] * len(tokens) + [gguf.TokenType.CONTROL] * len(special)
    tokens += special
    embedding = random.standard_normal((len(tokens), WIDTH)).astype(numpy.float32)
    output = 0.01 * random.standard_normal((len(tokens), WIDTH)).astype(numpy.float32)
    ids = [
        tokens.index(text if text in special else "".join(alphabet[byte] for byte in text.encode())) for text in chain
    ]
    for current, following in pairwise(ids):
        output[following] += embedding[current]

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([f"{alphabet[0]} {alphabet[0]}"])
    writer.add_eos_token_id(tokens.index(end))
    writer.add_add_bos_token(False)
    if chat_template is not None:
        writer.add_chat_template(chat_template)
    square = numpy.zeros((WIDTH, WIDTH), numpy.float32)
    noise = square if chain else random.standard_normal((WIDTH, WIDTH)).astype(numpy.float32)
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", numpy.ones(WIDTH, numpy.float32))
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", numpy.ones(WIDTH, numpy.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.weight", noise)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _byte_alphabet() -> list[str]:
    """GPT-2's printable stand-in for every byte."""
    printable = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    stand_ins = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in stand_ins:
            stand_ins[byte] = chr(256 + len(stand_ins) - len(printable))
    return [stand_ins[byte] for byte in range(256)]
