"""How foreign a text in JavaScript is, and what comes from outside by its name alone."""

from __future__ import annotations

from enum import IntEnum

from burnish.rules.javascript.about.parameters import Path


class Source(IntEnum):
    """Where a text comes from: of several, the most foreign one counts."""

    OWN = 0
    """It is written down here, or is a number."""
    MADE = 1
    """A function or a field gives it: whether it is markup is their business."""
    HANDED = 2
    """It is all of what somebody whom the file does not show hands over, so that it may be markup by agreement."""
    PART = 3
    """It is a part of what the program keeps or waited for, or was typed by whoever looks at the page."""
    OUTSIDE = 4
    """It is a part of an answer, of an address or of a thing that is handed over: a text from data."""


def of_event(path: Path) -> Source:
    """Of what an event brings: what another page sends is foreign, what is typed is its writer's own."""
    if path[:1] == ("data",):
        return Source.OUTSIDE
    return Source.PART if path[-1:] == ("value",) or path[:1] == ("detail",) else Source.MADE


def of_global(name: str, path: Path) -> Source:
    """Of what no code of the file binds: the address of a page is whatever a link says."""
    if name in ("window", "self", "globalThis") and path:
        name, path = path[0], path[1:]
    if name == "document" and path[:1] == ("location",):
        name, path = path[0], path[1:]
    if name == "location" and (not path or path[0] in _OF_ADDRESS):
        return Source.OUTSIDE
    if name == "document" and path[:1] and path[0] in _OF_PAGE:
        return Source.OUTSIDE
    return Source.PART if path[-1:] == ("value",) else Source.MADE


_OF_ADDRESS = frozenset({"hash", "search", "href", "pathname"})
_OF_PAGE = frozenset({"cookie", "documentURI", "referrer", "URL"})
