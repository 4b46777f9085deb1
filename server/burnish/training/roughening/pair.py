"""What training learns from: a rough region and its clean form."""

from __future__ import annotations

from dataclasses import dataclass

# The rules that roughening can reverse and for which a model is asked, with the objective that each serves. Ids are the
# product's own. A rule whose own fix is final is not among them: its snippets are but another problem in the region.
OBJECTIVES = {
    "missing-timeout": "scalability",
    "query-in-loop": "performance",
    "blocking-call-in-async": "performance",
    "sequential-awaits": "performance",
    "await-in-loop": "performance",
    "string-concatenation-in-loop": "performance",
    "flatten-nested-conditions": "readability",
    "loop-to-comprehension": "readability",
    "use-context-manager": "readability",
    "promise-chain-to-async": "readability",
    "class-component-to-hooks": "modularity",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """`before` becomes `after` under `rule`; both are dedented regions. `origin` says how the pair was made:
    "native", "snippet", "rule" or "unchanged". `repository` is where its code comes from, the unit of the held-
    out split.
    """

    language: str
    rule: str
    before: str
    after: str
    origin: str
    repository: str

    @property
    def objective(self) -> str:
        return OBJECTIVES[self.rule]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Statements in rough and clean form. `awaits`: they need an async function around them."""

    rule: str
    rough: str
    clean: str
    awaits: bool = False
