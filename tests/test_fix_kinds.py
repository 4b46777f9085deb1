"""What can be done for a finding: one answer, whoever asks."""

from __future__ import annotations

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rules, rules_named

TIMEOUT = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
NESTED = "def nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LONG = "def long(a):\n    while a:\n" + "".join(f"        if a.step{n}():\n            a.go()\n" for n in range(45))
LOGGED_AT_LENGTH = LOGGED.replace("    data", "".join(f"    log({n})\n" for n in range(59)) + "    data")


def kinds(text: str, config: Config) -> dict[str, str | None]:
    document, project = Document.of("code.py", text), Project(config=config)
    return {
        one.rule.partition("/")[2]: engine.fix_of(document, project, one) for one in engine.findings(document, project)
    }


@pytest.mark.parametrize(
    ("text", "rule", "kind"),
    [
        (NESTED, "flatten-nested-conditions", "safe"),
        (TIMEOUT, "missing-timeout", "unsafe"),
        (LOGGED, "use-context-manager", "model"),
        (LONG, "long-function", None),
    ],
)
def test_with_the_model_that_comes_with_burnish(text: str, rule: str, kind: str | None):
    assert kinds(text, Config())[rule] == kind


def test_a_model_that_knows_no_rules_may_be_asked_for_any_that_is_not_final():
    config = Config(endpoint="http://localhost:1/v1", endpoint_model="any")
    assert kinds(LOGGED, config) == {"use-context-manager": "model"}


@pytest.mark.parametrize("config", [Config(model="off"), Config(model="no-such-model")])
def test_without_a_model_nothing_is_left_to_it(config: Config):
    assert kinds(LOGGED, config) == {"use-context-manager": None}
    assert kinds(NESTED, config) == {"flatten-nested-conditions": "safe"}


def test_code_that_is_too_long_for_a_model_is_not_left_to_it():
    assert kinds(LOGGED_AT_LENGTH, Config(select=("use-context-manager",))) == {"use-context-manager": None}


def test_a_final_rule_is_never_left_to_the_model():
    anything = frozenset[str]()
    assert [rule.id for rule in rules() if rule.page.model == "never" and engine.may_be_asked(rule, anything)] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("flatten-nested-conditions", "safe"),
        ("missing-timeout", "unsafe"),
        ("query-in-loop", "model"),
        ("long-function", None),
        ("unbounded-query", None),
        ("in-memory-session", None),
        ("layout-animation", None),
    ],
)
def test_a_rule_says_what_is_done_for_most_of_its_findings(name: str, kind: str | None):
    assert {engine.fix_of_rule(rule) for rule in rules_named(name)} == {kind}
