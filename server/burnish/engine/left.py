"""What a run leaves, finding by finding, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from burnish.document import Document
from burnish.engine.fixes import model_may_try, shipped
from burnish.engine.rewriting import plan_fix, rule_at, safety_of
from burnish.model import trained_rules
from burnish.project import Project
from burnish.rule import Finding, Safety


class LeftReason(Enum):
    """Why a finding is still there after a run."""

    UNSAFE = "unsafe"
    """Its fix is unsafe, and unsafe fixes were not asked for."""
    NONE = "none"
    """It has no fix, and the model is not asked for it."""
    MODEL_OFF = "model-off"
    """The model could try it, and none was there."""
    MODEL_UNSAFE = "model-unsafe"
    """The model's rewrite would be unsafe, and unsafe ones were not asked for."""
    DECLINED = "declined"
    """The model left the code as it is, or its answer was of no use."""
    REFUSED = "refused"
    """The gate refused what was made for it."""
    STOPPED = "stopped"
    """The run ended before its turn came."""


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that a run leaves. `detail` says more where there is more: the title of an unsafe fix, why the model gave
    nothing, the check that refused with its reason, what ended the run."""

    finding: Finding
    reason: LeftReason
    detail: str = ""


def left_untried(
    document: Document,
    project: Project,
    finding: Finding,
    trained: frozenset[str] | None,
    *,
    unsafe: bool,
    stopped: str,
) -> Left:
    """Why a finding for which nothing was tried is left. `trained` is what the model of the run was trained for, None
    without one; `stopped` what ended the run, for findings whose turn would have come."""
    planned = plan_fix(document, project, finding)
    if planned is not None:
        if not unsafe and safety_of(*planned) is Safety.UNSAFE:
            return Left(finding, LeftReason.UNSAFE, planned[1].title)
        return Left(finding, LeftReason.STOPPED, stopped)
    # Without a model what matters is what the one in the settings, or else the one that comes with Burnish, could do.
    able = trained if trained is not None else trained_rules(project.config)
    if not model_may_try(document, finding, shipped() if able is None else able):
        return Left(finding, LeftReason.NONE)
    rule = rule_at(document, finding)
    if not unsafe and (rule is None or rule.safety is not Safety.SAFE):
        return Left(finding, LeftReason.MODEL_UNSAFE)
    return Left(
        finding, LeftReason.MODEL_OFF if trained is None else LeftReason.STOPPED, "" if trained is None else stopped
    )
