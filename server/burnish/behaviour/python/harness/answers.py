"""What something from outside answers: how many, which number, which text, whether. Runs in the sandbox."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from burnish.behaviour.python.harness.missing import ask_number
from burnish.behaviour.python.harness.state import chance, state
from burnish.behaviour.python.harness.values import encode

LONGEST = 160
LONGEST_GIVEN = 80


def shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:120]}…{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def briefly(given: Any) -> str:
    """An argument as a path holds it: a long text is cut, and its quotes are closed."""
    if type(given) is str and len(given) > LONGEST_GIVEN:
        given = f"{given[:40]}…{zlib.crc32(given.encode('utf-8', 'surrogatepass')):08x}"
    return encode(given)


def between_brackets(parts: list[str], single: bool) -> str:
    return "(" + ", ".join(parts) + (",)" if single else ")")


def last_name(path: str) -> str:
    return path.removesuffix("()").rpartition(".")[2]


class Answers:
    """The answers follow from the full text of what is asked, and from the world; in world 0 they are the plain ones."""

    __slots__ = ()
    _b_full: str
    _b_path: str
    _b_next: int

    def _b_at(self, index: int) -> Any:
        """One of its items."""
        own: Any = self
        return own._b_item(index)

    def _b_count(self) -> int:
        number = self._b_full.rpartition("#")[2]
        if number.isdigit() and int(number) > 4:
            return 0
        return (2, 1, 0, 3)[chance(self._b_full + "size") % 4] if state.world else 2

    def _b_number(self) -> float:
        if not self._b_count():
            return 0
        if not state.world:
            return 3
        own = self._b_compared(int, float)
        if own is not None:
            return own  # type: ignore[no-any-return]
        pool = [*(number for number in state.numbers if number), 1, 2, 7, -1]
        return pool[chance(self._b_full + "number") % len(pool)]

    def _b_compared(self, *kinds: type) -> Any:
        """One of the values with which the code compares what has this name, if it is one of them in this world.

        Never zero: what has items is true.
        """
        known = state.compared.get(last_name(self._b_path)) if state.world else None
        usable = [one for one in known if one and isinstance(one, kinds)] if known else []
        drawn = chance(self._b_full + "compared") % (len(usable) + 1) if usable else 0
        return usable[drawn] if drawn < len(usable) else None

    def _b_text(self) -> str:
        if not self._b_count():
            return ""
        own = self._b_compared(str)
        if own is not None:
            return own  # type: ignore[no-any-return]
        pool = [text for text in state.texts if text]
        if state.world and pool and chance(self._b_full + "text") % 2:
            return pool[chance(self._b_full + "which") % len(pool)]
        return str(self._b_full)

    def __bool__(self) -> bool:
        return self._b_count() > 0

    def __len__(self) -> int:
        return self._b_count()

    def __iter__(self) -> Iterator[Any]:
        return iter([self._b_at(index) for index in range(self._b_count())])

    def __reversed__(self) -> Iterator[Any]:
        return iter([self._b_at(index) for index in reversed(range(self._b_count()))])

    def __next__(self) -> Any:
        if self._b_next >= self._b_count():
            raise StopIteration
        object.__setattr__(self, "_b_next", self._b_next + 1)
        return self._b_at(self._b_next - 1)

    def __contains__(self, item: Any) -> bool:
        return not state.world or chance(f"{self._b_full} has {encode(item)}") % 2 == 0

    def __str__(self) -> str:
        return self._b_text()

    __repr__ = __fspath__ = __str__

    def __format__(self, spec: str) -> str:
        try:
            return format(self._b_text(), spec)
        except ValueError:
            return format(self._b_number(), spec)

    def __int__(self) -> int:
        if state.unreadable:
            ask_number(self._b_full)
        return int(self._b_number())

    def __index__(self) -> int:
        return int(self._b_number())

    __trunc__ = __index__

    def __float__(self) -> float:
        if state.unreadable:
            ask_number(self._b_full)
        return float(self._b_number())

    def __complex__(self) -> complex:
        return complex(self._b_number())

    def __bytes__(self) -> bytes:
        return self._b_text().encode("utf-8", "surrogatepass")

    def __hash__(self) -> int:
        return hash(self._b_text())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Answers):
            return bool(self._b_full == other._b_full)
        if isinstance(other, str):
            return self._b_text() == other
        if isinstance(other, bool):
            return bool(self) is other
        return isinstance(other, (int, float)) and self._b_number() == other

    def _b_order(self, other: Any) -> tuple[Any, Any] | None:
        if isinstance(other, Answers):
            return (self._b_number(), self._b_full), (other._b_number(), other._b_full)
        if isinstance(other, str):
            return self._b_text(), other
        return (self._b_number(), other) if isinstance(other, (int, float)) else None

    def __lt__(self, other: Any) -> bool:
        pair = self._b_order(other)
        return chance(f"{self._b_full} < {encode(other)}") % 2 == 0 if pair is None else bool(pair[0] < pair[1])

    def __gt__(self, other: Any) -> bool:
        pair = self._b_order(other)
        return not self.__lt__(other) if pair is None else bool(pair[0] > pair[1])

    def __le__(self, other: Any) -> bool:
        return not self.__gt__(other)

    def __ge__(self, other: Any) -> bool:
        return not self.__lt__(other)
