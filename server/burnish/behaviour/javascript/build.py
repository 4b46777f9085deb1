"""Both versions of a function made into programs that meet the same world."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files

from burnish.behaviour.javascript.clues import parameters
from burnish.behaviour.javascript.compile import Uses, compiled
from burnish.behaviour.javascript.outline import Found, Module, own_this, parsed
from burnish.behaviour.javascript.samples import constants, samples
from burnish.behaviour.javascript.slice import Slice, index, sliced
from burnish.behaviour.patterns import like_pattern, matching
from burnish.behaviour.program import Program, Unrunnable
from burnish.behaviour.values import Parameter, Value
from burnish.files import json_of

STEPS = 20_000
"""A case that takes more is unfinished."""

_WAITS = re.compile(r"\b(?:await|async|then|Promise|catch\(|queueMicrotask)")


def programs(
    before: str, after: str, function: str, others: tuple[str, ...] = (), language: str = "javascript"
) -> tuple[Program, Program]:
    """Programs of one function before and after. `others` are texts of other files in which calls may be found.

    Raises Unrunnable where either version cannot be run.
    """
    first, second = _version(before, language, function), _version(after, language, function)
    if first.receiver != second.receiver and first.found.parent is None and second.found.parent is None:
        # Where one of them reads `this`, both are given one.
        first, second = _version(before, language, function, True), _version(after, language, function, True)
    uses = Uses()
    uses.add(first.part.uses)
    uses.add(second.part.uses)
    # What the function itself compares goes before what others compare with something of the same name.
    own = Uses()
    own.add(first.own)
    own.add(second.own)
    compared = {**uses.comparisons(), **own.comparisons()}
    world = {
        "names": [one.name for one in first.parameters if one.kind != "receiver"],
        "data": sorted(uses.tested - uses.called),
        "called": sorted(uses.called),
        "bases": sorted(uses.bases),
        "awaited": sorted(uses.awaited),
        "compared": {name: _literals(known) for name, known in sorted(compared.items())},
        "texts": _texts((*first.constants, *second.constants)),
        "waits": any(_WAITS.search(one.body) for one in (first, second)),
        "limit": STEPS,
    }
    found = samples(function, (before, *others), language)
    return _program(first, world, found), _program(second, world, found)


def _texts(known: tuple[Value, ...]) -> list[str]:
    """Texts that patterns of the code match."""
    patterns = dict.fromkeys(str(one.data) for one in known if one.kind == "str")
    return [text for one in patterns if like_pattern(one) for text in matching(one)][:8]


def _literals(known: set[str]) -> list[object]:
    found: list[object] = []
    for text in sorted(known):
        with suppress(ValueError):
            found.append(json_of(text))
    return found


@cache
def harness() -> str:
    """What stands before every program."""
    folder = files("burnish.behaviour.javascript")
    return "\n".join(
        folder.joinpath(name).read_text("utf-8")
        for name in ("encode.js", "answers.js", "world.js", "partly.js", "hooks.js", "globals.js", "drive.js")
    )


class _Version:
    """One version of a function, with all that does not depend on the other one."""

    __slots__ = ("body", "constants", "found", "module", "own", "parameters", "part", "plain", "receiver", "strict")

    def __init__(self, module: Module, found: Found, part: Slice, strict: bool, receiver: bool) -> None:
        self.module = module
        self.found = found
        self.part = part
        self.strict = strict
        self.own = part.target.uses if found.parent is None else compiled(module, found.node).uses
        self.receiver = receiver or (
            found.kind in ("method", "get", "set", "field") or (found.parent is None and own_this(found))
        )
        self.constants = tuple(dict.fromkeys((*constants(module, found.node), *part.constants)))
        self.parameters: tuple[Parameter, ...] = parameters(module, found, self.receiver)
        self.body = _module(self, counting=True)
        self.plain = _module(self, counting=False)


@lru_cache(maxsize=32)
def _version(text: str, language: str, function: str, receiver: bool = False) -> _Version:
    module = parsed(text, language)
    found = module.functions.get(function)
    if found is None:
        raise Unrunnable(f"there is no function {function}", "no such function")
    known = index(text, language)
    return _Version(module, found, sliced(module, known, found), known.strict, receiver)


def _program(version: _Version, world: dict[str, object], found_samples: tuple[tuple[Value, ...], ...]) -> Program:
    own = {"kind": version.found.kind, "receiver": version.receiver, "key": _key(version), "late": dict(_late(version))}
    spec = json.dumps({**world, **own})
    text = (
        f"_b_define({{...{spec}, make: function (__b) {{{version.body}\n}},"
        f" plain: function (__b) {{{version.plain}\n}}}});"
    )
    return Program(
        text=text,
        function=version.found.name,
        parameters=version.parameters,
        branches=version.part.target.branches,
        plain=False,
        outside=tuple(name for name, _ in version.part.stubs if name not in version.part.uses.bound),
        prelude=harness(),
        samples=found_samples,
        constants=version.constants,
    )


def _module(version: _Version, counting: bool) -> str:
    """The body of the function that makes the module anew."""
    part = version.part
    lines = ['"use strict";' if version.strict else ""]
    lines.append("const __h = __b.h, __c = __b.c, __s = __b.s, __jsx = __b.jsx, __o = __b.o;")
    late = {name for name, _ in _late(version)}
    stubs = [one for one in part.stubs if one[0] not in late]
    texts = [one.text if counting else one.plain for one in part.parts]
    target = part.target.text if counting else part.target.plain
    whole = "\n".join([*texts, target if part.extracted else ""])
    stubs += [(name, name[2:]) for name in ("__import", "__meta") if name in whole]
    if stubs:
        names = ", ".join(
            f"{name} = {_exports(name) or f'__o({json.dumps(path)}, {json.dumps(name)})'}"
            for name, path in stubs
            if name != "__proto__"
        )
        lines.append(f"let {names};")
    lines += [f"{text};" for text in texts]
    lines += [f"{name} = __o({json.dumps(name)}, {json.dumps(name)});" for name in part.unset]
    holder, access = _access(version, target)
    lines.append(holder)
    variables = ", ".join(f"{name}: () => {name}" for name in part.variables)
    known = ", ".join(f"{name}: () => {name}" for name in part.known if name not in part.variables)
    lines.append(f"return {{{access}, globals: {{{variables}}}, known: {{{known}}}}};")
    return "\n".join(lines)


def _late(version: _Version) -> list[tuple[str, str]]:
    """Stubs that are made when someone reads them: of names that functions of the module bind there is rarely a global."""
    bound = version.part.uses.bound
    return [one for one in version.part.stubs if one[0] in bound and one[0] not in _EARLY and one[0][:2] != "_b"]


_EARLY = frozenset({"exports", "module", "globalThis", "__proto__"})


def _exports(name: str) -> str:
    """CommonJS's own objects, which are empty until something is exported."""
    return {"exports": "{}", "module": "{exports: typeof exports === 'undefined' ? {} : exports}"}.get(name, "")


def _access(version: _Version, target: str) -> tuple[str, str]:
    """How the program gets at the function: a statement that comes first, and attributes of what `make` returns."""
    found, part = version.found, version.part
    key = _key_expression(version)
    if found.parent is not None:
        name = found.parent.child_by_field_name("name")
        if part.extracted or name is None:
            first, owner = f"const __owner = ({target});", "__owner"
        else:
            first, owner = "", version.module.text(name)
            statement = found.parent.parent
            if statement is not None and statement.type == "variable_declarator":
                bound = statement.child_by_field_name("name")
                owner = owner if bound is None else version.module.text(bound)
        if found.kind == "new":
            return first, f"target: () => {owner}"
        if found.kind == "static":
            return first, f"target: () => {owner}[{key}], holder: () => {owner}"
        prototype = f"{owner}.prototype"
        return (
            first,
            f"target: () => {prototype}[{key}], holder: () => {prototype}, prototype: () => {prototype}",
        )
    if not part.extracted:
        return "", f"target: () => {_declared(version)}"
    if found.node.type == "method_definition":
        return f"const __owner = {{{target}}};", f"target: () => __owner[{key}], holder: () => __owner"
    return f"const __target = ({target});", "target: () => __target"


def _declared(version: _Version) -> str:
    name = version.found.node.child_by_field_name("name")
    parent = version.found.node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "as_expression", "satisfies_expression"):
        parent = parent.parent
    if parent is not None and parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
    return version.found.name if name is None else version.module.text(name)


def _key_node(version: _Version) -> str | None:
    node = version.found.node
    if node.type != "method_definition":
        node = version.found.holder
    key = node.child_by_field_name("name") or node.child_by_field_name("property") or node.child_by_field_name("key")
    return None if key is None else version.module.text(key)


def _key(version: _Version) -> str:
    text = _key_node(version) or ""
    return text.strip("\"'").replace("#", "__p_")


def _key_expression(version: _Version) -> str:
    text = _key_node(version) or ""
    return text[1:-1] if text.startswith("[") else json.dumps(text.strip("\"'").replace("#", "__p_"))
