"""Rules: what to look for, why, and, where it can be done, how to fix it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import ClassVar

from tree_sitter import Node

from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.text import Edit, Span
from burnish.tree import span_of


class Objective(Enum):
    PERFORMANCE = "performance"
    MODULARITY = "modularity"
    READABILITY = "readability"
    SECURITY = "security"
    SCALABILITY = "scalability"


class Safety(Enum):
    """SAFE: behaviour kept by construction. UNSAFE: may change it in a way that the rule documents."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Scope(Enum):
    """What a rule's findings depend on: REGION, the match and its enclosing function; FILE, the whole file."""

    REGION = "region"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Example:
    """Code on which a rule fires and, where it has a fix, the code after it.

    `path` and `language` matter to rules for certain files or for several languages.
    """

    before: str
    after: str | None = None
    path: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The captured nodes of one match of a rule's query."""

    captures: Mapping[str, Sequence[Node]]

    def __getitem__(self, name: str) -> Node:
        return self.captures[name][0]

    def get(self, name: str) -> Node | None:
        nodes = self.captures.get(name)
        return nodes[0] if nodes else None

    def all(self, name: str) -> Sequence[Node]:
        return self.captures.get(name, ())


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's match: `span` is what is underlined, `anchor` the construct that a fix rewrites."""

    rule: str
    span: Span
    anchor: Span
    message: str
    related: tuple[Related, ...] = ()

    def shifted(self, by: int) -> Finding:
        related = tuple(Related(one.span.shifted(by), one.message) for one in self.related)
        return Finding(self.rule, self.span.shifted(by), self.anchor.shifted(by), self.message, related)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that resolve a finding; `title` says the change; `safety` overrides the rule's."""

    edits: tuple[Edit, ...]
    title: str
    safety: Safety | None = None


class Rule:
    """One thing worth improving. The docstring is its page: summary, Why, Safety, Source."""

    languages: ClassVar[tuple[str, ...]] = ()
    filenames: ClassVar[tuple[str, ...]] = ()
    """Glob patterns of the file names that the rule is for; empty: every file of its languages."""
    objective: ClassVar[Objective]
    safety: ClassVar[Safety | None] = None
    scope: ClassVar[Scope] = Scope.REGION
    query: ClassVar[str] = ""
    from_root: ClassVar[bool] = False
    """Whether the query's patterns begin at the root of the tree: then only what they name below it is searched."""
    changes_interface: ClassVar[bool] = False
    """Whether its rewrites may change a signature (make a handler async); names are kept all the same."""
    improves_structure: ClassVar[bool] = True
    """Whether a rewrite for readability or modularity must measure better; False where the gain is not structure."""
    fix_is_final: ClassVar[bool] = False
    """Whether what its fix leaves alone must be left alone: it declines because of what the code means, so the model
    is not asked either."""
    introduces: ClassVar[frozenset[str]] = frozenset()
    """Names, words and numbers that its rewrites may bring in, beyond those that its examples show."""
    drops: ClassVar[frozenset[str]] = frozenset()
    """Names, words and numbers that its rewrites may remove, beyond those that its examples show."""
    drops_comments: ClassVar[bool] = False
    """Whether its rewrites are there to take comments away."""
    alters_calls: ClassVar[frozenset[str]] = frozenset()
    """Last names of the calls to the world outside that its rewrites are there to change: such calls may come, go, or get
    other arguments (`execute`, for a rule that makes statements take parameters). All others must stay as they are."""
    alters_order: ClassVar[bool] = False
    """Whether its rewrites are there to change in which order, or how much at once, the world outside is called."""
    alters_values: ClassVar[bool] = False
    """Whether its rewrites are there to give, set or pass on another value (a secret from the environment, a page inside a
    frame): to run both versions would tell nothing but that."""
    examples: ClassVar[Sequence[Example]] = ()
    ignores: ClassVar[Sequence[str | Example]] = ()
    name: ClassVar[str]
    id: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        if hasattr(cls, "objective"):
            cls.id = f"{cls.objective.value}/{cls.name}"

    @property
    def fixable(self) -> bool:
        return type(self).fix is not Rule.fix

    @property
    def page(self) -> str:
        """The rule's documentation."""
        return inspect.cleandoc(type(self).__doc__ or "")

    @property
    def summary(self) -> str:
        """What the rule asks for, in one sentence."""
        return self.page.split("\n\n")[0].replace("\n", " ")

    @property
    def why(self) -> str:
        """Why the rule is there, in sentences."""
        text = self._section("Why")
        return text[:1].upper() + text[1:]

    @property
    def source(self) -> str:
        return self._section("Source")

    @property
    def address(self) -> str | None:
        """Where to read more: the first address that the rule names as its source."""
        return next((word for word in self.source.split() if word.startswith("https://")), None)

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        """The finding for one match of the query, None where the code is fine after all."""
        return None

    def check(self, document: Document, project: Project) -> Iterable[Finding]:
        """Findings that no query can give; for FILE rules."""
        return ()

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        """Edits that resolve the finding, None where this case is beyond the rule."""
        return None

    def offers(self, finding: Finding, document: Document, project: Project) -> Safety | None:
        """How safe the fix of a finding is; None where it has none. A rule whose fix takes long to make says it sooner."""
        fix = self.fix(finding, document, project)
        return None if fix is None else fix.safety or self.safety or Safety.UNSAFE

    def finding(
        self,
        node: Node | Span,
        message: str,
        anchor: Node | Span | None = None,
        related: tuple[Related, ...] = (),
    ) -> Finding:
        span = node if isinstance(node, Span) else span_of(node)
        whole = span if anchor is None else anchor if isinstance(anchor, Span) else span_of(anchor)
        return Finding(self.id, span, whole, message, related)

    def _section(self, name: str) -> str:
        found = re.search(rf"^{name}: (.*?)(?=^[A-Z][a-z]+: |\Z)", self.page, re.DOTALL | re.MULTILINE)
        return "" if found is None else " ".join(found[1].split())


class PythonRule(Rule):
    languages = ("python",)


class JavaScriptRule(Rule):
    languages = ("javascript", "typescript", "tsx")


class JsxRule(Rule):
    languages = ("javascript", "tsx")


class HtmlRule(Rule):
    languages = ("html",)


class CssRule(Rule):
    languages = ("css",)


class JsonRule(Rule):
    languages = ("json",)
    scope = Scope.FILE


class EnvRule(Rule):
    languages = ("env",)
    scope = Scope.FILE


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule under `rules/`, sorted by id; two languages may each have a rule of one id."""
    package = importlib.import_module("burnish.rules")
    found: list[Rule] = []
    for module_info in pkgutil.walk_packages(package.__path__, "burnish.rules."):
        module = importlib.import_module(module_info.name)
        found += (
            one()
            for one in vars(module).values()
            if isinstance(one, type)
            and issubclass(one, Rule)
            and one.__module__ == module.__name__
            and hasattr(one, "id")
        )
    return tuple(sorted(found, key=lambda rule: (rule.id, rule.languages)))


@cache
def known_names() -> frozenset[str]:
    """What settings may call rules: their ids, their names without the objective, and the objectives themselves."""
    return frozenset(name for rule in rules() for name in (rule.id, rule.name)) | {one.value for one in Objective}


def severity_of(rule_id: str, config: Config) -> str:
    """`error`, `warning` or `info`: what the settings say of the rule, else of its objective, else its objective's own."""
    objective, _, name = rule_id.partition("/")
    chosen = (config.severity[one] for one in (rule_id, name, objective) if one in config.severity)
    return next(chosen, None) or _SEVERITIES[Objective(objective)]


_SEVERITIES = {
    Objective.SECURITY: "warning",
    Objective.PERFORMANCE: "warning",
    Objective.SCALABILITY: "info",
    Objective.READABILITY: "info",
    Objective.MODULARITY: "info",
}


def rule_of(rule_id: str, language: str) -> Rule | None:
    """The rule of this id for a language."""
    return _by_id_and_language().get((rule_id, language))


def rules_named(name: str) -> tuple[Rule, ...]:
    """The rules of this id, or of this name without its objective."""
    return tuple(rule for rule in rules() if name in (rule.id, rule.name))


@cache
def _by_id_and_language() -> Mapping[tuple[str, str], Rule]:
    return {(rule.id, language): rule for rule in rules() for language in rule.languages}
