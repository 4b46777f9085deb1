from __future__ import annotations

from burnish.code import Code
from burnish.rule import Finding, Fix, Rule
from burnish.rules.python.about.comprehensions import in_place_of, plan_of
from burnish.syntax import Found
from burnish.text import Span
from burnish.tree import span_of


class LoopToComprehension(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        plan = plan_of(found.node, code)
        if plan is None:
            return None
        head = Span(found.node.start_byte, plan.iterable.end_byte)
        return self.finding(head, plan.message, span_of(plan.first).joined(span_of(plan.last)))

    def fix(self, found: Found, code: Code) -> Fix | None:
        plan = plan_of(found.node, code)
        made = None if plan is None else in_place_of(plan, code)
        return None if plan is None or made is None else Fix(made, plan.title, plan.safety)
