"""Settings files that are open: what is wrong with them while they are written, and how a rule is switched off in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.config import FILE_NAMES, Problem, problems_in
from burnish.config.switch_off import NEW_FILE, NotWritten, switched_off
from burnish.files import read_regular
from burnish.lsp import convert
from burnish.report.escaping import plain_text
from burnish.rules import known_names
from burnish.text import Edit, Encoding, Lines, Span, apply, smallest_edit

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer

CODE = "settings"


@dataclass(frozen=True, slots=True)
class SettingsText:
    """One version of an open settings file, saved or not."""

    uri: str
    path: Path
    source: bytes
    version: int | None
    lines: Lines

    @property
    def text(self) -> str:
        return self.source.decode("utf-8", "surrogatepass")

    @property
    def problems(self) -> tuple[Problem, ...]:
        return problems_in(self.text, self.path, known_names())


class SettingsTexts:
    """The settings files that the client has open, by URI."""

    def __init__(self) -> None:
        self._open: dict[str, SettingsText] = {}

    def get(self, uri: str) -> SettingsText | None:
        return self._open.get(uri)

    def at(self, path: Path) -> SettingsText | None:
        return next((one for one in self._open.values() if one.path == path), None)

    def opened(self, item: types.TextDocumentItem) -> None:
        path = convert.path_of(item.uri)
        if path.name in FILE_NAMES:
            self._put(item.uri, path, item.text.encode("utf-8", "surrogatepass"), item.version)

    def changed(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> None:
        known = self._open.get(identifier.uri)
        if known is None:
            return
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = convert.span_of_range(known.lines, change.range, encoding)
                source = apply(known.source, [Edit(span, change.text)])
            else:
                source = change.text.encode("utf-8", "surrogatepass")
            known = self._put(known.uri, known.path, source, identifier.version)

    def closed(self, uri: str) -> None:
        self._open.pop(uri, None)

    def _put(self, uri: str, path: Path, source: bytes, version: int | None) -> SettingsText:
        self._open[uri] = SettingsText(uri, path, source, version, Lines(source))
        return self._open[uri]


def diagnostics_of(known: SettingsText, encoding: Encoding) -> list[types.Diagnostic]:
    """Everything that is wrong with a settings file."""
    return [_diagnostic(known, problem, encoding) for problem in known.problems]


def quick_fixes(ls: BurnishServer, known: SettingsText, place: types.Range) -> list[types.CodeAction]:
    """What was meant, in place of what nobody knows."""
    span = convert.span_of_range(known.lines, place, ls.encoding)
    fixes = []
    for problem in known.problems:
        found = _MEANT.search(problem.message)
        wrong = _span(known, problem)
        if found is None or not wrong.overlaps(span):
            continue
        written = known.source[wrong.start : wrong.end].decode("utf-8", "replace")
        quote = written[0] if written[:1] in ("'", '"') else ""
        edit = Edit(wrong, f"{quote}{found[1]}{quote}")
        fixes.append(
            types.CodeAction(
                title=f"Replace with '{found[1]}'",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[_diagnostic(known, problem, ls.encoding)],
                is_preferred=True,
                edit=convert.workspace_edit(known, known.uri, (edit,), ls.encoding, versioned=_versioned(ls)),
            )
        )
    return fixes


def switch_off(ls: BurnishServer, uri: str, rule: str) -> dict[str, Any]:
    """The edit that switches a rule off where a document lies: {edit, path, message}; `edit` is null where there is none."""
    path = convert.path_of(uri)
    target = settings_file_for(ls, path)
    if target is None:
        message = "There is no folder to keep settings in: open the folder that the file belongs to."
        return {"edit": None, "path": "", "message": message}
    known = ls.settings_texts.at(target)
    text = "" if known is None else known.text
    exists = known is not None
    if known is None and target.exists():
        exists = True
        try:
            text = read_regular(target).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            return {"edit": None, "path": str(target), "message": f"{target.name} cannot be read: {error}."}
    name = plain_text(target.name)
    try:
        written = switched_off(text, target, rule)
    except NotWritten as error:
        return {"edit": None, "path": str(target), "message": plain_text(str(error))}
    source = text.encode("utf-8", "surrogatepass")
    change = smallest_edit(source, written.encode("utf-8", "surrogatepass"))
    if change is None:
        return {"edit": None, "path": str(target), "message": f"{rule} is off in {name} already."}
    at = SettingsText(target.as_uri(), target, source, None, Lines(source)) if known is None else known
    edit = convert.workspace_edit(at, at.uri, (change,), ls.encoding, versioned=_versioned(ls))
    if not exists:
        if not _creates(ls):
            message = f'There is no settings file yet. Create {NEW_FILE} with: ignore = ["{rule}"]'
            return {"edit": None, "path": str(target), "message": message}
        create = types.CreateFile(uri=at.uri, options=types.CreateFileOptions(ignore_if_exists=True))
        edit.document_changes = [create, *(edit.document_changes or ())]
    return {
        "edit": edit,
        "path": str(target),
        "message": f"Switched {rule} off in {name}. It holds once that is saved.",
    }


def can_switch_off(ls: BurnishServer, path: Path) -> bool:
    """Whether there is a settings file for a file, or one can be made."""
    target = settings_file_for(ls, path)
    return target is not None and (_creates(ls) or ls.settings_texts.at(target) is not None or target.exists())


def settings_file_for(ls: BurnishServer, path: Path) -> Path | None:
    """The settings file that holds for a file; a new one at the top of its workspace folder where there is none."""
    root = ls.root_of(path)
    found = ls.folders_of(root).settings_file(path.parent) if path.is_absolute() else None
    return found or (root / NEW_FILE if root is not None else None)


_MEANT = re.compile(r"did you mean '([^']+)'\?$")


def _diagnostic(known: SettingsText, problem: Problem, encoding: Encoding) -> types.Diagnostic:
    return types.Diagnostic(
        range=convert.range_of(known.lines, _span(known, problem), encoding),
        message=_sentence(problem.message),
        severity=types.DiagnosticSeverity.Error,
        code=CODE,
        source=convert.SOURCE,
    )


def _sentence(message: str) -> str:
    message = plain_text(message)
    return message[:1].upper() + message[1:] if not message.startswith("'") else message


def _span(known: SettingsText, problem: Problem) -> Span:
    """What of the text is wrong; its first line where that is not known."""
    if problem.line is None:
        return known.lines.line_span(0)
    line = min(problem.line, known.lines.count) - 1
    whole = known.lines.line_span(line)
    start = known.lines.offset(line, max(0, (problem.column or 1) - 1), "utf-32")
    end = known.lines.offset(line, max(0, (problem.column or 1) - 1) + problem.length, "utf-32")
    return Span(start, max(start, min(end, whole.end)))


def _versioned(ls: BurnishServer) -> bool:
    return convert.has(ls.client_capabilities, "workspace", "workspace_edit", "document_changes")


def _creates(ls: BurnishServer) -> bool:
    """Whether the client can create a file with an edit."""
    workspace = ls.client_capabilities.workspace
    edits = workspace.workspace_edit if workspace is not None else None
    operations = (edits.resource_operations if edits is not None else None) or ()
    return _versioned(ls) and types.ResourceOperationKind.Create in operations
