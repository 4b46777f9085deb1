"""Nothing outside the region changed but imports, and the region was not swept away."""

from __future__ import annotations

from burnish.document import NOTEBOOK, Document
from burnish.enhancement import Check, Origin, Outcome
from burnish.notebook import keeps_to_a_cell
from burnish.text import Edit, Span
from burnish.verification.parts import leaves_in
from burnish.verification.rewrite import Rewrite

LONG_REGION = 10
"""Lines. A shorter region may rightly shrink to a line: a loop to a comprehension."""

KEPT_SHARE = 0.25
"""Of a longer region's tokens. The largest honest reductions (chains of conditions, classes to hooks) keep half."""

_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_REQUIRES = frozenset({"lexical_declaration", "variable_declaration"})


def check(rewrite: Rewrite) -> Check:
    if rewrite.after.source == rewrite.before.source:
        return Check("extent", Outcome.FAILED, "nothing changes")
    if rewrite.before.path.suffix.lower() == NOTEBOOK and not keeps_to_a_cell(rewrite.before.source, rewrite.edits):
        return Check("extent", Outcome.FAILED, "the change leaves its cell")
    for edit in rewrite.edits:
        if not rewrite.region.contains(edit.span) and not _imports_only(edit, rewrite):
            line = rewrite.before.lines.line_of(edit.span.start) + 1
            return Check("extent", Outcome.FAILED, f"line {line} lies outside the region")
    if rewrite.origin is Origin.MODEL:
        before, after = _size(rewrite.before, rewrite.touched), _size(rewrite.after, rewrite.touched_after)
        lines = rewrite.before.slice(rewrite.region).count("\n") + 1
        if lines > LONG_REGION and after < KEPT_SHARE * before:
            return Check("extent", Outcome.FAILED, f"of {before} tokens only {after} are left")
    return Check("extent", Outcome.PASSED)


def _imports_only(edit: Edit, rewrite: Rewrite) -> bool:
    """Whether an edit outside the region adds, changes or removes imports and nothing else."""
    if rewrite.before.tree is None:
        return False
    earlier = [one for one in rewrite.edits if one.span < edit.span]
    moved = sum(len(one.text.encode("utf-8", "surrogatepass")) - len(one.span) for one in earlier)
    start = edit.span.start + moved
    result = Span(start, start + len(edit.text.encode("utf-8", "surrogatepass")))
    return _holds_imports(rewrite.before, edit.span) and _holds_imports(rewrite.after, result)


def _holds_imports(document: Document, span: Span) -> bool:
    """Whether a span covers nothing but imports, parts of them, and space."""
    text = document.source[span.start : span.end]
    if not text.strip():
        return True
    touched = [one for one in document.root.children if one.start_byte < span.end and one.end_byte > span.start]
    return bool(touched) and all(
        one.type in _IMPORTS
        or (one.type in _REQUIRES and b"require(" in document.source[one.start_byte : one.end_byte])
        for one in touched
        if document.source[max(one.start_byte, span.start) : min(one.end_byte, span.end)].strip()
    )


def _size(document: Document, span: Span) -> int:
    """Tokens of a part; words of a text that is no program."""
    return (
        sum(1 for _ in leaves_in(document, span)) if document.language.functions else len(document.slice(span).split())
    )
