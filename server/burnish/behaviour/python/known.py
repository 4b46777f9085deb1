"""What becomes known of a value while code is read, until a Shape is made of it."""

from __future__ import annotations

from types import MappingProxyType

from burnish.behaviour.values import Kind, Shape, Value

STR_METHODS = frozenset(name for name in dir(str) if not name.startswith("_"))
LIST_METHODS = frozenset(name for name in dir(list) if not name.startswith("_"))
DICT_METHODS = frozenset(name for name in dir(dict) if not name.startswith("_"))
SET_METHODS = frozenset(name for name in dir(set) if not name.startswith("_"))
BYTES_METHODS = frozenset({"decode", "hex"})
FLOAT_METHODS = frozenset({"is_integer"})
INT_METHODS = frozenset({"bit_length", "to_bytes", "bit_count"})
OWNERS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("str", STR_METHODS), ("dict", DICT_METHODS), ("list", LIST_METHODS), ("set", SET_METHODS), ("bytes", BYTES_METHODS),
    ("int", INT_METHODS), ("float", FLOAT_METHODS),
)  # fmt: skip
DEEPEST = 4
MOST_FIELDS = 16


class Known:
    """Evidence about one value. `sure` kinds come from annotations and the like, `seen` ones from use."""

    __slots__ = (
        "asked",
        "attributes",
        "fields",
        "items",
        "keys",
        "kind_class",
        "literals",
        "seen",
        "sure",
        "taken",
        "uneven",
        "weak",
        "whole",
    )

    def __init__(self, *sure: Kind) -> None:
        self.sure: set[Kind] = set(sure)
        self.seen: set[Kind] = set()
        self.weak: set[Kind] = set()
        """Kinds to fall back to."""
        self.asked: set[Kind] = set()
        """Kinds that the code asks for: by `isinstance` and the like."""
        self.whole = False
        """Whether it counts or is a place in something, so that it is no fraction."""
        self.items: Known | None = None
        self.keys: Known | None = None
        self.fields: dict[str, Known] = {}
        """By text key; of what is unpacked, by place."""
        self.uneven = False
        """Whether it is unpacked into now so many, now more."""
        self.attributes: dict[str, Known] = {}
        self.literals: list[Value] = []
        self.taken: frozenset[str] = frozenset()
        """Attributes that its class gives it: methods and constants."""
        self.kind_class = ""
        """The module's class that it, or what it holds, is one of."""

    def item(self) -> Known:
        if self.items is None:
            self.items = Known()
        return self.items

    def key(self) -> Known:
        if self.keys is None:
            self.keys = Known()
        return self.keys

    def field(self, name: str) -> Known:
        return self.fields.setdefault(name, Known())

    def parts(self, count: int) -> list[Known]:
        """What it is unpacked into; nothing where it is unpacked into more or fewer elsewhere."""
        places = {str(place) for place in range(count)}
        if self.sure - {"tuple", "none"} or (self.fields and self.fields.keys() != places):
            self.uneven = True
        if self.uneven:
            self.fields = {name: one for name, one in self.fields.items() if not name.isdigit()}
            return []
        return [self.field(str(place)) for place in range(count)]

    def attribute(self, name: str) -> Known:
        return self.attributes.setdefault(name, Known())

    def absorb(self, other: Known, depth: int = 0) -> None:
        """Learn what is known of another value that is, or may be, the same."""
        if other is self or depth > DEEPEST:
            return
        self.sure |= other.sure
        self.seen |= other.seen
        self.weak |= other.weak
        self.asked |= other.asked
        self.whole |= other.whole
        self.uneven |= other.uneven
        self.kind_class = self.kind_class or other.kind_class
        self.taken |= other.taken
        self.literals += [literal for literal in other.literals if literal not in self.literals]
        if other.items is not None:
            self.item().absorb(other.items, depth + 1)
        if other.keys is not None:
            self.key().absorb(other.keys, depth + 1)
        for name, field in list(other.fields.items()):
            self.field(name).absorb(field, depth + 1)
        for name, attribute in list(other.attributes.items()):
            self.attribute(name).absorb(attribute, depth + 1)

    def hint(self) -> str:
        """The module's class that objects in it are of."""
        return self.kind_class or (self.items.hint() if self.items is not None else "")

    def shape(self, depth: int = 0) -> Shape:
        kinds = self.kinds()
        if depth and self.sure - {"none"}:
            # What an annotation says of items counts: that something they are assigned to may be None says nothing.
            kinds = frozenset(self.sure)
        elif depth and kinds == {"none"}:
            # It is asked whether it is None, so it may be something.
            kinds = frozenset({"none", "stub"})
        if depth > DEEPEST:
            return Shape(kinds - {"list", "tuple", "set", "iterator", "dict", "object"})
        holds = bool(kinds & {"list", "tuple", "set", "iterator", "dict", "function"})
        # A text holds letters: worth telling if the code asks for some of them.
        holds = holds or ("str" in kinds and self.items is not None and bool(self.items.literals))
        fields: dict[str, Known] = {}
        if "0" in self.fields:
            fields = self.fields if "tuple" in kinds and not kinds & {"dict", "object"} else {}
        elif "dict" in kinds:
            fields = self.fields
        elif "object" in kinds:
            fields = {name: one for name, one in self.attributes.items() if name not in self.taken and one.telling()}
        return Shape(
            kinds,
            self.items.shape(depth + 1) if self.items is not None and holds else None,
            self.keys.shape(depth + 1) if self.keys is not None and "dict" in kinds else None,
            MappingProxyType({name: field.shape(depth + 1) for name, field in list(fields.items())[:MOST_FIELDS]}),
            tuple(self.literals[:12]),
        )

    def telling(self) -> bool:
        """Whether it is known to be more than something from outside."""
        return bool(self.kinds() - {"function", "stub"})

    def is_plain(self, depth: int = 0) -> bool:
        """Whether it is, or has, data that code asks for: no mere methods, nor things from outside."""
        if depth > DEEPEST:
            return False
        kinds = self.kinds()
        return bool(kinds - {"function", "stub", "object", "none"}) or any(
            one.is_plain(depth + 1) for one in self.attributes.values()
        )

    def kinds(self) -> frozenset[Kind]:
        if self.sure - {"none"} == {"stub"} and any(one.is_plain() for one in self.attributes.values()):
            # Of a class that is not known the code knows some attributes.
            objects: set[Kind] = {"object", "stub"}
            return frozenset(objects | ((self.sure | self.seen) & {"none"}))
        if self.sure - {"none"} == {"stub"} and self.asked - {"stub"}:
            return frozenset(self.asked | (self.seen & {"none"}) | self.sure)
        if self.sure - {"none"}:
            return frozenset(self.sure | (self.seen & {"none"}))
        found: set[Kind] = set(self.seen)
        names = self.attributes.keys()
        if names:
            owners: set[Kind] = {kind for kind, methods in OWNERS if names <= methods}
            none: set[Kind] = {"none"} if "none" in found else set()
            narrowed = owners & found
            if narrowed:
                found = narrowed | none
            elif owners:
                found = {next(kind for kind, _ in OWNERS if kind in owners), *none}
            else:
                found = {"object", *none}
        if self.fields and not names and "0" not in self.fields:
            found = {"dict", "none"} if "none" in found else {"dict"}
        if not found - {"none"} and self.literals:
            found |= {literal.kind for literal in self.literals}
        if not found - {"none"}:
            found |= self.weak
        # Numbers and texts mixed from weak signs: what is indexed and iterated is no number.
        if found & {"list", "dict"} and found & {"int", "float"} and not self.literals:
            found -= {"int", "float"}
        if self.whole and found <= {"int", "float", "none"}:
            fractions: set[Kind] = {"float"}
            found = (found - fractions) | ({"int"} if found & fractions else set())
        if self.asked and not self.sure and found - {"none"} <= self.asked:
            # Code asks for a kind where there may be another one.
            found.add("int" if "int" not in found else "str")
        return frozenset(found | self.sure)
