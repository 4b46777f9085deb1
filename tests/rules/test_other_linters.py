"""A comment that tells another linter to leave a place alone holds for the rule that says the same."""

from __future__ import annotations

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project

SQL = "def of(db, name):\n    {above}\n    db.execute(f\"SELECT * FROM users WHERE name = '{{name}}'\"){behind}\n    {below}\n"
SECRET = "{above}\nconst config = {{\n  apiSecret: 'Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa',{behind}\n}}\n{below}\n"


def found(path: str, text: str, above: str = "", behind: str = "", below: str = "") -> set[str]:
    document = Document.of(path, text.format(above=above, behind=behind and f"  {behind}", below=below))
    return {one.rule for one in analyze(document, Project())} & {
        "security/sql-built-from-strings",
        "security/hardcoded-secret",
    }


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: S608",
        "#noqa:S608",
        "# NOQA : E501, S608",
        "# noqa: E501 S608  names come from the schema",
        "# noqa: S6",
        "# nosec",
        "# nosec B608",
        "# nosec: B101, B608",
        "# nosec hardcoded_sql_expressions",
        "# type: ignore  # noqa: S608",
    ],
)
def test_who_told_a_linter_of_python_need_not_tell_it_again(comment):
    assert not found("a.py", SQL, behind=comment)


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: E501", "# noqa: S60899", "# nosec B101", "# S608", "# see noqa: S608 there"]
)
def test_what_is_said_of_something_else_or_of_nothing_changes_nothing(comment):
    assert found("a.py", SQL, behind=comment)


@pytest.mark.parametrize("comment", ["# noqa: S608", "# nosec B608"])
def test_a_comment_of_pythons_linters_holds_for_its_line(comment):
    assert found("a.py", SQL, above=comment)
    assert found("a.py", SQL, below=comment)


@pytest.mark.parametrize("comment", ["# ruff: noqa: S608", "# flake8: noqa: E501,S608"])
def test_a_whole_file_may_be_left_alone(comment):
    assert not found("a.py", SQL, below=comment)


def test_a_comment_at_the_end_of_a_statement_of_several_lines_holds_for_all_of_it():
    text = (
        "def of(db, name):\n    db.execute(\n        f\"SELECT * FROM users WHERE name = '{{name}}'\",\n    ){behind}\n"
    )
    assert found("a.py", text)
    assert not found("a.py", text, behind="# noqa: S608")


@pytest.mark.parametrize(
    ("above", "behind", "below"),
    [
        ("", "// eslint-disable-line no-secrets/no-secrets", ""),
        ("", "/* eslint-disable-line no-console, no-secrets/no-secrets -- a sample */", ""),
        ("/* eslint-disable no-secrets/no-secrets */", "", ""),
        ("/* eslint-disable no-console, no-secrets/no-secrets */", "", "/* eslint-enable no-secrets/no-secrets */"),
    ],
)
def test_who_told_eslint_need_not_tell_it_again(above, behind, below):
    assert not found("a.js", SECRET, above, behind, below)


@pytest.mark.parametrize(
    ("above", "behind", "below"),
    [
        ("// eslint-disable no-secrets/no-secrets", "", ""),
        ("// eslint-disable-line no-secrets/no-secrets", "", ""),
        ("/* eslint-disable */", "", ""),
        ("/* eslint-disable no-secrets */", "", ""),
        ("/* eslint-disable no-secrets/no-secrets */ /* eslint-enable no-secrets/no-secrets */", "", ""),
        ("", "", "/* eslint-disable no-secrets/no-secrets */"),
        ("", "// not-eslint-disable-lines no-secrets/no-secrets", ""),
    ],
)
def test_what_eslint_would_not_take_so_is_not_taken_so(above, behind, below):
    assert found("a.js", SECRET, above, behind, below)


@pytest.mark.parametrize(
    "comment",
    [
        "// eslint-disable-next-line no-secrets/no-secrets",
        "/* eslint-disable-next-line no-secrets/no-secrets */",
        "// oxlint-disable-next-line no-secrets/no-secrets",
        "// biome-ignore lint/security/noSecrets: a sample",
    ],
)
def test_a_comment_may_hold_for_the_next_line(comment):
    text = "const config = {{\n  {above}\n  apiSecret: 'Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa',\n}}\n"
    assert found("a.js", text)
    assert not found("a.js", text, above=comment)
    page = "<script>\n" + text + "</script>\n"
    assert found("a.html", page)
    assert not found("a.html", page, above=comment)


LONG = "def of(rows):{behind}\n" + "".join(
    f"    for row in rows:\n        if row.a{at} and row.b{at}:\n            print(row, {at})\n    rows.sort()\n"
    for at in range(20)
)
LONG_JS = "{above}\nfunction of(rows) {{\n" + "".join(
    f"  for (const row of rows) {{{{\n    if (row.a{at} && row.b{at}) {{{{\n      log(row)\n    }}}}\n  }}}}\n"
    for at in range(20)
)
SAME = [
    ("a.py", "import requests\nrequests.get('https://shop.example'){behind}\n", "# noqa: S113"),
    ("a.py", "import requests\nrequests.get('https://shop.example'){behind}\n", "# nosec B113"),
    ("a.py", "def of(path):\n    file = open(path){behind}\n    text = file.read()\n    file.close()\n    return text\n", "# noqa: SIM115"),
    (
        "a.py",
        "def of(path):\n    file = open(path){behind}\n    text = file.read()\n    file.close()\n    return text\n",
        "# pylint: disable=consider-using-with",
    ),
    ("a.py", LONG, "# noqa: C901"),
    ("a.py", LONG, "# noqa: PLR0915"),
    ("a.js", LONG_JS + "}}\n", "// eslint-disable-next-line max-lines-per-function, complexity"),
    ("a.js", "{above}\nconst show = (page, answer) => {{ page.innerHTML = answer.text }}\n", "// eslint-disable-next-line no-unsanitized/property"),
    (
        "a.jsx",
        "const Text = (props) => <p {above}\n dangerouslySetInnerHTML={{{{ __html: props.text }}}} />\n",
        "/* eslint-disable-next-line react/no-danger */",
    ),
    (
        "a.js",
        "const fs = require('fs')\nconst app = require('express')()\napp.get('/', (request, response) => {{\n"
        "  {above}\n  response.send(fs.readFileSync(request.query.name))\n}})\n",
        "// eslint-disable-next-line n/no-sync",
    ),
    (
        "a.js",
        "export async function all(ids) {{\n  const rows = []\n  for (const id of ids) {{\n    {above}\n"
        "    const answer = await fetch(`/rows/${{id}}`)\n    rows.push(answer)\n  }}\n  return rows\n}}\n",
        "// eslint-disable-next-line no-await-in-loop",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "comment"), SAME)
def test_a_rule_knows_the_codes_under_which_others_say_the_same(path, text, comment):
    def of(comment):
        place = {"above": comment, "behind": ""} if "{above}" in text else {"behind": comment and f"  {comment}"}
        return {one.rule for one in analyze(Document.of(path, text.format(**place)), Project())}

    assert len(of("")) > len(of(comment)), of("")


def test_a_comment_that_is_a_text_tells_nothing():
    assert found("a.py", 'NOTE = "# ruff: noqa: S608"\n' + SQL)


def test_burnish_s_own_comment_is_not_unused_beside_another():
    document = Document.of("a.py", SQL.format(above="# burnish: ignore", behind="  # noqa: S608", below=""))
    assert not analyze(document, Project())


def test_a_comment_at_one_of_several_values_speaks_of_that_one():
    text = "KEYS = {\n    'API_TOKEN': 'Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa',  # noqa: S105\n    'JWT_SECRET': 'd41a7be2906c4f5fb8e3a1c7529d60f4',\n}\n"
    document = Document.of("a.py", text)
    assert [document.slice(one.span) for one in analyze(document, Project())] == ["'JWT_SECRET'"]
