"""The pipeline: find, rewrite, verify. The only door for the editor, the command line, training and reports.

Everything here is a function of a Document and its Project. Nothing unchecked leaves, and nothing refuted: a rewrite by
a rule and one by the model go through the same gate, and what the gate refuses comes back as a Refusal. What was run to
prove an enhancement, or why nothing could be run, is in its receipt.

`engine.versions` compares two versions of a file; it is not imported with the rest, for it loads what runs code.
"""

from __future__ import annotations

from burnish.engine.fixes import FixKind, fix_of, fix_of_rule, fix_of_rules, may_be_asked, model_may_try
from burnish.engine.left import Left, LeftReason
from burnish.engine.rewriting import (
    findings,
    fix_finding,
    plan_fix,
    refuted,
    rewrite_finding,
    rewrite_instructed,
    rewrite_region,
    rule_at,
    safety_of,
    takes_instructions,
    verified_again,
    verify_edits,
)
from burnish.engine.running import MAX_STEPS, Progress, Run, Step, enhance, enhance_surest_first, fix_all, instructed
from burnish.engine.sandboxes import missing_sandboxes, prepare, shutdown

__all__ = [
    "MAX_STEPS",
    "FixKind",
    "Left",
    "LeftReason",
    "Progress",
    "Run",
    "Step",
    "enhance",
    "enhance_surest_first",
    "findings",
    "fix_all",
    "fix_finding",
    "fix_of",
    "fix_of_rule",
    "fix_of_rules",
    "instructed",
    "may_be_asked",
    "missing_sandboxes",
    "model_may_try",
    "plan_fix",
    "prepare",
    "refuted",
    "rewrite_finding",
    "rewrite_instructed",
    "rewrite_region",
    "rule_at",
    "safety_of",
    "shutdown",
    "takes_instructions",
    "verified_again",
    "verify_edits",
]
