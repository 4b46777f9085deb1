"""From an expression to its origin: through imports, assignments, fields of classes, and one call within the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tree_sitter import Node

from burnish.names import javascript_values, python_values
from burnish.names.access import Access
from burnish.names.binding import Binding, Form, Scope, ScopeKind
from burnish.names.chain import Step, StepKind
from burnish.names.facts import About, Fact
from burnish.names.fields import given_fields
from burnish.names.origin import UNKNOWN, Origin, OriginKind, agreed
from burnish.names.scopes import Scopes

MOST_STEPS = 24
"""Bindings that are looked through for one answer. Code that people write needs a handful."""
_ANYTHING = ("typing.", "typing_extensions.", "collections.abc.")
"""Modules whose classes, as annotations, say what a value can do and not what it is."""
_PLAIN_DECORATORS = frozenset(
    {"cache", "cached_property", "classmethod", "final", "lru_cache", "override", "property", "staticmethod"}
)
"""Decorators that leave what a function returns as it is, by the last part of their names."""


class Values(Protocol):
    """What a language's module knows of the forms of its expressions."""

    def step(self, node: Node, source: bytes, /) -> Step | None: ...
    def literal(self, node: Node, source: bytes, /) -> str | None: ...
    def options(self, node: Node, /) -> list[Node] | None: ...
    def import_path(self, construct: Node, source: bytes, /) -> str | None: ...
    def bases(self, definition: Node, /) -> list[Node] | None: ...
    def returned(self, function: Node, /) -> list[Node] | None: ...
    def annotation(self, parameter: Node, /) -> Node | None: ...


class Origins:
    """The origins of what one version of a text names, each found once."""

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self.source = scopes.source
        self.values: Values = python_values if scopes.is_python else javascript_values
        self.asked = scopes.asked
        self._known: dict[int, tuple[Origin, frozenset[Fact]]] = {}
        self.variables: dict[tuple[Scope, str], tuple[tuple[Origin, int, int], frozenset[Fact]]] = {}
        """What a search that begins with a variable finds it to be, and how far it may then still go."""
        self._star: bool | None = None

    def of(self, node: Node) -> Origin:
        return self.asked.once(self._known, node.id, lambda: _Search(self).of(node))

    def of_binding(self, binding: Binding) -> Origin:
        return _Search(self).of_binding(binding)

    def returned(self, function: Node) -> list[Node] | None:
        """The expressions that a function of this file returns; None where a call gives something else (a generator's, a
        coroutine's, what a decorator makes of it)."""
        if self.scopes.is_python and any(
            mark.rpartition(".")[2] not in _PLAIN_DECORATORS for mark in python_values.decorators(function, self.source)
        ):
            return None
        return self.values.returned(function)

    @property
    def has_star_import(self) -> bool:
        if self._star is None:
            self._star = self.scopes.is_python and python_values.has_star_import(self.scopes.root, self.source)
        return self._star


class _Search:
    """One search for an origin: how far it may still go, and what it is looking through already."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.scopes = origins.scopes
        self.source = origins.source
        self.values = origins.values
        self.steps = MOST_STEPS
        self.calls = 1
        self.within: set[int] = set()

    def of(self, node: Node) -> Origin:
        steps: list[Step] = []
        step = self.values.step(node, self.source)
        while step is not None:
            steps.append(step)
            step = self.values.step(step.inner, self.source)
        origin = self.root(steps[-1].inner if steps else node)
        for step in reversed(steps):
            origin = self.after(origin, step)
        return origin

    def after(self, origin: Origin, step: Step) -> Origin:
        """The origin of a chain that goes one step on from another."""
        if step.kind is StepKind.NOTHING:
            return origin
        if step.kind is StepKind.MEMBER:
            return self.member(origin, step.name)
        if not self.scopes.is_python and origin.path in ("globalThis.require", "globalThis.import"):
            module = javascript_values.required(step.node, self.source)
            return UNKNOWN if module is None else Origin(OriginKind.MODULE, module, origin.evidence)
        if origin.path in ("importlib.import_module", "builtins.__import__"):
            module = python_values.named_module(step.node, self.source)
            return UNKNOWN if module is None else Origin(OriginKind.MODULE, module, origin.evidence)
        if origin.path == "builtins.super":
            owner = python_values.method_around(self.scopes.around(step.node))
            owner = None if owner is None else python_values.class_of_method(owner)
            return UNKNOWN if owner is None else self.inherited(owner)
        return self.result(origin, step.kind is StepKind.NEW)

    def member(self, origin: Origin, name: str) -> Origin:
        if origin.alternatives:
            return agreed(self.member(one, name) for one in origin.alternatives)
        if origin.definition is not None:
            if _is_class(origin.definition):
                return self.field(origin, origin.definition, name)
            return Origin(OriginKind.UNKNOWN, None, origin.evidence)
        if not self.scopes.is_python:
            if origin.kind is OriginKind.MODULE and name == "default":
                return origin
            if origin.path in ("globalThis.window", "globalThis.self", "globalThis.global", "globalThis.globalThis"):
                return Origin(OriginKind.BUILTIN, f"globalThis.{name}", origin.evidence)
        return origin.part(name)

    def result(self, origin: Origin, made: bool) -> Origin:
        if origin.alternatives:
            return agreed(self.result(one, made) for one in origin.alternatives)
        definition = origin.definition
        if definition is None:
            return origin.result(made)
        if _is_class(definition):
            is_class = origin.kind is OriginKind.DEFINITION
            return Origin(OriginKind.INSTANCE if is_class else OriginKind.UNKNOWN, None, origin.evidence, definition)
        return self.returned(definition).through(*origin.evidence)

    def returned(self, function: Node) -> Origin:
        """What a call of a function of this file gives, looking through one call at most."""
        if not self.calls or self.steps <= 0:
            return UNKNOWN
        values = self.origins.returned(function)
        if not values:
            return UNKNOWN
        self.calls -= 1
        try:
            return self.agreed_of(values)
        finally:
            self.calls += 1

    def agreed_of(self, nodes: Iterable[Node]) -> Origin:
        return agreed(self.deeper(node) for node in nodes)

    def deeper(self, node: Node) -> Origin:
        if self.steps <= 0 or node.id in self.within:
            return UNKNOWN
        self.steps -= 1
        self.within.add(node.id)
        try:
            return self.of(node)
        finally:
            self.within.discard(node.id)

    # What a chain begins with
    def root(self, node: Node) -> Origin:
        kind = node.type
        if kind in self.scopes.grammar.NAMES:
            return self.name(node)
        literal = self.values.literal(node, self.source)
        if literal is not None:
            return Origin(OriginKind.INSTANCE, literal)
        if kind in ("lambda", "arrow_function", "function_expression", "class", "generator_function"):
            return Origin(OriginKind.DEFINITION, None, (), node)
        if kind == "this":
            owner = javascript_values.class_around(self.scopes.around(node))
            return UNKNOWN if owner is None else Origin(OriginKind.INSTANCE, None, (), owner)
        if kind == "super":
            owner = javascript_values.class_around(self.scopes.around(node))
            return UNKNOWN if owner is None else self.inherited(owner)
        if kind == "import":
            return Origin(OriginKind.BUILTIN, "globalThis.import")
        options = self.values.options(node)
        return UNKNOWN if options is None else self.agreed_of(options)

    def name(self, node: Node) -> Origin:
        text = self.scopes.text(node)
        access = self.scopes.access(node)
        if access is Access.NONE:
            return UNKNOWN
        scope = self.scopes.lookup(text, self.scopes.scope_of(node), node)
        if scope is None:
            return self.unbound(text)
        if self.within or self.steps < MOST_STEPS or not self.calls:
            return self.variable(scope, text)
        found = self.origins.asked.once(
            self.origins.variables, (scope, text), lambda: (self.variable(scope, text), self.steps, self.calls)
        )
        origin, self.steps, self.calls = found
        return origin

    def unbound(self, name: str) -> Origin:
        if self.scopes.is_python:
            if self.origins.has_star_import:
                return UNKNOWN
            known = name in self.scopes.grammar.LANGUAGE_NAMES
            return Origin(OriginKind.BUILTIN, f"builtins.{name}") if known else Origin(OriginKind.UNBOUND, name)
        known = name in self.scopes.grammar.LANGUAGE_NAMES
        return Origin(OriginKind.BUILTIN if known else OriginKind.UNBOUND, f"globalThis.{name}")

    def variable(self, scope: Scope, name: str) -> Origin:
        bindings = self.scopes.values_of(scope, name)
        origins = [self.of_binding(one) for one in bindings]
        builtin = self.scopes.is_python and scope is self.scopes.module and name in self.scopes.grammar.LANGUAGE_NAMES
        if builtin and not any(map(_is_unconditional, bindings)):
            origins.append(Origin(OriginKind.BUILTIN, f"builtins.{name}"))
        return agreed(origins)

    def of_binding(self, binding: Binding) -> Origin:
        form, node = binding.form, binding.node
        if not self.scopes.is_python and javascript_values.is_ambient(binding.construct):
            return self.unbound(binding.name)
        if form is Form.IMPORT:
            path = self.values.import_path(binding.construct, self.source)
            return UNKNOWN if path is None else Origin(OriginKind.MODULE, path, (binding,))
        if form in (Form.FUNCTION, Form.CLASS):
            return Origin(OriginKind.DEFINITION, None, (binding,), binding.construct)
        if form is Form.PARAMETER:
            return self.parameter(binding)
        if form is Form.ANNOTATION:
            return self.annotated(binding, OriginKind.LOCAL)
        if binding.value is not None and form in _GIVEN and not (form is Form.CATCH and binding.value.type == "tuple"):
            origin = self.deeper(binding.value)
            if form is Form.CATCH:
                origin = self.result(origin, made=True)
            return origin.through(binding) if origin is not UNKNOWN else Origin(OriginKind.LOCAL, None, (binding,))
        if not self.scopes.is_python and form in (Form.CONST, Form.LET, Form.VAR, Form.ASSIGNMENT):
            taken = javascript_values.keys_to(node, binding.construct, self.source)
            if taken is not None and node.id not in self.within:
                origin = self.deeper(taken[0])
                for key in taken[1]:
                    origin = self.member(origin, key)
                return origin.through(binding)
        return Origin(OriginKind.LOCAL, None, (binding,))

    def parameter(self, binding: Binding) -> Origin:
        function = binding.scope.node
        owner = python_values.class_of_method(function) if self.scopes.is_python else None
        if owner is not None:
            parameters = function.child_by_field_name("parameters")
            first = None if parameters is None else next(iter(parameters.named_children), None)
            if first is not None and first == binding.construct == binding.node:
                marks = python_values.decorators(function, self.source)
                if "staticmethod" not in marks:
                    kind = OriginKind.DEFINITION if "classmethod" in marks else OriginKind.INSTANCE
                    return Origin(kind, None, (binding,), owner)
        return self.annotated(binding, OriginKind.PARAMETER)

    def annotated(self, binding: Binding, otherwise: OriginKind) -> Origin:
        """An instance of the class that an annotation names, else what the binding is without one."""
        plain = Origin(otherwise, None, (binding,))
        annotation = self.values.annotation(binding.construct)
        if annotation is None or (
            binding.construct.named_children and binding.construct.named_children[0].type.endswith("splat_pattern")
        ):
            return plain
        instance = self.instance_of(annotation)
        return plain if instance is None else instance.through(binding)

    def instance_of(self, annotation: Node) -> Origin | None:
        """An instance of the class that an annotation names; None where it tells what a value can do, not what it is."""
        origin = self.deeper(annotation)
        if origin.definition is not None and _is_class(origin.definition):
            return Origin(OriginKind.INSTANCE, None, origin.evidence, origin.definition)
        if origin.kind not in (OriginKind.MODULE, OriginKind.BUILTIN) or origin.path is None:
            return None
        if origin.path.startswith(_ANYTHING) or origin.path in ("builtins.object", "builtins.type"):
            return None
        return Origin(OriginKind.INSTANCE, origin.path, origin.evidence)

    # What a class of this file has
    def field(self, origin: Origin, owner: Node, name: str) -> Origin:
        if self.steps <= 0:
            return UNKNOWN
        self.steps -= 1
        self.origins.asked.note(About.FIELD, name)
        found = [*self.members(owner, name), *self.given(owner, name)]
        if found:
            return agreed(found).through(*origin.evidence)
        if origin.kind is OriginKind.DEFINITION and not self.scopes.is_python:
            return Origin(OriginKind.UNKNOWN, None, origin.evidence)
        return self.member(self.inherited(owner), name).through(*origin.evidence)

    def inherited(self, owner: Node) -> Origin:
        """An instance of the one class that a class of this file derives from."""
        bases = self.values.bases(owner)
        if not bases or len(bases) != 1:
            return UNKNOWN
        base = self.deeper(bases[0])
        if base.definition is not None:
            return Origin(OriginKind.INSTANCE, None, base.evidence, base.definition)
        return UNKNOWN if base.path is None else Origin(OriginKind.INSTANCE, base.path, base.evidence)

    def members(self, owner: Node, name: str) -> list[Origin]:
        """What a class's body defines by a name."""
        if self.scopes.is_python:
            body = owner.child_by_field_name("body")
            inside = None if body is None or not body.children else body.children[0]
            if inside is None:
                return []
            scope = self.scopes.scope_of(inside)
            bindings = self.scopes.table(scope).bindings.get(name, ()) if scope.kind is ScopeKind.CLASS else ()
            return [self.of_member(one) for one in bindings if one.form is not Form.ANNOTATION or len(bindings) == 1]
        body = owner.child_by_field_name("body")
        found = []
        for one in () if body is None else body.named_children:
            key = one.child_by_field_name("name") or one.child_by_field_name("property")
            if key is None or self.scopes.text(key) != name:
                continue
            if one.type == "method_definition":
                accessor = any(part.type in ("get", "set") for part in one.children)
                found.append(UNKNOWN if accessor else Origin(OriginKind.DEFINITION, None, (), one))
            else:
                value, kind = one.child_by_field_name("value"), self.values.annotation(one)
                if value is not None:
                    found.append(self.deeper(value))
                elif kind is not None:
                    found.append(self.instance_of(kind) or UNKNOWN)
        return found

    def of_member(self, binding: Binding) -> Origin:
        if binding.form is Form.FUNCTION:
            marks = python_values.decorators(binding.construct, self.source)
            if any(one.rpartition(".")[2] in ("property", "cached_property") for one in marks):
                return self.returned(binding.construct)
        return self.of_binding(binding)

    def given(self, owner: Node, name: str) -> list[Origin]:
        """What methods give an attribute of the instance: `self.name = …`, `this.name = …`."""
        found = []
        for target, value in given_fields(self.scopes, owner, name):
            around = self.class_of_field(target)
            if around is not None and around == owner:
                found.append(UNKNOWN if value is None else self.deeper(value))
        return found

    def class_of_field(self, target: Node) -> Node | None:
        holder = target.child_by_field_name("object")
        if holder is None:
            return None
        if holder.type == "this":
            return javascript_values.class_around(self.scopes.around(holder))
        method = python_values.method_around(self.scopes.around(holder))
        parameters = None if method is None else method.child_by_field_name("parameters")
        if method is None or parameters is None or not parameters.named_children:
            return None
        first = parameters.named_children[0]
        if first.type != "identifier" or self.scopes.text(first) != self.scopes.text(holder):
            return None
        return python_values.class_of_method(method)


def _is_unconditional(binding: Binding) -> bool:
    """Whether a binding at top level is made whenever the module runs."""
    node: Node | None = binding.construct
    while node is not None and node.type not in (
        "if_statement",
        "try_statement",
        "function_definition",
        "for_statement",
        "while_statement",
        "match_statement",
    ):
        node = node.parent
    return node is None or node == binding.construct


def _is_class(definition: Node) -> bool:
    return definition.type in ("class_definition", "class_declaration", "class", "abstract_class_declaration")


_GIVEN = frozenset({Form.ASSIGNMENT, Form.CONST, Form.LET, Form.VAR, Form.WALRUS, Form.WITH, Form.CATCH})
