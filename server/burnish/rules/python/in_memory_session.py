from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names import ScopeKind, names_of
from burnish.names.python_mentions import mentions
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match, Related
from burnish.rules.python.routes import serves_requests
from burnish.tree import enclosing, span_of


class InMemorySession(LegacyRule):
    from_root = True
    query = """
    (module (expression_statement (assignment
      left: (identifier) @name
      right: [(dictionary) (set) (list) (call)] @value
      (#match? @name "(?i)(^|_)(sessions?|tokens?|carts?|baskets?|logged_?in|logins?|login_attempts|otps?|nonces?|online_users|active_users|csrf\\\\w*)(_by_\\\\w+|_store|_data|_cache|_db|_map|_dict|_users?)?$"))
      ) @statement)
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        name, value = found["name"], found["value"]
        if not _is_empty(value, document) or not serves_requests(document):
            return None
        text = document.slice(name)
        write = next((one for one in mentions(document, document.root, text) if _is_written(one, document)), None)
        if write is None:
            return None
        return self.finding(
            name,
            f"'{text}' lives in the memory of one process: other workers do not see it, and a restart empties it",
            anchor=found["statement"],
            related=(Related(span_of(write), "written here"),),
        )


def _is_empty(value: Node, document: Document) -> bool:
    """Whether a container starts empty: `{}`, `dict()`, `defaultdict(list)`."""
    if value.type != "call":
        return not [one for one in value.named_children if not one.is_extra]
    function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or arguments is None:
        return False
    name = document.slice(function).rsplit(".", 1)[-1]
    return name == "defaultdict" or (name in ("dict", "set", "list", "OrderedDict") and not arguments.named_children)


def _is_written(mention: Node, document: Document) -> bool:
    """Whether a function puts something into the container of the module here."""
    function = enclosing(mention, ("function_definition",))
    bound = names_of(document).bindings(mention)
    if function is None or not all(one.scope.kind is ScopeKind.MODULE for one in bound):
        return False
    parent = mention.parent
    if parent is None:
        return False
    if parent.type == "subscript" and parent.child_by_field_name("value") == mention:
        while parent.parent is not None and parent.type == "subscript" and parent.parent.type == "subscript":
            parent = parent.parent
        around = parent.parent
        return (
            around is not None
            and around.type in ("assignment", "augmented_assignment")
            and around.child_by_field_name("left") == parent
        )
    if parent.type == "attribute" and parent.child_by_field_name("object") == mention:
        method = parent.child_by_field_name("attribute")
        return method is not None and document.slice(method) in ("setdefault", "update", "add", "append")
    return False
