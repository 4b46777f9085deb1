from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.literals import has_spread, key_text, literal_text, property_value
from burnish.text import Edit, Span, indentation_at, newline_of


class NoCodeSplitting(LegacyRule):
    query = '(pair key: (property_identifier) @entry value: (_) @value (#eq? @entry "entry")) @pair'

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        config = found["pair"].parent
        if config is None or config.type != "object" or has_spread(config) or not _is_single(found["value"]):
            return None
        values = {
            name: property_value(config, name, document)
            for name in ("output", "module", "plugins", "optimization", "target")
        }
        if not any(values[name] is not None for name in ("output", "module", "plugins")):
            return None
        if _targets_no_browser(values["target"], document) or _is_library(values["output"], document):
            return None
        optimization = values["optimization"]
        if optimization is not None and (optimization.type != "object" or has_spread(optimization)):
            return None
        if b"splitChunks" in document.source:
            return None
        return self.finding(
            found["entry"], "Everything goes into one bundle: 'optimization.splitChunks' is not set", anchor=config
        )

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        config = document.node_at(finding.anchor)
        if config.type != "object" or not any(origin == "html-webpack-plugin" for origin in imports(document).values()):
            return None
        output = property_value(config, "output", document)
        filename = None if output is None or output.type != "object" else property_value(output, "filename", document)
        if filename is not None and "[" not in (literal_text(filename, document) or ""):
            return None  # all chunks would be written to one file
        quote, newline = conventions_of(document, project).quotes, newline_of(document.source)
        split = f"splitChunks: {{ chunks: {quote}all{quote} }}"
        optimization = property_value(config, "optimization", document)
        if optimization is not None:
            if not optimization.named_children:
                return None
            first = optimization.named_children[0].start_byte
            if document.lines.line_of(first) == document.lines.line_of(optimization.start_byte):
                return Fix((Edit(Span(first, first), f"{split}, "),), "Split the bundle into chunks")
            indent = indentation_at(document.source, first)
            return Fix((Edit(Span(first, first), f"{split},{newline}{indent}"),), "Split the bundle into chunks")
        after = (output or document.node_at(finding.span)).parent
        if after is None or after.type != "pair":
            return None
        line = document.lines.line_span(document.lines.line_of(after.end_byte))
        rest = document.slice(Span(after.end_byte, line.end))
        text = f"optimization: {{ {split} }}"
        if not re.fullmatch(r",?\s*(?://.*)?", rest):
            edit = Edit(Span(after.end_byte, after.end_byte), f", {text}")
        elif rest.startswith(","):
            edit = Edit(
                Span(line.end, line.end), f"{newline}{indentation_at(document.source, after.start_byte)}{text},"
            )
        else:
            edit = Edit(
                Span(after.end_byte, after.end_byte),
                f",{newline}{indentation_at(document.source, after.start_byte)}{text}",
            )
        return Fix((edit,), "Split the bundle into chunks")


def _is_single(entry: Node) -> bool:
    if entry.type in ("object", "array"):
        return len(entry.named_children) == 1 and not has_spread(entry)
    return entry.type in ("string", "template_string", "call_expression")


def _targets_no_browser(target: Node | None, document: Document) -> bool:
    return target is not None and "web" not in (literal_text(target, document) or "web").replace("webworker", "")


def _is_library(output: Node | None, document: Document) -> bool:
    if output is None or output.type != "object":
        return False
    names = (
        key_text(one.child_by_field_name("key"), document) or "" for one in output.named_children if one.type == "pair"
    )
    return any(name.startswith("library") for name in names)
