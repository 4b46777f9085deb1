"""How often a model resolves what rules find: the rule's own fix hidden, the whole gate between.

The sites are findings in real files, so any backend can be measured on any code, the user's own too.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from burnish import engine
from burnish.document import Document
from burnish.enhancement import Enhancement, Refusal
from burnish.model.backend import Backend
from burnish.project import Project
from burnish.rule import Finding


@dataclass(frozen=True, slots=True)
class Site:
    """One finding: whether the rule's own fix passes the gate, and the model's first or any of its rewrites.

    `seconds` runs from the question to the verdict on the first rewrite; `refusal` names the check that refused it.
    """

    rule: str
    by_rule: bool
    by_first: bool
    by_any: bool
    seconds: float
    refusal: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of sites, from 0 to 1, and the median time to a first verdict in milliseconds."""

    sites: int
    rule_alone: float
    resolve_at_1: float
    resolve_at_k: float
    rule_or_model: float
    median_ms: float


def sites(targets: Iterable[tuple[Document, Project]], backend: Backend, candidates: int, most: int) -> Iterator[Site]:
    """Every finding of the rules that the model knows, at most `most` of them.

    Raises BackendError when the model cannot answer at all.
    """
    left = most
    for document, project in targets:
        for finding in engine.findings(document, project):
            rule = engine.rule_at(document, finding)
            if rule is None or not engine.may_be_asked(rule, frozenset(backend.manifest.rules)):
                continue
            if not left:
                return
            left -= 1
            yield _site(document, project, finding, backend, candidates)


def rates(every: Iterable[Site]) -> Rates | None:
    """The rates over some sites; None where there are none."""
    found = list(every)
    if not found:
        return None
    count = len(found)
    times = sorted(site.seconds for site in found)
    return Rates(
        count,
        sum(site.by_rule for site in found) / count,
        sum(site.by_first for site in found) / count,
        sum(site.by_any for site in found) / count,
        sum(site.by_rule or site.by_any for site in found) / count,
        1000 * times[count // 2],
    )


def by_rule(every: Iterable[Site]) -> dict[str, list[Site]]:
    groups: dict[str, list[Site]] = defaultdict(list)
    for site in every:
        groups[site.rule].append(site)
    return dict(sorted(groups.items()))


def _site(document: Document, project: Project, finding: Finding, backend: Backend, candidates: int) -> Site:
    fixed = engine.fix_finding(document, project, finding)
    started = time.perf_counter()
    first = engine.rewrite_finding(document, _asking(project, 1), finding, backend)
    seconds = time.perf_counter() - started
    resolved = isinstance(first, Enhancement)
    later = resolved
    if not resolved and candidates > 1:
        later = isinstance(
            engine.rewrite_finding(document, _asking(project, candidates), finding, backend), Enhancement
        )
    refusal = first.check if isinstance(first, Refusal) else ""
    return Site(finding.rule, isinstance(fixed, Enhancement), resolved, later, seconds, refusal)


def _asking(project: Project, candidates: int) -> Project:
    return Project(project.root, replace(project.config, candidates=candidates))
