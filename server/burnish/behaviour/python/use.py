"""What the use of a value tells of it: iterated, indexed, compared, called, asked for its attributes, passed on."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish.behaviour.python.annotations import PLAIN
from burnish.behaviour.python.callees import GIVEN, NUMBER, SECOND_TEXT, WALKERS, is_text
from burnish.behaviour.python.known import STR_METHODS, Known
from burnish.behaviour.python.outline import FUNCTIONS, Function, last_name, root_name
from burnish.behaviour.python.passing import Passing
from burnish.behaviour.python.samples import MATCHERS, literal
from burnish.behaviour.values import Kind, Value


class Use(Passing):
    """Walks a function's body with what is known of its variables."""

    def read(self, function: Function | ast.Lambda, variables: dict[str, Known]) -> None:
        self.begin(function, variables)
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
            fixed = not any(isinstance(part, ast.Starred) for part in target.elts)
            parts = known.parts(len(target.elts)) if fixed else []
            for part, inner in zip(target.elts, parts or [Known() for _ in target.elts], strict=True):
                kept = self.variables.get(part.id) if isinstance(part, ast.Name) else None
                self.bind(part, kept or inner)
                inner.absorb(kept or inner)
            known.seen.add("tuple")

    def on_assign(self, node: ast.Assign) -> None:
        value = self.known(node.value)
        typed = self.type_of(node.value)
        if isinstance(node.value, ast.Constant) and node.value.value is None:
            self.emptied |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        for target in node.targets:
            if typed is not None and isinstance(target, ast.Name):
                self.types[target.id] = typed
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
        key = node.slice
        if whole is None:
            table, inner = self.value(node.value), self.known(key)
            if table is not None and table.kind == "dict" and inner is not None:
                self.one_of(inner, table)
            return
        if isinstance(key, ast.Slice):
            whole.seen.update(() if (whole.seen | whole.sure) & {"str", "list"} else ("list", "str"))
            for bound in (key.lower, key.upper, key.step):
                self.tell(bound, "int")
                self.placed(bound)
        elif isinstance(key, ast.Constant) and isinstance(key.value, int):
            whole.seen.update(() if (whole.seen | whole.sure) & {"str", "tuple", "dict"} else ("list",))
        elif isinstance(key, ast.UnaryOp) or (isinstance(key, ast.BinOp) and isinstance(key.op, (ast.Add, ast.Sub))):
            whole.seen.update(() if "str" in whole.sure | whole.seen else ("list",))
            self.placed(key)
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            whole.seen.add("dict")
            whole.field(key.value)
        else:
            inner = self.known(key)
            short = isinstance(key, ast.Name) and len(key.id) == 1
            if self.is_counted(key):
                self.placed(key)
            whole.weak.update(("list",) if short or self.is_counted(key) else ("dict",))
            if inner is not None and inner.kinds() - {"none"}:
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
                known, value = self.known(one), self.value(other)
                if (typed := self.type_of(one)) is not None:
                    self.checked_as(typed, other)
                elif known is None:
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
                        self.counts_as(known, other)
                elif value.kind == "none":
                    if not (isinstance(one, ast.Name) and one.id in self.emptied):
                        known.seen.add("none")
                elif value.kind in ("int", "float"):
                    known.seen.update(NUMBER if value.kind == "float" else ("int",))
                    if isinstance(operator, (ast.Eq, ast.NotEq)) and value not in known.literals:
                        known.literals.append(value)
                elif value.kind in ("str", "bytes", "bool"):
                    self.letter(one, value)
                    known.seen.add(value.kind)
                    if value not in known.literals:
                        known.literals.append(value)
                else:
                    known.weak.add(value.kind)

    def membership(self, left: ast.expr, right: ast.expr) -> None:
        inner, whole, values, key = self.known(left), self.known(right), self.value(right), self.value(left)
        typed = self.type_of(left)
        if typed is not None:
            self.checked_as(typed, right)
            return
        if inner is not None and values is not None:
            self.one_of(inner, values)
        if inner is not None and values is not None and values.kind == "str":
            self.letter(left, values)
            inner.seen.add("str")
        if whole is not None:
            if key is not None and key.kind == "bytes":
                whole.weak.update(("bytes", "list"))
            elif key is not None and key.kind == "str":
                whole.weak.update(("str", "dict") if not whole.fields else ("dict",))
                keys = whole.key()
                keys.literals += [key] if key not in keys.literals else ()
            else:
                whole.weak.update(("list", "dict", "set"))

    def counts_as(self, known: Known, other: ast.expr) -> None:
        """It is compared with a length, or with a place in something."""
        rest = self.known(other.left if isinstance(other, ast.BinOp) else other)
        length = isinstance(other, ast.Call) and last_name(other.func) == "len"
        known.whole |= length or (rest is not None and rest.whole)

    def letter(self, node: ast.expr, value: Value) -> None:
        """What has a letter as an item is a text, or a list of texts."""
        if isinstance(node, ast.Subscript) and self.is_counted(node.slice) and len(str(value.data)) == 1:
            self.tell(node.value, "list", "str")

    def placed(self, node: ast.expr | None) -> None:
        """It is a place in something, or such a place with something added."""
        if isinstance(node, ast.BinOp):
            self.placed(node.left)
            self.placed(node.right)
        known = self.known(node)
        if known is not None:
            known.whole = True

    def is_counted(self, key: ast.expr) -> bool:
        """Whether it is certainly a number."""
        if isinstance(key, ast.BinOp):
            return isinstance(key.op, (ast.Add, ast.Sub)) and isinstance(literal(key.right), Value)
        known = self.known(key)
        return known is not None and "int" in known.sure | known.seen

    def one_of(self, known: Known, values: Value) -> None:
        """It is looked up in a table or a list of constants."""
        among = [*values.items[:8], *(key for key, _ in values.entries[:8])]
        known.literals += [value for value in among if value not in known.literals]
        known.weak.update(value.kind for value in among)

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
            elif isinstance(node.op, ast.Add) and is_text(other):
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
        given = self.value(first) if owner is not None else None
        if owner is not None and given is not None and given.kind == "bytes":
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
        elif name in MATCHERS and isinstance(node.func, ast.Attribute) and self.is_pattern(node.func.value):
            place = int(name in ("sub", "subn"))
            matched = self.tell(node.args[place] if place < len(node.args) else None, "str")
            if matched is not None and not matched.sure:
                matched.sure.add("str")
        elif name in GIVEN and (isinstance(node.func, ast.Name) or root_name(node.func) not in self.variables):
            for argument in node.args if name == "range" else node.args[:1]:
                self.tell(argument, *GIVEN[name])
        elif name in ("get", "pop") and isinstance(node.func, ast.Attribute) and self.known(node.func.value) is None:
            table, inner = self.value(node.func.value), self.known(first)
            if table is not None and table.kind == "dict" and inner is not None:
                self.one_of(inner, table)
        elif name in STR_METHODS and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant):
            return
        else:
            self.passed(node, name)

    def is_pattern(self, node: ast.expr) -> bool:
        given = self.given(node)
        return isinstance(given, ast.Call) and last_name(given.func) == "compile"

    def weakly(self, node: ast.expr, *kinds: Kind) -> None:
        known = self.known(node)
        if known is not None:
            known.weak.update(kinds)

    def checked(self, node: ast.expr, kinds: ast.expr) -> None:
        known = self.known(node)
        if known is not None:
            self.checked_as(known, kinds)

    def checked_as(self, known: Known, kinds: ast.expr) -> None:
        """It is asked whether it is of one of these classes; `type(self)` and `self.__class__` are the function's own."""
        given = self.given(kinds)
        kinds = given if isinstance(given, ast.Tuple) else kinds
        for kind in kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]:
            own = self.type_of(kind)
            name = last_name(kind) if own is None else own.kind_class
            if name in PLAIN:
                known.seen.update(PLAIN[name])
                known.asked.update(PLAIN[name])
                continue
            found = self.reader.named(name, 0)
            known.seen.update(found.sure)
            known.asked.update(found.sure)
            if found.kind_class and not known.kind_class:
                found.sure = set()
                known.absorb(found)
