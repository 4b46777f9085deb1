from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, Rule
from burnish.rules.comments.about.suppressions import without


class UnknownSuppression(Rule):
    # Its findings are worked out in `suppression.py`, where all other findings are known, so no anchor leads to them.
    def fix_of(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        return without(finding, document)
