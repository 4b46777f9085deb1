"""What Burnish says of code that does not change: packages of pinned versions, the sample shop, the rules' own examples.

Of others' code only places, messages and digests are kept. Each function gives the lines of one golden file.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from burnish import engine
from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Outcome, Receipt
from burnish.language import language_of
from burnish.model.prompt import MAX_REGION_LINES, render, render_chat
from burnish.model.prompt_files import chat_prompt
from burnish.page import Example
from burnish.project import Project
from burnish.proposal.propose import Rejection, Wish, region_of, task_for
from burnish.rule import Rule
from burnish.rules import rules
from tests.benchmarks import javascript_wrong, python_wrong
from tests.benchmarks.functions_of import functions, textbook

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "tests" / "workspaces" / "shop"
SITE_PACKAGES = Path(sysconfig.get_paths()["purelib"])
NODE_MODULES = ROOT / "vscode-client" / "node_modules"
PYTHON_PACKAGES = (
    "click",
    "fastapi",
    "flask",
    "fsspec",
    "huggingface_hub",
    "jinja2",
    "requests",
    "rich",
    "starlette",
    "werkzeug",
)
JAVASCRIPT_PACKAGES = ("@vscode/vsce", "eslint-scope", "espree", "js-yaml", "markdown-it", "qs", "semver")
_MAX_BYTES = 400_000
_LITTER = frozenset({"__pycache__", ".pytest_cache", "node_modules"})


def findings_and_fixes(folder: Path) -> Iterator[str]:
    """A line for each finding of the files below a folder, and for each fix: what the gate said and what came out.

    Nothing is run: what running shows is in the tests of behaviour, and depends on the machine.
    """
    project = Project(root=folder, config=Config(behaviour=False))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or language_of(path) is None or not _LITTER.isdisjoint(name.parts):
            continue
        if path.stat().st_size > _MAX_BYTES:
            continue
        try:
            document = Document.of(path, path.read_bytes().decode())
        except UnicodeDecodeError:
            continue
        yield from _of_one(document, project, name.as_posix())


def versions() -> str:
    """The pinned versions on this machine, in one line."""
    python = (f"{name} {version(name.replace('_', '-'))}" for name in PYTHON_PACKAGES)
    javascript = (f"{name} {_manifest(name)['version']}" for name in JAVASCRIPT_PACKAGES)
    return ", ".join((*python, *javascript))


def pages() -> Iterator[str]:
    """What each rule says of itself: to people, to the gate and to the model."""
    for rule in rules():
        page = rule.page
        fix = "none" if rule.safety is None else rule.safety.value
        yield f"{rule.id} {','.join(rule.languages)} {fix} {rule.scope.value} {' '.join(rule.page.filenames)}".rstrip()
        yield f"  {rule.summary}"
        yield f"  why {_digest(rule.why)} source {rule.page.source}"
        purpose = page.purpose
        for word, holds in (
            ("changes_interface", purpose.interface),
            ("improves_structure", page.measured),
            ("fix_is_final", page.model == "never"),
            ("drops_comments", purpose.comments),
            ("alters_order", purpose.order),
            ("alters_values", purpose.values),
        ):
            if holds:
                yield f"  {word}"
        for word, words in (("introduces", page.introduces), ("drops", page.drops), ("alters_calls", purpose.calls)):
            if words:
                yield f"  {word}: {' '.join(sorted(words))}"


def examples() -> Iterator[str]:
    """A line for each example of each rule: what is found in it and what becomes of it, by digest."""
    for rule in rules():
        for one in rule.page.examples:
            after = "-" if one.after is None else _digest(one.after)
            yield f"{rule.id} {_language(rule, one)} {_digest(one.before)} {after}"
        for example in rule.page.silent:
            yield f"{rule.id} {_language(rule, example)} {_digest(example.before)} silent"


def prompts() -> Iterator[str]:
    """What a model is asked about the findings in the examples, by digest. A model knows the words that it was trained on."""
    project = Project(config=Config(behaviour=False))
    for rule in rules():
        for one in rule.page.examples:
            document = _document(rule, one)
            for finding in analyze(document, project, (rule,)):
                region = region_of(document, finding.anchor, MAX_REGION_LINES)
                if isinstance(region, Rejection):
                    continue
                task = task_for(region, Wish(rule.objective, finding))
                chat = json.dumps(render_chat(task, chat_prompt(rule.objective.value)))
                yield f"{rule.id} {task.rule} {_digest(one.before)} {_digest(render(task))} {_digest(chat)}"


def wrong_versions() -> Iterator[str]:
    """The wrong versions of the textbook's functions that the benchmark draws from, by their ids."""
    for module in (*textbook("python"), *textbook("javascript")):
        for one in functions(module):
            if module.language == "python":
                made = python_wrong.wrong_versions(one.text)
            else:
                made = javascript_wrong.wrong_versions(one.text, module.language, "." in one.name)
            yield f"{module.label} {one.name} {len(made)} {_digest(' '.join(wrong.id for wrong in made))}"


def _of_one(document: Document, project: Project, name: str) -> Iterator[str]:
    found = engine.findings(document, project)
    if not found:
        return
    for one in found:
        line, column = document.lines.position(one.span.start)
        yield f"{name}:{line + 1}:{column + 1} {one.rule} [{engine.fix_of(document, project, one) or 'no fix'}] {one.message}"
    run = engine.fix_all(document, project, unsafe=True)
    for step in run.steps:
        made = step.enhancement
        yield f"{name}: {made.rule} {made.safety.value} “{made.title}” {_marks(made.receipt)} {_digest(step.after.text)}"
    for refusal in run.refusals:
        yield f"{name}: {refusal.rule} refused by {refusal.check}: {' '.join(refusal.reason.split())}"


def _marks(receipt: Receipt) -> str:
    short = {Outcome.PASSED: "+", Outcome.FAILED: "!", Outcome.NOT_APPLICABLE: "-", Outcome.NOT_RUN: "?"}
    return " ".join(f"{short[one.outcome]}{one.name}" for one in receipt.checks)


def _document(rule: Rule, example: Example) -> Document:
    language = _language(rule, example)
    return Document.of(example.path or f"example.{language}", example.before, None if example.path else language)


def _language(rule: Rule, example: Example) -> str:
    return example.language or rule.languages[0]


def _manifest(package: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((NODE_MODULES / package / "package.json").read_text(encoding="utf-8"))
    return read


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
