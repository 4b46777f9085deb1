from __future__ import annotations

from burnish.code import Code
from burnish.rule import Finding, Rule
from burnish.syntax import Call
from burnish.syntax.javascript import has_spread, property_value


class InMemorySession(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        options = next(iter(found.arguments), None)
        if options is not None and (options.type != "object" or has_spread(options)):
            return None
        if options is not None and property_value(options, "store") is not None:
            return None
        function = found.function.child_by_field_name("property") or found.function
        return self.finding(
            function, "Sessions are kept in the memory of this one process: no 'store' is set", anchor=found.node
        )
