"""The fixes of one rule are safe or unsafe by what they rewrite."""

from textwrap import dedent

import pytest

from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, Safety
from burnish.rules import rule_of


def findings(rule_id: str, source: str, project: Project | None = None) -> tuple[Document, tuple[Finding, ...]]:
    rule = rule_of(rule_id, "python")
    assert rule is not None
    document = Document.of("a.py", dedent(source))
    return document, analyze(document, project or Project.empty(), (rule,))


def fix_of(rule_id: str, source: str) -> Fix | None:
    rule = rule_of(rule_id, "python")
    assert rule is not None
    document, (finding,) = findings(rule_id, source)
    return rule.fix_of(finding, document, Project.empty())


@pytest.mark.parametrize(
    ("part", "safety"),
    [
        ("f'{row}'", Safety.SAFE),
        ("str(row)", Safety.SAFE),
        ("'%d\\n' % row", Safety.SAFE),
        ("('a' 'b' if row else '-' * 3)", Safety.SAFE),
        ("', '.join(row).upper() + '\\n'", Safety.SAFE),
        ("row", Safety.UNSAFE),
        ("'<' + row + '>'", Safety.UNSAFE),
        ("row.name()", Safety.UNSAFE),
    ],
)
def test_joining_is_safe_where_every_part_is_surely_a_string(part: str, safety: Safety) -> None:
    fix = fix_of(
        "performance/string-concatenation-in-loop",
        f"""
        def f(rows):
            text = ""
            for row in rows:
                text = ({part}) + text
            return text
        """,
    )
    assert fix is not None
    assert fix.safety is safety


def test_a_string_that_an_exception_handler_sees_is_not_joined_later() -> None:
    fix = fix_of(
        "performance/string-concatenation-in-loop",
        """
        def f(rows):
            try:
                text = ""
                for row in rows:
                    text = str(row.name) + text
            except AttributeError:
                return text
        """,
    )
    assert fix is None


@pytest.mark.parametrize(
    ("entry", "safety"),
    [
        ("found[row] = make(row)", Safety.SAFE),
        ("found[row.key()] = row", Safety.SAFE),
        ("found[row.key()] = row.value()", Safety.UNSAFE),
    ],
)
def test_a_dict_comprehension_is_safe_unless_key_and_value_change_places(entry: str, safety: Safety) -> None:
    fix = fix_of(
        "readability/loop-to-comprehension",
        f"""
        def f(rows):
            found = {{}}
            for row in rows:
                {entry}
            return found
        """,
    )
    assert fix is not None
    assert fix.safety is safety


@pytest.mark.parametrize(("limit", "count"), [(3, 1), (4, 0)])
def test_the_length_of_a_long_function_is_a_setting(limit: int, count: int) -> None:
    source = "def f():\n" + "    if work():\n        go()\n" * 2
    _, found = findings("modularity/long-function", source, Project(config=Config(max_function_lines=limit)))
    assert len(found) == count


def test_all_conditions_that_a_guard_clause_brings_up_are_flattened_in_one_fix() -> None:
    document, (finding,) = findings(
        "readability/flatten-nested-conditions",
        """
        def f(a, b):
            if a:
                if b:
                    for x in b:
                        if x:
                            use(x)
                    done(b)
                    log(a)
                    log(b)
                    log(a, b)
                    count(a)
                    count(b)
                    leave(a)
                    leave(b)
        """,
    )
    rule = rule_of(finding.rule, "python")
    assert rule is not None
    fix = rule.fix_of(finding, document, Project.empty())
    assert fix is not None
    after = document.edited(fix.edits)
    assert after.text.count("return") == 2
    assert analyze(after, Project.empty(), (rule,)) == ()
