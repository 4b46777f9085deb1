from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.python.layout import is_docstring, statements
from burnish.tree import descendants


class LongFunction(LegacyRule):
    query = "(function_definition name: (identifier) @name body: (block) @body) @function"

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        body, limit = found["body"], project.config.max_function_lines
        first, last = body.start_point.row, body.end_point.row
        if last - first < limit:
            return None
        text, kind = document.slice(body), ("function_definition",)
        inner = [one for one in statements(body)[:1] if is_docstring(one)]
        if "def " in text:
            inner += descendants(body, kind, kind)
        left_out = {row for one in inner for row in range(one.start_point.row, one.end_point.row + 1)}
        rows = enumerate(text.split("\n"), first)
        lines = (line.strip() for row, line in rows if row not in left_out)
        count = sum(1 for line in lines if line and not line.startswith("#"))
        if count <= limit:
            return None
        message = f"'{document.slice(found['name'])}' has {count} lines of code, over the limit of {limit}"
        return self.finding(found["name"], message, anchor=found["function"])
