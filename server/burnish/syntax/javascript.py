"""What is read off a node of JavaScript or TypeScript by itself."""

from __future__ import annotations

from tree_sitter import Node


def literal_text(node: Node | None) -> str | None:
    """The text of a string or of a template without substitutions, escapes as written; None for anything else."""
    if node is None or node.type not in ("string", "template_string") or node.text is None:
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return node.text.decode("utf-8", "replace")[1:-1]
