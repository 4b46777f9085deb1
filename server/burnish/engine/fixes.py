"""What can be done for a finding, and for a rule's findings in general: one answer for every page, list and menu."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from burnish.config import Config
from burnish.document import Document
from burnish.engine.rewriting import rule_at
from burnish.model import takes_rule, trained_rules
from burnish.project import Project
from burnish.proposal.propose import region_of
from burnish.proposal.regions import Region
from burnish.rule import Finding, Rule, Safety

FixKind = Literal["safe", "unsafe", "model"]


def fix_of(document: Document, project: Project, finding: Finding) -> FixKind | None:
    """What can be done for a finding: its rule's fix, a rewrite that the settings' model may be asked for, or nothing.

    Nothing is verified or asked yet.
    """
    part, rule = document.part_at(finding.anchor), rule_at(document, finding, project)
    safety = None if rule is None or not rule.fixable else rule.offers(finding, part, project)
    if safety is not None:
        return "safe" if safety is Safety.SAFE else "unsafe"
    return "model" if model_may_try(document, finding, trained_rules(project.config)) else None


def fix_of_rule(rule: Rule) -> FixKind | None:
    """What can be done for most findings of a rule, with the model that comes with Burnish."""
    if rule.fixable:
        return "safe" if rule.safety is Safety.SAFE else "unsafe"
    return "model" if may_be_asked(rule, shipped()) else None


def fix_of_rules(same: Iterable[Rule]) -> FixKind | None:
    """The same for the rules that share an id: the kind that asks for the most care."""
    kinds = {fix_of_rule(rule) for rule in same}
    return next((kind for kind in ("unsafe", "safe", "model") if kind in kinds), None)


def may_be_asked(rule: Rule, trained: frozenset[str] | None) -> bool:
    """Whether a model that was trained for these rules (see `trained_rules`) is asked for a rule's findings at all."""
    return rule.page.model == "may" and takes_rule(trained, rule.name)


def model_may_try(document: Document, finding: Finding, trained: frozenset[str] | None) -> bool:
    """Whether such a model can be asked to rewrite a finding that has no fix."""
    rule = rule_at(document, finding)
    return rule is not None and may_be_asked(rule, trained) and isinstance(region_of(document, finding.anchor), Region)


@cache
def shipped() -> frozenset[str] | None:
    """The rules that the model which comes with Burnish was trained for."""
    return trained_rules(Config())
