"""Every rule's examples, through the analysis, the fix and the gate."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from burnish import engine
from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.page import Example
from burnish.project import Project
from burnish.rule import Finding, Objective, Rule
from burnish.rules import rules
from burnish.suppression import ignore_here
from burnish.text import newline_of

PROJECT = Project(config=Config(behaviour=False))
"""Both sides of the examples are run in tests/rules/test_behaviour.py."""
NUMBERED = [(f"{rule.id}-{n}", rule, one) for rule in rules() for n, one in enumerate(rule.page.examples)]
EXAMPLES = [pytest.param(rule, one, id=name) for name, rule, one in NUMBERED]
FIXED = [pytest.param(rule, one, id=name) for name, rule, one in NUMBERED if one.after is not None]
COMMENTABLE = [
    pytest.param(rule, one, id=name)
    for name, rule, one in NUMBERED
    if one.after is not None and rule.languages != ("json",) and not one.before.startswith(("<!", "#!", '"use'))
]
"""Examples before which a comment can stand."""
BEYOND_THE_FIX = [pytest.param(rule, one, id=name) for name, rule, one in NUMBERED if one.after is None]
IGNORES = [pytest.param(rule, one, id=f"{rule.id}-{n}") for rule in rules() for n, one in enumerate(rule.page.silent)]
FIXED_FROM_FILES_BESIDE = {"security/floating-dependency"}
"""Rules whose fix reads more than the document, which no example can show; tests/rules/ does."""
RULES = [pytest.param(rule, id=f"{rule.languages[0]}-{rule.id}") for rule in rules()]


def document_of(rule: Rule, example: Example, text: str | None = None) -> Document:
    language = example.language or rule.languages[0]
    name = example.path or f"example.{language}"
    return Document.of(name, example.before if text is None else text, None if example.path else language)


def findings(rule: Rule, document: Document) -> tuple[Finding, ...]:
    return analyze(document, PROJECT, (rule,))


def fixed(rule: Rule, document: Document) -> str:
    """The text after fix upon fix until none is left; each passes the gate on its way."""
    for _ in range(20):
        for finding in findings(rule, document):
            fix = rule.fix_of(finding, document, PROJECT)
            if fix is None:
                continue
            failure = engine.verify_edits(document, PROJECT, fix.edits, rule=rule, finding=finding).failure
            document = document.edited(fix.edits)
            assert failure is None, f"{failure}\n{document.text}"
            assert fix.title
            break
        else:
            return document.text
    raise AssertionError(f"the fixes do not come to an end:\n{document.text}")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_found(rule: Rule, example: Example) -> None:
    document = document_of(rule, example)
    assert not document.has_errors
    found = findings(rule, document)
    assert found
    for finding in found:
        assert finding.rule == rule.id
        assert finding.message and not finding.message.endswith(".") and "\n" not in finding.message
        assert 0 < len(finding.span) <= len(document.source)
        assert finding.anchor.end <= len(document.source)


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_the_fixes_of_an_example_pass_the_gate_and_give_the_text_after(rule: Rule, example: Example) -> None:
    assert fixed(rule, document_of(rule, example)) == example.after


@pytest.mark.parametrize(("rule", "example"), BEYOND_THE_FIX)
def test_an_example_without_text_after_is_beyond_the_fix(rule: Rule, example: Example) -> None:
    document = document_of(rule, example)
    assert [rule.fix_of(finding, document, PROJECT) for finding in findings(rule, document)] == [None] * len(
        findings(rule, document)
    )


@pytest.mark.parametrize(("rule", "ignored"), IGNORES)
def test_clean_code_that_looks_alike_stays_silent(rule: Rule, ignored: Example) -> None:
    assert findings(rule, document_of(rule, ignored)) == ()


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_a_fix_keeps_windows_line_endings(rule: Rule, example: Example) -> None:
    assert example.after is not None
    before, after = (re.sub("\r?\n", "\r\n", text) for text in (example.before, example.after))
    assert fixed(rule, document_of(rule, example, before)) == after


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_a_byte_order_mark_changes_nothing(rule: Rule, example: Example) -> None:
    assert example.after is not None
    document = document_of(rule, example, "\ufeff" + example.before)
    assert fixed(rule, document) == "\ufeff" + example.after


@pytest.mark.parametrize(("rule", "example"), COMMENTABLE)
def test_offsets_are_bytes(rule: Rule, example: Example) -> None:
    """A comment in many scripts moves bytes, code points and UTF-16 units apart."""
    assert example.after is not None
    document = document_of(rule, example)
    language = document.language
    opening, closing = (language.line_comment, "") if language.line_comment else language.block_comment or ("", "")
    comment = f"{opening} naïve 你好 🎉 e\u0301 {closing}".rstrip() + newline_of(document.source)
    assert fixed(rule, document_of(rule, example, comment + example.before)) == comment + example.after


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_comment_silences_a_finding(rule: Rule, example: Example) -> None:
    document = document_of(rule, example)
    finding = findings(rule, document)[0]
    edit = ignore_here(document, finding)
    if edit is None:
        assert document.language.line_comment is None and document.language.block_comment is None
        return
    silenced = Counter(one.message for one in findings(rule, document.edited([edit])))
    assert silenced[finding.message] < Counter(one.message for one in findings(rule, document))[finding.message]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_page(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*\.", rule.summary), rule.summary
    assert rule.why and re.match(r"https://\S+$", rule.page.source), rule.page.source
    assert rule.fixable == (type(rule).fix is not Rule.fix)
    assert isinstance(rule.objective, Objective)
    assert len(rule.page.examples) >= 3 and len(rule.page.silent) >= 3
    if rule.id not in FIXED_FROM_FILES_BESIDE:
        assert rule.fixable == any(one.after is not None for one in rule.page.examples)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_survives_broken_code(rule: Rule) -> None:
    for example in rule.page.examples:
        for cut in range(0, len(example.before), max(1, len(example.before) // 40)):
            document = document_of(rule, example, example.before[:cut])
            for finding in findings(rule, document):
                rule.fix_of(finding, document, PROJECT)


def test_ids_are_unique_within_a_language() -> None:
    ids = Counter((rule.id, language) for rule in rules() for language in rule.languages)
    assert [one for one, count in ids.items() if count > 1] == []


def test_there_are_rules_enough_for_every_objective() -> None:
    ids = {rule.id for rule in rules()}
    assert len(ids) >= 24
    assert len({rule.id for rule in rules() if rule.fixable}) >= 14
    assert {rule.objective for rule in rules()} == set(Objective)
