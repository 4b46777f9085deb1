"""Views of syntax: what an anchor matched, with names for its parts in place of fields that may be missing."""

from __future__ import annotations

from burnish.syntax.calls import Call, call_given, call_on
from burnish.syntax.found import Found

__all__ = ["Call", "Found", "call_given", "call_on", "view_of"]


def view_of(found: Found) -> Found:
    """The view that there is for a kind of node, else what was found as it is."""
    view = _VIEWS.get(found.node.type)
    return found if view is None else view(found.node, found.captures)


_VIEWS: dict[str, type[Found]] = {"call": Call, "call_expression": Call, "new_expression": Call}
