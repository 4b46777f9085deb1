"""Train: a Llama on encoded pairs, on a CPU, by wall clock, in steps that can be stopped and resumed.

python -m burnish.training.train models/recipes/default.toml --data DIR --run DIR --max-minutes 95 --threads 1

The working weights are bfloat16 and the optimizer's masters float32 (Micikevicius et al., "Mixed Precision
Training", 2018); AdamW (Loshchilov, Hutter, 2019) decays to zero linearly over the minutes it was given.
Batches hold examples of like length, and only answers carry loss.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import random
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from burnish.training.curve import write_curve
from burnish.training.examples import Encoded, batch, batches, encode
from burnish.training.network import Llama, build_induction_heads
from burnish.training.recipe import Recipe, Shape, read_recipe
from burnish.training.whole_files import write_whole

_REPORT_EVERY = 50  # steps
_REPORT_EVERY_SHORT = 5
_SAVE_EVERY = 30  # seconds: what a killed run loses at most
_WORTH_COMPILING = 15  # minutes of training
_BETAS = (0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come. `minutes` is time spent training, over all its parts."""

    step: int
    tokens: int
    minutes: float
    loss: float


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say every now and then: the share of the run that is over, the mean loss of the latest steps, the
    held-out loss and the share of its tokens that were predicted (NaN where they were not measured).
    """

    progress: Progress
    spent: float
    loss: float
    held_out_loss: float
    right: float


@dataclass(frozen=True, slots=True)
class Speed:
    """How this machine trains fastest. `dtype` is that of the working weights: not every processor is quick with sixteen
    bits, and where others work too, one thread may do more than many that wait for each other.
    """

    tokens: float  # a second
    dtype: str
    threads: int


def fastest(shape: Shape, threads: int, seconds: float) -> Speed:
    """What is fastest, measured for about so many seconds with examples of the usual length."""
    ways = [(dtype, count) for count in sorted({1, threads}) for dtype in ("bfloat16", "float32")]
    measured = [Speed(_speed(shape, dtype, count, seconds / len(ways)), dtype, count) for dtype, count in ways]
    return max(measured, key=lambda one: one.tokens)


def _speed(shape: Shape, dtype: str, threads: int, seconds: float) -> float:
    torch.set_num_threads(threads)
    model = Llama(shape).to(getattr(torch, dtype))
    length = 192
    until = time.perf_counter() + seconds
    best = 0.0
    for rows in (1, *[10] * 6):  # the first step is slower than those after it
        ids = torch.zeros((rows, length), dtype=torch.long) + torch.arange(length) % shape.vocabulary
        positions = torch.arange(0, rows * length, 4)
        started = time.perf_counter()
        loss = functional.cross_entropy(model(ids, positions).float(), ids.reshape(-1)[positions])
        loss.backward()  # type: ignore[no-untyped-call]
        now = time.perf_counter()
        best = max(best, rows * length / (now - started))
        if now + (now - started) * (10 if rows == 1 else 1) > until:
            break
    return best


def train(
    recipe: Recipe,
    data: Path,
    run: Path,
    max_minutes: float,
    max_steps: int | None = None,
    threads: int = 1,
    compiled: bool | None = None,
    begin: Llama | None = None,
    dtype: torch.dtype = torch.bfloat16,
    max_rounds: int | None = None,
    report: Callable[[Report], None] | None = None,
) -> Progress:
    """Train on `data`/train.jsonl with `data`/tokenizer.json until `max_minutes` or `max_steps` of the run are spent, or all
    examples were seen `max_rounds` times.

    Begins with the weights of `begin`, or else with induction heads; goes on from the checkpoint in `run` if there is
    one. Writes checkpoint.pt, loss.csv and loss.svg into `run`, also when it is interrupted. Compiling takes a minute and
    a C++ compiler and gives a third more speed, so it is done, unless `compiled` says otherwise, where there is a compiler
    and the run is long.

    Raises OSError when the checkpoint cannot be written; the one before it stays.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(recipe.seed)
    run.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    examples = encode(data / "train.jsonl", tokenizer, recipe.shape.context // 2, recipe.unnamed_share, recipe.seed)
    held_out = encode(data / "heldout.jsonl", tokenizer, recipe.shape.context // 2)
    if max_rounds is not None:
        max_steps = min(max_steps or sys.maxsize, max(1, max_rounds * len(examples.ids) // recipe.batch_tokens))
    model = Llama(recipe.shape)
    if begin is None:
        build_induction_heads(model, recipe.seed)
    else:
        model.load_state_dict(begin.state_dict())
    masters = [parameter.detach().clone().requires_grad_() for parameter in model.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": [master for master in masters if master.dim() == 2], "weight_decay": recipe.weight_decay},
            {"params": [master for master in masters if master.dim() < 2], "weight_decay": 0.0},
        ],
        lr=recipe.learning_rate,
        betas=_BETAS,
        fused=True,
    )
    progress = Progress(0, 0, 0.0, float("nan"))
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        with torch.no_grad():
            for master, saved in zip(masters, state["masters"], strict=True):
                master.copy_(saved)
        optimizer.load_state_dict(state["optimizer"])
        progress = Progress(**state["progress"])
    model.to(dtype)
    _copy_down(model, masters)
    short = max_minutes < _WORTH_COMPILING
    if compiled is None:
        compiled = not short and shutil.which("c++") is not None
    network = torch.compile(model, dynamic=True) if compiled else model
    began, before = time.monotonic(), progress.minutes
    saved_at = checked = began
    losses: list[float] = []
    chance = random.Random(recipe.seed + progress.step)
    rows = _read_curve(run / "loss.csv")

    def spent() -> float:
        """The share of the run that is over: 1 or more at its end."""
        return max(progress.minutes / max_minutes, progress.step / max_steps if max_steps else 0.0)

    def keep() -> None:
        save(checkpoint, masters, optimizer, progress)
        _write_curve(run, rows)

    try:
        while spent() < 1:
            for ids, positions, targets in batches(examples, recipe.batch_tokens, chance):
                left = max(0.0, 1 - spent())
                for group in optimizer.param_groups:
                    group["lr"] = recipe.learning_rate * min(1.0, (progress.step + 1) / recipe.warmup_steps) * left
                loss = functional.cross_entropy(network(ids, positions).float(), targets)
                loss.backward()  # type: ignore[no-untyped-call]
                for master, parameter in zip(masters, model.parameters(), strict=True):
                    assert parameter.grad is not None
                    master.grad = parameter.grad.float()
                    parameter.grad = None
                torch.nn.utils.clip_grad_norm_(masters, 1.0, foreach=True)
                optimizer.step()
                _copy_down(model, masters)
                losses.append(loss.item())
                now = time.monotonic()
                progress = Progress(
                    progress.step + 1, progress.tokens + ids.numel(), before + (now - began) / 60, losses[-1]
                )
                done = spent() >= 1
                if progress.step % (_REPORT_EVERY if not short else _REPORT_EVERY_SHORT) == 0 or done:
                    mean = sum(losses[-_REPORT_EVERY:]) / len(losses[-_REPORT_EVERY:])
                    measured, right = float("nan"), float("nan")
                    if now - checked > 240 or done:
                        measured, right = validate(model, held_out, 48 if short else 240)
                        checked = time.monotonic()
                    rows.append((progress.minutes, progress.tokens, mean, measured))
                    if report is not None:
                        report(Report(progress, min(1.0, spent()), mean, measured, right))
                if now - saved_at > _SAVE_EVERY or done:
                    keep()
                    saved_at = time.monotonic()
                if done:
                    break
    except KeyboardInterrupt:
        keep()
        raise
    return progress


@torch.no_grad()
def validate(model: Llama, data: Encoded, examples: int = 240) -> tuple[float, float]:
    """(loss, share of answer tokens predicted) on the first `examples`."""
    total, right, count = 0.0, 0, 0
    order = sorted(range(min(examples, len(data))), key=lambda index: int(data.starts[index + 1] - data.starts[index]))
    for start in range(0, len(order), 16):
        ids, positions, targets = batch(data, order[start : start + 16])
        logits = model(ids, positions).float()
        total += functional.cross_entropy(logits, targets, reduction="sum").item()
        right += int((logits.argmax(-1) == targets).sum())
        count += len(targets)
    return total / count, right / count


def save(path: Path, masters: Sequence[torch.Tensor], optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    """Write a checkpoint whole or not at all. Raises OSError."""
    # Writing to a file itself, torch hides that a disk is full behind a RuntimeError of its own.
    content = io.BytesIO()
    torch.save({"masters": list(masters), "optimizer": optimizer.state_dict(), "progress": asdict(progress)}, content)
    write_whole(path, content.getvalue())


def load(path: Path, shape: Shape) -> Llama:
    """The float32 model of a checkpoint."""
    model = Llama(shape)
    state = torch.load(path, weights_only=True)
    with torch.no_grad():
        for parameter, saved in zip(model.parameters(), state["masters"], strict=True):
            parameter.copy_(saved)
    return model


@torch.no_grad()
def _copy_down(model: Llama, masters: Sequence[torch.Tensor]) -> None:
    torch._foreach_copy_(list(model.parameters()), list(masters))


def _read_curve(path: Path) -> list[tuple[float, float, float, float]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [tuple(float(value) for value in row) for row in list(csv.reader(lines))[1:]]  # type: ignore[misc]


def _write_curve(run: Path, rows: Sequence[tuple[float, float, float, float]]) -> None:
    with (run / "loss.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("minutes", "tokens", "loss", "held_out_loss"))
        writer.writerows(rows)
    write_curve(rows, run / "loss.svg")


def _print(report: Report) -> None:
    check = "" if math.isnan(report.right) else f" held out {report.held_out_loss:.3f} right {report.right:.3f}"
    print(
        f"step {report.progress.step} minute {report.progress.minutes:.1f} "
        f"tokens {report.progress.tokens / 1e6:.2f}M loss {report.loss:.3f}{check}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a model on collected pairs; goes on from its checkpoint.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--max-minutes", type=float, help="of the whole run; the recipe's by default")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-compile", action="store_true")
    options = parser.parse_args()
    recipe = read_recipe(options.recipe)
    progress = train(
        recipe,
        options.data,
        options.run,
        options.max_minutes or recipe.max_minutes,
        threads=options.threads,
        compiled=False if options.no_compile else None,
        report=_print,
    )
    print(
        f"{progress.step} steps, {progress.tokens / 1e6:.1f}M tokens, "
        f"{progress.minutes:.1f} minutes, loss {progress.loss:.3f}"
    )


if __name__ == "__main__":
    main()
