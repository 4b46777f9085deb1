from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.javascript.express import constructed
from burnish.rules.javascript.literals import arguments_of, has_spread, property_value


class InMemorySession(LegacyRule):
    query = """
    (call_expression function: [(identifier) @function (member_expression property: (property_identifier) @function)]
      (#match? @function "[sS]ession$|^default$")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call = found["call"]
        if not constructed(call, "express-session", document):
            return None
        options = next(iter(arguments_of(call)), None)
        if options is not None and (options.type != "object" or has_spread(options)):
            return None
        if options is not None and property_value(options, "store", document) is not None:
            return None
        message = "Sessions are kept in the memory of this one process: no 'store' is set"
        return self.finding(found["function"], message, anchor=call)
