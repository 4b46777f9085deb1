"""A second pass changes nothing: the rule would not rewrite its own result, nor the model's, at that place again."""

from __future__ import annotations

from burnish.enhancement import Check, Outcome
from burnish.text import apply
from burnish.verification.rewrite import Rewrite


def check(rewrite: Rewrite) -> Check:
    rule = rewrite.rule
    if rule is None or not rule.fixable:
        return Check("stable", Outcome.NOT_APPLICABLE, "there is no rule that could rewrite the result")
    known = {one.message for one in rewrite.findings_before if one != rewrite.finding}
    for finding in rewrite.findings_after:
        if finding.rule != rule.id or finding.message in known or not finding.anchor.overlaps(rewrite.touched_after):
            continue
        again = rule.fix_of(finding, rewrite.after, rewrite.project)
        if again is not None and apply(rewrite.after.source, again.edits) != rewrite.after.source:
            return Check("stable", Outcome.FAILED, f"{rule.id} would rewrite its result: {again.title}")
    return Check("stable", Outcome.PASSED)
