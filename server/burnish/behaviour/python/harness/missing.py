"""What the world outside lacks or refuses, where the code takes that into account: hardly ever in world 0. In the sandbox."""

from __future__ import annotations

import builtins
from typing import Any

from burnish.behaviour.python.harness.state import chance, state


def ask_attribute(full: str, name: str) -> bool:
    """Whether something outside has no such attribute. Raises AttributeError; tells whether it is None."""
    if name.startswith("__") and name.endswith("__"):
        # Those that nothing in the code names are asked for by Python itself.
        if name not in state.special or (name in state.optional and chance(f"{full}.{name} is lacking") % 2):
            raise AttributeError(name)
    elif not state.world:
        return False
    elif (name in state.optional or name in state.named) and chance(f"{full}.{name} is lacking") % 3 == 0:
        raise AttributeError(f"{full} has no attribute {name!r}")
    return bool(state.world) and name in state.nothing and chance(f"{full}.{name} is None") % 3 == 0


def ask_item(full: str, key: Any) -> None:
    """Raises what the code catches where something outside has no such item."""
    if not state.world or (state.keys and (not isinstance(key, (str, int)) or key not in state.keys)):
        return
    if chance(f"{full}[{key}] is missing") % 3 == 0:
        raise getattr(builtins, state.missing)(key)


def ask_number(full: str) -> None:
    """Raises what the code catches where something outside is no number."""
    if state.world and chance(f"{full} is no number") % 3 == 0:
        raise getattr(builtins, state.unreadable)("from outside")


def ask_module(path: str) -> None:
    """Raises what an import raises where such a module is not installed."""
    if state.world and path in state.modules and chance(f"{path} is not installed") % 3 == 0:
        raise ImportError(f"No module named {path!r}")


def found_in(full: str) -> bool:
    """Whether a search in a text from outside finds something."""
    return not state.world or chance(f"{full} is found") % 3 > 0


def named_getattr(owner: Any, name: str, *default: Any) -> Any:
    """As `getattr`, where only running tells which attributes may be lacking."""
    state.named.add(name)
    return getattr(owner, name, *default)


def named_hasattr(owner: Any, name: str) -> bool:
    """As `hasattr`, where only running tells which attributes may be lacking."""
    state.named.add(name)
    return hasattr(owner, name)


named_getattr.__name__ = named_getattr.__qualname__ = "getattr"
named_hasattr.__name__ = named_hasattr.__qualname__ = "hasattr"
