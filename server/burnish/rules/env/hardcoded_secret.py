from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from burnish import edits
from burnish.code import Code
from burnish.project import Project
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.secrets import (
    is_for_development,
    is_issued_key,
    looks_secret,
    opens_a_service,
    password_inside,
)
from burnish.text import Span


class HardcodedSecret(Rule):
    def check(self, code: Code) -> Iterable[Finding]:
        document = code.document
        if not (_is_example(document.path) or code.project.fact(_is_committed, document.path)):
            return
        path = document.path
        is_shown = _is_example(path) or is_for_development(path.name) or path.parent.name == ".devcontainer"
        for line in _ASSIGNMENT.finditer(document.source):
            name, value = line["name"].decode(), line["value"].decode("utf-8", "replace")
            quoted = value[:1] in ("'", '"')
            whole = Span(line.start("value"), line.end("value"))
            text = value[1:-1] if quoted else value
            inside = password_inside(text)
            # Whoever copies an example makes passwords and keys of his own; another's key he has from somewhere.
            real = is_issued_key(text) or not is_shown or (opens_a_service(name) and len(text) >= _LONG)
            if real and looks_secret(text, name):
                named = Span(line.start("name"), line.end("name"))
                yield self.finding(named, f"'{name}' holds a real secret in a file that is committed", anchor=whole)
            elif inside is not None:
                start = whole.start + quoted
                span = Span(start + len(text[: inside[0]].encode()), start + len(text[: inside[1]].encode()))
                yield self.finding(span, f"'{name}' holds a real password in a file that is committed")

    def fix(self, found: Finding, code: Code) -> Fix | None:
        in_address = found.span == found.anchor
        return Fix(edits.replaced(found.anchor, "<password>" if in_address else ""), "Remove the secret")


def _is_example(path: Path) -> bool:
    return re.search(r"(?i)\.(?:example|sample|template|dist|defaults?)(?:\.|$)", path.name) is not None


def _is_committed(_project: Project, path: Path) -> bool:
    """Whether a file lies in a git working tree whose .gitignore files do not name it."""
    if not path.is_absolute():
        return False
    for folder in path.parents:
        try:
            lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        patterns = [line.strip().removeprefix("**/").strip("/") for line in lines if not line.startswith(("#", "!"))]
        if any(fnmatchcase(path.name, pattern) for pattern in patterns if pattern):
            return False
        if (folder / ".git").exists():
            return True
    return False


_LONG = 24
"""Characters of a key that nobody types to show what a key looks like."""
_ASSIGNMENT = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?(?P<name>\w+)[ \t]*=[ \t]*(?P<value>"[^"\r\n]*"|'[^'\r\n]*'|[^\s#'"][^\s]*)""",
    re.MULTILINE,
)
