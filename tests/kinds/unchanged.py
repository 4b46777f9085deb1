"""Folders in which nothing is to be changed."""

from __future__ import annotations

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
    "turns that write one file": {
        "a.js": """
            import fs from "fs/promises";
            const target = "out.json";
            export async function all(rows) {
              for (const row of rows) {
                await fs.writeFile(target, JSON.stringify(row));
              }
            }
            export async function last(paths) {
              for (const path of paths) {
                await fs.copyFile(path, "last.txt");
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
    "an element that markup is decoded with": {
        "a.js": """
            export function decode(name) {
              const area = document.createElement("textarea");
              area.innerHTML = name;
              return area.value;
            }
            export function strip(title) {
              const el = document.createElement("div");
              el.innerHTML = title;
              return el.textContent;
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
