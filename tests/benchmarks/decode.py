"""Tokens per second of Burnish's model process beside llama.cpp's own loop, on the same file and threads.

    python -m tests.benchmarks.decode [--model NAME_OR_PATH] [--tokens N] [--rounds N]

Prints JSON. Both read the same prompt and decode greedily, in turns; the time of reading the prompt is in both. The
peer is `llama_cpp.Llama`, the package's own loop. "rewrite" is a prompt whose answer repeats much of it, where the
process drafts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from typing import Any

from llama_cpp import Llama

from burnish.config import Config
from burnish.model import open_backend
from burnish.model.backend import Request
from burnish.model.prompt import RewriteTask, render
from burnish.model.worker import LlamaBackend
from tests.benchmarks.rewrite import FUNCTIONS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=Config().model)
    parser.add_argument("--tokens", type=int, default=200, help="the most tokens of an answer")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    backend = open_backend(Config(model=args.model))
    assert isinstance(backend, LlamaBackend)
    try:
        running = backend.start()
        peer = Llama(
            str(backend.manifest.file),
            n_ctx=running.context,
            n_threads=running.threads,
            n_threads_batch=running.batch_threads,
            verbose=False,
        )
        report: dict[str, Any] = {
            "model": backend.manifest.name,
            "threads": running.threads,
            "longest_draft": running.longest_draft,
        }
        for name, prompt in PROMPTS.items():
            report[name] = compare(backend, peer, prompt, args.tokens, args.rounds)
    finally:
        backend.close()
    json.dump(report, sys.stdout, indent=1)
    print()


def compare(backend: LlamaBackend, peer: Llama, prompt: str, tokens: int, rounds: int) -> dict[str, Any]:
    """The median tokens per second of both, and the median of the rounds' ratios."""
    ours: list[float] = []
    theirs: list[float] = []
    count = 0
    for _ in range(rounds):
        completion = backend.complete(Request(prompt, max_tokens=tokens))
        ours.append(completion.tokens_per_second)
        peer.reset()
        since = time.perf_counter()
        count = 0
        for token in peer.generate(peer.tokenize(prompt.encode(), special=True), temp=0.0):
            count += 1
            if token == peer.token_eos() or count == tokens:
                break
        theirs.append(count / (time.perf_counter() - since))
    return {
        "tokens": [completion.tokens, count],
        "burnish": round(statistics.median(ours)),
        "llama_cpp": round(statistics.median(theirs)),
        "ratio": round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 2),
    }


PROMPTS = {
    "rewrite": render(
        RewriteTask("python", "readability", "flatten-nested-conditions", FUNCTIONS[0].replace("ROUND", "order"))
    ),
    "text": "def fibonacci(n):\n    ",
}


if __name__ == "__main__":
    main()
