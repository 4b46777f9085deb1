"""The finding is gone: its rule finds at least one place fewer, and this place no more."""

from __future__ import annotations

from burnish.enhancement import Check, Outcome
from burnish.verification.rewrite import Rewrite


def check(rewrite: Rewrite) -> Check:
    finding = rewrite.finding
    if finding is None:
        return Check("resolves", Outcome.NOT_APPLICABLE, "there was no finding to resolve")
    before = [one.message for one in rewrite.findings_before if one.rule == finding.rule]
    after = [one.message for one in rewrite.findings_after if one.rule == finding.rule]
    if len(after) < len(before) and after.count(finding.message) < max(1, before.count(finding.message)):
        return Check("resolves", Outcome.PASSED)
    return Check("resolves", Outcome.FAILED, f"{finding.rule} still finds: {finding.message}")
