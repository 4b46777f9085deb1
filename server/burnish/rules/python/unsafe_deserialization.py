from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.document import Document
from burnish.files import read_regular
from burnish.names import Form
from burnish.names.facts import About, asked_of
from burnish.names.python_bindings import bindings
from burnish.project import Project
from burnish.rule import Finding, Fix, Rule
from burnish.rules.python.about.requests import is_of_request, reads_request
from burnish.syntax import Call
from burnish.tree import ancestors, descendants, field_text, place_of, span_of


class UnsafeDeserialization(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        call, function, path = found.node, found["LOAD"], code.origin(found["LOAD"]).path
        if not found.arguments:
            return None
        said = code.text(function)
        if path in PLAIN:
            if path in _CHOOSING and not _builds_any_object(found, code):
                return None
            if _says_unsafe(found, path, code) and _writes_objects(code):
                return None  # safe loading refuses what its own dumps hold: tuples and objects under Python's tags
            return self.finding(function, f"{said}() builds any Python object that the YAML names", anchor=call)
        data = found.arguments[0]
        if data.type in _SPLATS or _DUMPED.search(code.text(data)) or _is_plain(found, path, code):
            return None
        source = _source_of(data, code)
        if source is None or (source not in _FOREIGN and (path in _FROM_REQUESTS or _is_its_own(data, source, code))):
            return None
        return self.finding(function, f"{said}() runs what {source} tells it to", anchor=call)

    def fix(self, found: Call, code: Code) -> Fix | None:
        plain, method = PLAIN.get(code.origin(found["LOAD"]).path or ""), found["LOAD"].child_by_field_name("attribute")
        if plain is None or method is None or code.text(found["LOAD"]).count(".") != 1:
            return None
        if found.spreads or len(found.arguments) > 2 or _writes_objects(code):
            return None
        loader = edits.without_argument(found.arguments[1]) if len(found.arguments) == 2 else ()
        if loader is None:
            return None
        return Fix((*edits.replaced(method, plain), *loader), f"Use {plain}, which builds plain data only")


def _builds_any_object(call: Call, code: Code) -> bool:
    """Whether the loader that a call of yaml.load names, or has by default, is one that does as it is told."""
    loader = call.keyword("Loader") or next(iter(call.positional[1:]), None)
    return not call.spreads if loader is None else code.origin(loader).is_one_of(_LOADERS)


def _says_unsafe(call: Call, path: str, code: Code) -> bool:
    """Whether somebody chose by name what builds any object."""
    return path not in _CHOOSING or any("nsafe" in code.text(one) for one in call.arguments[1:])


def _writes_objects(code: Code) -> bool:
    """Whether the file writes YAML with the dumper that writes Python's own types, too: `yaml.dump(data)`."""
    asked_of(code.document).note(About.FILE, "")
    return any(
        code.origin(one.function).path in ("yaml.dump", "yaml.dump_all")
        and not any("Safe" in code.text(given) for given in one.arguments)
        and not any("SafeDumper" in code.text(given) for given in _keywords(one))
        for one in code.document.known(_dumps)
    )


def _dumps(document: Document) -> tuple[Call, ...]:
    calls = (Call(one) for one in document.nodes("call"))
    return tuple(one for one in calls if one.name in ("dump", "dump_all"))


def _keywords(call: Call) -> list[Node]:
    return (
        [] if call.brackets is None else [one for one in call.brackets.named_children if one.type == "keyword_argument"]
    )


def _is_plain(call: Call, path: str | None, code: Code) -> bool:
    """Whether a call of a library that also reads data without objects is told to, or is not told otherwise."""
    if path not in _UNSAFE_WHERE_TOLD:
        return False
    name, unsafe = _UNSAFE_WHERE_TOLD[path]
    told = call.keyword(name)
    return told is None or code.text(told) != unsafe


def _source_of(data: Node, code: Code, steps: int = 4) -> str | None:
    """Where data comes from, in words; None where nothing in the function says that it comes from outside."""
    text = code.text(data)
    if _DUMPED.search(text):
        return None
    if reads_request(text) or is_of_request(data, code):
        return "the request"
    said = "the network" if _NETWORK.search(text) else "the file" if _OPENED.search(text) else None
    names = (data,) if data.type == "identifier" else _names_of_data(data)
    sources = [one for name in names if (one := _source_of_name(name, code, steps)) is not None]
    return next((one for one in sources if one in _FOREIGN), said or next(iter(sources), None))


def _names_of_data(data: Node) -> Iterator[Node]:
    """The names in an expression but for those that only say which of its items: `kept[str(id)]`, `kept.get(id)`."""
    for one in descendants(data, ("identifier",)):
        if place_of(one) not in _NO_VALUES and not any(_is_key(one, around) for around in _within(one, data)):
            yield one


def _within(node: Node, whole: Node) -> Iterator[Node]:
    return (around for around in ancestors(node) if span_of(whole).contains(span_of(around)))


def _is_key(name: Node, around: Node) -> bool:
    if around.type == "subscript":
        value = around.child_by_field_name("value")
    elif around.type == "call" and Call(around).name in _LOOKING_UP:
        value = Call(around).function
    else:
        return False
    return value is not None and not span_of(value).contains(span_of(name))


def _source_of_name(name: Node, code: Code, steps: int) -> str | None:
    text = code.text(name)
    for binding in () if text in ("self", "cls") else bindings(code.document, name):
        if binding.form is Form.PARAMETER:
            if "UploadFile" in code.text(binding.construct):
                return "the request"
            return f"'{text}', which is passed in,"
        value = binding.value
        if binding.construct.type == "as_pattern" and binding.construct.named_children:
            value = binding.construct.named_children[0]
        source = None if value is None or not steps else _source_of(value, code, steps - 1)
        if source is not None:
            return source
    return None


def _is_its_own(data: Node, source: str, code: Code) -> bool:
    """Whether a program reads what it keeps for itself: its cache by name, a file that comes with it, or what it pickles.

    The module pickles, too, or for a file one beside it. What is handed over as it is, and was text, is anyone's all the same:
    `cart_from_cookie(blob)`.
    """
    functions = [one for one in ancestors(data) if one.type in ("function_definition", "class_definition")]
    names = (field_text(one, "name", code.document.source) or "" for one in functions)
    if any(_OWN.search(name) for name in (code.text(data), *names)):
        return True
    fields = (one for one in descendants(data, ("attribute",)) if place_of(one) != "call.function")
    if source != "the file" and _DECODED.search(code.text(data)) and data.type != "attribute" and not any(fields):
        return False
    asked_of(code.document).note(About.FILE, "")
    if _PICKLES.search(code.document.source) is not None:
        return True
    return source == "the file" and code.project.fact(_is_pickled_in, code.document.path.parent)


def _is_pickled_in(project: Project, folder: Path) -> bool:
    """Whether a module in a folder writes pickles."""
    if project.root is None:
        return False
    for one in sorted(folder.glob("*.py"))[:_MOST_MODULES]:
        try:
            source = read_regular(one, _MOST_BYTES)
        except (OSError, ValueError):
            continue
        if _PICKLES.search(source) is not None:
            return True
    return False


PLAIN = {
    "yaml.load": "safe_load",
    "yaml.load_all": "safe_load_all",
    "yaml.unsafe_load": "safe_load",
    "yaml.unsafe_load_all": "safe_load_all",
}
_CHOOSING = frozenset({"yaml.load", "yaml.load_all"})
"""What is told by an argument how much it may build."""
_LOADERS = frozenset({"yaml.Loader", "yaml.UnsafeLoader", "yaml.CLoader", "yaml.CUnsafeLoader"})
_SPLATS = frozenset({"list_splat", "dictionary_splat"})
_NETWORK = re.compile(r"\burlopen\(|\brequests\.\w+\(|\.recv(?:from)?\((?!\))|\bsocket\b|\bredis\b|\bhttpx\.\w+\(")
_OPENED = re.compile(r"(?:^|[\w.])open\(|read_bytes\(\)")
_FOREIGN = frozenset({"the request", "the network"})
_FROM_REQUESTS = frozenset(
    {"shelve.open", "joblib.load", "torch.load", "pandas.read_pickle", "numpy.load", "jsonpickle.decode"}
)
"""What reads files that a program mostly has of its own, or text that is plain data."""
_UNSAFE_WHERE_TOLD = {"torch.load": ("weights_only", "False"), "numpy.load": ("allow_pickle", "True")}
_NO_VALUES = frozenset({"attribute.attribute", "keyword_argument.name"})
_LOOKING_UP = frozenset({"fetch", "filter", "find", "get", "hget", "query"})
_DECODED = re.compile(r"(?i)b(?:16|32|64|85)_?decode|fromhex|unhexlify|decodebytes|\bdecode\(|decompress\(")
_PICKLES = re.compile(
    rb"\b(?:c?[pP]ickle|dill|cloudpickle|marshal|joblib)\.(?:dumps?|Pickler)\("
    rb"|\bfrom (?:c?[pP]ickle|dill|cloudpickle|marshal|joblib) import (?:\([^)]*|[^\n(]*)\b(?:dumps?|Pickler)\b"
)
_MOST_MODULES = 100
_MOST_BYTES = 512 << 10
_DUMPED = re.compile(r"\bdumps\(")
_OWN = re.compile(r"(?i)cache|__reduce|checkpoint|deepcopy|unpickle|state")
