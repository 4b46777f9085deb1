"""Every rule there is: its page and, where it needs code, the module beside the page."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from json import dumps, loads
from pathlib import Path
from typing import Any

from burnish.page import Page, from_data, page_of, to_data
from burnish.rule import Objective, PageRule, Rule

FOLDER = Path(__file__).parent
COMPILED = FOLDER / "pages.json"
"""All pages as one file, so that a start reads no YAML. Where it tells of another text than a page has, the page holds."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id; two languages may each have a rule of one id."""
    found = (_rule(name, page) for name, page in pages().items())
    return tuple(sorted(found, key=lambda rule: (rule.id, rule.languages)))


@cache
def known_names() -> frozenset[str]:
    """What settings may call rules: their ids, their names without the objective, and the objectives themselves."""
    return frozenset(name for rule in rules() for name in (rule.id, rule.name)) | {one.value for one in Objective}


def rule_of(rule_id: str, language: str) -> Rule | None:
    """The rule of this id for a language."""
    return _by_id_and_language().get((rule_id, language))


def rules_named(name: str) -> tuple[Rule, ...]:
    """The rules of this id, or of this name without its objective."""
    return tuple(rule for rule in rules() if name in (rule.id, rule.name))


def pages() -> dict[str, Page]:
    """Every page by its path below this folder, without the suffix: "python/missing-timeout".

    Raises PageError for a page that cannot be read.
    """
    compiled = loads(COMPILED.read_bytes()) if COMPILED.is_file() else {}
    written = {path.relative_to(FOLDER).with_suffix("").as_posix(): path for path in sorted(FOLDER.glob("*/*.md"))}
    if not written:  # an installed package has the compiled ones alone
        return {name: from_data(one["page"]) for name, one in compiled.items()}
    found: dict[str, Page] = {}
    for name, path in written.items():
        text = path.read_text(encoding="utf-8")
        known = compiled.get(name)
        if known is not None and known["digest"] == _digest(text):
            found[name] = from_data(known["page"])
        else:
            found[name] = page_of(text)
    return found


def compiled_pages() -> str:
    """What `COMPILED` is to hold."""
    lines = [f"{dumps(name)}: {dumps(one, ensure_ascii=False)}" for name, one in _compiled()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compiled() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        yield name, {"digest": _digest(text), "page": to_data(page_of(text))}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rule(name: str, page: Page) -> Rule:
    folder, _, rule = name.partition("/")
    if page.message:
        return PageRule(page)
    module_name = f"burnish.rules.{folder}.{rule.replace('-', '_')}"
    module = importlib.import_module(module_name)
    classes = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module_name)
    return next(one(page) for one in classes if issubclass(one, Rule))


@cache
def _by_id_and_language() -> Mapping[tuple[str, str], Rule]:
    return {(rule.id, language): rule for rule in rules() for language in rule.languages}
