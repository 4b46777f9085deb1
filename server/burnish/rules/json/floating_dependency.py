from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tree_sitter import Node

from burnish.code import Code
from burnish.files import read_json, read_regular
from burnish.project import Project
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Found
from burnish.text import Edit, Span
from burnish.tree import enclosing

GROUPS = frozenset({"dependencies", "devDependencies", "optionalDependencies"})


class FloatingDependency(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        name, value = _text(found.node, "key", code), found.node.child_by_field_name("value")
        version = _text(found.node, "value", code)
        if name is None or value is None or version is None or not _is_dependency(found.node, code):
            return None
        version = version.strip()
        if _FLOATING.fullmatch(version):
            if _is_of_the_workspace(name, code) or _is_for_developers_alone(found.node, name, code):
                return None
            given = f"'{version}'" if version else "an empty version"
            return self.finding(value, f"{given} takes whatever version of '{name}' was published last")
        branch = _branch(version)
        if (
            branch is None
            or _is_of_the_owner(version, code)
            or code.project.fact(_is_locked, code.document.path.parent, name)
        ):
            return None
        held = f"branch '{branch}'" if branch else "default branch"
        return self.finding(value, f"'{name}' is whatever its repository's {held} holds")

    def fix(self, found: Found, code: Code) -> Fix | None:
        name, version = _text(found.node, "key", code), _text(found.node, "value", code)
        value = found.node.child_by_field_name("value")
        if name is None or version is None or value is None or not _FLOATING.fullmatch(version.strip()):
            return None
        locked = code.project.fact(_locked_version, code.document.path.parent, name)
        if locked is None:
            return None
        inside = Span(value.start_byte + 1, value.end_byte - 1)
        return Fix((Edit(inside, f"^{locked}"),), f"Use ^{locked}, which the lock file has")


def _text(pair: Node, field: str, code: Code) -> str | None:
    """The string that a pair has as its key or its value."""
    node = pair.child_by_field_name(field)
    return code.text(node)[1:-1] if node is not None and node.type == "string" and not node.has_error else None


def _is_dependency(pair: Node, code: Code) -> bool:
    """Whether a pair stands in a group of dependencies of the package itself, and not of a part of its settings."""
    group = enclosing(pair, ("pair",))
    return (
        group is not None
        and pair.parent == group.child_by_field_name("value")
        and _text(group, "key", code) in GROUPS
        and enclosing(group, ("pair",)) is None
    )


def _is_for_developers_alone(pair: Node, name: str, code: Code) -> bool:
    """Whether nothing but a developer's tools changes, and that on purpose: a lock file beside the manifest holds the version,
    or every tool is at whatever is the last one."""
    group = enclosing(pair, ("pair",))
    if group is None or pair.parent is None or _text(group, "key", code) != "devDependencies":
        return False
    versions = [_text(one, "value", code) for one in pair.parent.named_children if one.type == "pair"]
    if len(versions) >= _ON_PURPOSE and all(one in _LAST for one in versions):
        return True
    return code.project.fact(_is_held_beside, code.document.path.parent, name)


def _is_held_beside(_project: Project, folder: Path, name: str) -> bool:
    """Whether a lock file in a folder names a package."""
    entry = re.compile(rb"(?:^|[\s\"'/])" + re.escape(name.encode()) + rb"[\"'@:/]", re.MULTILINE)
    return any(entry.search(text) is not None for lock in _LOCKS if (text := _bytes_of(folder / lock)))


def _is_of_the_workspace(name: str, code: Code) -> bool:
    """Whether a dependency is a package of the same workspace: another manifest's, or one with the package's own scope."""
    if name in code.project.packages or name in code.project.fact(_workspace_around, code.document.path.parent):
        return True
    own = re.search(rb'"name"\s*:\s*"(@[^/"]+)/', code.document.source) if name.startswith("@") else None
    return own is not None and name.startswith(own[1].decode("utf-8", "replace") + "/")


def _workspace_around(project: Project, folder: Path) -> frozenset[str]:
    """The names of the packages of the nearest workspace that a folder lies in, which may be a part of the project only."""
    for above in (folder, *folder.parents) if project.root is not None else ():
        declared = _declared(above).get("workspaces")
        patterns = declared.get("packages") if isinstance(declared, dict) else declared
        if isinstance(patterns, list):
            return frozenset(_names_of(above, [one for one in patterns if isinstance(one, str)]))
        if above == project.root:
            break
    return frozenset()


def _names_of(root: Path, patterns: Sequence[str]) -> Iterator[str]:
    for pattern in patterns:
        if pattern.startswith(("!", "/")) or ".." in pattern or "**" in pattern:
            continue
        for manifest in islice(root.glob(f"{pattern.strip('./')}/package.json"), _MOST_PACKAGES):
            name = _declared(manifest.parent).get("name")
            if isinstance(name, str):
                yield name


def _declared(folder: Path) -> dict[str, Any]:
    try:
        found = read_json(folder / "package.json")
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_of_the_owner(version: str, code: Code) -> bool:
    """Whether a repository is of whoever owns the package's own one, and so in the same hands."""
    own = re.search(rb'"repository"\s*:\s*(?:"([^"]+)"|\{[^}]*?"url"\s*:\s*"([^"]+)")', code.document.source)
    owner = None if own is None else _owner((own[1] or own[2]).decode("utf-8", "replace"))
    return owner is not None and owner == _owner(version)


def _owner(repository: str) -> str | None:
    """Who a repository on a public host is of, in lower case."""
    found = _OWNED.match(repository)
    return None if found is None else found["owner"].lower()


def _is_locked(_project: Project, folder: Path, name: str) -> bool:
    """Whether a lock file in a folder, or in one above, holds a package at a commit."""
    commit = re.compile(rb"[0-9a-f]{40}")
    for above in (folder, *folder.parents[:3]):
        for lock in _LOCKS:
            text = _bytes_of(above / lock)
            if text is None:
                continue
            places = [one.end() for one in re.finditer(re.escape(name.encode()) + rb"[\"'@:]", text)]
            return any(commit.search(text, at, at + _ENTRY) is not None for at in places)
    return False


def _bytes_of(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None


def _branch(version: str) -> str | None:
    """The branch of a repository that a version is; empty for the default one, None for what stays as it is."""
    archive = _ARCHIVE.fullmatch(version)
    if archive is not None:
        reference = archive["reference"]
        return None if _PINNED.fullmatch(reference) else reference
    repository, _, reference = version.partition("#")
    if not _REPOSITORY.match(repository):
        return None
    return reference if reference in ("", *_BRANCHES) else None


def _locked_version(_project: Project, folder: Path, name: str) -> str | None:
    """The version that the package-lock.json in a folder has; None without one."""
    try:
        lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    for group, key in (("packages", f"node_modules/{name}"), ("dependencies", name)):
        entries = lock.get(group) if isinstance(lock, dict) else None
        entry = entries.get(key) if isinstance(entries, dict) else None
        version = entry.get("version") if isinstance(entry, dict) else None
        if isinstance(version, str) and re.fullmatch(r"\d+\.\d+\.\d+(?:-[\w.]+)?", version):
            return version
    return None


_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock")
_LAST = ("*", "x", "X", "latest", "next", "")
_ON_PURPOSE = 3
"""Tools that are all at the last version: fewer may have been left so."""
_MOST_PACKAGES = 500
_ENTRY = 400
"""Bytes behind the name of a package in which its entry of a lock file says which commit it is."""
_OWNED = re.compile(
    r"(?:git\+)?(?:https?://|ssh://|git://|git@)?(?:git@)?(?:(?:www\.)?(?:github|gitlab|bitbucket)(?:\.com|\.org)?[/:])?(?P<owner>[\w.-]+)/[\w.-]+"
)
_FLOATING = re.compile(r"|\*|x|X|latest|next|>=?\s*v?[\d.x*]+(?:-[\w.]+)?")
_REPOSITORY = re.compile(r"(?:github|gitlab|bitbucket):|git(?:\+\w+)?://|[\w.-]+/[\w.-]+$")
_BRANCHES = ("HEAD", "dev", "develop", "main", "master", "next", "trunk")
_ARCHIVE = re.compile(
    r"https?://.+?/(?:tarball|zipball|tar\.gz|zip|archive)/(?:refs/heads/)?(?P<reference>[\w./-]+?)(?:\.tar\.gz|\.tgz|\.zip)?"
)
_PINNED = re.compile(r"(?:refs/tags/.+|[0-9a-f]{7,40}|.*\d+\.\d+.*|v?\d+)")
"""A tag or a commit: what has a version in its name, or is a number of a commit."""
