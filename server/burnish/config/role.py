"""What files are for: the words that settings, rules and reports have for it."""

from __future__ import annotations

from enum import Enum


class Role(str, Enum):
    """What a file is for."""

    SOURCE = "source"
    TEST = "test"
    MIGRATION = "migration"
    SCRIPT = "script"
    EXAMPLE = "example"
    DOCUMENTATION = "documentation"
    TEMPLATE = "template"
    VENDORED = "vendored"
    COMPILED = "compiled"
    GENERATED = "generated"

    @property
    def meaning(self) -> str:
        """What such a file is, in one sentence."""
        return _MEANINGS[self]


LEFT_ALONE = frozenset({Role.VENDORED, Role.COMPILED, Role.GENERATED})
"""The roles of files that nobody writes here: no rule speaks in them."""

WRITTEN = frozenset(Role) - LEFT_ALONE
"""The roles of files that people write."""

_MEANINGS = {
    Role.SOURCE: "What the project is there for.",
    Role.TEST: "Tests and benchmarks, and what they use: fixtures, mocks.",
    Role.MIGRATION: "Changes or fills a database, once.",
    Role.SCRIPT: "Is run by hand or by a build, by the people of the project.",
    Role.EXAMPLE: "Shows how something is used.",
    Role.DOCUMENTATION: "Belongs to the documentation, or builds it.",
    Role.TEMPLATE: "The template of an e-mail or of something printed.",
    Role.VENDORED: "Somebody else's, copied here. It is left alone.",
    Role.COMPILED: "Built, bundled or minified from other files. It is left alone.",
    Role.GENERATED: "Written by a program. It is left alone.",
}
