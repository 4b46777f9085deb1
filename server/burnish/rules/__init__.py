"""Every rule there is: its page and, where it needs code, the module beside the page."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from json import dumps, loads
from pathlib import Path
from typing import Any

from burnish.files import is_folder
from burnish.page import Page, PageError, from_data, to_data
from burnish.page_text import page_of
from burnish.project import Project
from burnish.rule import OWN, Objective, PageRule, Rule
from burnish.users import FOLDER as OWN_FOLDER
from burnish.users import Users, UsersRule, read_rules

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
    """What settings may call Burnish's rules: ids, names without the objective, and the objectives themselves."""
    # By their pages: a start with nothing to search has no use for the rules' modules.
    names = (name for page in pages().values() for name in (page.id, page.name))
    return frozenset(names) | {OWN, *(one.value for one in Objective)}


def names_of(some: Iterable[Rule]) -> frozenset[str]:
    """The ids of rules, and their names without the objective."""
    return frozenset(name for rule in some for name in (rule.id, rule.name))


def rule_of(rule_id: str, language: str, project: Project | None = None) -> Rule | None:
    """The rule of this id for a language, Burnish's own or a project's."""
    found = _by_id_and_language().get((rule_id, language))
    if found is not None or project is None:
        return found
    return next((one for one in own_rules(project) if one.id == rule_id and language in one.languages), None)


def rules_named(name: str, some: Iterable[Rule] | None = None) -> tuple[Rule, ...]:
    """The rules of this id, or of this name without its objective."""
    return tuple(rule for rule in (rules() if some is None else some) if name in (rule.id, rule.name))


def own_rules(project: Project) -> tuple[UsersRule, ...]:
    """The rules that a project keeps for itself, as far as they can be read."""
    return project.known(_own_rules)


def users_of(project: Project) -> Users:
    """What a project keeps for itself, with what is wrong there."""
    return project.known(_users)


def _own_rules(project: Project) -> tuple[UsersRule, ...]:
    written = users_of(project).written
    return tuple(sorted((UsersRule(one.page) for one in written if one.page.severity != "off"), key=lambda one: one.id))


def _users(project: Project) -> Users:
    return users_at(project.root)


def users_at(root: Path | None) -> Users:
    """The same for the root of a project."""
    has_some = root is not None and is_folder(root / OWN_FOLDER)
    return read_rules(root, _ids()) if has_some else Users()


def own_names_at(root: Path) -> frozenset[str]:
    """What settings may call the rules that a project keeps for itself."""
    return frozenset(name for one in users_at(root).written for name in (one.page.id, one.page.name))


@cache
def _ids() -> frozenset[str]:
    return frozenset(rule.id for rule in rules())


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
            found[name] = read_page(name, text)
    return found


def read_page(name: str, text: str) -> Page:
    """The page of a file, by its path below this folder without the suffix. Raises PageError."""
    file = f"{name}.md"
    try:
        page = page_of(text)
    except PageError as error:
        raise PageError(error.message, error.line, error.column, file) from error
    if page.name != name.rpartition("/")[2]:
        raise PageError(f"the page of “{page.id}” is called {page.name}.md", 1, file=file)
    if not page.message and importlib.util.find_spec(_module_of(name)) is None:
        module = _module_of(name).rpartition(".")[2]
        raise PageError(f"the page has neither a “message” nor a module beside it, {module}.py", 1, file=file)
    return page


def compiled_pages() -> str:
    """What `COMPILED` is to hold."""
    lines = [f"{dumps(name)}: {dumps(one, ensure_ascii=False)}" for name, one in _compiled()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compiled() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        yield name, {"digest": _digest(text), "page": to_data(read_page(name, text))}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rule(name: str, page: Page) -> Rule:
    if page.message:
        return PageRule(page)
    module_name = _module_of(name)
    module = importlib.import_module(module_name)
    classes = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module_name)
    return next(one(page) for one in classes if issubclass(one, Rule))


def _module_of(name: str) -> str:
    return f"burnish.rules.{name.replace('/', '.').replace('-', '_')}"


@cache
def _by_id_and_language() -> Mapping[tuple[str, str], Rule]:
    return {(rule.id, language): rule for rule in rules() for language in rule.languages}
