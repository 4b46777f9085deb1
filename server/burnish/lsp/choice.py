"""What an entry of the lightbulb stands for, carried in its data until it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FIELDS = ("uri", "version", "kind", "rule", "start", "end")


@dataclass(frozen=True, slots=True)
class Choice:
    """`kind` says what is to be done, to the finding of `rule` at the bytes from `start` to `end`."""

    uri: str
    version: int
    kind: str
    rule: str = ""
    start: int = 0
    end: int = 0

    def to_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Choice | None:
        """The choice in an action's data; None for data that is none of Burnish's."""
        chosen: dict[str, Any] = {name: data.get(name) for name in _FIELDS}
        texts = all(isinstance(chosen[name], str) for name in ("uri", "kind", "rule"))
        numbers = all(isinstance(chosen[name], int) for name in ("version", "start", "end"))
        if not texts or not numbers or not 0 <= chosen["start"] <= chosen["end"]:
            return None
        return cls(**chosen)
