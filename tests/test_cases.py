"""What once went wrong on code that nobody had tuned on: folders in which nothing is to be changed, or found, or something is.

Each stands for a kind; more of its kind stand in `tests/kinds/`, and among the examples of the rule that it is about.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document, read
from burnish.project import Project
from tests.kinds import found, silent, unchanged

UNCHANGED = {
    "a parameter that is called open": {
        "client.py": """
            import vault
            def first(key, open=vault.open):
                handle = open(key)
                text = handle.read()
                handle.close()
                return text
            """,
        "vault.py": """
            def open(key):
                return Handle(key)
            """,
    },
    "a reader that is called yaml": {
        "options.py": """
            import ruamel.yaml

            def read_options(text):
                if not text:
                    return {}
                yaml = ruamel.yaml.YAML(typ="safe", pure=True)
                return yaml.load(text)

            def two(text, yaml):
                return yaml.load(text)

            def three(data, pickle):
                return pickle.loads(data)
            """,
    },
    "a class with defaults beside it": {
        "package.json": '{"dependencies": {"react": "19.0.0"}}\n',
        "Button.jsx": """
            import React, { Component } from "react";

            class Button extends Component {
              render() {
                const { size, items } = this.props;
                return <b style={{ fontSize: size }}>{items.map((item) => item.name)}</b>;
              }
            }

            Button.defaultProps = { size: "16px", items: [] };

            export default Button;
            """,
    },
    "scripts that no plugin puts into the page": {
        "webpack.config.js": """
            const HtmlWebpackPlugin = require("html-webpack-plugin");

            module.exports = {
              entry: "./src/index.js",
              plugins: [new HtmlWebpackPlugin({ inject: false, template: "index.ejs" })],
            };
            """,
    },
    "at most one chunk is wanted": {
        "webpack.config.js": """
            const webpack = require("webpack");
            const HtmlWebpackPlugin = require("html-webpack-plugin");

            module.exports = {
              entry: "./src/index.js",
              plugins: [
                new HtmlWebpackPlugin({ template: "index.html" }),
                new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }),
              ],
            };
            """,
    },
    "selectors of which older browsers drop the whole list": {
        "a.css": """
            .a:nth-child(2 of .c) { padding: 16px; border-radius: 6px; background: #fff; }
            .b { padding: 16px; border-radius: 6px; background: #fff; }
            .d:not(.e, .f) { margin: 16px; border-width: 6px; color: #fff; }
            .g { margin: 16px; border-width: 6px; color: #fff; }
            """,
    },
    "compiled CSS": {
        "site.css": """
            @charset "UTF-8";
            /*! site v1.0 | MIT License */
            .input-warning { --i-h: var(--w-h); --i-s: var(--w-s); --i-f: var(--w-f); --i-l: var(--w-l); }
            .select-warning { --i-h: var(--w-h); --i-s: var(--w-s); --i-f: var(--w-f); --i-l: var(--w-l); }
            /*# sourceMappingURL=site.css.map */
            """,
        "site.scss": "$x: 1;\n",
    },
    "turns that read and write one record": {
        "invoices.js": """
            const { R } = require("redbean-node");
            async function nextNumber(year) {
              let row = await R.findOne("counter", " year = ? ", [year]);
              if (!row) { row = R.dispense("counter"); row.year = year; row.value = 0; }
              row.value += 1;
              await R.store(row);
              return row.value;
            }
            async function createInvoice(order) {
              const invoice = R.dispense("invoice");
              invoice.number = await nextNumber(order.year);
              await R.store(invoice);
            }
            async function createInvoices(orders) {
              for (const order of orders) {
                await createInvoice(order);
              }
            }
            """,
    },
    "turns that share what the function made": {
        "tally.js": """
            class Tally {
              async rowOf(day) {
                if (this.last && this.last.day === day) return this.last;
                let row = await R.findOne("tally", " day = ? ", [day]);
                if (!row) { row = R.dispense("tally"); row.day = day; row.total = 0; }
                return (this.last = row);
              }
              async update(value, day) { const row = await this.rowOf(day); row.total += value; await R.store(row); }
            }
            module.exports = { Tally };
            """,
        "refill.js": """
            const { Tally } = require("./tally");
            async function refill(beats) {
              const tally = new Tally();
              for (const beat of beats) { await tally.update(beat.value, beat.day); }
            }
            """,
    },
    "a handler whose catch throws": {
        "package.json": '{"dependencies": {"express": "4.19.2"}}\n',
        "page.js": """
            const express = require("express");
            const fs = require("fs"), crypto = require("crypto");
            function servePage(req, res) {
              try {
                const page = fs.readFileSync("assets/index.html");
                res.set("ETag", crypto.createHash("md5").update(page).digest("hex"));
                res.sendFile("assets/index.html", { root: "." });
              } catch (error) {
                throw new Error("Run the build first: " + error.message);
              }
            }
            const router = express.Router();
            router.get("/", servePage);
            module.exports = router;
            """,
    },
    "chains that are no promises": {
        "charts.js": """
            describe("charts", () => {
              it("adds two", () => {
                cy.createDashboard("Charts").then((dashboard) => {
                  const widgets = ["pie", "bar"].map((kind) => () =>
                    cy
                      .createQuery({ name: kind })
                      .then((query) => cy.createChart(query.id, kind))
                      .then((chart) => cy.addWidget(dashboard.id, chart.id))
                  );
                  cy.wrap(widgets).each((make) => make());
                });
              });
            });
            """,
    },
    "the name of a key": {
        "oauth.py": """
            STORE_JWT_SECRET = "oauth2_jwt_secret"
            def secret_of(store, make):
                if STORE_JWT_SECRET not in store:
                    store[STORE_JWT_SECRET] = make()
                return store[STORE_JWT_SECRET]
            """,
    },
    "HTML that is cleaned at once": {
        "callout.js": """
            export function renderCallout(node, document) {
              const holder = document.createElement('div');
              holder.innerHTML = node.calloutText;
              keepOnly(holder, ['B', 'I', 'A']);
              return holder;
            }
            """,
    },
}
SILENT = {
    "scripts that the server merges": (
        "performance/defer-scripts",
        "base.html",
        """
        <html><head>{% compress js %}
        <script src="{% static "js/jquery.js" %}"></script>
        <script src="{% static "js/orders.js" %}"></script>
        {% endcompress %}</head><body></body></html>
        """,
    ),
    "querysets that nothing evaluates": (
        "performance/query-in-loop",
        "filters.py",
        """
        from django.db.models import Exists, OuterRef
        def filtered(qs, properties, chosen):
            for i, prop in enumerate(properties):
                having = MetaValue.objects.filter(event=OuterRef("event_id"), prop=prop.pk, value=chosen[prop.name])
                qs = qs.annotate(**{f"a{i}": Exists(having)}).filter(**{f"a{i}": True})
            return qs
        """,
    ),
    "a migration of Django": (
        "performance/query-in-loop",
        "shop/migrations/0002_fill.py",
        """
        from django.db import migrations
        def fill(apps, editor):
            Order = apps.get_model("shop", "Order")
            for row in Order.objects.all():
                Item.objects.filter(order=row).first()
        """,
    ),
    "a migration of Knex": (
        "performance/await-in-loop",
        "db/knex_migrations/20240101_rates.js",
        """
        exports.up = async function (knex) {
          for (const name of await names()) {
            await saveRate(name);
          }
        };
        """,
    ),
    "numbers": (
        "security/inner-html",
        "score.js",
        """
        let score = 0;
        export function win(el, time) {
          score++;
          el.innerHTML = score;
        }
        """,
    ),
    "a letter": (
        "modularity/repeated-declarations",
        "mail/templates/welcome.html",
        """
        <html><head><style>
        body { font-family: Arial; font-size: 14px; color: #333; }
        p { font-family: Arial; font-size: 14px; color: #333; }
        </style></head><body><p>Welcome</p></body></html>
        """,
    ),
}
FOUND = {
    "the request is the command": (
        "security/shell-injection",
        "run.py",
        """
        import subprocess
        from flask import Flask, request
        app = Flask(__name__)
        @app.route("/run")
        def run():
            return subprocess.run(request.args["cmd"], shell=True).stdout
        """,
    ),
    "a file that is handed on and never closed": (
        "readability/use-context-manager",
        "load.py",
        """
        import json
        def load(path):
            return json.load(open(path))
        """,
    ),
    "a timeout that was lost in a thread": (
        "scalability/missing-timeout",
        "fetch.py",
        """
        import asyncio
        import requests
        async def fetch(url):
            return await asyncio.to_thread(requests.get, url)
        """,
    ),
    "Sphinx's settings are code": (
        "security/unsafe-deserialization",
        "docs/conf.py",
        """
        # Note that not all possible configuration values are present in this autogenerated file.
        import yaml
        settings = yaml.load(open("settings.yaml"), Loader=yaml.Loader)
        """,
    ),
}


EVERY_UNCHANGED = UNCHANGED | unchanged.UNCHANGED
EVERY_SILENT = SILENT | silent.SILENT
EVERY_FOUND = FOUND | found.FOUND


def test_no_example_stands_in_the_place_of_another() -> None:
    assert len(EVERY_UNCHANGED) == len(UNCHANGED) + len(unchanged.UNCHANGED)
    assert len(EVERY_SILENT) == len(SILENT) + len(silent.SILENT)
    assert len(EVERY_FOUND) == len(FOUND) + len(found.FOUND)


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in EVERY_UNCHANGED.items()])
def test_no_fix_is_made(files: dict[str, str], tmp_path: Path) -> None:
    for document, project in laid_out(tmp_path, files):
        run = engine.fix_all(document, project, unsafe=True)
        assert [(step.enhancement.rule, step.after.text) for step in run.steps] == []


@pytest.mark.parametrize(("rule", "path", "text"), [pytest.param(*one, id=name) for name, one in EVERY_SILENT.items()])
def test_nothing_is_found(rule: str, path: str, text: str, tmp_path: Path) -> None:
    assert rule not in found_in(tmp_path, path, text)


@pytest.mark.parametrize(("rule", "path", "text"), [pytest.param(*one, id=name) for name, one in EVERY_FOUND.items()])
def test_it_is_found(rule: str, path: str, text: str, tmp_path: Path) -> None:
    assert rule in found_in(tmp_path, path, text)


def found_in(folder: Path, path: str, text: str) -> set[str]:
    return {
        finding.rule
        for document, project in laid_out(folder, {path: text})
        for finding in engine.findings(document, project)
    }


def laid_out(folder: Path, files: dict[str, str]) -> Iterator[tuple[Document, Project]]:
    """The files of a folder that can be read, each with their project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    project = Project(root=folder, config=Config(behaviour=False))
    for path in files:
        document = read(folder / path)
        if isinstance(document, Document):
            yield document, project
