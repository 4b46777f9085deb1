"""The files of `.burnish/rules`, read into pages, with what is wrong with them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.config import Problem, Role
from burnish.config.role import WRITTEN
from burnish.files import read_regular
from burnish.language import languages
from burnish.page import Objective, Page, PageError, Purpose
from burnish.page_text import KEYS, Invalid, Keys, code_value, front_matter, text_value, texts, users_page_of
from burnish.rule import OWN

FOLDER = ".burnish/rules"

LARGEST = 256_000
"""Bytes of a file of rules."""

MOST_FILES = 500
MOST_RULES = 1_000

NAMES = {
    "python": "python", "py": "python", "javascript": "javascript", "js": "javascript", "jsx": "javascript",
    "typescript": "typescript", "ts": "typescript", "tsx": "tsx", "html": "html", "css": "css", "json": "json",
}  # fmt: skip
"""Languages in which there can be such rules, by the names that ast-grep has for them."""


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it is written: its page, and where: a file, and the line from 1 on which it begins."""

    page: Page
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Users:
    """What a project keeps for itself: the rules that can be read, and what is wrong with the others."""

    written: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()


def read_rules(root: Path | None, taken: Collection[str] = ()) -> Users:
    """The rules below a project's root. `taken` are ids that Burnish's own rules have."""
    if root is None:
        return Users()
    files = _files(root / FOLDER)
    written: list[Written] = []
    problems: list[Problem] = []
    for path in files[:MOST_FILES]:
        try:
            text = read_regular(path, LARGEST).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(Problem(path, line, 1, "this is not UTF-8"))
            continue
        except OSError as error:
            problems.append(Problem(path, None, None, f"it cannot be read: {error.strerror or error}"))
            continue
        found, wrong = read_text(path, text)
        written += found
        problems += wrong
    if len(files) > MOST_FILES:
        problems.append(Problem(files[MOST_FILES], None, None, f"no more than {MOST_FILES} files of rules are read"))
    kept, clashes = _distinct(written, taken)
    return Users(tuple(kept[:MOST_RULES]), (*problems, *clashes), tuple(files))


def read_text(path: Path, text: str) -> tuple[list[Written], list[Problem]]:
    """The rules in the text of one file, and what is wrong with it."""
    if path.suffix.lower() == ".md":
        try:
            return [Written(users_page_of(text, lambda front: _of_page(front_matter(front, _PAGE))), path, 1)], []
        except PageError as error:
            return [], [_problem(path, error)]
    written, problems = [], []
    for line, part in _documents(text):
        try:
            written.append(Written(_of_yaml(front_matter(part, _YAML, line), line), path, line))
        except PageError as error:
            problems.append(_problem(path, error))
    return written, problems


def _problem(path: Path, error: PageError) -> Problem:
    return Problem(path, error.line, error.column, error.message, 1)


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, below, names in os.walk(folder):
        below.sort()
        found += (Path(parent, one) for one in sorted(names) if Path(one).suffix.lower() in (".md", ".yml", ".yaml"))
        if len(found) > MOST_FILES:
            break
    return [one for one in found if one.name.lower() != "readme.md"]


def _distinct(written: list[Written], taken: Collection[str]) -> tuple[list[Written], list[Problem]]:
    seen: dict[tuple[str, str], Written] = {}
    kept: list[Written] = []
    problems: list[Problem] = []
    for one in written:
        if one.page.id in taken:
            message = f"Burnish has a rule “{one.page.id}” already: give this one another id"
            problems.append(Problem(one.path, one.line, 1, message))
            continue
        other = next((seen[key] for name in one.page.languages if (key := (one.page.id, name)) in seen), None)
        if other is not None:
            message = f"the rule “{one.page.id}” stands in {other.path.name} already"
            problems.append(Problem(one.path, one.line, 1, message))
            continue
        kept.append(one)
        seen |= {(one.page.id, name): one for name in one.page.languages}
    return kept, problems


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a YAML file, each with the line on which it begins."""
    lines = text.splitlines()
    start = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or lines[number].rstrip() in ("---", "..."):
            part = lines[start:number]
            if any(line.strip() and not line.lstrip().startswith("#") for line in part):
                yield start + 1, "\n".join(part)
            start = number + 1


def _of_page(keys: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Page from the front matter of a project's own page."""
    _require(keys, "languages", 1)
    return _fields(keys, keys["languages"])


def _of_yaml(keys: Mapping[str, Any], line: int) -> Page:
    _require(keys, "language", line)
    fields = _fields({**keys, **keys.get("metadata", {})}, keys["language"])
    summary, note = fields["message"], keys.get("note", "")
    prose = "\n\n".join(one for one in (summary, note) if one)
    return Page(**fields, summary=summary, why=note, safe_because="", source=keys.get("url", ""), prose=prose)


def _require(keys: Mapping[str, Any], language: str, line: int) -> None:
    for name in ("id", language, "rule"):
        if name not in keys:
            raise PageError(f"a rule has the key “{name}”", line)


def _fields(keys: Mapping[str, Any], written_for: tuple[str, ...]) -> dict[str, Any]:
    fix, expansions = keys.get("fix") or (None, {})
    search = {name: keys[name] for name in ("rule", "constraints", "utils", "transform") if name in keys}
    name = keys["id"].partition("/")[2]
    return {
        "id": keys["id"],
        "languages": written_for,
        "safety": "none" if fix is None else "unsafe",
        "message": keys.get("message") or name.replace("-", " ").replace("_", " ").capitalize(),
        "title": keys.get("title", ""),
        "fix": fix,
        "severity": keys.get("severity", "warning"),
        "search": json.dumps(search | expansions, sort_keys=True),
        "origins": keys.get("origin", ()),
        "scope": "file",
        "roles": keys.get("roles", WRITTEN),
        "files": tuple(keys.get("files", ())),
        "ignores": tuple(keys.get("ignores", ())),
        "purpose": keys.get("purpose") or Purpose(_calls(fix or "", keys)),
        "measured": False,
        "model": "never",
    }


def _calls(fix: str, keys: Mapping[str, Any]) -> frozenset[str]:
    """The last names of what a fix calls, and of what is called where it is: these calls come, go or change by purpose."""
    called = (one for text in (fix, *_patterns(keys["rule"])) for one in _CALLED.findall(text))
    meant = (path.rpartition(".")[2] for _, paths in keys.get("origin", ()) for path in paths)
    return frozenset((*called, *meant)) if fix else frozenset()


_CALLED = re.compile(r"([A-Za-z_]\w{0,99})\(")


def _patterns(rule: Any) -> Iterator[str]:
    if isinstance(rule, str):
        yield rule
    for one in rule.values() if isinstance(rule, dict) else rule if isinstance(rule, list) else ():
        yield from _patterns(one)


def _id(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(
        rf"(?:(?:{_OBJECTIVES})/)?[A-Za-z0-9][A-Za-z0-9_.-]{{0,99}}", value
    ):
        raise Invalid("is a name of letters, digits and hyphens, with an objective before it or without")
    return value if "/" in value else f"{OWN}/{value}"


_OBJECTIVES = "|".join((OWN, *(one.value for one in Objective)))


def _language(value: Any) -> str:
    name = NAMES.get(value.lower()) if isinstance(value, str) else None
    if name is None or name not in languages():
        raise Invalid(f"is one of {', '.join(dict.fromkeys(NAMES.values()))}")
    return name


def _languages(value: Any) -> tuple[str, ...]:
    every = value if isinstance(value, list) and value else [value]
    return tuple(dict.fromkeys(map(_language, every)))


def _one_language(value: Any) -> tuple[str, ...]:
    return (_language(value),)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise Invalid("is a mapping, in the words of ast-grep")
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        raise Invalid("holds what is no text, number, list or mapping") from error
    if not all(isinstance(one, str) for one in value):
        raise Invalid("is a mapping of texts")
    return value


def _fix(value: Any) -> tuple[str, dict[str, Any]]:
    """A template, and how far beyond the match it reaches."""
    if isinstance(value, dict):
        if not value.keys() <= {"template", "expandStart", "expandEnd"}:
            raise Invalid("is code, or a mapping with template, expandStart and expandEnd")
        return code_value(value.get("template")), {
            name: _mapping(value[name]) for name in ("expandStart", "expandEnd") if name in value
        }
    return code_value(value), {}


def _severity(value: Any) -> str:
    known = {"error": "error", "warning": "warning", "info": "info", "hint": "info", "off": "off"}
    if value is False:  # YAML's word for it
        return "off"
    if value not in known:
        raise Invalid(f"is one of {', '.join(known)}")
    return known[value]


def _safety(value: Any) -> str:
    if value not in ("unsafe", "none"):
        raise Invalid("of a project's own rule is never safe: leave it out")
    return str(value)


def _globs(value: Any) -> tuple[str, ...]:
    globs = texts(value)
    if any(len(one) > 300 for one in globs) or len(globs) > 200:
        raise Invalid("is a list of at most 200 patterns of paths, none longer than 300 characters")
    return globs


def _free(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _metadata(value: Any) -> dict[str, Any]:
    """What ast-grep has no keys for, where it lets others put theirs; what is somebody else's there is passed over."""
    given = value if isinstance(value, dict) else {}
    return {name: KEYS[name](given[name]) for name in ("origin", "purpose", "roles", "title") if name in given}


def _rewriters(value: Any) -> Any:
    raise Invalid("are not run: the library that searches has none")


def _roles(value: Any) -> frozenset[Role]:
    roles: frozenset[Role] = KEYS["roles"](value)
    return roles


_SHARED: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "rule": _mapping,
    "constraints": _mapping,
    "utils": _mapping,
    "transform": _mapping,
    "origin": KEYS["origin"],
    "message": text_value,
    "title": text_value,
    "fix": _fix,
    "severity": _severity,
    "files": _globs,
    "ignores": _globs,
    "roles": _roles,
    "purpose": KEYS["purpose"],
}
_PAGE: Keys = {**_SHARED, "languages": _languages, "safety": _safety}
_YAML: Keys = {
    **_SHARED,
    "language": _one_language,
    "note": _free,
    "url": _free,
    "labels": lambda value: value,
    "metadata": _metadata,
    "rewriters": _rewriters,
}
