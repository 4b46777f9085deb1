"""Every setting of Burnish with its default: here and nowhere else.

Settings come from `[tool.burnish]` in pyproject.toml or from burnish.toml, the nearest file above
the code; the editor's own settings go over them. The block of settings in the VS Code extension
and the table in the README are generated from the dataclass below.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, get_origin, get_type_hints

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_NAMES = ("burnish.toml", "pyproject.toml")

PERSONAL = frozenset({"endpoint", "endpoint_model", "endpoint_key_variable", "run_natively", "run_tests"})
"""Settings that a file in a workspace cannot make: a cloned repository must not be able to send code away, nor to have
its own run outside a sandbox."""


def _setting(default: Any, about: str) -> Any:
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: default, metadata={"about": about})
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Config:
    """The settings, as documented in the README."""

    select: tuple[str, ...] = _setting(
        (),
        "Rules or objectives to run, such as `security` or `readability/flatten-nested-conditions`. Empty: all.",
    )
    ignore: tuple[str, ...] = _setting((), "Rules or objectives not to run.")
    exclude: tuple[str, ...] = _setting(
        (), "Glob patterns of files to leave out, beside version-control, dependency and build folders."
    )
    unsafe_fixes: bool = _setting(
        False,
        "Let `burnish fix` apply unsafe fixes too: those that may change behaviour as their rule documents.",
    )
    max_function_lines: int = _setting(60, "A function with more lines than this is a long function.")
    max_component_lines: int = _setting(200, "A React component with more lines than this is a god component.")
    model: str = _setting("burnish-small", "The model: a bundled model's name, the path of a GGUF file, or `off`.")
    endpoint: str = _setting(
        "",
        "An OpenAI-compatible endpoint to use instead of a local model. Code is then sent to it, secrets redacted.",
    )
    endpoint_model: str = _setting("", "The model's name at the endpoint.")
    endpoint_key_variable: str = _setting("OPENAI_API_KEY", "The environment variable that holds the endpoint's key.")
    threads: int = _setting(0, "Threads for the local model. 0: measured when it loads.")
    gpu_layers: int = _setting(
        -1, "Layers of the local model to keep on the GPU. -1: all, where the build has GPU support."
    )
    model_timeout: float = _setting(60.0, "Seconds after which an answer of the model is given up.")
    candidates: int = _setting(
        3, "Rewrites to ask of the model for one region; the first that passes the gate is kept."
    )
    behaviour: bool = _setting(
        True,
        "Run both versions of a rewritten function in a sandbox, on many inputs, and refuse a rewrite that does "
        "something else.",
    )
    run_natively: bool = _setting(
        False,
        "Let functions that no sandbox can run be run by Python or Node themselves, in a process with limits; in "
        "trusted workspaces only.",
    )
    run_tests: bool = _setting(
        False,
        "Run the project's own tests that reach rewritten code, before and after, in a copy of the project, and refuse a "
        "rewrite that breaks one; in trusted workspaces only. It takes seconds for each rewrite.",
    )
    save_budget_ms: int = _setting(
        1500, "Milliseconds that fixing a file on save may take; what is fixed by then is applied."
    )


@dataclass(frozen=True)
class Problem:
    """What is wrong with a setting, and where."""

    path: Path | None
    line: int | None
    message: str

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}:{self.line}: " if self.line else f"{self.path}: "
        return where + self.message


def find_file(start: Path) -> Path | None:
    """The nearest burnish.toml, or pyproject.toml with a `[tool.burnish]` table, at or above a folder."""
    for folder in (start, *start.parents):
        for name in FILE_NAMES:
            path = folder / name
            if path.is_file() and (name == "burnish.toml" or _mentions_burnish(path)):
                return path
    return None


def load(start: Path | None, overrides: Mapping[str, Any] | None = None) -> tuple[Config, tuple[Problem, ...]]:
    """The settings that hold for code in a folder, or for code that lies in none, and what is wrong with them.

    A wrong setting is named and left at its default: a typing slip must not switch Burnish off.
    """
    problems: list[Problem] = []
    config = Config()
    path = find_file(start) if start is not None else None
    if path is not None:
        config = _with_file(config, path, problems)
    if overrides:
        config = _with(config, overrides, problems, None, "")
    return config, tuple(problems)


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's table. Raises OSError, ValueError (tomllib.TOMLDecodeError is one)."""
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    return table


@cache
def resource_folder(name: str) -> Path:
    """A folder that ships with Burnish (`grammars`, `models`): in the package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    if inside.is_dir() and not (inside / "__init__.py").exists():
        return inside
    return package.parent.parent / name


def vscode_settings() -> dict[str, dict[str, Any]]:
    """The properties of `contributes.configuration` in the VS Code extension."""
    return {f"burnish.{_camel(one.name)}": _vscode_property(one) for one in fields(Config)}


def from_vscode(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as an editor sends them (camelCase, nulls for unset) as overrides for `load`."""
    names = {_camel(one.name): one.name for one in fields(Config)}
    return {names.get(key, key): value for key, value in settings.items() if value is not None}


def setting_rows() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the README."""
    defaults = Config()
    return [(one.name, _shown(getattr(defaults, one.name)), one.metadata["about"]) for one in fields(Config)]


def _with_file(config: Config, path: Path, problems: list[Problem]) -> Config:
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, ValueError) as error:
        problems.append(Problem(path, None, f"cannot be read: {error}"))
        return config
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("burnish", {})
    for key in [key for key in table if key.replace("-", "_") in PERSONAL]:
        message = f"'{key}' is taken from your editor's settings or the command line only, not from a workspace's file"
        problems.append(Problem(path, _line_of(text, key), message))
        del table[key]
    made = _with(config, table, problems, path, text)
    return replace(made, model=_beside(path, made.model)) if "model" in table else made


def _beside(path: Path, model: str) -> str:
    """A model's path in a settings file is relative to that file; a model's name stays as it is."""
    if model.startswith("replay:"):
        return f"replay:{path.parent / model.removeprefix('replay:')}"
    return str(path.parent / Path(model).expanduser()) if model.endswith((".gguf", ".toml")) else model


def _with(config: Config, table: Mapping[str, Any], problems: list[Problem], path: Path | None, text: str) -> Config:
    hints = get_type_hints(Config)
    accepted: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        line = _line_of(text, key)
        if name not in hints:
            problems.append(Problem(path, line, f"unknown setting '{key}'{_suggestion(name, hints)}"))
        elif (coerced := _coerced(value, hints[name])) is None:
            problems.append(Problem(path, line, f"'{key}' must be {_kind(hints[name])}, not {value!r}"))
        else:
            accepted[name] = coerced
    return replace(config, **accepted)


def _coerced(value: Any, kind: Any) -> Any | None:
    if get_origin(kind) is tuple:
        return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else None
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, bool) and kind is not bool:
        return None
    return value if isinstance(value, kind) else None


def _kind(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return "a list of strings"
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}[kind]


def _suggestion(name: str, known: Mapping[str, Any]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _line_of(text: str, key: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip("\"'") == key:
            return number
    return None


def _mentions_burnish(path: Path) -> bool:
    try:
        return "[tool.burnish" in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[]" if not value else str(list(value))
    return f'"{value}"' if isinstance(value, str) else str(value)


def _vscode_property(one: Any) -> dict[str, Any]:
    """A property whose default is null: unset in the editor, so that the settings file has its say."""
    kind = get_type_hints(Config)[one.name]
    default = _shown(getattr(Config(), one.name))
    base: dict[str, Any] = {
        "default": None,
        "scope": "machine" if one.name in PERSONAL else "resource",
        "markdownDescription": f"{one.metadata['about']} Default: `{default}`.",
    }
    if get_origin(kind) is tuple:
        return {"type": ["array", "null"], "items": {"type": "string"}, **base}
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": [names[kind], "null"], **base}
