"""What is known of a function's parameters: from annotations, defaults, docstrings, use, and, last, their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from burnish.behaviour.python.annotations import Reader, documented, mangled
from burnish.behaviour.python.globals import held, state, state_of_class
from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import FUNCTIONS, Definition, Function, Module, last_name, nodes_in
from burnish.behaviour.python.samples import literal
from burnish.behaviour.python.use import Use
from burnish.behaviour.values import Kind, Parameter, Shape

NAMED: tuple[tuple[tuple[Kind, ...], frozenset[str]], ...] = (
    (("int",), frozenset(["n", "i", "j", "k", "count", "size", "index", "limit", "offset", "page", "width", "height", "length", "timeout", "depth", "age", "year", "month", "day", "start", "end", "stop", "step", "number", "num", "total", "amount", "max_length", "maximum", "minimum", "level", "port"])),
    (("str",), frozenset(["name", "text", "s", "string", "path", "url", "title", "message", "msg", "filename", "prefix", "suffix", "word", "line", "char", "sql", "query", "html", "email", "password", "username", "description", "label", "content", "pattern", "sep", "separator", "encoding"])),
    (("list",), frozenset(["items", "xs", "lst", "arr", "array", "numbers", "nums", "rows", "lines", "words", "names", "elements", "entries", "users", "records"])),
    (("dict",), frozenset(["config", "options", "params", "kwargs", "mapping", "settings", "payload", "headers", "context", "attrs"])),
    (("function",), frozenset(["func", "fn", "callback", "predicate", "f", "handler", "factory"])),
    (("bool",), frozenset(["verbose", "debug", "force", "strict", "recursive", "reverse", "quiet", "dry_run"])),
    (("stub",), frozenset(["db", "session", "conn", "connection", "cursor", "client", "request", "response", "logger", "log", "app", "ctx", "user", "cls", "event", "parser"])),
    (("float", "int"), frozenset(["x", "y", "z", "a", "b", "price", "rate", "ratio", "value", "weight"])),
)  # fmt: skip


def gathered(module: Module, function: str) -> dict[str, Known]:
    """All that is known of the function's parameters, and of the module's state."""
    return evidence(module, module.definitions[function], Reader(module))


def parameters(module: Module, function: str, known: dict[str, Known]) -> tuple[Parameter, ...]:
    """The parameters that a call of the function has to fill; a class method's class is none of them. The module's state
    comes last.
    """
    definition = module.definitions[function]
    own = {node.arg for node in nodes_in(definition.node.args) if isinstance(node, ast.arg)}
    begun = (Parameter(name, "state", one.shape(), optional=True) for name, one in known.items() if name not in own)
    return (*made(definition, known), *begun)


def hints(module: Module, function: str, known: dict[str, Known]) -> dict[str, str]:
    """The module's classes that arguments are objects of, by place ("0") and by name."""
    definition = module.definitions[function]
    found = {}
    for place, argument in enumerate(positional(definition)):
        name = known[argument.arg].hint()
        if name and not (place == 0 and has_receiver(definition)):
            found[str(place)] = found[argument.arg] = name
    for argument in definition.node.args.kwonlyargs:
        if name := known[argument.arg].hint():
            found[argument.arg] = name
    return found


def positional(definition: Definition) -> list[ast.arg]:
    """Those that calls fill by place."""
    arguments = [*definition.node.args.posonlyargs, *definition.node.args.args]
    return arguments[1:] if definition.classes and is_classmethod(definition.node) else arguments


def is_classmethod(node: Function) -> bool:
    return node.name in ("__new__", "__init_subclass__", "__class_getitem__") or any(
        last_name(decorator) == "classmethod" for decorator in node.decorator_list
    )


def has_receiver(definition: Definition) -> bool:
    static = is_classmethod(definition.node) or any(
        last_name(decorator) == "staticmethod" for decorator in definition.node.decorator_list
    )
    return bool(definition.classes) and not static and not definition.unbound and bool(positional(definition))


def defaults(node: Function) -> Iterator[tuple[str, ast.expr]]:
    arguments = [*node.args.posonlyargs, *node.args.args]
    if node.args.defaults:
        yield from zip(
            (argument.arg for argument in arguments[-len(node.args.defaults) :]), node.args.defaults, strict=False
        )
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=False):
        if default is not None:
            yield argument.arg, default


def evidence(module: Module, definition: Definition, reader: Reader) -> dict[str, Known]:
    """By parameter, and by variable of the module that earlier calls may have filled."""
    node = definition.node
    known = {
        argument.arg: reader.known(argument.annotation) for argument in [*positional(definition), *node.args.kwonlyargs]
    }
    for name, documents in documented(node, reader).items():
        if name in known and not known[name].sure:
            known[name].absorb(documents)
    for argument in (node.args.vararg, node.args.kwarg):
        if argument is not None:
            known[argument.arg] = Known()
    known |= state(module, definition, reader)
    inner = {name: known[name] for name in known}
    for argument in (node.args.vararg, node.args.kwarg):
        if argument is not None:
            known[argument.arg].item().absorb(reader.known(argument.annotation))
    for name, default in defaults(node):
        value = literal(default)
        if name in known and value is not None:
            known[name].seen.add(value.kind)
            if value.kind == "none":
                known[name].sure.update({"none"} if known[name].sure else ())
            elif value.kind in ("bool", "int", "float", "str"):
                known[name].literals.append(value)
    if has_receiver(definition):
        receiver(module, definition, reader, inner)
    shared = state_of_class(definition, reader)
    held(definition, shared, inner)
    known |= shared
    use = Use(reader)
    use.owner = definition.classes[-1] if definition.classes else None
    use.read(node, inner)
    for name, one in known.items():
        if not one.kinds() - {"none"}:
            one.weak.update(by_name(name))
    return known


def receiver(module: Module, definition: Definition, reader: Reader, variables: dict[str, Known]) -> None:
    """What is known of `self`: fields that its class gives it, as far as the method, or what it calls, reads them."""
    name = positional(definition)[0].arg
    owner = definition.classes[-1]
    known = variables[name] = variables[name] if name in variables else Known()
    known.sure = {"object"}
    read = set(self_reads(module, definition))
    for field, one in reader.fields(owner).items():
        if field in read:
            known.attribute(field).absorb(one)
    known.kind_class = owner.name


def self_reads(module: Module, definition: Definition) -> Iterator[str]:
    """Attributes of `self` that the method, and methods that it calls, read."""
    owner = definition.classes[-1]
    methods = {part.name: part for part in owner.body if isinstance(part, FUNCTIONS)}
    todo: list[Function] = [definition.node]
    seen = {definition.node.name}
    while todo:
        node = todo.pop()
        arguments = [*node.args.posonlyargs, *node.args.args]
        own = arguments[0].arg if arguments else ""
        for part in nodes_in(node):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == own:
                yield mangled(part.attr, owner.name)
                if part.attr in methods and part.attr not in seen:
                    seen.add(part.attr)
                    todo.append(methods[part.attr])


def by_name(name: str) -> tuple[Kind, ...]:
    """What people usually call so."""
    for kinds, names in NAMED:
        if name.lower().strip("_") in names:
            return kinds
    lower = name.lower()
    if lower.startswith(("is_", "has_", "use_", "with_", "allow_", "should_")):
        return ("bool",)
    if lower.startswith(("num_", "max_", "min_", "n_")) or lower.endswith(("_id", "_count", "_size", "_num", "_index")):
        return ("int",)
    if lower.endswith(("_name", "_path", "_url", "_str", "_text", "_key", "_file", "_dir")):
        return ("str",)
    if lower.endswith(("_list", "_ids", "_names", "_items")):
        return ("list",)
    return ("dict",) if lower.endswith(("_dict", "_map")) else ()


def made(definition: Definition, known: dict[str, Known]) -> Iterator[Parameter]:
    node = definition.node
    optional = {name for name, _ in defaults(node)}
    for place, argument in enumerate(positional(definition)):
        if place == 0 and has_receiver(definition):
            yield Parameter(argument.arg, "receiver", own(known[argument.arg], definition))
        else:
            yield Parameter(argument.arg, "positional", known[argument.arg].shape(), argument.arg in optional)
    if node.args.vararg is not None:
        items = known[node.args.vararg.arg].items
        yield Parameter(node.args.vararg.arg, "rest", items.shape() if items is not None else Shape())
    for argument in node.args.kwonlyargs:
        yield Parameter(argument.arg, "keyword", known[argument.arg].shape(), argument.arg in optional)
    if node.args.kwarg is not None:
        whole = known[node.args.kwarg.arg]
        if whole.fields:
            whole.sure = {"dict"}
            yield Parameter(node.args.kwarg.arg, "keywords", whole.shape())
        else:
            yield Parameter(
                node.args.kwarg.arg, "keywords", whole.items.shape() if whole.items is not None else Shape()
            )


def own(known: Known, definition: Definition) -> Shape:
    """A receiver's shape: the fields of which the kind is known; all others are outside."""
    owner = definition.classes[-1]
    taken = {part.name for part in owner.body if isinstance(part, (*FUNCTIONS, ast.ClassDef))}
    given = {name: getattr(part, "value", None) for part in owner.body for name in targets(part)}
    fields = {}
    for name, field in known.attributes.items():
        name = mangled(name, owner.name)
        if name in taken or (name.startswith("__") and name.endswith("__")):
            continue
        shape = field.shape(1)
        if name in given:
            # What the class gives counts, unless it is None to begin with.
            value = given[name]
            if isinstance(value, ast.Constant) and value.value is None:
                fields[name] = shape if shape.kinds - {"none"} else replace(shape, kinds=frozenset({"stub", "none"}))
        elif shape.kinds - {"none", "stub", "function"} or "none" in shape.kinds:
            fields[name] = shape
    return Shape(frozenset({"object"}), fields=MappingProxyType(dict(list(fields.items())[:16])))


def targets(part: ast.stmt) -> Iterator[str]:
    """The names that a statement of a class's body gives values."""
    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.value is not None:
        yield part.target.id
    for target in part.targets if isinstance(part, ast.Assign) else ():
        if isinstance(target, ast.Name):
            yield target.id
