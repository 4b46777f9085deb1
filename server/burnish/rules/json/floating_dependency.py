from __future__ import annotations

import json
import re

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.text import Edit, Span
from burnish.tree import ancestors


class FloatingDependency(LegacyRule):
    query = """
    (pair key: (string (string_content) @group) value: (object (pair key: (string) @name value: (string) @version))
      (#any-of? @group "dependencies" "devDependencies" "optionalDependencies"))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        if sum(1 for _ in ancestors(found["group"])) > 4:
            return None  # not the package's own dependencies
        name, version = document.slice(found["name"])[1:-1], document.slice(found["version"])[1:-1].strip()
        if _FLOATING.fullmatch(version):
            if _is_sibling(name, document):
                return None
            given = f"'{version}'" if version else "an empty version"
            return self.finding(found["version"], f"{given} takes whatever version of '{name}' was published last")
        if _REPOSITORY.match(version) and "#" not in version:
            return self.finding(found["version"], f"'{name}' is whatever its repository's default branch holds")
        return None

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        value = document.node_at(finding.span)
        pair = value.parent
        key = None if pair is None else pair.child_by_field_name("key")
        if key is None or not _FLOATING.fullmatch(document.slice(value)[1:-1].strip()):
            return None
        locked = _locked_version(document.slice(key)[1:-1], document)
        if locked is None:
            return None
        inside = Span(finding.span.start + 1, finding.span.end - 1)
        return Fix((Edit(inside, f"^{locked}"),), f"Use ^{locked}, which the lock file has")


def _is_sibling(name: str, document: Document) -> bool:
    """Whether a dependency belongs to the same workspace: it has the scope of the package itself."""
    if not name.startswith("@"):
        return False
    own = re.search(rb'"name"\s*:\s*"(@[^/"]+)/', document.source)
    return own is not None and name.startswith(own[1].decode() + "/")


def _locked_version(name: str, document: Document) -> str | None:
    """The version that the package-lock.json in the same folder has; None without one."""
    try:
        lock = json.loads((document.path.parent / "package-lock.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for group, key in (("packages", f"node_modules/{name}"), ("dependencies", name)):
        entries = lock.get(group) if isinstance(lock, dict) else None
        entry = entries.get(key) if isinstance(entries, dict) else None
        version = entry.get("version") if isinstance(entry, dict) else None
        if isinstance(version, str) and re.fullmatch(r"\d+\.\d+\.\d+(?:-[\w.]+)?", version):
            return version
    return None


_FLOATING = re.compile(r"|\*|x|X|latest|next|>=?\s*v?[\d.x*]+(?:-[\w.]+)?")
_REPOSITORY = re.compile(r"(?:github|gitlab|bitbucket):|git(?:\+\w+)?://|[\w.-]+/[\w.-]+$")
