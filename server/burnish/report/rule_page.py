"""A rule's page and the table of all rules, in Markdown, generated from the rules' classes."""

from __future__ import annotations

from collections.abc import Sequence

from burnish.report.json import rules_json
from burnish.rule import Example, Rule, Safety

_FENCES = {"tsx": "tsx", "env": "ini"}


def rule_page(rule: Rule) -> str:
    """What the rule asks for, why, how safe its fix is, and its first examples."""
    fix = "none" if not rule.fixable else (rule.safety or Safety.UNSAFE).value
    lines = [
        f"# {rule.id}",
        "",
        f"Languages: {', '.join(rule.languages)}. Fix: {fix}.",
        "",
        rule.page,
        "",
    ]
    for number, example in enumerate(rule.examples[:2], 1):
        lines += _example(rule, example, number)
    return "\n".join(lines).rstrip() + "\n"


def rule_table(every: Sequence[Rule]) -> str:
    """The README's table."""
    lines = ["| rule | languages | fix | what it asks for |", "|---|---|---|---|"]
    lines += [
        f"| `{one['rule']}` | {', '.join(one['languages'])} | {one['fix'] or ''} | {one['summary']} |"
        for one in rules_json(every)["rules"]
    ]
    return "\n".join(lines) + "\n"


def _example(rule: Rule, example: Example, number: int) -> list[str]:
    language = example.language or rule.languages[0]
    fence = _FENCES.get(language, language)
    lines = [f"## Example {number}", "", f"```{fence}", example.before.rstrip("\n"), "```", ""]
    if example.after is not None:
        lines += ["becomes", "", f"```{fence}", example.after.rstrip("\n"), "```", ""]
    return lines
