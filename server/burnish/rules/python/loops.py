"""What Python loops run over."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document


def runs_over_few(document: Document, clause: Node) -> bool:
    """Whether a loop, or a comprehension's `for`, runs over a few things that stand in the code itself."""
    right = clause.child_by_field_name("right")
    if right is None:
        return False
    if right.type in ("tuple", "list", "set", "expression_list"):
        return True
    arguments = right.child_by_field_name("arguments")
    return (
        arguments is not None
        and document.slice(right).startswith(("range(", "enumerate([", "enumerate(("))
        and all(one.type in ("tuple", "list") or len(document.slice(one)) < 3 for one in arguments.named_children)
        and all(one.type in ("tuple", "list", "integer") for one in arguments.named_children)
    )
