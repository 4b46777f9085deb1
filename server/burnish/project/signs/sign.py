"""One sign of what a file is for."""

from __future__ import annotations

from dataclasses import dataclass

from burnish.config import Role

WEAK, STRONG, AGAINST = 1, 2, -2
"""How much a sign weighs: two weak ones, or one that is strong, make a judgement."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`evidence` is what was seen, as the rest of a sentence: "it ends with the address of a source map"."""

    role: Role
    evidence: str
    weight: int = WEAK
