"""What files are for: texts and names in, roles and what was seen out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from burnish.analysis import Analysis
from burnish.config import Config, Role, RoleByPath, problems_in
from burnish.document import Document
from burnish.project import Project
from burnish.text import Edit, Span
from tests.running import called as burnish

NOTHING = {"css": "a { color: red; }\n", "html": "<p>Text</p>\n", "json": "{}\n"}
LINES = "function add(a, b) {\n  return a + b;\n}\n\nmodule.exports = add;\n"
DENSE = "function t(e,n){return e+n}var r=t(1,2),o={a:1,b:[1,2,3]};" * 20 + "\n"
PYTHON = "def total(items):\n    return sum(items)\n"


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def judged(root: Path, name: str, config: Config | None = None) -> str:
    """`role: evidence` of a file on the disk."""
    project = Project(root, config or Config())
    found = project.role_of(Document.of(root / name, (root / name).read_bytes()))
    return f"{found.role.value}: {found.evidence}".removesuffix(": ")


def role(root: Path, name: str, files: Mapping[str, str]) -> str:
    return judged(written(root, files), name).partition(":")[0]


COMPILED = {
    "source map in css": (
        "site.css",
        {"site.css": "a { color: red; }\n.b { color: red; }\n/*# sourceMappingURL=site.css.map */\n"},
    ),
    "source map in js": ("a.js", {"a.js": LINES + "//# sourceMappingURL=a.js.map\n"}),
    "source map with Windows line ends": (
        "a.js",
        {"a.js": LINES.replace("\n", "\r\n") + "//@ sourceMappingURL=a.map\r\n"},
    ),
    "source map within": (
        "a.js",
        {"a.js": LINES + "//# sourceMappingURL=data:application/json;base64," + "QUJD" * 900},
    ),
    "source map beside": ("a.css", {"a.css": NOTHING["css"], "a.css.map": "{}"}),
    "scss beside": ("site.css", {"site.css": NOTHING["css"], "site.scss": "$x: 1;\n"}),
    "glue of WebAssembly": ("lib/engine-wasm.js", {"lib/engine-wasm.js": LINES, "lib/engine.wasm": ""}),
    "from right to left": ("css/site.rtl.css", {"css/site.css": NOTHING["css"], "css/site.rtl.css": NOTHING["css"]}),
    "from right to left, minified": (
        "site-rtl.min.css",
        {"site.css": NOTHING["css"], "site-rtl.min.css": NOTHING["css"]},
    ),
    "less beside": ("static/site.css", {"static/site.css": NOTHING["css"], "static/site.less": "@x: 1;\n"}),
    "typescript beside": ("src/a.js", {"src/a.js": LINES, "src/a.ts": "export {};\n"}),
    "minified": ("a.js", {"a.js": DENSE}),
    "minified under a banner": ("a.css", {"a.css": "/*! Theme v1 */\n" + "a{color:red}.b>c{margin:0 auto}" * 40}),
    "minified by its name, in one line": ("app.min.js", {"app.min.js": "var a=1;\n"}),
    "minified beside its longer form": ("app.min.js", {"app.min.js": LINES, "app.js": LINES}),
    "build folder and digest": ("dist/app.8f3a2b1c.js", {"dist/app.8f3a2b1c.js": LINES}),
    "build folder that is an entry": ("dist/a.js", {"dist/a.js": LINES, "package.json": '{"main": "./dist/a.js"}'}),
    "what a script writes": (
        "public/css/site.css",
        {
            "public/css/site.css": NOTHING["css"],
            "styles/site.scss": "$x: 1;",
            "package.json": '{"scripts": {"css": "sass --no-source-map styles:public/css && echo done"}}',
        },
    ),
    "what tsc writes": (
        "made/a.js",
        {"made/a.js": LINES, "tsconfig.json": '{\n  // built\n  "compilerOptions": {"outDir": "./made",},\n}\n'},
    ),
    "what vite writes": (
        "web-built/assets/a.js",
        {"web-built/assets/a.js": LINES, "vite.config.js": "export default { build: { outDir: 'web-built' } };\n"},
    ),
    "what webpack writes": (
        "static/packs/a.js",
        {
            "static/packs/a.js": LINES,
            "webpack.config.js": "module.exports = { output: { path: path.resolve(__dirname, 'static/packs') } };\n",
        },
    ),
    "webpack's runtime": (
        "a.js",
        {"a.js": "/******/ (function() {\nfunction __webpack_require__(moduleId) {\n}\n})();\n"},
    ),
    "a part by webpack": (
        "a.js",
        {"a.js": '(window["webpackJsonp"] = window["webpackJsonp"] || []).push([[1],{\n}]);\n'},
    ),
    "a digest in letters": (
        "static/assets/users-DFNQHyi_.js",
        {
            "static/assets/users-DFNQHyi_.js": LINES,
            "vite.config.js": "export default { build: { outDir: 'static' } };\n",
        },
    ),
    "rollup from a folder beside": (
        "locale/af.js",
        {
            "locale/af.js": ";(function (global, factory) {\n   typeof exports === 'object' && typeof module !== 'undefined'\n"
            "       && typeof require === 'function' ? factory() : 0\n}(this, function () {}));\n",
            "src/locale/af.js": LINES,
        },
    ),
    "sass in a folder beside": (
        "css/site.css",
        {"css/site.css": NOTHING["css"], "css/site.min.css": "a{color:red}", "scss/site.scss": "$x: 1;\n"},
    ),
}


@pytest.mark.parametrize(("name", "files"), COMPILED.values(), ids=COMPILED)
def test_compiled(tmp_path, name, files):
    assert role(tmp_path, name, files) == "compiled"


GENERATED = {
    "tag": ("a.js", "/**\n * @generated SignedSource<<1>>\n */\nf()\n"),
    "hands off": ("a.js", "'use strict'\n// This file is autogenerated by build/validation.js, do not edit.\nf()\n"),
    "by a compiler": (
        "a.py",
        "# -*- coding: utf-8 -*-\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\nx = 1\n",
    ),
    "from a form": (
        "ui.py",
        "# Form implementation generated from reading ui file 'a.ui'\n#\n"
        "# WARNING: any manual changes made to this file will be lost when pyuic is run again.\nx = 1\n",
    ),
    "by a tool for versions": (
        "_version.py",
        "# file generated by setuptools_scm\n# don't change, don't track\nx = 1\n",
    ),
    "a parser": ("parsetab.py", "\n# parsetab.py\n# This file is automatically generated. Do not edit.\nx = 1\n"),
    "pages of documentation": (
        "index.html",
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="generator" content="Docutils 0.17"></head></html>',
    ),
    "a folder": ("src/__generated__/a.ts", "export const a = 1;\n"),
    "a lock": ("package-lock.json", '{"lockfileVersion": 3}'),
}


@pytest.mark.parametrize(("name", "text"), GENERATED.values(), ids=GENERATED)
def test_generated(tmp_path, name, text):
    assert role(tmp_path, name, {name: text}) == "generated"


WRITTEN = {
    "Sphinx's words about itself": (
        "app.py",
        "# Note that not all possible configuration values are present in this\n# autogenerated file.\nx = 1\n",
    ),
    "taken from an answer": ("a.py", "# The loop is taken from an answer on the web.\nx = 1\n"),
    "a licence that says from where it is": (
        "a.py",
        "# Licensed under the following terms.\n# Redistribution and use in source and binary forms is allowed.\nx = 1\n",
    ),
    "a word about generating": (
        "a.py",
        "# The report is generated by make.\n\n\ndef f():\n    return '''\n# @generated\n'''\n",
    ),
    "a program that generates": ("a.js", "// Writes the client that is generated from the schema.\nf();\n"),
    "a generator of banners": ("a.js", "const banner = '// @generated, do not edit';\nf();\n"),
    "settings that a program began": (
        "settings.py",
        '"""\nDjango settings for shop.\n\nGenerated by \'django-admin startproject\' using Django 4.2.\n"""\nDEBUG = True\n',
    ),
    "began as a template": ("a.js", "// Generated by express-generator, edit as you like\nf();\n"),
    "hands off, by a person": ("a.py", "# Do not edit this list without asking the owners of billing.\nx = 1\n"),
    "the address of a source map in a text": ("a.js", "const end = '//# sourceMappingURL=' + name;\nf(end);\n"),
    "a folder called build": ("build/image.py", PYTHON),
    "a folder called dist": ("dist/app.js", LINES),
    "a folder called out": ("src/out/a.js", LINES),
    "a folder called env": ("env/a.py", PYTHON),
    "a folder called vendor": ("vendor/views.py", PYTHON),
    "a folder called generated": ("app/generated/a.py", PYTHON),
    "a name with min": ("time.min.js", LINES * 3),
    "a name with test": ("ab_test.py", PYTHON),
    "a name with migration": ("migrations.py", PYTHON),
    "a folder of a framework for migrations": ("db/migrations/executor.py", PYTHON),
    "a folder called samples": ("lab/samples/store.py", PYTHON),
    "a folder called scripts on the web": ("scripts/menu.js", "document.title = 'x';\n"),
    "a folder called mail": ("mail/inbox.html", '<script src="a.js"></script>\n<form></form>\n'),
    "a server that can be started": (
        "app.py",
        "#!/usr/bin/env python\nfrom flask import Flask\n\napp = Flask(__name__)\n\nif __name__ == '__main__':\n    app.run()\n",
    ),
    "a picture in a line": ("a.py", f"ICON = '{'QUJD' * 6000}'\n\n\n{PYTHON}"),
    "its own licence": ("a.js", "/*! shop v1.2.0 | (c) Us | MIT License */\n" + LINES),
    "a part that is called like a library": ("src/lib/moment.js", LINES),
    "a page about mail": ("templates/email/email_list.html", '{% extends "account.html" %}<p>Your mails</p>\n'),
    "a wish that is compiled": ("a.css", "/* compiled from many wishes of our customers */\na { color: red; }\n"),
    "built with love": ("a.js", "// Built with love by the team\nf();\n"),
    "a lift": ("a.js", "exports.up = function (floor) {};\nexports.down = function (floor) {};\n"),
    "a program that writes clients": ("a.py", '"""Writes clients: generated by a.py, they say."""\nx = 1\n'),
    "a page of what is mailed": ("templates/email_settings.html", "<form><input></form>\n"),
    "a folder called docs that is the site": ("docs/app.js", LINES),
}


@pytest.mark.parametrize(("name", "text"), WRITTEN.values(), ids=WRITTEN)
def test_one_word_is_no_judgement(tmp_path, name, text):
    beside = {"docs/index.html": "<p></p>"} if name.startswith("docs") else {}
    assert (
        judged(written(tmp_path / "shop", {name: text, "package.json": '{"name": "shop"}', **beside}), name) == "source"
    )


def test_an_application_may_be_called_tests_or_samples_or_vendor(tmp_path):
    for word in ("tests", "samples", "vendor", "docs", "scripts"):
        files = {f"{word}/{name}": PYTHON for name in ("__init__.py", "models.py", "views.py", "marks.py")}
        assert role(tmp_path / word, f"{word}/marks.py", files) == "source"


PLACES = {
    "old/shop.ts": "vendored",
    "shop/models/old/order.py": "source",
    "attic/notes.py": "vendored",
    "web/engine-wasm.js": "source",
    "tests/helpers.py": "test",
    "app/tests/factories.py": "test",
    "src/__tests__/a.js": "test",
    "src/menu.spec.ts": "test",
    "a.stories.jsx": "test",
    "conftest.py": "test",
    "examples/blog/app.py": "example",
    "docs/theme/a.js": "documentation",
    "scripts/release.py": "script",
    "noxfile.py": "script",
    "third_party/a.py": "vendored",
    "static/vendor/tabs.js": "vendored",
    "static/vendor/jquery.js": "vendored",
    "src/main/webapp/lib/jquery.js": "vendored",
    "migrations/0002_fill.py": "migration",
    "db/migrate/20210203101112_fill.js": "migration",
    "core/data/migrations/versions/5.0/2022-05-01-x.js": "migration",
    "server/db/knex_migrations/2023-01-01-0000-add.js": "migration",
    "emails/welcome_email.css": "template",
}


@pytest.mark.parametrize(("name", "expected"), PLACES.items())
def test_places(tmp_path, name, expected):
    text = PYTHON if name.endswith(".py") else NOTHING.get(name.rpartition(".")[2], LINES)
    assert role(tmp_path, name, {name: text}) == expected


TEXTS = {
    "class Migration(migrations.Migration):\n    operations = []\n": ("shop/fill.py", "migration"),
    "revision = 'a1'\ndown_revision: str = None\n": ("fill.py", "migration"),
    "import pytest\n\n\ndef test_total():\n    assert total([]) == 0\n": ("check.py", "test"),
    "describe('total', () => {\n  it('adds', () => {});\n});\n": ("total.js", "test"),
    "#!/usr/bin/env python3\nimport sys\n\nif __name__ == '__main__':\n    print(sys.argv)\n": ("count.py", "script"),
    "from setuptools import setup\n\nsetup(name='x')\n": ("setup.py", "script"),
    "from django.core.management.base import BaseCommand\n\nclass Command(BaseCommand):\n    help = 'x'\n": (
        "shop/management/commands/fill.py",
        "script",
    ),
    "(function (Module) {\n    let ENVIRONMENT_IS_WEB = false;\n    var ENVIRONMENT_IS_NODE = true;\n})({});\n": (
        "src/woff2.ts",
        "compiled",
    ),
    "/**\n * @license\n * webxr\n */\n/**\n * @license\n * display\n */\nfunction a() {}\n": ("webxr.js", "vendored"),
    "exports.up = async function (knex) {};\nexports.down = async (knex) => {};\n": ("steps/fill.js", "migration"),
    "module.exports = class Fill1612 {\n  async up(queryRunner) {}\n  async down(queryRunner) {}\n};\n": (
        "steps/fill.js",
        "migration",
    ),
    "from yoyo import step\n\nsteps = [step('SELECT 1')]\n": ("db/0001.fill.py", "migration"),
    "from tortoise import BaseDBAsyncClient\n\n\nasync def upgrade(db: BaseDBAsyncClient) -> str:\n    return ''\n": (
        "models/1_fill.py",
        "migration",
    ),
    "/*! tailwindcss v3.4.1 | MIT License | https://tailwindcss.com */\na { color: red; }\n": ("tw.css", "compiled"),
    "/* compiled from sass/site.scss */\na { color: red; }\n": ("site.css", "generated"),
    '# coding: utf-8\n"""\n    Shop API\n\n    Generated by: https://openapi-generator.tech\n"""\nx = 1\n': (
        "api.py",
        "generated",
    ),
    '"""Generated protocol buffer code."""\nx = 1\n': ("a.py", "generated"),
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><p></p></html>\n": ("notice.html", "template"),
    ".markdown-body p { margin: 0 0 16px; }\n" * 30: ("public/css/github-extract.css", "vendored"),
    "exports.seed = async function (knex) {};\n": ("fill.js", "migration"),
    "module.exports = {\n\tname: 'Fill it',\n\ttimestamp: Date.UTC(2021, 2, 9),\n\tmethod: async () => {},\n};\n": (
        "fill.js",
        "migration",
    ),
    "<table><tr><td style='mso-line-height-rule:exactly'></td></tr></table>\n": ("welcome.html", "template"),
    "// @flow\n/*\n\n    DEPRECATED 2/3/2018 by @sam\n\n*/\nf();\n": ("api/creator.js", "vendored"),
    '"""DEPRECATED: use shop.orders."""\nx = 1\n': ("shop/order.py", "vendored"),
    "# DEPRECATED names of orders\nNAMES = {}\n": ("shop/names.py", "source"),
    "# Finds what is DEPRECATED.\nx = 1\n": ("shop/finds.py", "source"),
    "# The code is partially taken (and modified) from some framework\n# that is licensed under the following terms:\n#\n"
    "# Copyright (c) 2011, Somebody\nx = 1\n": ("shop/serializers.py", "vendored"),
    "/*\n * This was copied from another project:\n *\n * Permission is hereby granted, free of charge, …\n */\nf();\n": (
        "src/a.js",
        "vendored",
    ),
    "html_theme = 'alabaster'\nextensions = []\n": ("docs/conf.py", "documentation"),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_texts(tmp_path, text, expected):
    name, wanted = expected
    assert role(tmp_path, name, {name: text, "docs/index.rst": "Welcome\n"}) == wanted


def test_a_collection_of_pages_holds_examples_and_a_site_does_not(tmp_path):
    small = ("clock", "hangman", "quiz", "notes", "player", "snake", "tabs", "weather")
    collection = {f"{name}/{file}": NOTHING["html"] for name in small for file in ("index.html", "more/late.html")}
    assert role(tmp_path / "a", "clock/script.js", {**collection, "clock/script.js": LINES}) == "example"
    assert role(tmp_path / "a", "clock/more/late.html", {}) == "example"
    assert role(tmp_path / "b", "clock/a.js", {**collection, "clock/a.js": LINES, "index.html": "<p>"}) == "source"
    assert role(tmp_path / "c", "clock/a.js", {**collection, "clock/a.js": LINES, "package.json": "{}"}) == "source"
    few = {name: text for name, text in collection.items() if not name.startswith(("clock", "quiz"))}
    assert role(tmp_path / "d", "snake/a.js", {**few, "snake/a.js": LINES}) == "source"


def test_what_is_installed_and_asked_in_a_terminal_is_a_script(tmp_path):
    asking = "const prompt = require('prompt');\nmodule.exports = prompt;\n"
    serving = "const app = require('express')();\napp.listen(4567);\n"
    files = {
        "src/install.js": asking,
        "src/cli/user.js": asking.replace("prompt'", "commander'"),
        "src/routes/user.js": asking.replace("prompt'", "commander'"),
        "src/cli/format.js": LINES,
        "install/web.js": serving,
        "src/install/pages.js": serving,
        "app/cli/users.py": "import click\n",
        "app/users.py": "import click\n",
    }
    scripts = ("src/install.js", "src/cli/user.js", "install/web.js", "app/cli/users.py")
    assert [name for name in files if role(tmp_path, name, files) == "script"] == list(scripts)


def test_a_page_without_scripts_in_a_folder_for_mail_is_a_template(tmp_path):
    page = "<html><style>p { color: red; }</style><body><p>Hello {{ name }}</p></body></html>\n"
    assert role(tmp_path, "mail/templates/welcome.html", {"mail/templates/welcome.html": page}) == "template"


def test_by_hand_beside_what_is_built(tmp_path):
    files = {
        "public/css/print.css": NOTHING["css"] * 3,
        "public/css/site.css": NOTHING["css"] * 3,
        "scss/site.scss": "$x: 1;\n",
        "package.json": '{"scripts": {"css": "sass scss:public/css", "js": "webpack -o public"}}',
    }
    root = written(tmp_path, files)
    assert [judged(root, f"public/css/{name}.css").partition(":")[0] for name in ("print", "site")] == [
        "source",
        "compiled",
    ]


def test_what_jsdoc_copied_is_vendored_or_compiled(tmp_path):
    pretty = "var q=null;window.PR_SHOULD_USE_CONTINUATION=!0;(function(){function R(a){a=a.charCodeAt(1)}})();" * 12
    files = {"docs/scripts/prettify/prettify.js": pretty, "docs/scripts/prettify/Apache-License-2.0.txt": "Apache"}
    found = judged(written(tmp_path, files), "docs/scripts/prettify/prettify.js")
    assert found == "vendored: it is called 'prettify.js', as a library is and a licence lies beside it"


def test_a_released_library_is_vendored_and_the_project_itself_is_not(tmp_path):
    banner = "/*! Tabs v3.2.1 | (c) Somebody | MIT License */\n"
    files = {"package.json": '{"name": "tabs"}', "static/lib/tabs.js": banner + LINES}
    assert role(tmp_path / "own", "static/lib/tabs.js", files) == "source"
    assert role(tmp_path / "shop", "static/lib/tabs.js", files | {"package.json": '{"name": "shop"}'}) == "vendored"


def test_attributes_of_git_say_it_and_deny_it(tmp_path):
    files = {
        ".gitattributes": '# ours\nsdk/** linguist-generated\n"sdk/kept one.py" -linguist-generated\nui/*.js linguist-vendored=true\n',
        "sdk/a.py": PYTHON,
        "sdk/kept one.py": "# @generated\nx = 1\n",
        "ui/tabs.js": LINES,
        "ui/.gitattributes": "own.js -linguist-vendored\r\n",
        "ui/own.js": LINES,
    }
    root = written(tmp_path, files)
    assert judged(root, "sdk/a.py") == "generated: .gitattributes calls it linguist-generated"
    assert judged(root, "sdk/kept one.py") == "source"
    assert judged(root, "ui/tabs.js") == "vendored: .gitattributes calls it linguist-vendored"
    assert judged(root, "ui/own.js") == "source"


def test_settings_go_over_all_that_is_seen_and_the_last_pattern_holds(tmp_path):
    root = written(tmp_path, {"dist/a.js": DENSE, "app/a.py": PYTHON})
    roles = (
        RoleByPath("**/*.js", root, Role.VENDORED),
        RoleByPath("dist/**", root, Role.SOURCE),
        RoleByPath("app", root, Role.TEST),
    )
    config = Config(roles=roles)
    assert judged(root, "dist/a.js", config) == "source: 'dist/**' under 'roles' says so"
    assert judged(root, "app/a.py", config) == "test: 'app' under 'roles' says so"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"scripts": 3, "main": [], "exports": {"a": {"b": null}}}',
        '{"scripts": {"a": "tsc --outDir \'x"}}',
        "\ufeff",
    ],
)
def test_a_manifest_that_says_nothing_sensible_says_nothing(tmp_path, text):
    files = {"package.json": text, "tsconfig.json": text, ".gitattributes": text, "lib/a.js": LINES}
    assert role(tmp_path, "lib/a.js", files) == "source"


@pytest.mark.parametrize("name", ["a.py", "C:\\work\\tests\\a.py", "", "ä/ö.js", "Untitled-1"])
def test_a_name_that_lies_nowhere_has_a_role(name):
    Project().role_of(Document.of(name, "x = 1\n", "python"))


def test_what_lies_around_is_read_anew_by_a_new_project(tmp_path):
    root = written(tmp_path, {"made/a.js": LINES, "package.json": "{}"})
    assert judged(root, "made/a.js") == "source"
    written(tmp_path, {"package.json": '{"scripts": {"build": "babel src --out-dir=made"}}'})
    assert judged(root, "made/a.js") == "compiled: the script 'build' in package.json writes 'made'"


def test_what_a_file_is_for_follows_its_text_edit_by_edit():
    text = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
    before = Analysis.of(Document.of("a.py", text), Project())
    edits = [Edit(Span(0, 0), "# @generated\n")]
    after = before.after(edits)
    assert (len(before.findings), after.role, after.findings) == (1, Role.GENERATED, ())
    assert after.after([Edit(Span(0, 13), "")]).findings == before.findings


def test_what_is_left_alone_is_counted_named_and_taken_in_by_settings(tmp_path):
    opened = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
    files = {"third_party/a.py": opened, "gen.py": f"# Generated by protoc. DO NOT EDIT!\n{opened}", "b.py": "x = 1\n"}
    root = written(tmp_path, files | {"burnish.toml": 'model = "off"\n'})
    done = burnish("check", "--show-skipped", cwd=root)
    assert done.stdout == (
        "Nothing found in 1 file; 2 files skipped (1 generated, 1 vendored): `--show-skipped` says why.\n"
    )
    assert sorted(done.stderr.splitlines()) == [
        "gen.py: skipped: generated: it says 'Generated by protoc. DO NOT EDIT!' at its start",
        "third_party/a.py: skipped: vendored: it lies in a folder called 'third_party'",
    ]
    named = burnish("check", "gen.py", cwd=root)
    assert named.stderr == "gen.py: skipped: generated: it says 'Generated by protoc. DO NOT EDIT!' at its start\n"
    (root / "burnish.toml").write_text('model = "off"\n[roles]\n"third_party/**" = "source"\n')
    assert "third_party/a.py:2:14" in burnish("check", cwd=root).stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('roles = ["a"]', "'roles' must be a table of patterns, each with a role, not a list"),
        ('[roles]\n"dist" = "sorce"', "the role of 'dist' is none that there is: 'sorce'; did you mean 'source'?"),
        ('[roles]\n"../a" = "test"', "'../a' in 'roles' matches no file: "),
    ],
)
def test_what_is_wrong_with_roles_in_settings_is_said(tmp_path, text, message):
    assert [one.message.startswith(message) for one in problems_in(text, tmp_path / "burnish.toml")] == [True]
