"""What `.gitattributes` says of files, in the words that GitHub's Linguist reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.config import Role
from burnish.files import read_regular
from burnish.globs import compiled
from burnish.project.signs.sign import STRONG, Sign

MOST_BYTES = 1_000_000

DENIED = -9
"""The weight of an attribute that is unset: nothing else that is seen stands against it."""

_ROLES = {
    "linguist-generated": Role.GENERATED,
    "linguist-vendored": Role.VENDORED,
    "linguist-documentation": Role.DOCUMENTATION,
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute that a line sets, or unsets, for the files that its pattern matches, below the folder of its file."""

    base: Path
    pattern: str
    role: Role
    name: str
    is_set: bool


def attributes_in(folder: Path) -> tuple[Attribute, ...]:
    """What the `.gitattributes` of a folder says; nothing where there is none."""
    try:
        text = read_regular(folder / ".gitattributes", MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(_attributes(text, folder))


def attribute_signs(path: Path, attributes: Sequence[Attribute]) -> Iterator[Sign]:
    """The signs in attributes, of which the last one that matches decides, as with git."""
    decided = {one.role: one for one in attributes if _matches(one, path)}
    for role, one in decided.items():
        if one.is_set:
            yield Sign(role, f".gitattributes calls it {one.name}", STRONG)
        else:
            yield Sign(role, f".gitattributes says that it is not {one.name}", DENIED)
            if role is Role.GENERATED:
                yield Sign(Role.COMPILED, f".gitattributes says that it is not {one.name}", DENIED)


def _attributes(text: str, folder: Path) -> Iterator[Attribute]:
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        pattern = found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
        for word in found[3].split():
            unset = word[0] in "-!"
            name, _, value = word.lstrip("-!").partition("=")
            if name in _ROLES:
                yield Attribute(folder, pattern, _ROLES[name], name, not unset and value not in ("false", "0"))


def _matches(one: Attribute, path: Path) -> bool:
    try:
        relative = path.relative_to(one.base).as_posix()
    except ValueError:
        return False
    if one.pattern.endswith("/"):
        return False  # as with git: such a pattern matches folders only, and folders have no attributes
    return compiled((one.pattern,)).deciding(relative, folder=False) is not None


_LINE = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)+)"|([^#\s!"]\S*))[ \t]+(.*)')
