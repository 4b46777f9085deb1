"""The one door between Burnish's words and the protocol's: spans and ranges, findings and diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from burnish.document import Document
from burnish.enhancement import Enhancement, Origin
from burnish.project import Project
from burnish.report.escaping import plain_text
from burnish.rule import Finding, Rule, severity_of
from burnish.rules import rule_of
from burnish.text import Edit, Encoding, Span

if TYPE_CHECKING:
    from burnish.lsp.syntax import Misread

SOURCE = "Burnish"

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}

_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}


def encoding_of(kind: types.PositionEncodingKind | str | None) -> Encoding:
    """The unit of the client's columns; UTF-16 unless another was agreed on."""
    return _ENCODINGS.get(getattr(kind, "value", kind) or "utf-16", "utf-16")


def path_of(uri: str) -> Path:
    """The path that a URI names; for an unsaved document the name that the editor gave it."""
    return Path(uris.to_fs_path(uri) or uri.partition(":")[2])


class Places(Protocol):
    """The lines of a text, or of a part of one, that offsets are turned into and back."""

    def position(self, offset: int, encoding: Encoding = ...) -> tuple[int, int]: ...
    def offset(self, line: int, column: int, encoding: Encoding = ...) -> int: ...


class Text(Protocol):
    """A version of a text that edits are made for."""

    @property
    def lines(self) -> Places: ...
    @property
    def version(self) -> int | None: ...


class Shown(Text, Protocol):
    """A document as an editor shows it: whole, or one cell of it."""

    @property
    def uri(self) -> str: ...
    @property
    def document(self) -> Document: ...
    def at(self, span: Span) -> Shown:
        """What shows another place of the document."""
        ...


def range_of(lines: Places, span: Span, encoding: Encoding) -> types.Range:
    start, end = lines.position(span.start, encoding), lines.position(span.end, encoding)
    return types.Range(types.Position(*start), types.Position(*end))


def span_of_range(lines: Places, place: types.Range, encoding: Encoding) -> Span:
    start = lines.offset(place.start.line, place.start.character, encoding)
    return Span(start, max(start, lines.offset(place.end.line, place.end.character, encoding)))


def offset_of(lines: Places, position: types.Position, encoding: Encoding) -> int:
    return lines.offset(position.line, position.character, encoding)


def diagnostic(known: Shown, finding: Finding, encoding: Encoding, project: Project) -> types.Diagnostic:
    rule = rule_of(finding.rule, known.document.part_at(finding.anchor).language.name, project)
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(there.uri, range_of(there.lines, one.span, encoding)), plain_text(one.message)
        )
        for one in finding.related
        for there in (known.at(one.span),)
    ]
    return types.Diagnostic(
        range=range_of(known.lines, finding.span, encoding),
        message=plain_text(finding.message),
        severity=_SEVERITIES[severity_of(finding.rule, project.config, rule)],
        code=finding.rule,
        code_description=types.CodeDescription(link) if rule and (link := link_of(rule)) else None,
        source=SOURCE,
        related_information=related or None,
    )


def same(diagnostics: Sequence[types.Diagnostic], finding: Finding) -> list[types.Diagnostic]:
    """Those of a client's diagnostics that show a finding."""
    return [one for one in diagnostics if one.code == finding.rule and one.message == plain_text(finding.message)]


def syntax_error(known: Text, misread: Misread, encoding: Encoding) -> types.Diagnostic:
    return types.Diagnostic(
        range=range_of(known.lines, misread.span, encoding),
        message=misread.message,
        severity=types.DiagnosticSeverity.Error,
        code="syntax",
        source=SOURCE,
    )


@cache
def link_of(rule: Rule) -> str | None:
    """The address that a rule names as its source."""
    return rule.address


def text_edits(lines: Places, edits: Iterable[Edit], encoding: Encoding) -> list[types.TextEdit]:
    return [types.TextEdit(range_of(lines, one.span, encoding), one.text) for one in edits]


def workspace_edit(
    document: Text,
    uri: str,
    edits: Sequence[Edit],
    encoding: Encoding,
    *,
    versioned: bool,
) -> types.WorkspaceEdit:
    """The edits of one document; with its version where the client can check it."""
    changes = text_edits(document.lines, edits, encoding)
    if not versioned:
        return types.WorkspaceEdit(changes={uri: changes})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, list(changes))])


def annotated_edit(
    document: Text,
    uri: str,
    labelled: Sequence[tuple[Edit, str, str]],
    encoding: Encoding,
    *,
    confirmed: bool = False,
) -> types.WorkspaceEdit:
    """Edits with a label and a description each, which a preview shows; asked about first unless already `confirmed`."""
    annotations: dict[str, types.ChangeAnnotation] = {}
    edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = []
    for number, (edit, label, description) in enumerate(labelled):
        key = f"burnish-{number}"
        annotations[key] = types.ChangeAnnotation(
            label=label, needs_confirmation=not confirmed, description=description
        )
        edits.append(
            types.AnnotatedTextEdit(
                annotation_id=key, range=range_of(document.lines, edit.span, encoding), new_text=edit.text
            )
        )
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=document.version)
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(identifier, edits)], change_annotations=annotations
    )


def action_title(title: str, origin: Origin, unsafe: bool = False) -> str:
    """What the lightbulb shows: the change, and whether a model or an unsafe fix makes it."""
    mark = " (model)" if origin is Origin.MODEL else " (unsafe)" if unsafe else ""
    return f"Burnish: {plain(title)}{mark}"


def plain(markdown: str) -> str:
    """A sentence without its marks, for menus and labels, which show none."""
    return plain_text(markdown.replace("`", ""))


def notice(text: str) -> str:
    """Text for a notice. Editors make a link of `[words](address)` there, and of no other Markdown."""
    return plain_text(text).replace("](", "] (")


def enhancement_label(enhancement: Enhancement) -> str:
    return plain(action_title(enhancement.title, enhancement.origin).removeprefix("Burnish: "))


def has(capabilities: Any, *path: str) -> bool:
    """Whether a client's capabilities hold a true or non-empty value at a path of attribute names."""
    value = capabilities
    for name in path:
        value = getattr(value, name, None)
        if value is None:
            return False
    return bool(value)


def read(value: Any, name: str) -> Any:
    """A field of what a client sent without a type: a mapping or an object, as the protocol's library has it."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def range_in(value: Any) -> types.Range | None:
    """A range that a client sent without a type. Raises JsonRpcInvalidParams."""
    if value is None:
        return None
    numbers = [read(read(value, edge), name) for edge in ("start", "end") for name in ("line", "character")]
    if not all(isinstance(one, int) and one >= 0 for one in numbers):
        raise JsonRpcInvalidParams.of(ValueError("'range' must have a start and an end with line and character"))
    return types.Range(types.Position(*numbers[:2]), types.Position(*numbers[2:]))


def name_of(uri: str) -> str:
    """The name of a document, as a person knows it."""
    return path_of(uri).name or uri
