"""What annotations and docstrings say about values."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator

from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import FUNCTIONS, Function, Module, last_name, nodes_in
from burnish.behaviour.python.samples import literal
from burnish.behaviour.values import Kind

PLAIN: dict[str, tuple[Kind, ...]] = {
    "int": ("int",), "float": ("float", "int"), "complex": ("float",), "str": ("str",), "Text": ("str",), "AnyStr": ("str",),
    "bytes": ("bytes",), "bytearray": ("bytes",), "bool": ("bool",), "None": ("none",), "NoneType": ("none",),
    "Number": ("int", "float"), "Real": ("int", "float"), "Decimal": ("int",), "Fraction": ("int",),
    "datetime": ("date",), "date": ("date",), "string": ("str",), "boolean": ("bool",), "integer": ("int",),
    "StrPath": ("str",), "SupportsInt": ("int",), "SupportsFloat": ("float",), "Hashable": ("str", "int"),
    "LiteralString": ("str",), "number": ("int", "float"), "numeric": ("int", "float"),
}  # fmt: skip
HOLDERS: dict[str, tuple[Kind, ...]] = {
    "list": ("list",), "sequence": ("list", "tuple"), "mutablesequence": ("list",), "collection": ("list", "tuple"),
    "tuple": ("tuple",), "set": ("set",), "frozenset": ("set",), "abstractset": ("set",), "mutableset": ("set",),
    "iterable": ("list", "iterator"), "iterator": ("iterator",), "generator": ("iterator",), "deque": ("list",),
    "container": ("list",), "reversible": ("list",), "array": ("list",),
}  # fmt: skip
MAPPINGS = frozenset(["dict", "mapping", "mutablemapping", "defaultdict", "ordereddict", "counter"])
CALLABLES = frozenset(["callable", "callabletype", "functiontype", "function"])
WRAPPERS = frozenset(["Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "TypeGuard"])
UNKNOWN = frozenset(["Any", "object", "Self", "TypeVar", "Incomplete", "T", "K", "V"])
DEEPEST = 6


class Reader:
    """Reads annotations with the module's own classes and aliases."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.classes: dict[str, ast.ClassDef] = {}
        self.values: dict[str, ast.expr] = {}
        self.around: list[str] = []
        """The classes whose fields are being read."""
        self.functions: dict[str, dict[str, Known]] = {}
        """What use tells of the parameters of functions that were called."""
        self.results: dict[str, Known] = {}
        """What is known of what these return, where it is a part of what they were given."""
        self.foreign: set[str] = set()
        """Names of modules that are not of the standard library: their `Set` is no set."""
        for statement in module.tree.body:
            if isinstance(statement, (ast.Import, ast.Try, ast.If)):
                self.foreign.update(foreign(statement))
            if isinstance(statement, ast.ClassDef):
                self.classes[statement.name] = statement
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                if isinstance(statement.targets[0], ast.Name):
                    self.values[statement.targets[0].id] = statement.value
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                self.values[statement.target.id] = statement.value

    def known(self, node: ast.expr | None, depth: int = 0) -> Known:
        """Nothing known where the annotation says nothing, a thing from outside where it names a foreign class."""
        if node is None or depth > DEEPEST:
            return Known()
        if isinstance(node, ast.Constant):
            if node.value is None:
                return Known("none")
            return self.written(node.value, depth) if isinstance(node.value, str) else Known()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self.either([node.left, node.right], depth)
        if isinstance(node, ast.Subscript):
            return self.subscripted(node, depth)
        if isinstance(node, ast.List):
            return self.either(node.elts[:1], depth)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self.foreign:
            known = self.named(node.attr, depth)
            return Known("stub") if known.sure else known
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.named(last_name(node), depth)
        return Known()

    def written(self, text: str, depth: int = 0) -> Known:
        try:
            return self.known(ast.parse(text.strip(), mode="eval").body, depth + 1)
        except (SyntaxError, ValueError, RecursionError):
            return Known()

    def either(self, nodes: list[ast.expr], depth: int) -> Known:
        result = Known()
        for node in nodes:
            part = self.known(node, depth + 1)
            result.absorb(part)
        return result

    def named(self, name: str, depth: int) -> Known:
        lower = name.lower()
        if name in PLAIN:
            return Known(*PLAIN[name])
        if name in UNKNOWN:
            return Known()
        if lower in HOLDERS:
            return Known(*HOLDERS[lower])
        if lower in MAPPINGS:
            return Known("dict")
        if lower in CALLABLES:
            return Known("function")
        if name in self.classes:
            return self.instance(self.classes[name], depth)
        if name in self.values:
            return self.alias(self.values[name], depth)
        return Known("stub") if name[:1].isupper() else Known()

    def alias(self, value: ast.expr, depth: int) -> Known:
        if isinstance(value, ast.Call) and last_name(value.func) == "NewType" and len(value.args) == 2:
            return self.known(value.args[1], depth + 1)
        if isinstance(value, ast.Call):
            return Known()
        return self.known(value, depth + 1)

    def subscripted(self, node: ast.Subscript, depth: int) -> Known:
        name, inner = last_name(node.value), node.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        lower = name.lower()
        if name in WRAPPERS:
            return self.known(parts[0], depth + 1)
        if name == "Optional":
            result = self.known(inner, depth + 1)
            result.sure.add("none")
            return result
        if name == "Union":
            return self.either(parts, depth)
        if name == "Literal":
            result = Known()
            result.literals = [value for value in map(literal, parts) if value is not None]
            result.sure = {value.kind for value in result.literals}
            return result
        if lower in CALLABLES:
            result = Known("function")
            result.item().absorb(self.known(parts[-1], depth + 1))
            return result
        if lower in MAPPINGS:
            result = Known("dict")
            result.key().absorb(self.known(parts[0], depth + 1))
            if len(parts) > 1:
                result.item().absorb(self.known(parts[1], depth + 1))
            elif lower == "counter":
                result.item().sure = {"int"}
            return result
        if lower in HOLDERS:
            result = Known(*HOLDERS[lower])
            self.held(result, lower, parts, depth)
            return result
        return self.named(name, depth)

    def held(self, result: Known, lower: str, parts: list[ast.expr], depth: int) -> None:
        inner = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is ...)]
        if lower == "generator":
            inner = inner[:1]
        for part in inner:
            result.item().absorb(self.known(part, depth + 1))
        if lower == "tuple" and inner and len(inner) == len(parts):
            from burnish.behaviour.python.exemplars import tuples

            result.literals += tuples([self.known(part, depth + 1) for part in inner])
            result.fields = {str(place): self.known(part, depth + 1) for place, part in enumerate(inner)}

    def instance(self, node: ast.ClassDef, depth: int) -> Known:
        """An object of one of the module's classes."""
        bases = {last_name(base) for base in node.bases}
        if bases & {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple", "Exception"}:
            return Known("stub")
        fields: dict[str, Known] = {}
        if node.name not in self.around and len(self.around) < 2:
            self.around.append(node.name)
            fields = self.fields(node, depth)
            self.around.pop()
        if "TypedDict" in bases:
            result = Known("dict")
            result.fields = fields
            return result
        result = Known("object")
        result.kind_class = node.name
        result.attributes = fields
        result.taken = frozenset(part.name for part in node.body if isinstance(part, FUNCTIONS))
        return result

    def fields(self, node: ast.ClassDef, depth: int = 0) -> dict[str, Known]:
        """What is known of the attributes of a class's objects: from its body and from its `__init__`."""
        found: dict[str, Known] = {}
        if depth > 2:
            return found
        for base in node.bases:
            if last_name(base) in self.classes and last_name(base) != node.name:
                found |= self.fields(self.classes[last_name(base)], depth + 1)
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and not class_variable(part):
                found[part.target.id] = self.known(part.annotation, depth + 1)
        starts = [part for part in node.body if isinstance(part, FUNCTIONS) and part.name == "__init__"]
        for start in starts[-1:]:
            self.started(start, node.name, found, depth)
        return found

    def started(self, start: Function, owner: str, found: dict[str, Known], depth: int) -> None:
        arguments = [*start.args.posonlyargs, *start.args.args]
        if not arguments:
            return
        receiver = arguments[0].arg
        given = {argument.arg: argument.annotation for argument in [*arguments, *start.args.kwonlyargs]}
        for node in nodes_in(start):
            if isinstance(node, ast.AnnAssign):
                target: ast.expr = node.target
                value, annotation = node.value, node.annotation
            elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, value, annotation = node.targets[0], node.value, None
            else:
                continue
            if not (
                isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == receiver
            ):
                continue
            name = mangled(target.attr, owner)
            known = self.known(annotation, depth + 1) if annotation is not None else Known()
            if annotation is None and isinstance(value, ast.Name) and value.id in given:
                known = self.known(given[value.id], depth + 1)
            elif annotation is None and value is not None:
                known = made_by(value)
            found.setdefault(name, Known()).absorb(known)


def foreign(statement: ast.stmt) -> Iterator[str]:
    """Names of modules from elsewhere that it imports."""
    for node in nodes_in(statement):
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name.partition(".")[0] not in sys.stdlib_module_names | {"typing_extensions"}:
                yield alias.asname or alias.name.partition(".")[0]


def class_variable(part: ast.AnnAssign) -> bool:
    annotation = part.annotation
    return last_name(annotation.value if isinstance(annotation, ast.Subscript) else annotation) == "ClassVar"


def mangled(name: str, owner: str) -> str:
    """The name that an attribute really has: `__x` is `_Owner__x`."""
    return f"_{owner.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name


MAKERS: dict[str, tuple[Kind, ...]] = {
    "list": ("list",), "dict": ("dict",), "set": ("set",), "tuple": ("tuple",), "str": ("str",), "int": ("int",),
    "float": ("float",), "bool": ("bool",), "len": ("int",), "defaultdict": ("dict",), "OrderedDict": ("dict",),
    "deque": ("list",), "Counter": ("dict",), "sorted": ("list",), "bytes": ("bytes",),
}  # fmt: skip


def made_by(value: ast.expr) -> Known:
    """What an expression makes, as far as its form says."""
    if isinstance(value, (ast.List, ast.ListComp)):
        return Known("list")
    if isinstance(value, (ast.Dict, ast.DictComp)):
        return Known("dict")
    if isinstance(value, (ast.Set, ast.SetComp)):
        return Known("set")
    if isinstance(value, ast.JoinedStr):
        return Known("str")
    if isinstance(value, ast.Constant):
        found = literal(value)
        return Known(found.kind) if found is not None else Known()
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return Known(*MAKERS.get(value.func.id, ()))
    return Known()


GOOGLE = re.compile(r"^\s+\*{0,2}(\w+)\s*\(([^)]+)\)\s*:", re.MULTILINE)
NUMPY = re.compile(r"^\s*(\w+)\s+:\s+(\S[^\n]*)$", re.MULTILINE)
REST = re.compile(r":type\s+(\w+)\s*:\s*([^\n]+)")
REST_INLINE = re.compile(r":param\s+([\w\[\], .|]+?)\s+(\w+)\s*:")
WORDS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"\blists? of (\w+?)s?\b"), lambda inner: f"list[{inner}]"),
    (re.compile(r"\bdict(?:ionary)?\b.*"), lambda _: "dict"),
)


def documented(function: Function, reader: Reader) -> dict[str, Known]:
    """What the docstring says of the parameters' types (Google, NumPy and reST style)."""
    text = ast.get_docstring(function) or ""
    found: dict[str, Known] = {}
    pairs = [*GOOGLE.findall(text), *NUMPY.findall(text), *REST.findall(text)]
    pairs += [(name, kind) for kind, name in REST_INLINE.findall(text)]
    for name, kind in pairs:
        found.setdefault(name, reader.written(simplified(kind)))
    return {name: known for name, known in found.items() if known.sure - {"none", "stub"}}


def simplified(text: str) -> str:
    """A type in words as an annotation: "int, optional" -> "int | None"; "list of str" -> "list[str]"."""
    text = text.strip().rstrip(".").strip("`")
    optional = "optional" in text or "None" in text
    text = re.sub(r",?\s*(optional|default\S*.*|defaults to.*)$", "", text).strip()
    for pattern, written in WORDS:
        match = pattern.search(text.lower())
        if match:
            text = written(match.group(1) if match.groups() else "")
            break
    text = re.sub(r"\s+or\s+", " | ", text)
    return f"{text} | None" if optional and "None" not in text else text
