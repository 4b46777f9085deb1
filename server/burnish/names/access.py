"""What an identifier does where it stands."""

from __future__ import annotations

from enum import Enum, auto


class Access(Enum):
    NONE = auto()
    """Neither reads nor binds: an attribute, a keyword, a label."""
    READ = auto()
    BIND = auto()
    """Binds in the scope it stands in."""
    BIND_FUNCTION = auto()
    """Binds in the enclosing function: `var`, and `:=` within a comprehension."""
    BIND_HOISTED = auto()
    """Binds in its scope from the scope's start."""
    READ_AND_BIND = auto()
    ASSIGN = auto()
    """Gives a variable that is declared elsewhere another value."""
    READ_AND_ASSIGN = auto()
    GLOBAL = auto()
    NONLOCAL = auto()
