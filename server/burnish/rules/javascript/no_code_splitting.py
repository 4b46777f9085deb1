from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Found
from burnish.syntax.javascript import has_spread, key_text, literal_text, property_value
from burnish.text import Edit, Span, indentation_at, newline_of

TITLE = "Split the bundle into chunks"


class NoCodeSplitting(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        document = code.document
        key, entry, config = (
            found.node.child_by_field_name("key"),
            found.node.child_by_field_name("value"),
            found.node.parent,
        )
        if key is None or entry is None or config is None or code.text(key) != "entry":
            return None
        if config.type != "object" or has_spread(config) or not _is_single(entry):
            return None
        names = ("output", "module", "plugins", "optimization", "target", "mode")
        values = {name: property_value(config, name) for name in names}
        if not any(values[name] is not None for name in ("output", "module", "plugins")):
            return None
        if _targets_no_browser(values["target"], document) or _is_library(values["output"], document):
            return None
        optimization, mode = values["optimization"], values["mode"]
        if optimization is not None and (optimization.type != "object" or has_spread(optimization)):
            return None
        if mode is not None and literal_text(mode) == "development":
            return None
        if not _builds_the_application(document.path.name) or any(one in document.source for one in _SPLIT_OR_MEANT):
            return None
        return self.finding(
            key, "Everything goes into one bundle: 'optimization.splitChunks' is not set", anchor=config
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        config = found.node.parent
        if config is None or not _scripts_are_put_in(code):
            return None
        output = property_value(config, "output")
        filename = None if output is None or output.type != "object" else property_value(output, "filename")
        if filename is not None and "[" not in (literal_text(filename) or ""):
            return None  # all chunks would be written to one file
        split = f"splitChunks: {{ chunks: {code.conventions.quotes}all{code.conventions.quotes} }}"
        optimization = property_value(config, "optimization")
        if optimization is not None:
            if not optimization.named_children:
                return None
            return Fix((_before(optimization.named_children[0], split, optimization, code),), TITLE)
        after = found.node if output is None else output.parent
        return None if after is None else Fix((_behind(after, f"optimization: {{ {split} }}", code),), TITLE)


def _before(first: Node, text: str, block: Node, code: Code) -> Edit:
    """An edit that puts a property before the first one of an object, on a line of its own where that has one."""
    start, source = first.start_byte, code.document.source
    if first.start_point.row == block.start_point.row:
        return Edit(Span(start, start), f"{text}, ")
    return Edit(Span(start, start), f"{text},{newline_of(source)}{indentation_at(source, start)}")


def _behind(pair: Node, text: str, code: Code) -> Edit:
    """An edit that puts a property behind another one, on a line of its own where that ends its line."""
    document = code.document
    line = document.lines.around(pair.end_byte)
    rest = document.slice(Span(pair.end_byte, line.end))
    new_line = f"{newline_of(document.source)}{indentation_at(document.source, pair.start_byte)}"
    if not re.fullmatch(r",?\s*(?://.*)?", rest):
        return Edit(Span(pair.end_byte, pair.end_byte), f", {text}")
    if rest.startswith(","):
        return Edit(Span(line.end, line.end), f"{new_line}{text},")
    return Edit(Span(pair.end_byte, pair.end_byte), f",{new_line}{text}")


def _scripts_are_put_in(code: Code) -> bool:
    """Whether html-webpack-plugin puts all scripts of the build into every page that it makes."""
    pages = [one for one in code.document.nodes("new_expression") if _makes_page(one, code)]
    return bool(pages) and all(_takes_every_chunk(one, code) for one in pages)


def _makes_page(new: Node, code: Code) -> bool:
    constructor = new.child_by_field_name("constructor")
    return constructor is not None and code.origin(constructor).is_one_of(("html-webpack-plugin",))


def _takes_every_chunk(new: Node, code: Code) -> bool:
    brackets = new.child_by_field_name("arguments")
    given = [] if brackets is None else [one for one in brackets.named_children if not one.is_extra]
    if new.parent is None or new.parent.type != "array":
        return False  # made on a condition, or handed to something that may put nothing in
    if not given:
        return True
    options = given[0]
    if len(given) > 1 or options.type != "object" or has_spread(options):
        return False
    keys = [key_text(one.child_by_field_name("key")) for one in options.named_children]
    if any(key in ("chunks", "excludeChunks", "templateContent") for key in keys):
        return False
    inject = property_value(options, "inject")
    return inject is None or code.text(inject).strip("\"'`") in ("true", "body", "head")


def _builds_the_application(name: str) -> bool:
    """Whether a configuration is that of the application itself as it is delivered, by what its name says."""
    words = name.lower().split(".")[:-1]
    return all(one in _DELIVERED for word in words for one in re.split(r"[-_]", word))


def _is_single(entry: Node) -> bool:
    if entry.type in ("object", "array"):
        return len(entry.named_children) == 1 and not has_spread(entry)
    return entry.type in ("string", "template_string", "call_expression")


def _targets_no_browser(target: Node | None, document: Document) -> bool:
    return target is not None and "web" not in (literal_text(target) or "web").replace("webworker", "")


def _is_library(output: Node | None, document: Document) -> bool:
    if output is None or output.type != "object":
        return False
    names = (key_text(one.child_by_field_name("key")) or "" for one in output.named_children if one.type == "pair")
    return any(name.startswith("library") for name in names)


_SPLIT_OR_MEANT = (b"splitChunks", b"chunkFilename", b"LimitChunkCountPlugin", b"HtmlInlineScript", b"InlineSource")
"""What a configuration says that splits already, or that puts everything into one file on purpose."""
_DELIVERED = frozenset(
    {
        "app", "base", "browser", "build", "client", "common", "config", "core", "frontend", "main", "prod", "production",
        "public", "release", "renderer", "shared", "site", "web", "webpack",
    }
)  # fmt: skip
