"""The parameters of a function, with what types, defaults, comments and the code itself say of them."""

from __future__ import annotations

from tree_sitter import Node

from burnish.behaviour.javascript.annotations import of_jsdoc, of_type, of_words
from burnish.behaviour.javascript.clue import SURE, Clue
from burnish.behaviour.javascript.globals import state
from burnish.behaviour.javascript.outline import CLASSES, FUNCTIONS, Found, Module, parameters_of
from burnish.behaviour.javascript.passing import Passing
from burnish.behaviour.javascript.receivers import of_class, only_read
from burnish.behaviour.javascript.use import read
from burnish.behaviour.values import Parameter, ParameterKind
from burnish.tree import descendants


def parameters(module: Module, found: Found, receiver: bool) -> tuple[Parameter, ...]:
    """What is known of each parameter; the receiver first, where the function has one; the module's state last."""
    this = Clue("this")
    this.vote("object", sure=SURE)
    if found.parent is not None:
        of_class(module, found.parent, this)
    begun = state(module, found)
    reading = Passing(module, dict(begun), this, found.node, found.parent)
    listed: list[tuple[str, ParameterKind, Clue]] = []
    for at, node in enumerate(parameters_of(found.node)):
        pattern = node.child_by_field_name("pattern") or node
        annotation = node.child_by_field_name("type")
        default = node.child_by_field_name("value")
        kind: ParameterKind = "positional"
        if pattern.type == "assignment_pattern":
            default, pattern = pattern.child_by_field_name("right"), pattern.child_by_field_name("left") or pattern
        if pattern.type == "rest_pattern":
            kind, pattern = "rest", pattern.named_children[0]
        name = module.text(pattern) if pattern.type == "identifier" else "props" if at == 0 else f"argument{at}"
        if pattern.type == "this":
            continue
        clue = Clue(name)
        if annotation is not None:
            of_type(module, annotation, clue)
        reading.default(clue, default)
        if node.type == "optional_parameter":
            clue.optional = True
        reading.bind(pattern, clue)
        listed.append((name, kind, clue))
    if _reads_arguments(found) and not any(kind == "rest" for _, kind, _ in listed):
        listed.append(("arguments", "rest", Clue()))
    _of_comment(module, found, listed)
    body = found.node.child_by_field_name("body")
    if body is not None:
        read(reading, body)
    if found.parent is not None and found.kind not in ("new", "static"):
        only_read(module, found.node, found.parent, this)
    first = (Parameter("this", "receiver", this.shape()),) if receiver else ()
    own = {name for name, _, _ in listed}
    return (
        *first,
        *(Parameter(name, kind, clue.shape(), clue.optional) for name, kind, clue in listed),
        *(Parameter(name, "state", clue.shape(), optional=True) for name, clue in begun.items() if name not in own),
    )


def _reads_arguments(found: Found) -> bool:
    """Whether a function that is no arrow function reads `arguments`."""
    body = found.node.child_by_field_name("body")
    if body is None or found.node.type == "arrow_function":
        return False
    skipped = (FUNCTIONS - {"arrow_function"}) | CLASSES
    return any(one.text == b"arguments" for one in descendants(body, ("identifier",), skipped))


def _of_comment(module: Module, found: Found, listed: list[tuple[str, ParameterKind, Clue]]) -> None:
    node: Node | None = found.holder
    if node is not None and node.parent is not None and node.parent.type == "export_statement":
        node = node.parent
    above = None if node is None else node.prev_named_sibling
    if above is None or above.type != "comment":
        return
    clues = {name: clue for name, _, clue in listed}
    for path, (words, optional) in of_jsdoc(module.text(above)).items():
        first, *fields = path.split(".")
        clue = clues.get(first)
        for one in fields:
            clue = None if clue is None else clue.field(one)
        if clue is None:
            continue
        # What the code itself says in types goes first.
        if not any(sure == SURE for sure in clue.votes.values()):
            of_words(words, clue)
        if optional:
            clue.extra.add("undefined")
            clue.optional = clue.optional or not fields
