"""What a name or a chain of names comes from: a module's attribute, a builtin, a parameter, an instance of a class.

Dotted paths: `requests.get` is what that module gives, `builtins.open` and `globalThis.fetch` what the language gives,
`requests.Session.get` a method of an instance of that class, `express().get` one of what that function gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from burnish.names.binding import Binding


class OriginKind(Enum):
    MODULE = "a module or what it gives"
    BUILTIN = "what the language gives"
    PARAMETER = "a parameter"
    LOCAL = "a variable of this file"
    DEFINITION = "a function or class of this file"
    INSTANCE = "an instance of a class, or what a function gives"
    UNBOUND = "a name that nothing in this file binds"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """What an expression comes from.

    `path` is its dotted name, None where it has none (a parameter, what this file defines). `evidence` are the bindings
    that were looked through, from the use outward. `definition` is the function or class of this file that it is, or is
    an instance of. `alternatives` are the origins that it may have where they differ.
    """

    kind: OriginKind
    path: str | None = None
    evidence: tuple[Binding, ...] = ()
    definition: Node | None = None
    alternatives: tuple[Origin, ...] = ()

    def is_one_of(self, paths: Collection[str]) -> bool:
        """Whether it certainly is one of these dotted names, whichever of its bindings it has."""
        if self.alternatives:
            return all(one.is_one_of(paths) for one in self.alternatives)
        return self.path is not None and self.path in paths

    def through(self, *bindings: Binding) -> Origin:
        """The same origin, found by looking through these bindings first."""
        return Origin(self.kind, self.path, (*bindings, *self.evidence), self.definition, self.alternatives)

    def part(self, name: str) -> Origin:
        """The origin of an attribute of it, of which no definition is in reach."""
        if self.alternatives:
            return agreed(one.part(name) for one in self.alternatives)
        if self.path in NOTHING:
            return Origin(OriginKind.UNKNOWN, None, self.evidence)
        if self.path is None:
            kind = OriginKind.UNKNOWN if self.definition is not None else self.kind
            return Origin(kind, None, self.evidence)
        return Origin(self.kind, f"{self.path}.{name}", self.evidence)

    def result(self, made: bool = False) -> Origin:
        """The origin of what a call of it gives; `made`: by `new`, or of what is known to be a class."""
        if self.alternatives:
            return agreed(one.result(made) for one in self.alternatives)
        if self.path is None:
            return Origin(OriginKind.UNKNOWN, None, self.evidence)
        path = self.path if made or _is_class_name(self.path) else f"{self.path}()"
        return Origin(OriginKind.INSTANCE, path, self.evidence)


UNKNOWN = Origin(OriginKind.UNKNOWN)
NOTHING = frozenset({"builtins.None", "globalThis.null", "globalThis.undefined"})
"""What a variable holds that holds nothing yet: asking anything of it fails, so it stands for no other origin."""


def agreed(origins: Iterable[Origin]) -> Origin:
    """The one origin that all of these are, else unknown, with each as an alternative."""
    distinct: dict[tuple[OriginKind, str | None, int], Origin] = {}
    every = list(origins)
    evidence: list[Binding] = []
    for one in every:
        if one.path in NOTHING and len(every) > 1:
            continue
        evidence += (binding for binding in one.evidence if binding not in evidence)
        for each in one.alternatives or (one,):
            distinct.setdefault((each.kind, each.path, 0 if each.definition is None else each.definition.id), each)
    if not distinct:
        return every[0] if every else UNKNOWN
    if len(distinct) == 1:
        (only,) = distinct.values()
        return Origin(only.kind, only.path, tuple(evidence), only.definition)
    return Origin(OriginKind.UNKNOWN, None, tuple(evidence), None, tuple(distinct.values()))


def _is_class_name(path: str) -> bool:
    """Whether a path ends in a name that is written like a class's (`Session`, not `MAX` or `open`), or is one of Python's."""
    if path in _CLASSES:
        return True
    name = path.rpartition(".")[2].lstrip("_")
    return name[:1].isupper() and (len(name) == 1 or not name.isupper() or name in _SHOUTED)


_CLASSES = frozenset(
    f"builtins.{name}"
    for name in (
        "bool", "bytearray", "bytes", "classmethod", "complex", "dict", "enumerate", "filter", "float", "frozenset",
        "int", "list", "map", "memoryview", "object", "property", "range", "reversed", "set", "slice", "staticmethod",
        "str", "super", "tuple", "type", "zip",
    )
)  # fmt: skip
_SHOUTED = frozenset(
    {"SMTP", "FTP", "SMTP_SSL", "FTP_TLS", "URL", "YAML", "POP3", "POP3_SSL", "IMAP4", "IMAP4_SSL", "IMAP"}
)
"""Classes whose names are written in capitals."""
