"""A rule's page and the table of all rules, in Markdown, for reading."""

from __future__ import annotations

from collections.abc import Sequence

from burnish import engine
from burnish.config import Role
from burnish.language import languages
from burnish.page import Example
from burnish.report.json import rules_json
from burnish.rule import Rule

LONGEST_EXAMPLE = 30
"""Lines of an example that is shown as it is."""

HEAD, TAIL = 6, 3
"""Lines of a longer one that are shown."""

_FENCES = {"env": "ini"}
_FIXES = {"safe": "safe", "unsafe": "unsafe", "model": "none of its own; the model may try", None: "none"}


def rule_page(rule: Rule) -> str:
    """What the rule asks for, why, how safe its fix is, and its first examples."""
    lines = [
        f"# {rule.id}",
        "",
        f"Languages: {', '.join(rule.languages)}. Fix: {_FIXES[engine.fix_of_rule(rule)]}. "
        f"Files: {', '.join(one.value for one in Role if one in rule.roles)}.",
        "",
        rule.page.prose,
        "",
    ]
    for number, example in enumerate(rule.page.examples[:2], 1):
        lines += _example(rule, example, number)
    return "\n".join(lines).rstrip() + "\n"


def rule_table(every: Sequence[Rule]) -> str:
    """The README's table."""
    lines = ["| rule | languages | fix | what it asks for |", "|---|---|---|---|"]
    lines += [
        f"| `{one['rule']}` | {', '.join(one['languages'])} | {one['fix'] or 'none'} | {one['summary']} |"
        for one in rules_json(every)["rules"]
    ]
    return "\n".join(lines) + "\n"


def _example(rule: Rule, example: Example, number: int) -> list[str]:
    language = example.language or rule.languages[0]
    fence = _FENCES.get(language, language)
    lines = [f"## Example {number}", "", f"```{fence}", *_shortened(example.before, language), "```", ""]
    if example.after is not None:
        lines += ["becomes", "", f"```{fence}", *_shortened(example.after, language), "```", ""]
    return lines


def _shortened(text: str, language: str) -> list[str]:
    """The lines of an example; in the place of the many in the middle of a long one a comment with their number."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) <= LONGEST_EXAMPLE:
        return lines
    first, last = lines[:HEAD], lines[-TAIL:]
    above = next((line for line in reversed(first) if line.strip()), "")
    indent = above[: len(above) - len(above.lstrip())]
    left_out = f"… {len(lines) - len(first) - len(last)} more lines"
    known = languages()[language]
    opening, closing = (known.line_comment, "") if known.line_comment else known.block_comment or ("", "")
    return [*first, f"{indent}{opening} {left_out} {closing}".rstrip(), *last]
