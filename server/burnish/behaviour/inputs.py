"""What two versions of a function can both be given, and how it is passed and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from burnish.behaviour.edge_cases import is_fixed
from burnish.behaviour.program import Unrunnable
from burnish.behaviour.values import Input, Parameter, Shape, Value


@dataclass(frozen=True, slots=True)
class Row:
    """What each parameter is given; None where it is left out.

    For a `rest` parameter it is a list of what is passed, for `keywords` a dict.
    """

    values: tuple[Value | None, ...]
    named: bool = False
    """Whether parameters that have defaults are given by name."""
    world: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of both versions in one."""

    parameters: tuple[Parameter, ...]
    names: tuple[bool, ...]
    """Whether both versions know a parameter by its name."""
    certain: tuple[tuple[Shape, Shape], ...]
    """The shapes in the version before and in the one after."""
    undefined: bool
    """JavaScript: there are no names at calls, and what is left out in the middle is undefined."""

    @property
    def renamed(self) -> tuple[str, ...]:
        """Parameters that callers can no longer give by name."""
        return tuple(
            one.name
            for one, same in zip(self.parameters, self.names, strict=True)
            if not same and one.kind == "positional" and not self.undefined and not one.name.startswith("_")
        )


def merged(before: Sequence[Parameter], after: Sequence[Parameter], undefined: bool) -> Signature:
    """Raises Unrunnable where a call that fits the version before cannot fit the one after, by intention."""
    positional, later = _placed(before), _placed(after)
    rest, later_rest = _one(before, "rest"), _one(after, "rest")
    if [one.kind for one in positional[:1]] != [one.kind for one in later[:1]] and "receiver" in (
        *(one.kind for one in positional[:1]),
        *(one.kind for one in later[:1]),
    ):
        raise Unrunnable("one version is a method and the other is not", "signature")
    if len(later) < len(positional) and later_rest is None and not undefined:
        raise Unrunnable(f"it takes {len(later)} instead of {len(positional)} arguments", "signature")
    missing = [one.name for one in later[len(positional) :] if not one.optional]
    if missing and rest is None and not undefined:
        raise Unrunnable(f"it asks for a new argument: {missing[0]}", "signature")
    if rest is not None and later_rest is None and len(later) <= len(positional) and not undefined:
        raise Unrunnable(f"it no longer takes any number of arguments: *{rest.name}", "signature")
    found: list[tuple[Parameter, Parameter | None]] = [
        (one, later[place] if place < len(later) else later_rest) for place, one in enumerate(positional)
    ]
    if rest is not None:
        found.append((rest, later_rest))
    known = {one.name: one for one in after}
    for one in before:
        if one.kind == "keyword":
            if one.name not in known and _one(after, "keywords") is None:
                raise Unrunnable(f"it no longer takes {one.name}", "signature")
            found.append((one, known.get(one.name)))
    own = {one.name for one in before}
    if news := [one.name for one in after if one.kind == "keyword" and not one.optional and one.name not in own]:
        raise Unrunnable(f"it asks for a new argument: {news[0]}", "signature")
    if (keywords := _one(before, "keywords")) is not None:
        found.append((keywords, _one(after, "keywords")))
    # What only one version keeps is its own affair: what is in it may follow from what the other one keeps.
    found += [(one, known[one.name]) for one in before if one.kind == "state" and _is_state(known.get(one.name))]
    pairs = [(one, other or one) for one, other in found]
    return Signature(
        tuple(replace(one, shape=united(one.shape, other.shape)) for one, other in pairs),
        tuple(one.name == other.name for one, other in pairs),
        tuple((one.shape, other.shape) for one, other in pairs),
        undefined,
    )


def united(one: Shape, other: Shape, depth: int = 0) -> Shape:
    """All that both may be; what one knows nothing of, the other may know."""
    if one == other or _unknown(other) or depth > 4:
        return one
    if _unknown(one):
        return other
    names = list(dict.fromkeys((*one.fields, *other.fields)))
    return Shape(
        one.kinds | other.kinds if one.kinds and other.kinds else one.kinds or other.kinds,
        _both(one.items, other.items, depth),
        _both(one.keys, other.keys, depth),
        {name: united(one.fields.get(name, Shape()), other.fields.get(name, Shape()), depth + 1) for name in names},
        tuple(dict.fromkeys((*one.literals, *other.literals))),
    )


def doubtful(signature: Signature, row: Row) -> bool:
    """Whether something in it is of a kind that only one of the versions seems made for."""
    return any(
        value is not None and not (_within(value, before) and _within(value, after))
        for value, (before, after) in zip(row.values, signature.certain, strict=True)
    )


def well_formed(signature: Signature, row: Row) -> bool:
    """Whether tuples of which the length is known have it."""
    return all(
        value is None or _long_enough(value, parameter.shape)
        for parameter, value in zip(signature.parameters, row.values, strict=True)
    )


def assembled(signature: Signature, row: Row) -> Input:
    """The call that a row stands for."""
    positional: list[Value] = []
    keywords: list[tuple[str, Value]] = []
    state: list[tuple[str, Value]] = []
    skipped = False
    for parameter, same, value in zip(signature.parameters, signature.names, row.values, strict=True):
        if parameter.kind == "state":
            state += [(parameter.name, value)] if value is not None else []
        elif parameter.kind == "rest":
            if value is not None and not skipped:
                positional += value.items
        elif parameter.kind == "keywords":
            taken = {name for name, _ in keywords}
            named = [(str(key.data), one) for key, one in value.entries] if value is not None else []
            keywords += [(name, one) for name, one in named if name not in taken]
        elif value is None:
            skipped = parameter.kind != "keyword" or skipped
            if signature.undefined:
                positional.append(Value("undefined"))
        elif signature.undefined or parameter.kind == "receiver":
            positional.append(value)
        elif parameter.kind == "keyword":
            keywords.append((parameter.name, value))
        elif skipped or (row.named and parameter.optional and same and not _rest_given(signature, row)):
            skipped = True
            if same:
                keywords.append((parameter.name, value))
        else:
            positional.append(value)
    while signature.undefined and positional and positional[-1] == Value("undefined") and skipped:
        positional.pop()
    return Input(tuple(positional), tuple(keywords), row.world, tuple(state))


def told(signature: Signature, row: Row, shown: Callable[[Value], str]) -> str:
    """For people: "xs=[], key=None"."""
    parts = []
    for parameter, value in zip(signature.parameters, row.values, strict=True):
        if value is None or (parameter.kind in ("rest", "keywords") and not (value.items or value.entries)):
            continue
        if parameter.kind == "receiver" and not value.entries:
            continue
        mark = {"rest": "*", "keywords": "**"}.get(parameter.kind, "")
        parts.append(f"{mark}{parameter.name}={shown(value)}")
    given = ", ".join(parts)
    if row.world:
        given += f"{', ' if given else ''}with other answers from outside (set {row.world})"
    return given


def _rest_given(signature: Signature, row: Row) -> bool:
    return any(
        parameter.kind == "rest" and value is not None and value.items
        for parameter, value in zip(signature.parameters, row.values, strict=True)
    )


def _placed(parameters: Sequence[Parameter]) -> list[Parameter]:
    return [one for one in parameters if one.kind in ("receiver", "positional")]


def _is_state(parameter: Parameter | None) -> bool:
    return parameter is not None and parameter.kind == "state"


def _one(parameters: Sequence[Parameter], kind: str) -> Parameter | None:
    return next((one for one in parameters if one.kind == kind), None)


def _unknown(shape: Shape) -> bool:
    return not (shape.kinds or shape.fields or shape.literals or shape.items or shape.keys)


def _both(one: Shape | None, other: Shape | None, depth: int) -> Shape | None:
    return united(one, other, depth + 1) if one is not None and other is not None else one or other


def _long_enough(value: Value, shape: Shape) -> bool:
    if value.kind == "tuple" and is_fixed(shape):
        parts = list(shape.fields.values())
        return len(value.items) == len(parts) and all(map(_long_enough, value.items, parts))
    inner = (*value.items, *(item for _, item in value.entries))
    return shape.items is None or all(_long_enough(one, shape.items) for one in inner)


def _within(value: Value, shape: Shape) -> bool:
    if value.kind in ("none", "undefined") or not shape.kinds:
        return True
    if value.kind not in shape.kinds:
        return any(value == literal for literal in shape.literals)
    return shape.items is None or all(_within(item, shape.items) for item in value.items)
