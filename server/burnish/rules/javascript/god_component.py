from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.javascript.code_lines import code_lines
from burnish.rules.javascript.components import component_name, hook_calls, react_superclass
from burnish.rules.javascript.functions import function_name, head
from burnish.tree import span_of


class GodComponent(LegacyRule):
    query = """
    (function_declaration) @function
    (variable_declarator value: [(arrow_function) (function_expression)] @function)
    (variable_declarator value: (call_expression arguments: (arguments . [(arrow_function) (function_expression)] @function)))
    (class_declaration (class_heritage)) @class
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        most = project.config.max_component_lines
        declaration = found.get("class")
        node = found["function"] if declaration is None else declaration
        height = node.end_point.row - node.start_point.row
        if height < min(most, _MOST_STATES, _MOST_EFFECTS) or (declaration is not None and height < most):
            return None
        if declaration is not None:
            name_node = declaration.child_by_field_name("name")
            lines = code_lines(document, span_of(declaration))
            if lines <= most or name_node is None or react_superclass(document, declaration) is None:
                return None
            return self.finding(
                name_node, f"'{document.slice(name_node)}' has {lines} lines of code, more than {most}", declaration
            )
        name = function_name(document, node)
        if name is None or not name[:1].isupper():
            return None
        reasons = []
        lines = code_lines(document, span_of(node)) if height >= most else 0
        if lines > most:
            reasons.append(f"{lines} lines of code")
        body = node.child_by_field_name("body")
        if body is not None and b"use" in document.source[body.start_byte : body.end_byte]:
            states = sum(len(hook_calls(document, body, one)) for one in ("useState", "useReducer"))
            effects = sum(len(hook_calls(document, body, one)) for one in ("useEffect", "useLayoutEffect"))
            if states >= _MOST_STATES or effects >= _MOST_EFFECTS or (reasons and states + effects > 4):
                reasons += [
                    f"{count} {what}" for count, what in ((states, "state variables"), (effects, "effects")) if count
                ]
        if not reasons or component_name(document, node) is None:
            return None
        every = reasons[0] if len(reasons) == 1 else f"{', '.join(reasons[:-1])} and {reasons[-1]}"
        return self.finding(
            head(document, node),
            f"'{name}' does too much: it has {every}",
            node,
        )


_MOST_STATES = 8
_MOST_EFFECTS = 6
