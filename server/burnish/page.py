"""What a rule's page says, as values; `page_text.py` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, Literal

from burnish.config.role import Role

Safety = Literal["safe", "unsafe", "none"]


class Objective(Enum):
    PERFORMANCE = "performance"
    MODULARITY = "modularity"
    READABILITY = "readability"
    SECURITY = "security"
    SCALABILITY = "scalability"


class PageError(ValueError):
    """What is wrong with a page, and where: line and column from 1, and the file where that is known."""

    def __init__(self, message: str, line: int, column: int = 1, file: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.file = message, line, column, file

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.file else f"line {self.line}, column {self.column}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Example:
    """Code on which a rule fires and, where it has a fix, the code after it; or code on which it stays silent.

    `path` and `language` matter to rules for certain files or for several languages; `beside` are other files of the
    same workspace, by path.
    """

    before: str
    after: str | None = None
    path: str | None = None
    language: str | None = None
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Which differences are the point of a rule's rewrites; all others are defects.

    `calls` are the last names of calls to the world outside that come, go or get other arguments (`execute`, for a rule
    that makes statements take parameters). `order`: calls come in another order, or more of them at once. `values`:
    another value is given, set or passed on. `interface`: signatures change, names do not. `comments` go away.
    """

    calls: frozenset[str] = frozenset()
    order: bool = False
    values: bool = False
    interface: bool = False
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a rule looks at: code with holes, or every node of a kind. In the words of ast-grep."""

    pattern: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page says.

    `message` and `fix` are templates with the holes of the anchor, `title` says what the fix does: a page that has a message
    needs no module. `search` is what a project's own page looks for, in all the words of ast-grep, as JSON, and `files` and
    `ignores` are globs of the paths that it is for (see `users`).
    `origins`: what the code in holes must refer to, by hole, as dotted names: `requests.get`, `builtins.open`; of each anchor
    those of its own holes count.
    `safety` is "none" where the rule has no fix. `measured`: whether a rewrite for readability or modularity must
    measure better. `model`: whether a model may be asked for what the rule's fix leaves alone. `introduces` and `drops`
    are names, words and numbers that rewrites may bring in or remove, beyond those that the examples show. `scope` is
    what findings depend on: "region", the match and its enclosing function, or "file". `filenames` are globs of the
    names of the files that the rule is for; without any, it is for every file of its languages. `roles` are what files are
    for in which it speaks; where these are others than source, **Where** says why. `told` are the codes under which other
    linters say the same: it is silent where a comment tells them to be.
    """

    id: str
    languages: tuple[str, ...]
    safety: Safety
    summary: str
    why: str
    safe_because: str
    source: str
    anchors: tuple[Anchor, ...] = ()
    origins: tuple[tuple[str, frozenset[str]], ...] = ()
    message: str = ""
    title: str = ""
    fix: str | None = None
    severity: str | None = None
    search: str = ""
    files: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    scope: Literal["region", "file"] = "region"
    filenames: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset({Role.SOURCE})
    where: str = ""
    purpose: Purpose = Purpose()
    measured: bool = True
    model: Literal["never", "may"] = "may"
    introduces: frozenset[str] = frozenset()
    drops: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    prose: str = ""
    examples: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()

    @property
    def name(self) -> str:
        return self.id.split("/")[-1]

    @property
    def objective(self) -> str:
        return self.id.split("/")[0]


def to_data(page: Page) -> dict[str, Any]:
    """A page as JSON takes it, without what is as it is by default."""
    data = {one.name: _plain(getattr(page, one.name)) for one in fields(page)}
    return {name: value for name, value in data.items() if value != _DEFAULTS.get(name)}


def from_data(data: Mapping[str, Any]) -> Page:
    """The page that `to_data` gave."""
    given: dict[str, Any] = dict(data)
    for name in ("languages", "filenames"):
        given[name] = tuple(given.get(name, ()))
    for name in ("introduces", "drops", "told"):
        given[name] = frozenset(given.get(name, ()))
    for name in ("examples", "silent"):
        given[name] = tuple(_example_from(one) for one in given.get(name, ()))
    if "roles" in given:
        given["roles"] = frozenset(map(Role, given["roles"]))
    given["anchors"] = tuple(Anchor(**one) for one in given.get("anchors", ()))
    given["origins"] = tuple((hole, frozenset(names)) for hole, names in given.get("origins", ()))
    purpose = dict(given.get("purpose", {}))
    given["purpose"] = Purpose(**purpose | {"calls": frozenset(purpose.get("calls", ()))})
    return Page(**given)


def _example_from(data: Mapping[str, Any]) -> Example:
    return Example(**{**data, "beside": tuple((path, text) for path, text in data.get("beside", ()))})


def _plain(value: Any) -> Any:
    if isinstance(value, Role):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(_plain, value))
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, (Anchor, Example, Purpose)):
        given = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return {name: one for name, one in given.items() if one not in (None, [], False)}
    return value


_DEFAULTS: dict[str, Any] = {
    "anchors": [],
    "origins": [],
    "message": "",
    "title": "",
    "fix": None,
    "severity": None,
    "search": "",
    "files": [],
    "ignores": [],
    "scope": "region",
    "filenames": [],
    "roles": [Role.SOURCE.value],
    "where": "",
    "purpose": {},
    "measured": True,
    "model": "may",
    "introduces": [],
    "drops": [],
    "told": [],
}
