"""Evaluate: a GGUF on pairs from held-out repositories, through llama.cpp, beside the baselines.

python -m burnish.training.evaluate models/burnish-small.gguf --data DIR/heldout.jsonl --out DIR

Measured are: exact match and equality of syntax trees with the clean code; restraint, the share of clean
regions that are left alone; and the resolve rate, the share of sites where the product's rule fires whose
rewrite passes the whole gate, with one candidate and with four. The baselines copy the input, or apply the
rule's own fix.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp

from burnish.model.prompt import END, MalformedAnswer, parse_answer
from burnish.project import Project
from burnish.training import rule_fixes
from burnish.training.collect import read_pairs
from burnish.training.roughening.javascript import parse
from burnish.training.roughening.pair import Pair
from burnish.training.tokenizer import prompt_of

TEMPERATURES = (0.0, 0.4, 0.5, 0.6)  # of the first, second, third and fourth candidate, as the product draws them


@dataclass(frozen=True, slots=True)
class Answer:
    """A rewrite, or None with the reason; seconds from prompt to text."""

    text: str | None
    reason: str
    seconds: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Site:
    """What became of one pair: `resolved` holds one entry a candidate, and nothing where no rule fires."""

    pair: Pair
    answer: Answer
    resolved: tuple[bool, ...]
    rule_resolved: bool
    refusal: str


class Completer:
    """A GGUF in this process, one thread, deterministic at temperature 0."""

    def __init__(self, path: Path, threads: int = 1, context: int = 2048) -> None:
        self._model = llama_cpp.Llama(
            str(path), n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False, logits_all=False
        )
        self._end = self._model.tokenize(END.encode(), add_bos=False, special=True)[0]
        self._context = context

    def rewrite(self, prompt: str, region: str, temperature: float = 0.0, seed: int = 0, most: int = 512) -> Answer:
        started = time.perf_counter()
        ids = self._model.tokenize(prompt.encode(), add_bos=False, special=True)
        if len(ids) + 16 > self._context:
            return Answer(None, "the prompt is too long", time.perf_counter() - started, 0)
        self._model.set_seed(seed)
        produced: list[int] = []
        for token in self._model.generate(ids, temp=temperature, top_k=40, top_p=0.95, min_p=0.02, repeat_penalty=1.0):
            produced.append(token)
            if token == self._end or len(produced) >= min(most, self._context - len(ids)):
                break
        text = self._model.detokenize(produced, special=True).decode("utf-8", "replace")
        try:
            updated = parse_answer(text, region)
        except MalformedAnswer as error:
            return Answer(None, str(error), time.perf_counter() - started, len(produced))
        return Answer(updated, "", time.perf_counter() - started, len(produced))


def evaluate(model: Path, pairs: Sequence[Pair], candidates: int = 4, threads: int = 1) -> list[Site]:
    completer = Completer(model, threads)
    sites = []
    for pair in pairs:
        prompt = prompt_of(pair)
        answer = completer.rewrite(prompt, pair.before)
        frame = rule_fixes.framed(pair.before, pair.language)
        found = rule_fixes.finding_for(pair, frame) if pair.before != pair.after else None
        resolved: list[bool] = []
        refusal = answer.reason
        rule_resolved = False
        if found is not None:
            rule, finding = found
            for number, temperature in enumerate(TEMPERATURES[:candidates]):
                tried = answer if number == 0 else completer.rewrite(prompt, pair.before, temperature, seed=number)
                refused = tried.reason
                if tried.text is not None:
                    refused = (
                        "nothing changed"
                        if tried.text == pair.before
                        else rule_fixes.refusal(tried.text, frame, rule, finding) or ""
                    )
                resolved.append(not refused)
                if number == 0:
                    refusal = refused
                if not refused:
                    break
            fix = rule.fix_of(finding, frame.document, Project.empty()) if rule.fixable else None
            fixed = rule_fixes.unframed(frame, fix.edits) if fix is not None else None
            rule_resolved = fixed is not None and rule_fixes.accepted(fixed, frame, rule, finding)
        sites.append(Site(pair, answer, tuple(resolved), rule_resolved, refusal))
    return sites


def summarised(sites: Iterable[Site]) -> dict[str, float | int | None]:
    """Shares and counts of some sites; a share of nothing is None."""
    every = list(sites)
    changed = [site for site in every if site.pair.origin != "unchanged"]
    clean = [site for site in every if site.pair.origin == "unchanged"]
    fired = [site for site in changed if site.resolved]
    times = sorted(site.answer.seconds for site in every)
    return {
        "edits": len(changed),
        "exact": _share(site.answer.text == site.pair.after for site in changed),
        "ast_equal": _share(
            site.answer.text is not None and same_tree(site.answer.text, site.pair.after, site.pair.language)
            for site in changed
        ),
        "copy_exact": _share(site.pair.before == site.pair.after for site in changed),
        "malformed": _share(site.answer.text is None for site in every),
        "clean": len(clean),
        "restraint": _share(site.answer.text == site.pair.after for site in clean),
        "sites": len(fired),
        "resolve_1": _share(site.resolved[0] for site in fired),
        "resolve_4": _share(any(site.resolved) for site in fired),
        "rule_resolve": _share(site.rule_resolved for site in fired),
        "rule_or_model_4": _share(site.rule_resolved or any(site.resolved) for site in fired),
        "copy_resolve": 0.0 if fired else None,
        "median_ms": round(1000 * times[len(times) // 2], 1) if times else None,
    }


def same_tree(first: str, second: str, language: str) -> bool:
    """Whether two texts differ in layout only. What does not parse is compared without white space at line ends."""
    if language == "python":
        try:
            return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second))
        except (SyntaxError, ValueError, RecursionError):
            return [line.rstrip() for line in first.split("\n")] == [line.rstrip() for line in second.split("\n")]
    return str(parse(first, language).root_node) == str(parse(second, language).root_node) and "".join(
        first.split()
    ) == "".join(second.split())


def write_report(sites: Sequence[Site], model: str, out: Path) -> Mapping[str, object]:
    """evaluation.json and evaluation.md in `out`."""
    groups: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        family = "python" if site.pair.language == "python" else "javascript"
        groups[f"{family}/{site.pair.rule}"].append(site)
    origins: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        origins[site.pair.origin].append(site)
    refusals: dict[str, int] = defaultdict(int)
    for site in sites:
        if site.refusal:
            refusals[site.refusal.split(":")[0]] += 1
    report = {
        "model": model,
        "all": summarised(sites),
        "rules": {name: summarised(groups[name]) for name in sorted(groups)},
        "origins": {name: summarised(origins[name]) for name in sorted(origins)},
        "refusals": dict(sorted(refusals.items(), key=lambda entry: -entry[1])),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (out / "evaluation.md").write_text(table({**report["rules"], "all": report["all"]}), encoding="utf-8")  # type: ignore[dict-item]
    return report


def table(rows: Mapping[str, Mapping[str, float | int | None]]) -> str:
    """A Markdown table of summaries."""
    columns = {
        "edits": "edits",
        "exact": "exact",
        "ast_equal": "AST-equal",
        "clean": "clean",
        "restraint": "restraint",
        "sites": "sites",
        "resolve_1": "resolve@1",
        "resolve_4": "resolve@4",
        "rule_resolve": "rule alone",
        "rule_or_model_4": "rule + model",
        "median_ms": "ms",
    }
    lines = ["| | " + " | ".join(columns.values()) + " |", "|---|" + "---|" * len(columns)]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join(_shown(key, row[key]) for key in columns) + " |")
    return "\n".join(lines) + "\n"


def _shown(key: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if key in ("edits", "clean", "sites", "median_ms") else f"{100 * value:.0f} %"


def _share(values: Iterable[bool]) -> float | None:
    every = list(values)
    return round(sum(every) / len(every), 4) if every else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a model on pairs from held-out repositories.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=1000, help="pairs to draw")
    parser.add_argument("--candidates", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    pairs = list(read_pairs(options.data))
    random.Random(0).shuffle(pairs)
    write_report(
        evaluate(options.model, pairs[: options.most], options.candidates, options.threads),
        options.model.name,
        options.out,
    )
    print((options.out / "evaluation.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
