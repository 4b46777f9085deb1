"""A table of settings as a Config, with everything that is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from burnish.config.problem import Problem, problem_at, suggestion
from burnish.config.role import Role
from burnish.config.settings import PERSONAL, SEVERITIES, Config, PerPath, RoleByPath, settings
from burnish.config.toml_places import Path as Keys
from burnish.config.toml_places import Places
from burnish.globs import fault

LARGEST = 2**31 - 1
"""The largest whole number that a setting takes."""

MODEL_NAME = re.compile(r"(?!.*\.(?:gguf|toml)$)\w[\w .+-]*", re.IGNORECASE)
"""What a workspace's file may call a model: no path, and no recording."""


@dataclass
class Source:
    """Where a table of settings comes from, and what is found to be wrong with it."""

    path: Path | None
    """The settings file; None: an editor, or a command line."""
    base: Path | None
    """The folder that its globs are relative to."""
    known: Collection[str] | None = None
    """The names of all rules and objectives; None: any name will do."""
    places: Places = field(default_factory=Places)
    above: Keys = ()
    """The keys that lead to the table."""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, keys: Keys, message: str, *, key: bool = False) -> None:
        at = (*self.above, *keys)
        place = (self.places.key(at) if key else None) or self.places.value(at)
        self.problems.append(problem_at(self.path, place, message))


def with_table(config: Config, table: Mapping[str, Any], source: Source) -> Config:
    """The settings with those of a table over them. What is wrong is added to the source's problems and left out."""
    kinds = _kinds()
    accepted: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in kinds:
            source.wrong((key,), f"unknown setting '{key}'{suggestion(name, kinds)}", key=True)
        elif source.path is not None and name in PERSONAL:
            source.wrong(
                (key,),
                f"'{key}' is taken from your editor's settings or the command line only, not from a workspace's file",
                key=True,
            )
        elif source.path is not None and name == "model" and _is_path(value):
            source.wrong(
                (key,),
                f"'{key}' names an installed model here, not {_shown(value)}: a path is taken from your editor's settings "
                "or the command line only",
            )
        else:
            read: _Reader = _READERS.get(name, _plain)
            taken = read(name, key, value, source)
            if taken is not None:
                accepted[name] = taken
    if "exclude" in accepted:
        accepted["exclude_base"] = source.base
    if "select" in accepted and source.path is None:
        # Who asks for some rules only wants no others, wherever.
        accepted.setdefault("per_path", tuple(replace(one, select=None) for one in config.per_path))
    return replace(config, **accepted)


@cache
def _kinds() -> Mapping[str, Any]:
    hints = get_type_hints(Config)
    return {one.name: hints[one.name] for one in settings()}


def _plain(name: str, key: str, value: Any, source: Source) -> Any | None:
    kind = _kinds()[name]
    coerced = _coerced(value, kind)
    if coerced is None:
        source.wrong((key,), f"'{key}' must be {_wanted(kind)}, not {_shown(value)}")
        return None
    least = next(one.metadata["least"] for one in settings() if one.name == name)
    if least is not None and not least <= coerced <= LARGEST:
        bound = f"at least {least}" if not coerced >= least else f"at most {LARGEST}"
        source.wrong((key,), f"'{key}' must be {bound}, not {_shown(value)}")
        return None
    return coerced


def _coerced(value: Any, kind: Any) -> Any | None:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) <= LARGEST else math.inf
    if isinstance(value, bool) and kind is not bool:
        return None
    return value if isinstance(value, kind) else None


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and MODEL_NAME.fullmatch(value) is None


def _texts(key: Keys, value: Any, source: Source, check: Callable[[Keys, str], str | None]) -> tuple[str, ...] | None:
    """A list of texts, those that `check` has a word against left out."""
    if not isinstance(value, (list, tuple)):
        source.wrong(key, f"'{key[-1]}' must be a list of strings, not {_shown(value)}")
        return None
    taken = []
    for number, one in enumerate(value):
        if not isinstance(one, str):
            message: str | None = f"'{key[-1]}' must be a list of strings, not with {_shown(one)} in it"
        else:
            message = check(key, one)
        if message is None:
            taken.append(one)
        else:
            source.wrong((*key, number), message)
    return tuple(taken)


def _rules(name: str, key: str, value: Any, source: Source) -> tuple[str, ...] | None:
    return _rules_at((key,), value, source)


def _rules_at(keys: Keys, value: Any, source: Source) -> tuple[str, ...] | None:
    return _texts(keys, value, source, lambda keys, one: _stranger(str(keys[-1]), one, source.known))


def _stranger(key: str, name: str, known: Collection[str] | None) -> str | None:
    if known is None or name in known:
        return None
    hint = suggestion(name, known) or "; see `burnish rules`"
    return f"'{key}' names no rule or objective: '{name}'{hint}"


def _globs(name: str, key: str, value: Any, source: Source) -> tuple[str, ...] | None:
    def check(keys: Keys, one: str) -> str | None:
        wrong = fault(one)
        return None if wrong is None else f"'{one}' in '{key}' excludes nothing: {wrong}"

    return _texts((key,), value, source, check)


def _severity(name: str, key: str, value: Any, source: Source) -> dict[str, str] | None:
    return _severity_at((key,), value, source)


def _severity_at(keys: Keys, value: Any, source: Source) -> dict[str, str] | None:
    if not isinstance(value, dict):
        source.wrong(keys, f"'{keys[-1]}' must be a table of rules or objectives, not {_shown(value)}")
        return None
    taken = {}
    for rule, severity in value.items():
        stranger = _stranger(str(keys[-1]), rule, source.known)
        if stranger is not None:
            source.wrong((*keys, rule), stranger, key=True)
        elif severity not in SEVERITIES:
            hint = (
                "; to leave a rule out, name it under 'ignore'" if severity in ("off", "none", "ignore", False) else ""
            )
            message = f"the severity of '{rule}' must be 'error', 'warning' or 'info', not {_shown(severity)}{hint}"
            source.wrong((*keys, rule), message)
        else:
            taken[rule] = severity
    return taken


def _per_path(name: str, key: str, value: Any, source: Source) -> tuple[PerPath, ...] | None:
    if not isinstance(value, dict):
        source.wrong((key,), f"'{key}' must be a table for each pattern, not {_shown(value)}")
        return None
    taken = []
    for glob, table in value.items():
        wrong = fault(glob)
        if wrong is not None:
            source.wrong((key, glob), f"'{glob}' in '{key}' matches no file: {wrong}", key=True)
        elif not isinstance(table, dict):
            message = f"'{glob}' in '{key}' must be a table with 'select', 'ignore' or 'severity', not {_shown(table)}"
            source.wrong((key, glob), message)
        else:
            taken.append(_one_path(key, glob, table, source))
    return tuple(taken)


def _one_path(key: str, glob: str, table: Mapping[str, Any], source: Source) -> PerPath:
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    for name, value in table.items():
        keys = (key, glob, name)
        if name == "select":
            select = _rules_at(keys, value, source)
        elif name == "ignore":
            ignore = _rules_at(keys, value, source) or ()
        elif name == "severity":
            severity = _severity_at(keys, value, source) or {}
        else:
            hint = suggestion(name, ("select", "ignore", "severity")) or "; 'select', 'ignore' and 'severity' can be"
            source.wrong(keys, f"'{name}' cannot be set by path{hint}", key=True)
    return PerPath(glob, source.base or Path(), select, ignore, severity)


def _roles(name: str, key: str, value: Any, source: Source) -> tuple[RoleByPath, ...] | None:
    if not isinstance(value, dict):
        source.wrong((key,), f"'{key}' must be a table of patterns, each with a role, not {_shown(value)}")
        return None
    known = {one.value: one for one in Role}
    taken = []
    for glob, role in value.items():
        wrong = fault(glob)
        if wrong is not None:
            source.wrong((key, glob), f"'{glob}' in '{key}' matches no file: {wrong}", key=True)
        elif not isinstance(role, str) or role not in known:
            hint = (suggestion(role, known) if isinstance(role, str) else "") or f"; one of {', '.join(known)}"
            source.wrong((key, glob), f"the role of '{glob}' is none that there is: {_shown(role)}{hint}")
        else:
            taken.append(RoleByPath(glob, source.base or Path(), known[role]))
    return tuple(taken)


_Reader = Callable[[str, str, Any, Source], Any]

_READERS: Mapping[str, _Reader] = {
    "select": _rules,
    "ignore": _rules,
    "exclude": _globs,
    "severity": _severity,
    "per_path": _per_path,
    "roles": _roles,
}


def _wanted(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return "a list of strings"
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}[kind]


def _shown(value: Any) -> str:
    """A value as a person would write it, not too long."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        return "a table"
    elif isinstance(value, Sequence) and not isinstance(value, str):
        return "a list"
    elif isinstance(value, (str, int, float)):
        text = repr(value) if not isinstance(value, int) or abs(value) < 10**18 else "a number as large as that"
    else:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
