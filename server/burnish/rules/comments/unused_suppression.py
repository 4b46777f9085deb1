from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule
from burnish.rules.suppressions import without


class UnusedSuppression(LegacyRule):
    # Its findings are worked out in `suppression.py`, where all other findings are known.
    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        return without(finding, document)
