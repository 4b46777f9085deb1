from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names import Form, names_of
from burnish.names.python_bindings import bindings
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.python.sql import arguments_of
from burnish.text import Edit, Span
from burnish.tree import ancestors, descendants, field_text, span_of


class UnsafeDeserialization(LegacyRule):
    query = """
    (call function: [(identifier) (attribute)] @function arguments: (argument_list)
      (#match? @function "(^|[.])(load|loads|load_all|unsafe_load|unsafe_load_all|Unpickler|open)$")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, function = found["call"], found["function"]
        name = names_of(document).origin(function).path
        given = arguments_of(call)
        if name is None or not given or name.split(".")[0] not in _MODULES:
            return None
        short = document.slice(function)
        if name in _YAML:
            loader = _loader_of(call, given, document)
            if loader not in _YAML_LOADERS and not (loader == "" and name in _YAML_LOADS) and name in _YAML_LOADS:
                return None
            return self.finding(function, f"{short}() builds any Python object that the YAML names", anchor=call)
        if name not in _PICKLES or given[0].type in ("list_splat", "dictionary_splat"):
            return None
        origin = _origin_of(given[0], call, document, only_requests=name == "shelve.open")
        if origin is None or _is_own_cache(call, given[0], document):
            return None
        return self.finding(function, f"{short}() runs what {origin} tells it to", anchor=call)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        call = document.node_at(finding.span).parent
        function = None if call is None else call.child_by_field_name("function")
        if call is None or function is None or call.type != "call" or function.type != "attribute":
            return None
        method = function.child_by_field_name("attribute")
        replacement = _YAML.get(names_of(document).origin(function).path or "")
        if method is None or replacement is None or document.slice(function).count(".") != 1:
            return None
        edits = [Edit(span_of(method), replacement)]
        given = arguments_of(call)
        if len(given) > 2 or any(one.type in ("list_splat", "dictionary_splat") for one in given):
            return None
        if len(given) == 2:
            if document.slice(Span(given[0].end_byte, given[1].start_byte)).strip() != ",":
                return None
            edits.append(Edit(Span(given[0].end_byte, given[1].end_byte), ""))
        return Fix(tuple(edits), f"Use {replacement}, which builds plain data only")


def _loader_of(call: Node, given: list[Node], document: Document) -> str:
    """The loader that a call of yaml.load names: its full name, "" for none."""
    for at, one in enumerate(given):
        if one.type == "keyword_argument":
            if field_text(one, "name", document.source) == "Loader":
                value = one.child_by_field_name("value")
                return "?" if value is None else names_of(document).origin(value).path or "?"
        elif one.type in ("dictionary_splat", "list_splat"):
            return "?"
        elif at == 1:
            return names_of(document).origin(one).path or "?"
    return ""


def _origin_of(data: Node, call: Node, document: Document, only_requests: bool) -> str | None:
    """Where the data comes from, in words; None where nothing in the function says that it comes from outside."""
    text = document.slice(data)
    if _DUMPED.search(text):
        return None
    if _REQUEST.search(text):
        return "the request"
    names = [data] if data.type == "identifier" else list(descendants(data, ("identifier",)))
    if only_requests:
        names = [data] if data.type == "identifier" else []
    elif _NETWORK.search(text):
        return "the network"
    elif text.startswith(("open(", "io.open(")) or ".open(" in text or ".read_bytes()" in text:
        return "the file"
    for name in names:
        origin = _origin_of_name(name, call, document)
        if origin is not None and (not only_requests or origin == "the request"):
            return origin
    return None


def _origin_of_name(name: Node, call: Node, document: Document) -> str | None:
    text = document.slice(name)
    if text in ("self", "cls"):
        return None
    for binding in bindings(document, name):
        construct, value = binding.construct, binding.value
        if binding.form is Form.PARAMETER:
            return f"'{text}', which is passed in,"
        source = document.slice(value) if value is not None else ""
        if construct.type == "as_pattern":
            source = document.slice(construct).split(" as ")[0]
        if _DUMPED.search(source):
            return None
        if _REQUEST.search(source):
            return "the request"
        if _NETWORK.search(source):
            return "the network"
        if _OPENED.search(source):
            return "the file"
    return None


def _is_own_cache(call: Node, data: Node, document: Document) -> bool:
    """Whether the names around say that the program reads back what it keeps for itself."""
    names = [
        field_text(one, "name", document.source) or ""
        for one in ancestors(call)
        if one.type in ("function_definition", "class_definition")
    ]
    return any(_OWN.search(name) for name in (*names, document.slice(data)))


_MODULES = frozenset({"yaml", "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve"})
_YAML_LOADS = frozenset({"yaml.load", "yaml.load_all"})
_YAML = {
    "yaml.load": "safe_load",
    "yaml.load_all": "safe_load_all",
    "yaml.unsafe_load": "safe_load",
    "yaml.unsafe_load_all": "safe_load_all",
}
_YAML_LOADERS = frozenset({"yaml.Loader", "yaml.UnsafeLoader", "yaml.CLoader", "yaml.CUnsafeLoader"})
_PICKLES = frozenset(
    {
        *(
            f"{module}.{name}"
            for module in ("pickle", "cPickle", "_pickle", "dill", "cloudpickle")
            for name in ("load", "loads", "Unpickler")
        ),
        "marshal.load",
        "marshal.loads",
        "shelve.open",
    }
)
_REQUEST = re.compile(
    r"\brequest\.(?:args|form|values|data|files|cookies|headers|json|get_data|get_json|GET|POST|FILES|COOKIES|body|stream|query_params)\b"
)
_NETWORK = re.compile(r"\burlopen\(|\brequests\.\w+\(|\.recv(?:from)?\((?!\))|\bsocket\b|\bredis\b|\bhttpx\.\w+\(")
_OPENED = re.compile(r"(?:^|[\w.])open\(|read_bytes\(\)")
_DUMPED = re.compile(r"\bdumps\(")
_OWN = re.compile(r"(?i)cache|__reduce|checkpoint|deepcopy|unpickle|state")
