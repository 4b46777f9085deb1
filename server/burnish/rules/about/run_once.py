"""Functions that run once in the life of a program, by what they say of themselves: time is no matter there."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.tree import ancestors, field_text


def is_run_once(node: Node, code: Code) -> bool:
    """Whether code stands in a function that migrates, installs or fills what there is: `async migrateStatusPage() {…}`."""
    functions = code.document.language.functions
    return any(
        one.type in functions and _ONCE.match(field_text(one, "name", code.document.source) or "") is not None
        for one in ancestors(node)
    )


_ONCE = re.compile(r"_*(?:migrat(?:e|ion)|upgrade|downgrade|install|seed|populate|backfill)(?=[A-Z_\d]|$)")
