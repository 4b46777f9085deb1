"""What the use of a value tells of it: iterated, indexed, compared, called, asked for its attributes, passed on."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish.behaviour.python.annotations import PLAIN, Reader
from burnish.behaviour.python.callees import GIVEN, NUMBER, SECOND_TEXT, WALKERS
from burnish.behaviour.python.exemplars import tuples
from burnish.behaviour.python.known import STR_METHODS, Known
from burnish.behaviour.python.outline import FUNCTIONS, Function, arguments_of, last_name, root_name
from burnish.behaviour.python.samples import literal
from burnish.behaviour.values import Kind

DEEPEST_CALLS = 2


class Use:
    """Walks a function's body with what is known of its variables."""

    def __init__(self, reader: Reader, depth: int = 0) -> None:
        self.reader = reader
        self.depth = depth
        self.variables: dict[str, Known] = {}
        self.owner: ast.ClassDef | None = None

    def read(self, function: Function | ast.Lambda, variables: dict[str, Known]) -> None:
        self.variables = dict(variables)
        body: Sequence[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else function.body
        # Twice, so that what is learnt of a variable late is known of where it came from.
        for part in (*body, *body):
            self.walk(part)

    def walk(self, node: ast.AST) -> None:
        if isinstance(node, FUNCTIONS):
            shadowed = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
            kept = {name: self.variables.pop(name) for name in shadowed if name in self.variables}
            for inner in node.body:
                self.walk(inner)
            self.variables |= kept
            return
        handler = getattr(self, "on_" + type(node).__name__.lower(), None)
        if handler is not None:
            handler(node)
        for child in ast.iter_child_nodes(node):
            self.walk(child)

    # What an expression is
    def known(self, node: ast.expr | None) -> Known | None:
        if isinstance(node, ast.Name):
            return self.variables.get(node.id)
        if isinstance(node, ast.Attribute):
            whole = self.known(node.value)
            return None if whole is None else whole.attribute(node.attr)
        if isinstance(node, ast.Subscript):
            return self.part(node)
        if isinstance(node, (ast.NamedExpr, ast.Await, ast.Starred)):
            return self.known(node.value)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self.known(node.values[0])
        if isinstance(node, ast.Call):
            return self.result(node)
        return None

    def part(self, node: ast.Subscript) -> Known | None:
        whole = self.known(node.value)
        if whole is None:
            return None
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return whole.field(key.value)
        return None if isinstance(key, ast.Slice) else whole.item()

    def result(self, node: ast.Call) -> Known | None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop", "setdefault") and node.args:
            whole = self.known(node.func.value)
            key = node.args[0]
            if whole is not None and isinstance(key, ast.Constant) and isinstance(key.value, str):
                return whole.field(key.value)
            return None if whole is None else whole.item()
        if (
            isinstance(node.func, ast.Name)
            and node.func.id in ("list", "sorted", "tuple", "set", "reversed", "iter")
            and node.args
        ):
            return self.known(node.args[0])
        return None

    def tell(self, node: ast.expr | None, *kinds: Kind) -> Known | None:
        known = self.known(node)
        if known is not None:
            known.seen.update(kinds)
        return known

    # What is done
    def on_for(self, node: ast.For | ast.comprehension) -> None:
        self.iterated(node.iter, node.target)

    on_comprehension = on_for

    def iterated(self, iterable: ast.expr, target: ast.expr) -> None:
        if isinstance(iterable, ast.Call):
            name = last_name(iterable.func)
            if isinstance(iterable.func, ast.Attribute) and name in ("items", "values", "keys"):
                whole = self.tell(iterable.func.value, "dict")
                if whole is not None and name == "items" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                    self.bind(target.elts[0], whole.key())
                    self.bind(target.elts[1], whole.item())
                elif whole is not None:
                    self.bind(target, whole.key() if name == "keys" else whole.item())
                return
            if name == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2 and iterable.args:
                self.iterated(iterable.args[0], target.elts[1])
                return
            if name == "zip" and isinstance(target, ast.Tuple) and len(target.elts) == len(iterable.args):
                for argument, part in zip(iterable.args, target.elts, strict=False):
                    self.iterated(argument, part)
                return
            if name == "range":
                return
        whole = self.known(iterable)
        if whole is None:
            return
        if not (whole.sure | whole.seen) & {"str", "dict", "set", "tuple", "iterator"}:
            whole.seen.add("list")
        self.bind(target, whole.item())

    def bind(self, target: ast.expr, known: Known) -> None:
        """Give the name of a target what is known of its value."""
        if isinstance(target, ast.Name):
            if (
                target.id in self.variables
                and self.variables[target.id] is not known
                and self.variables[target.id].sure
            ):
                return
            self.variables[target.id] = known
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = [Known() for _ in target.elts]
            for part, inner in zip(target.elts, parts, strict=False):
                kept = self.variables.get(part.id) if isinstance(part, ast.Name) else None
                self.bind(part, kept or inner)
            known.seen.add("tuple")
            known.literals = known.literals or tuples(
                [kept or inner for kept, inner in zip(map(self.known, target.elts), parts, strict=False)]
            )

    def on_assign(self, node: ast.Assign) -> None:
        value = self.known(node.value)
        for target in node.targets:
            if value is None:
                if isinstance(target, ast.Name) and target.id in self.variables and not self.variables[target.id].sure:
                    self.rebound(target.id, node.value)
            elif isinstance(target, ast.Name) and target.id not in self.variables:
                self.variables[target.id] = value
            elif isinstance(target, (ast.Tuple, ast.List)):
                self.bind(target, value)

    def rebound(self, name: str, value: ast.expr) -> None:
        """`x = x.strip()`: what it is from now on is of the same kind, most of the time; `x = {}`, a default."""
        found = literal(value)
        if found is not None and found.kind != "none":
            self.variables[name].weak.add(found.kind)

    def on_subscript(self, node: ast.Subscript) -> None:
        whole = self.known(node.value)
        if whole is None:
            return
        key = node.slice
        if isinstance(key, ast.Slice):
            whole.seen.update(() if (whole.seen | whole.sure) & {"str", "list"} else ("list", "str"))
            for bound in (key.lower, key.upper, key.step):
                self.tell(bound, "int")
        elif isinstance(key, ast.Constant) and isinstance(key.value, int):
            whole.seen.update(() if (whole.seen | whole.sure) & {"str", "tuple", "dict"} else ("list",))
        elif isinstance(key, ast.UnaryOp) or (isinstance(key, ast.BinOp) and isinstance(key.op, (ast.Add, ast.Sub))):
            whole.seen.add("list")
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            whole.seen.add("dict")
            whole.field(key.value)
        else:
            whole.weak.update(("list",) if isinstance(key, ast.Name) and len(key.id) == 1 else ("dict",))
            inner = self.known(key)
            if inner is not None:
                whole.key().absorb(inner)

    def on_attribute(self, node: ast.Attribute) -> None:
        self.known(node)

    def on_compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            if isinstance(operator, (ast.In, ast.NotIn)):
                self.membership(left, right)
                continue
            for one, other in ((left, right), (right, left)):
                known, value = self.known(one), literal(other)
                if known is None:
                    if (
                        isinstance(one, ast.Call)
                        and isinstance(one.func, ast.Name)
                        and one.func.id == "len"
                        and one.args
                    ):
                        self.sized(one.args[0])
                elif value is None:
                    if isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
                        known.weak.update(NUMBER)
                elif value.kind == "none":
                    known.seen.add("none")
                elif value.kind in ("int", "float"):
                    known.seen.update(NUMBER if value.kind == "float" else ("int",))
                elif value.kind in ("str", "bytes", "bool"):
                    known.seen.add(value.kind)
                    if value not in known.literals:
                        known.literals.append(value)
                else:
                    known.weak.add(value.kind)

    def membership(self, left: ast.expr, right: ast.expr) -> None:
        inner, whole, values, key = self.known(left), self.known(right), literal(right), literal(left)
        if inner is not None and values is not None and values.items:
            inner.literals += [value for value in values.items[:8] if value not in inner.literals]
            inner.weak.update(value.kind for value in values.items)
        if inner is not None and values is not None and values.kind == "str":
            inner.seen.add("str")
        if whole is not None:
            if key is not None and key.kind == "str":
                whole.weak.update(("str", "dict") if not whole.fields else ("dict",))
            else:
                whole.weak.update(("list", "dict", "set"))

    def on_binop(self, node: ast.BinOp) -> None:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            known = self.known(one)
            if known is None:
                continue
            value = literal(other)
            if isinstance(node.op, ast.Mod) and one is node.right and not (value and value.kind in ("int", "float")):
                continue
            if value is not None and value.kind in ("int", "float"):
                known.seen.update(("int",) if isinstance(node.op, (ast.Mod, ast.FloorDiv)) else NUMBER)
            elif value is not None and value.kind in ("str", "list", "tuple") and isinstance(node.op, ast.Add):
                known.seen.add(value.kind)
            elif isinstance(other, ast.JoinedStr) and isinstance(node.op, ast.Add):
                known.seen.add("str")
            elif isinstance(node.op, (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod, ast.Add)):
                known.weak.update(NUMBER)
            elif isinstance(node.op, (ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift, ast.BitXor)):
                known.weak.add("int")

    def on_augassign(self, node: ast.AugAssign) -> None:
        value = literal(node.value)
        for part in (node.value, node.target):
            known = self.known(part)
            if known is not None:
                known.weak.update(NUMBER if value is None or value.kind in NUMBER else (value.kind,))

    def on_unaryop(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, (ast.USub, ast.UAdd)):
            self.tell(node.operand, *NUMBER)

    def on_starred(self, node: ast.Starred) -> None:
        if isinstance(node.ctx, ast.Load):
            self.sequence(node.value)

    def on_yieldfrom(self, node: ast.YieldFrom) -> None:
        self.sequence(node.value)

    def sequence(self, node: ast.expr) -> Known | None:
        known = self.known(node)
        if known is not None and not (known.sure | known.seen) & {"str", "dict", "set", "tuple", "iterator"}:
            known.seen.add("list")
        return known

    def sized(self, node: ast.expr) -> None:
        known = self.known(node)
        if known is not None:
            known.weak.update(("list", "str"))

    def on_dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=False):
            if key is None:
                self.tell(value, "dict")

    def outsider(self, node: ast.expr) -> None:
        known = self.known(node)
        if known is not None and not known.sure:
            known.seen.add("stub")

    def on_await(self, node: ast.Await) -> None:
        if not isinstance(node.value, ast.Call):
            self.outsider(node.value)

    def on_with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.outsider(item.context_expr)

    on_asyncwith = on_with

    def on_asyncfor(self, node: ast.AsyncFor) -> None:
        self.outsider(node.iter)

    def on_call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        known = self.known(node.func)
        if known is not None:
            known.seen.add("function")
        for keyword in node.keywords:
            if keyword.arg is None:
                self.tell(keyword.value, "dict")
        if not node.args:
            return
        first = node.args[0]
        owner = self.known(node.func.value) if isinstance(node.func, ast.Attribute) and name in STR_METHODS else None
        if owner is not None and isinstance(first, ast.Constant) and isinstance(first.value, bytes):
            owner.sure.add("bytes")
        if name == "isinstance" and len(node.args) == 2:
            self.checked(first, node.args[1])
        elif name == "len":
            self.sized(first)
        elif name in WALKERS and isinstance(node.func, ast.Name):
            for argument in node.args if name in ("zip", "chain") else node.args[:1]:
                walked = self.sequence(argument)
                if walked is not None and name in ("sum", "min", "max"):
                    walked.item().weak.update(NUMBER)
        elif name in ("map", "filter") and len(node.args) > 1:
            self.sequence(node.args[1])
        elif name in ("dict", "update") and len(node.args) == 1:
            self.weakly(first, "dict")
        elif name == "join" and isinstance(node.func, ast.Attribute) and root_name(node.func) not in ("os", "path"):
            walked = self.sequence(first)
            if walked is not None:
                walked.item().seen.add("str")
            self.tell(node.func.value, "str")
        elif name in SECOND_TEXT and root_name(node.func) == "re" and len(node.args) > 1:
            self.tell(node.args[1], "str")
        elif name in GIVEN and (isinstance(node.func, ast.Name) or root_name(node.func) not in self.variables):
            for argument in node.args if name == "range" else node.args[:1]:
                self.tell(argument, *GIVEN[name])
        elif name in STR_METHODS and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant):
            return
        else:
            self.passed(node, name)

    def weakly(self, node: ast.expr, *kinds: Kind) -> None:
        known = self.known(node)
        if known is not None:
            known.weak.update(kinds)

    def checked(self, node: ast.expr, kinds: ast.expr) -> None:
        known = self.known(node)
        if known is None:
            return
        for kind in kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]:
            name = last_name(kind)
            if name in PLAIN:
                known.seen.update(PLAIN[name])
            else:
                known.seen.update(self.reader.named(name, 0).sure)

    def passed(self, node: ast.Call, name: str) -> None:
        """An argument is what the module's own function takes it for."""
        if self.depth >= DEEPEST_CALLS:
            return
        definition = None
        if isinstance(node.func, ast.Name):
            definition = self.reader.module.definitions.get(name)
        elif isinstance(node.func, ast.Attribute) and self.owner is not None:
            definition = self.reader.module.definitions.get(f"{self.owner.name}.{name}")
        if definition is None:
            return
        arguments = [*definition.node.args.posonlyargs, *definition.node.args.args]
        if isinstance(node.func, ast.Attribute) and arguments:
            arguments = arguments[1:]
        wanted: list[tuple[str, Known]] = []
        for argument, given in zip(arguments, node.args, strict=False):
            known = self.known(given)
            if known is not None:
                wanted.append((argument.arg, known))
        for keyword in node.keywords:
            known = self.known(keyword.value)
            if known is not None and keyword.arg:
                wanted.append((keyword.arg, known))
        if not wanted:
            return
        theirs = self.reader.functions.get(name)
        if theirs is None:
            theirs = {
                argument.arg: self.reader.known(argument.annotation) for argument in arguments_of(definition.node)
            }
            self.reader.functions[name] = theirs
            inner = Use(self.reader, self.depth + 1)
            inner.owner = self.owner
            inner.read(definition.node, theirs)
        for argument_name, known in wanted:
            if argument_name in theirs:
                known.absorb(theirs[argument_name])
