"""What can be written at a place of a settings file: names of settings, of rules and objectives, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_type_hints

from lsprotocol import types

from burnish.config import PERSONAL, SEVERITIES, Config, Role
from burnish.config.settings import settings
from burnish.config.toml_cursor import Cursor, cursor_at, name_end
from burnish.lsp import convert
from burnish.lsp.session import Session
from burnish.lsp.settings_texts import SettingsText
from burnish.rule import Objective
from burnish.rules import rules
from burnish.text import Span

_LISTS = ("select", "ignore")
_TABLES = ("severity", "per-path", "roles")
_OF_A_PATH = (*_LISTS, "severity")


def completions(session: Session, uri: str, position: types.Position) -> list[types.CompletionItem] | None:
    """What can be written at a place; None where the document is no settings file."""
    known = session.settings_texts.get(uri)
    if known is None:
        return None
    text, at = _before(known, session, position)
    cursor = cursor_at(text[:at])
    if cursor is None:
        return []
    start = len(text[: at - len(cursor.written)].encode("utf-8", "surrogatepass"))
    end = len(text[: name_end(text, at)].encode("utf-8", "surrogatepass"))
    closed = text[name_end(text, at) :].startswith(cursor.quote)
    place = convert.range_of(known.lines, Span(start, end), session.encoding)
    return [
        types.CompletionItem(
            label=name,
            kind=types.CompletionItemKind.Property if cursor.kind == "key" else types.CompletionItemKind.EnumMember,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, meaning) if meaning else None,
            text_edit=types.TextEdit(place, _written(name, cursor, closed)),
            filter_text=name,
        )
        for name, meaning in _possible(cursor, known.path.name).items()
    ]


def meaning_at(session: Session, known: SettingsText, position: types.Position) -> types.Hover | None:
    """What the setting, rule or objective means whose name stands at a place."""
    text, at = _before(known, session, position)
    end = name_end(text, at)
    cursor = cursor_at(text[:end])
    if cursor is None or not cursor.written:
        return None
    possible = _possible(cursor, known.path.name)
    meaning = possible.get(cursor.written) or possible.get(cursor.written.replace("_", "-"))
    if not meaning:
        return None
    start = len(text[: end - len(cursor.written)].encode("utf-8", "surrogatepass"))
    span = Span(start, start + len(cursor.written.encode("utf-8", "surrogatepass")))
    contents = types.MarkupContent(types.MarkupKind.Markdown, meaning)
    return types.Hover(contents, convert.range_of(known.lines, span, session.encoding))


def _before(known: SettingsText, session: Session, position: types.Position) -> tuple[str, int]:
    """The text, and how many of its characters stand before a place."""
    offset = convert.offset_of(known.lines, position, session.encoding)
    return known.text, len(known.source[:offset].decode("utf-8", "surrogatepass"))


def _written(name: str, cursor: Cursor, closed: bool) -> str:
    if cursor.quote:
        return name if closed else name + cursor.quote
    bare = name.replace("-", "").isalnum() if cursor.kind in ("key", "header") else name in ("true", "false")
    return name if bare else f'"{name}"'


def _possible(cursor: Cursor, file: str) -> Mapping[str, str]:
    """What can stand where the cursor is, and what each of it means, in Markdown."""
    path = cursor.path
    if file == "pyproject.toml":
        if path[:2] != ("tool", "burnish"):
            return {}
        path = path[2:]
    if path:
        path = (path[0].replace("_", "-"), *path[1:])
    if cursor.kind == "header":
        return {name: meaning for name, meaning in _settings().items() if name in _TABLES} if not path else {}
    within = path[2:] if path[:1] == ("per-path",) else path
    if path[:1] == ("per-path",) and len(path) == 1:
        return {}
    if cursor.kind == "key":
        if not path:
            return _settings()
        if path[0] == "per-path" and not within:
            return {name: meaning for name, meaning in _settings().items() if name in _OF_A_PATH}
        return _rules() if within == ("severity",) else {}
    if cursor.kind == "element":
        return _rules() if len(within) == 1 and within[0] in _LISTS else {}
    if len(within) == 2 and within[0] == "severity":
        return dict.fromkeys(SEVERITIES, "")
    if len(path) == 2 and path[0] == "roles":
        return {one.value: one.meaning for one in Role}
    name = within[0].replace("-", "_") if len(within) == 1 else ""
    if not cursor.quote and get_type_hints(Config).get(name) is bool:
        return {"true": "", "false": ""}
    return {"off": "No model.", Config().model: "Burnish's own model."} if name == "model" else {}


def _settings() -> dict[str, str]:
    """The settings that a project's file can make."""
    return {one.name.replace("_", "-"): one.metadata["about"] for one in settings() if one.name not in PERSONAL}


def _rules() -> dict[str, str]:
    """Rules and objectives, with a sentence on each."""
    objectives = {one.value: f"Every rule for {one.value}." for one in Objective}
    return objectives | {rule.id: rule.summary for rule in rules()}
