"""Settings as an editor knows them, and as tables and schemas describe them: all of it follows from Config."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import Field
from typing import Any, get_origin, get_type_hints

from burnish.config.role import Role
from burnish.config.settings import PERSONAL, SEVERITIES, Config, settings

FILE_ONLY = frozenset({"per_path", "roles"})
"""Settings that belong to a project's file: an editor has no good way to write them."""


def vscode_settings() -> dict[str, dict[str, Any]]:
    """The properties of `contributes.configuration` in the VS Code extension."""
    return {f"burnish.{_camel(one.name)}": _vscode_property(one) for one in settings() if one.name not in FILE_ONLY}


def from_vscode(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as an editor sends them (camelCase, nulls for unset) as overrides for `load`."""
    names = {_camel(one.name): one.name for one in settings()}
    return {names.get(key, key): value for key, value in chosen.items() if value is not None}


def settings_schema(known: Collection[str]) -> dict[str, Any]:
    """The JSON schema of burnish.toml. `known` are the names of all rules and objectives."""
    shapes = {one.name: _in_file(one) for one in settings() if one.name not in PERSONAL}
    rule = {"enum": sorted(known)}
    severities = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"enum": list(SEVERITIES)} for name in rule["enum"]},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Burnish settings",
        "type": "object",
        "additionalProperties": False,
        "properties": {one.replace("_", "-"): shape for one, shape in shapes.items()},
        # Underscores will do too; they are not offered.
        "patternProperties": {f"^{one}$": shape for one, shape in shapes.items() if "_" in one},
        "definitions": {"rule": rule, "severities": severities},
    }


def _in_file(one: Field[Any]) -> dict[str, Any]:
    names = {"type": "array", "items": {"$ref": "#/definitions/rule"}}
    severity = {"allOf": [{"$ref": "#/definitions/severities"}]}
    by_path = {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"select": names, "ignore": names, "severity": severity},
        },
    }
    roles = {"type": "object", "additionalProperties": {"enum": [one.value for one in Role]}}
    special: dict[str, dict[str, Any]] = {
        "select": names,
        "ignore": names,
        "severity": severity,
        "per_path": by_path,
        "roles": roles,
    }
    shape = special.get(one.name) or _shape(one)
    if one.name == "model":
        shape = {"type": "string", "not": {"pattern": r"[/\\:~]|\.(gguf|toml)$"}}
    default = getattr(Config(), one.name)
    plain = {} if one.name in FILE_ONLY else {"default": list(default) if isinstance(default, tuple) else default}
    return {"description": one.metadata["about"], **shape, **plain}


def setting_rows() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the README."""
    defaults = Config()
    names = {one.name: one.name.replace("_", "-") for one in settings()}
    return [(names[one.name], _shown(getattr(defaults, one.name)), one.metadata["about"]) for one in settings()]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, dict)):
        return ("[]" if isinstance(value, tuple) else "{}") if not value else str(value)
    return f'"{value}"' if isinstance(value, str) else str(value)


def _vscode_property(one: Field[Any]) -> dict[str, Any]:
    """A property with its real default. The client sends only what somebody has chosen, so that a file has its say."""
    default = getattr(Config(), one.name)
    return {
        **_shape(one),
        "default": list(default) if isinstance(default, tuple) else default,
        "scope": "machine" if one.name in PERSONAL else "resource",
        "markdownDescription": one.metadata["editor"],
    }


def _shape(one: Field[Any]) -> dict[str, Any]:
    """The JSON schema of a setting's values."""
    kind = get_type_hints(Config)[one.name]
    if get_origin(kind) is tuple:
        return {"type": "array", "items": {"type": "string"}}
    if kind in _NAMES:
        least = one.metadata["least"]
        return {"type": _NAMES[kind]} | ({} if least is None else {"minimum": least})
    return {"type": "object", "additionalProperties": {"type": "string", "enum": list(SEVERITIES)}}


_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string"}
