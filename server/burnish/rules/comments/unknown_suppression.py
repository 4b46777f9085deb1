from __future__ import annotations

from burnish.code import Code
from burnish.rule import Finding, Fix, Rule
from burnish.rules.comments.about.suppressions import without


class UnknownSuppression(Rule):
    # Its findings are worked out in `suppression.py`, where all other findings are known, so no anchor leads to them.
    def fix(self, found: Finding, code: Code) -> Fix | None:
        return without(found, code.document)
