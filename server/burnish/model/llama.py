"""The process that owns a llama.cpp model: `python -m burnish.model.llama`, spoken to over its standard
streams.

A context of llama.cpp is not safe in threads and can take its process down, so it lives alone here.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import llama_cpp
from llama_cpp import llama_cpp as native

from burnish import wire
from burnish.model import process, threads
from burnish.model.drafting import Lookup, worthwhile_length
from burnish.model.process import Interrupt, Piece, Refused

BATCH = 512

ENOUGH = 0.001
"""Seconds a token that need no more threads: an answer then takes less time than a person notices."""


class Model:
    """A loaded model with its one context, and what is in its cache."""

    def __init__(self, path: str, context: int, fixed_threads: int, gpu_layers: int, interrupt: Interrupt) -> None:
        started = perf_counter()
        self.interrupt = interrupt
        self.gpu_layers = 0
        parameters = native.llama_model_default_params()
        if native.llama_supports_gpu_offload():
            self.gpu_layers = gpu_layers
            parameters.n_gpu_layers = 0x7FFFFFFF if gpu_layers < 0 else gpu_layers
        self._model = native.llama_model_load_from_file(path.encode("utf-8"), parameters)
        if not self._model:
            raise Refused(f"llama.cpp cannot load the model {Path(path).name}{_last_complaint()}.", "load")
        settings = native.llama_context_default_params()
        settings.n_ctx = context
        settings.n_batch = settings.n_ubatch = min(BATCH, context)
        settings.no_perf = True
        self._context = native.llama_init_from_model(self._model, settings)
        if not self._context:
            raise Refused(
                f"There is not enough memory for the model {Path(path).name} with a context of "
                f"{context} tokens{_last_complaint()}.",
                "load",
            )
        self._memory = native.llama_get_memory(self._context)
        self._vocabulary = native.llama_model_get_vocab(self._model)
        self._batch = native.llama_batch_init(settings.n_batch, 0, 1)
        for index in range(settings.n_batch):
            self._batch.n_seq_id[index] = 1
            self._batch.seq_id[index][0] = 0
        self._batch_size = int(settings.n_batch)
        self.context = int(native.llama_n_ctx(self._context))
        # Models with a state instead of a cache cannot forget single tokens: neither drafts nor reuse.
        self._forgets = not (native.llama_model_is_recurrent(self._model) or native.llama_model_is_hybrid(self._model))
        self._cached: list[int] = []
        _watch(interrupt, self._context)
        self._fixed_threads = fixed_threads
        self._most_threads: int | None = None
        self.choose_threads()
        self.seconds = perf_counter() - started

    def choose_threads(self) -> None:
        """Measure how many threads are best at this moment, for single tokens and batches, and whether
        drafts pay.
        """
        counts = threads.candidates(self._most_threads) if self._fixed_threads <= 0 else (self._fixed_threads,)
        self.threads, self.token_seconds = threads.fastest(counts, lambda count: self._trial(count, 1), ENOUGH)
        self.batch_threads = self.threads
        if self.token_seconds > ENOUGH:
            size = min(64, self._batch_size, self.context)
            self.batch_threads, _ = threads.fastest(counts, lambda count: self._trial(count, size))

        def costs(tokens: int) -> float:
            if tokens == 1:
                return self.token_seconds
            return threads.fastest((self.batch_threads,), lambda count: self._trial(count, tokens, tokens))[1]

        self.longest_draft = worthwhile_length(costs) if self._forgets else 0
        native.llama_set_n_threads(self._context, self.threads, self.batch_threads)
        native.llama_memory_clear(self._memory, True)
        self._cached = []

    def _trial(self, count: int, tokens: int, outputs: int = 1) -> None:
        native.llama_memory_seq_rm(self._memory, -1, -1, -1)
        native.llama_set_n_threads(self._context, count, count)
        self._decode([0] * tokens, 0, outputs)
        native.llama_synchronize(self._context)

    def finished(self, tokens: int, seconds: float) -> None:
        """Take note of how fast an answer came. Where it was far slower than measured, the machine has
        become busy, and threads that wait for each other do worst: from then on there are fewer.
        """
        slow = tokens >= 8 and seconds / tokens > 2.5 * self.token_seconds
        if slow and self.threads > 1 and self._fixed_threads <= 0:
            self._most_threads = self.threads // 2
            self.choose_threads()

    def describe(self) -> wire.Frame:
        buffer = ctypes.create_string_buffer(256)
        native.llama_model_desc(self._model, buffer, len(buffer))
        # llama.cpp has names for the sizes of well-known models only, and says "?B" of every other one.
        size = f"{native.llama_model_n_params(self._model) / 1e6:.1f}M"
        return {
            "description": buffer.value.decode("utf-8", "replace").replace("?B", size),
            "context": self.context,
            "threads": self.threads,
            "batch_threads": self.batch_threads,
            "longest_draft": self.longest_draft,
            "gpu_layers": self.gpu_layers,
            "seconds": self.seconds,
        }

    def tokens_of(self, prompt: str | list[dict[str, str]]) -> list[int]:
        """The prompt's tokens, special ones recognised; messages go through the model's chat template."""
        if isinstance(prompt, str):
            return self._tokenize(prompt, add_special=True)
        text = self._chat_prompt(prompt)
        first = self._piece(native.llama_vocab_bos(self._vocabulary)).decode("utf-8", "replace")
        return self._tokenize(text, add_special=not (first and text.startswith(first)))

    def answer(self, prompt: list[int], asked: wire.Frame) -> Iterator[Piece]:
        """The answer's tokens as bytes, each with whether it is the end token; ends when interrupted."""
        limit = min(asked["max_tokens"], self.context - len(prompt))
        sampler = self._sampler(asked)
        lookup = Lookup(prompt, self.longest_draft) if self.longest_draft else None
        try:
            fresh = self._reuse(prompt)
            if not self._read(fresh):
                return
            outputs, row = [int(native.llama_sampler_sample(sampler, self._context, -1))], 0
            given = 0
            while given < limit:
                token = outputs[row]
                given += 1
                ends = bool(native.llama_vocab_is_eog(self._vocabulary, token))
                yield self._piece(token), ends
                if ends or given == limit or self.interrupt.raised:
                    return
                row += 1
                if row == len(outputs):
                    outputs, row = self._next(sampler, token, lookup, outputs, limit - given), 0
                    if not outputs:
                        return
        finally:
            native.llama_sampler_free(sampler)

    def _next(self, sampler: Any, token: int, lookup: Lookup | None, known: list[int], room: int) -> list[int]:
        """The tokens after `token`: one, and more where a draft of them was right. None when interrupted."""
        draft: list[int] = []
        if lookup is not None:
            lookup.extend(known)
            draft = lookup.draft(min(room - 1, self._batch_size - 1))
        start = len(self._cached)
        if not self._decode([token, *draft], start, 1 + len(draft)):
            return []
        outputs = [int(native.llama_sampler_sample(sampler, self._context, 0))]
        for index, guess in enumerate(draft):
            if outputs[-1] != guess:
                break
            outputs.append(int(native.llama_sampler_sample(sampler, self._context, index + 1)))
        kept = len(outputs) - 1
        self._cached += [token, *draft[:kept]]
        if kept < len(draft):
            native.llama_memory_seq_rm(self._memory, -1, len(self._cached), -1)
        if lookup is not None:
            lookup.judged(len(draft), kept)
        return outputs

    def _reuse(self, prompt: list[int]) -> list[int]:
        """Forget what the prompt does not share with the last one; the rest of the prompt, one token at
        least.
        """
        shared = 0
        for old, new in zip(self._cached, prompt[:-1], strict=False):
            if old != new:
                break
            shared += 1
        if not (self._forgets and native.llama_memory_seq_rm(self._memory, -1, shared, -1)):
            native.llama_memory_clear(self._memory, True)
            shared = 0
        self._cached = prompt[:shared]
        return prompt[shared:]

    def _read(self, tokens: list[int]) -> bool:
        """Take in the prompt; whether it got to its end before an interruption."""
        for start in range(0, len(tokens), self._batch_size):
            part = tokens[start : start + self._batch_size]
            if self.interrupt.raised or not self._decode(part, len(self._cached), 1):
                return False
            self._cached += part
        return True

    def _decode(self, tokens: list[int], start: int, outputs: int) -> bool:
        """Run tokens at a position, with logits for the last `outputs` of them. False when interrupted."""
        batch, count = self._batch, len(tokens)
        batch.n_tokens = count
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = start + index
            batch.logits[index] = index >= count - outputs
        code = native.llama_decode(self._context, batch)
        if code == 0:
            return True
        if code == 2:
            return False
        raise Refused(f"llama.cpp failed while the model was at work (code {code}){_last_complaint()}.")

    def _sampler(self, asked: wire.Frame) -> Any:
        chain = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
        if asked["grammar"]:
            text = asked["grammar"].encode("utf-8")
            grammar = native.llama_sampler_init_grammar(self._vocabulary, text, b"root")
            if not grammar:
                native.llama_sampler_free(chain)
                raise Refused("The grammar for the model's answer is not valid GBNF.", "grammar")
            native.llama_sampler_chain_add(chain, grammar)
        if asked["temperature"] <= 0:
            native.llama_sampler_chain_add(chain, native.llama_sampler_init_greedy())
        else:
            for part in (
                native.llama_sampler_init_top_k(40),
                native.llama_sampler_init_top_p(0.95, 1),
                native.llama_sampler_init_temp(asked["temperature"]),
                native.llama_sampler_init_dist(asked["seed"] & 0xFFFFFFFF),
            ):
                native.llama_sampler_chain_add(chain, part)
        return chain

    def _tokenize(self, text: str, add_special: bool) -> list[int]:
        encoded = text.encode("utf-8", "replace")
        room = len(encoded) + 8
        buffer = (native.llama_token * room)()
        count = native.llama_tokenize(self._vocabulary, encoded, len(encoded), buffer, room, add_special, True)
        if count < 0:
            raise Refused("llama.cpp cannot split the prompt into tokens.")
        return list(buffer[:count])

    def _piece(self, token: int) -> bytes:
        """A token's bytes, special ones written out."""
        if token < 0:
            return b""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = native.llama_token_to_piece(self._vocabulary, token, buffer, room, 0, True)
            if size >= 0:
                return buffer.raw[:size]
            room = -size

    def _chat_prompt(self, messages: list[dict[str, str]]) -> str:
        template = native.llama_model_chat_template(self._model, None)
        if not template:
            raise Refused("The model has no chat template, so it cannot be asked in words.", "template")
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        marks = [
            self._piece(token(self._vocabulary)).decode("utf-8", "replace")
            for token in (native.llama_vocab_eos, native.llama_vocab_bos)
        ]
        formatter: Any = Jinja2ChatFormatter(template.decode("utf-8"), eos_token=marks[0], bos_token=marks[1])
        try:
            return str(formatter(messages=messages).prompt)
        except Exception:
            # A template is a program and may raise anything; some have no place for a system message.
            merged = "\n\n".join(message["content"] for message in messages)
        try:
            return str(formatter(messages=[{"role": "user", "content": merged}]).prompt)
        except Exception as error:
            raise Refused(f"The model's chat template cannot be used: {error}.", "template") from error


def main() -> None:
    """Serve the owner of this process."""
    native.llama_log_set(_HEED, ctypes.c_void_p(0))
    native.llama_backend_init()
    process.run(_load, _about)


def _load(asked: wire.Frame, interrupt: Interrupt) -> Model:
    return Model(asked["path"], asked["context"], asked["threads"], asked["gpu_layers"], interrupt)


def _about() -> wire.Frame:
    return {
        "version": llama_cpp.__version__,
        "gpu": bool(native.llama_supports_gpu_offload()),
        "system": native.llama_print_system_info().decode("utf-8", "replace").strip(" |"),
    }


def _watch(interrupt: Interrupt, context: Any) -> None:
    """Have llama.cpp look at the interrupt between the nodes of its graph.

    The callback is C's own `strlen`: 0 for "", which means go on, and 1 for one byte, which means end. A
    callback into Python took a fifth of the time of a small model.
    """
    library = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
    callback = ctypes.cast(library.strlen, native.ggml_abort_callback)
    native.llama_set_abort_callback(context, callback, interrupt.address)


_ERROR = 4
_complaints: list[str] = []


def _heed(level: int, text: bytes, _: Any) -> None:
    """Keep llama.cpp's errors for messages, and show them in the log; the rest of its many words is of no
    use.
    """
    if level == _ERROR:
        line = text.decode("utf-8", "replace").strip()
        _complaints.append(line)
        del _complaints[:-8]
        print(line, file=sys.stderr, flush=True)


# Kept for the life of the process: llama.cpp holds its address.
_HEED = native.llama_log_callback(_heed)


def _last_complaint() -> str:
    return f" ({_complaints[-1].rstrip('.')})" if _complaints else ""


if __name__ == "__main__":
    main()
