"""What rules write is laid out as the project's code is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.rules.javascript.about.layout import line_shifts
from burnish.tree import span_of

CONFIG = Config(behaviour=False)


def fixed(root: Path, files: Mapping[str, str], path: str, text: str) -> str:
    """A file after every fix, in a project with these settings."""
    for name, content in files.items():
        (root / name).write_text(content)
    (root / path).write_bytes(text.encode())
    run = engine.fix_all(Document.of(root / path, text), Project(root, CONFIG), unsafe=True)
    return run.result.text


ANY = """\
class Routes:
    def matches(self, scope, partial_match_of_the_whole_scope, methods):
        for candidate in self.candidates_for_the_present_scope:
            if candidate.matches(scope, partial_match_of_the_whole_scope, methods):
                return True
        return False
"""
NESTED = """\
def show(self, first_of_the_long_conditions, second_of_the_long_conditions):
    if first_of_the_long_conditions.holds(self) and self.is_there:
        if second_of_the_long_conditions.holds(self):
            work()
    return 1
"""


def test_a_line_is_as_long_as_the_project_lets_it_be(tmp_path: Path) -> None:
    settings = {"pyproject.toml": "[tool.ruff]\nline-length = 150\n"}
    body = "any(candidate.matches(scope, partial_match_of_the_whole_scope, methods) for candidate in "
    assert f"{body}self.candidates_for_the_present_scope)" in fixed(tmp_path, settings, "app.py", ANY)
    settings = {"pyproject.toml": "[tool.black]\nline-length = 88\n"}
    assert "return any(\n" in fixed(tmp_path, settings, "app.py", ANY)


@pytest.mark.parametrize(("length", "joined"), [(88, False), (120, True), (160, True)])
def test_conditions_are_joined_where_the_projects_lines_have_room(tmp_path: Path, length: int, joined: bool) -> None:
    text = fixed(tmp_path, {"setup.cfg": f"[flake8]\nmax-line-length = {length}\n"}, "app.py", NESTED)
    assert ("self.is_there and second_of_the_long_conditions.holds(self):" in text) is joined


LOOP = """\
async function load(ids) {
    const first = 'one'
    const found = []
    for (const id of ids) {
        found.push(await fetch(`/api/${id}`))
    }
    return [first, found]
}
"""


def test_javascript_ends_its_statements_as_the_code_around_does(tmp_path: Path) -> None:
    text = fixed(tmp_path, {}, "app.js", LOOP)
    assert "const found = await Promise.all(ids.map((id) => fetch(`/api/${id}`)))\n" in text or (
        "const found = await Promise.all(Array.from(ids, (id) => fetch(`/api/${id}`)))\n" in text
    )


def test_settings_go_before_the_code_around(tmp_path: Path) -> None:
    settings = {".prettierrc": '{"semi": true, "endOfLine": "auto"}'}
    assert ")));\n" in fixed(tmp_path, settings, "app.js", LOOP)
    windows = fixed(tmp_path, settings, "app.js", LOOP.replace("\n", "\r\n").replace("    ", "\t"))
    assert ")));\r\n" in windows
    assert windows.count("\n") == windows.count("\r\n")


EXPRESS = """\
const express = require('express')
const app = express()
app.get('/', (request, response) => response.send('hello'))
app.listen(3000)
"""


@pytest.mark.parametrize(
    ("settings", "call"),
    [
        ({}, "app.disable('x-powered-by')"),
        ({".prettierrc": "singleQuote: false\n"}, 'app.disable("x-powered-by")'),
        ({".eslintrc.json": '{"rules": {"quotes": ["error", "double"]}}'}, 'app.disable("x-powered-by")'),
    ],
)
def test_quotes(tmp_path: Path, settings: dict[str, str], call: str) -> None:
    assert call in fixed(
        tmp_path, {"package.json": '{"dependencies": {"express": "4"}}', **settings}, "app.js", EXPRESS
    )


MEMBERS = """\
export default async function members(id) {
  return query(id)
    .then((users) => {
      const permissions = users.map((user) => [user, id]);
      return loaders.userPermissionsInCommunity.loadManyAtOnce(permissions);
    })
    .then((result) => ({ nodes: result.filter(Boolean) }));
}
"""


def test_a_line_that_awaits_is_broken_as_a_formatter_does(tmp_path: Path) -> None:
    settings = {".prettierrc": '{"printWidth": 80, "trailingComma": "all"}'}
    after = fixed(tmp_path, settings, "members.js", MEMBERS)
    assert (
        "  const result = await loaders.userPermissionsInCommunity.loadManyAtOnce(\n    permissions,\n  );\n" in after
    ), after


def test_code_in_a_template_moves_with_its_lines() -> None:
    text = "{\n  report(`bad: ${list(\n    keys\n  )}\n    and no more`);\n}\n"
    document = Document.of("check.js", text)
    shifts = line_shifts(document, span_of(document.root), "  ", "    ")
    assert document.edited(shifts).text == "{\n    report(`bad: ${list(\n      keys\n    )}\n    and no more`);\n}\n"
