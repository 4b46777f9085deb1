"""Of each kind in `test_cases.py`, other examples: names bound in other ways, other libraries, other files."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish import engine
from tests.test_cases import found_in, laid_out

EXPRESS = ("package.json", '{"dependencies": {"express": "^4.19.2"}}\n')
UNCHANGED = {
    "turns that share what a helper is given": {
        "a.js": """
            import { Tally } from "./tally";
            export async function all(rows) {
              const tally = new Tally();
              const save = (row) => tally.update(row.value);
              for (const row of rows) {
                await save(row);
              }
            }
            """,
    },
    "a handler that reads deep in the request, beside its try": dict(
        [
            EXPRESS,
            (
                "a.js",
                """
                const express = require("express");
                const fs = require("fs");
                const app = express();
                app.get("/", (req, res) => {
                  const name = req.body.user.name;
                  try {
                    res.send(fs.readFileSync(name, "utf8"));
                  } catch (e) {
                    res.status(404).end();
                  }
                });
                """,
            ),
        ]
    ),
    "a handler whose catch makes what may throw": dict(
        [
            EXPRESS,
            (
                "a.js",
                """
                const express = require("express");
                const fs = require("fs");
                const app = express();
                app.get("/", (req, res) => {
                  try {
                    res.send(fs.readFileSync("a", "utf8"));
                  } catch (e) {
                    res.send(new Page(e).html);
                  }
                });
                """,
            ),
        ]
    ),
    "scripts that a plugin puts into the page on a condition": {
        "webpack.config.js": """
            const Html = require("html-webpack-plugin");
            module.exports = {
              entry: "./src/index.js",
              plugins: [process.env.DEV && new Html()].filter(Boolean),
            };
            """,
    },
    "a chain of an own class with a then": {
        "a.js": """
            class Query {
              then(step) { this.steps.push(step); return this; }
            }
            export function load(id) {
              return new Query()
                .then((a) => a.b)
                .then((b) => b.name);
            }
            """,
    },
    "a builder that another file hands on": {
        "a.js": """
            const { knex } = require("./db");
            export function load(id) {
              return knex("users").where({ id }).first()
                .then((a) => knex("b").where({ a: a.id }))
                .then((b) => b.name);
            }
            """,
    },
    "commands that a declaration names": {
        "a.ts": """
            declare const cy: any;
            export const load = (id: string) =>
              cy.get("/a/" + id).then((r: any) => r.json()).then((b: any) => b.name);
            """,
    },
}
SILENT: dict[str, tuple[str, str, str]] = {}
FOUND: dict[str, tuple[str, str, str]] = {}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in UNCHANGED.items()])
def test_no_fix_is_made(files: dict[str, str], tmp_path: Path) -> None:
    for document, project in laid_out(tmp_path, files):
        run = engine.fix_all(document, project, unsafe=True)
        assert [(step.enhancement.rule, step.after.text) for step in run.steps] == []


@pytest.mark.parametrize(("rule", "path", "text"), [pytest.param(*one, id=name) for name, one in SILENT.items()])
def test_nothing_is_found(rule: str, path: str, text: str, tmp_path: Path) -> None:
    assert rule not in found_in(tmp_path, path, text)


@pytest.mark.parametrize(("rule", "path", "text"), [pytest.param(*one, id=name) for name, one in FOUND.items()])
def test_it_is_found(rule: str, path: str, text: str, tmp_path: Path) -> None:
    assert rule in found_in(tmp_path, path, text)
