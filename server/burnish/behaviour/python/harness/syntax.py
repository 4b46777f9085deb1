"""What syntax does with things from outside: raising, catching, decorating, joining, asking a base. In the sandbox."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from burnish.behaviour.python.harness.answers import last_name
from burnish.behaviour.python.harness.outside import Base, Outside, failure_class
from burnish.behaviour.python.harness.state import state


class Upward:
    """`super()` in a class whose base is outside."""

    def __init__(self, above: Any) -> None:
        self.above = above

    def __getattribute__(self, name: str) -> Any:
        above = object.__getattribute__(self, "above")
        try:
            return getattr(above, name)
        except AttributeError:
            if name.startswith("__"):
                return lambda *args, **kwargs: None
            return Outside(f"super().{name}", owner=above.__self__)


def upward(above: Any) -> Any:
    return Upward(above) if issubclass(above.__self_class__, Base) else above


def made(kind: Any, *args: Any, **kwargs: Any) -> Any:
    """What `raise kind(...)` raises."""
    if isinstance(kind, Outside):
        return failure_class(kind._b_path)(*args)
    return raisable(kind(*args, **kwargs))


def raisable(value: Any) -> Any:
    """What `raise value` raises: something outside becomes an exception of its own class."""
    if isinstance(value, Outside):
        return failure_class(value._b_path)
    return failure_class(type(value).__name__)() if isinstance(value, Base) else value


def catchable(kind: Any) -> Any:
    """What `except kind` catches."""
    if isinstance(kind, tuple):
        return tuple(catchable(item) for item in kind)
    if isinstance(kind, Outside):
        return failure_class(kind._b_path)
    return failure_class(kind.__name__) if isinstance(kind, type) and issubclass(kind, Base) else kind


def decorator(value: Any) -> Any:
    """A decorator from outside is left out; what it decorates inside a call it may keep: a route, a handler."""
    if not isinstance(value, Outside):
        return value
    return property if last_name(value._b_path).endswith("property") else kept


def kept(decorated: Any) -> Any:
    if not state.quiet and isinstance(decorated, FunctionType):
        state.given.append(decorated)
    return decorated


def joined(glue: Any, items: Any) -> Any:
    if type(glue) is not str or isinstance(items, str):
        return glue.join(items)
    kept = items if type(items) in (list, tuple) else list(items)
    try:
        return glue.join(kept)  # as fast as what it stands for
    except TypeError:
        return glue.join([item._b_text() if isinstance(item, Outside) else item for item in kept])


def of_base(kind: Any, name: str) -> Any:
    """A method that is called by the name of its class, which may be outside."""
    if isinstance(kind, Outside) and (name == "__init__" or last_name(kind._b_path)[:1].isupper()):
        return kind._b_kid("." + name)
    return getattr(kind, name)


def text_of_left(value: Any) -> Any:
    """What is looked for in a text."""
    return value._b_text() if isinstance(value, Outside) else value
