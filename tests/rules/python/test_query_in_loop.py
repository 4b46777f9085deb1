"""Which loop a query is found for, and how often."""

from __future__ import annotations

import textwrap

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding
from burnish.rules import rule_of


def findings(source: str) -> tuple[Document, tuple[Finding, ...]]:
    rule = rule_of("performance/query-in-loop", "python")
    assert rule is not None
    document = Document.of("example.py", textwrap.dedent(source))
    return document, analyze(document, Project.empty(), (rule,))


def found(source: str) -> list[str]:
    document, given = findings(source)
    return [document.slice(one.span) for one in given]


def test_a_loop_is_said_once_with_all_its_queries() -> None:
    source = """
    def rows(fields):
        for field in fields:
            Fields.query.filter_by(id=field).first_or_404()
            Entries.query.filter_by(id=field).first()
            Values.objects.get(id=field)
    """
    document, (finding,) = findings(source)
    assert document.slice(finding.span) == "filter_by"
    assert [document.slice(one.span) for one in finding.related] == ["filter_by", "get"]


def test_the_loop_that_is_said_is_the_one_that_feeds_the_query() -> None:
    source = """
    def rows(days, KINDS):
        for day in days:
            for kind in ("a", "b"):
                Value.objects.filter(day=day).count()
                Total.objects.filter(kind=kind).count()
        return [Day.objects.get(day=day) for day in days]
    """
    assert found(source) == ["filter", "get"]


def test_a_lazy_query_is_sent_where_its_rows_are_asked_for() -> None:
    sent = ("for one in rows: use(one)", "use(list(rows))", "use(rows.count())", "use(rows[0])", "if rows: use(1)",
            "use(rows.exclude(a=1).first())", "use(not rows)", "found.extend(rows)")  # fmt: skip
    put_together = (
        "qs = qs.union(rows)",
        "parts.append(rows)",
        "use(rows.exclude(a=1))",
        "yield rows",
        "use(rows[:3])",
    )
    for use, sends in (*((one, True) for one in sent), *((one, False) for one in put_together)):
        source = (
            f"def f(days, qs):\n    for day in days:\n        rows = Value.objects.filter(day=day)\n        {use}\n"
        )
        assert found(source) == (["filter"] if sends else []), use


def test_loops_nested_without_end_are_read_in_time() -> None:
    depth = 400
    source = (
        "".join(f"{' ' * n}for a{n} in b:\n" for n in range(depth))
        + " " * depth
        + f"Value.objects.get(a=a{depth - 1})\n"
    )
    assert found(source) == ["get"]
