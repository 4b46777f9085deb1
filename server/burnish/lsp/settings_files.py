"""How settings files are changed: what was meant in place of what nobody knows, and how a rule is switched off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lsprotocol import types

from burnish.config.switch_off import NEW_FILE, NotWritten, switched_off
from burnish.files import read_regular
from burnish.lsp import convert
from burnish.lsp.diagnostics import of_problem
from burnish.lsp.session import Session
from burnish.lsp.settings_texts import SettingsText, span_of
from burnish.report.escaping import plain_text
from burnish.text import Edit, Lines, smallest_edit

_MEANT = re.compile(r"did you mean '([^']+)'\?$")


def quick_fixes(session: Session, known: SettingsText, place: types.Range) -> list[types.CodeAction]:
    """What was meant, in place of what nobody knows."""
    span = convert.span_of_range(known.lines, place, session.encoding)
    fixes = []
    for problem in known.problems:
        found = _MEANT.search(problem.message)
        wrong = span_of(known, problem)
        if found is None or not wrong.overlaps(span):
            continue
        written = known.source[wrong.start : wrong.end].decode("utf-8", "replace")
        quote = written[0] if written[:1] in ("'", '"') else ""
        edit = Edit(wrong, f"{quote}{found[1]}{quote}")
        fixes.append(
            types.CodeAction(
                title=f"Replace with '{found[1]}'",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[of_problem(known, problem, session.encoding)],
                is_preferred=True,
                edit=convert.workspace_edit(
                    known, known.uri, (edit,), session.encoding, versioned=session.client.can.versions_edits
                ),
            )
        )
    return fixes


def switch_off(session: Session, uri: str, rule: str) -> dict[str, Any]:
    """The edit that switches a rule off where a document lies: {edit, path, message}; `edit` is null where there is none."""
    path = convert.path_of(uri)
    target = settings_file_for(session, path)
    if target is None:
        message = "There is no folder to keep settings in: open the folder that the file belongs to."
        return {"edit": None, "path": "", "message": message}
    known = session.settings_texts.at(target)
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
    edit = convert.workspace_edit(at, at.uri, (change,), session.encoding, versioned=session.client.can.versions_edits)
    if not exists:
        if not session.client.can.creates_files:
            message = f'There is no settings file yet. Create {NEW_FILE} with: ignore = ["{rule}"]'
            return {"edit": None, "path": str(target), "message": message}
        create = types.CreateFile(uri=at.uri, options=types.CreateFileOptions(ignore_if_exists=True))
        edit.document_changes = [create, *(edit.document_changes or ())]
    return {
        "edit": edit,
        "path": str(target),
        "message": f"Switched {rule} off in {name}. It holds once that is saved.",
    }


def can_switch_off(session: Session, path: Path) -> bool:
    """Whether there is a settings file for a file, or one can be made."""
    target = settings_file_for(session, path)
    return target is not None and (
        session.client.can.creates_files or session.settings_texts.at(target) is not None or target.exists()
    )


def settings_file_for(session: Session, path: Path) -> Path | None:
    """The settings file that holds for a file; a new one at the top of its workspace folder where there is none."""
    root = session.workspace.root_of(path)
    found = session.workspace.folders_of(root).settings_file(path.parent) if path.is_absolute() else None
    return found or (root / NEW_FILE if root is not None else None)
