"""What names come from: in each example of the call with the one argument 1."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.names import Origin, OriginKind, names_of
from burnish.tree import descendants

PYTHON = {
    "import requests\nrequests.get(1)": "MODULE requests.get",
    "import os.path\nos.path.join(1)": "MODULE os.path.join",
    "import os.path as p\np.join(1)": "MODULE os.path.join",
    "from subprocess import run as r\nr(1)": "MODULE subprocess.run",
    "from .models import User\nUser.get(1)": "MODULE .models.User.get",
    "from . import db\ndb.ask(1)": "MODULE .db.ask",
    "open(1)": "BUILTIN builtins.open",
    "dict.fromkeys(1)": "BUILTIN builtins.dict.fromkeys",
    "from m import *\nopen(1)": "UNKNOWN None",
    "execfile(1)": "UNBOUND execfile",
    "def f(open):\n    open(1)": "PARAMETER None",
    "import vault\ndef f(key, open=vault.open):\n    open(1)": "PARAMETER None",
    "def f(open):\n    pass\nopen(1)": "BUILTIN builtins.open",
    "import requests\ndef f(requests):\n    requests.get(1)": "PARAMETER None",
    "import requests\ndef f(requests):\n    def g():\n        requests.get(1)": "PARAMETER None",
    "import requests\n[requests.get(1) for requests in xs]": "LOCAL None",
    "import requests\n[r for requests in requests.get(1)]": "MODULE requests.get",
    "import requests\nlambda requests: requests.get(1)": "PARAMETER None",
    "import requests\nclass C:\n    requests = 3\n    def m(self):\n        requests.get(1)": "MODULE requests.get",
    "import requests\nclass C:\n    requests = None\n    def m(self, get=requests.get(1)): ...": "UNKNOWN None",
    "import requests\ndef f():\n    requests.get(1)\n    requests = 3": "INSTANCE builtins.int.get",
    "import requests\ndef f():\n    global requests\n    requests.get(1)": "MODULE requests.get",
    "def f():\n    x = open\n    def g():\n        nonlocal x\n        x(1)": "BUILTIN builtins.open",
    "def f():\n    x = open\n    def g():\n        nonlocal x\n        x = None or m\n    x(1)":
        "UNKNOWN None (BUILTIN builtins.open | UNBOUND m)",
    "def f():\n    global open\n    import vault\n    open = vault.open\nopen(1)":
        "UNKNOWN None (MODULE vault.open | BUILTIN builtins.open)",
    "try:\n    import yaml\nexcept ImportError:\n    yaml = None\nyaml.load(1)": "MODULE yaml.load",
    "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\npickle.loads(1)":
        "UNKNOWN None (MODULE cPickle.loads | MODULE pickle.loads)",
    'import ruamel.yaml\ndef f(t):\n    yaml = ruamel.yaml.YAML(typ="safe")\n    return yaml.load(1)':
        "INSTANCE ruamel.yaml.YAML.load",
    "import requests\ns = requests.Session()\ns.get(1)": "INSTANCE requests.Session.get",
    "import requests\ndef make():\n    return requests.Session()\ns = make()\ns.get(1)":
        "INSTANCE requests.Session.get",
    "import requests\ndef make():\n    return inner()\ndef inner():\n    return requests.Session()\ns = make()\ns.get(1)":
        "UNKNOWN None",
    "import requests\nasync def make():\n    return requests.Session()\ns = make()\ns.get(1)": "UNKNOWN None",
    "import requests\n@wrapped\ndef make():\n    return requests.Session()\ns = make()\ns.get(1)": "UNKNOWN None",
    "import requests\nwith requests.Session() as s:\n    s.get(1)": "INSTANCE requests.Session.get",
    "import requests\ntry:\n    pass\nexcept requests.Timeout as e:\n    e.add(1)": "INSTANCE requests.Timeout.add",
    "import requests\ndef f(s: requests.Session | None = None):\n    s.get(1)": "INSTANCE requests.Session.get",
    "import requests\nfrom typing import Any, Optional\ndef f(s: Optional[requests.Session]):\n    s.get(1)":
        "INSTANCE requests.Session.get",
    "from typing import Any\ndef f(s: Any):\n    s.get(1)": "PARAMETER None",
    "import requests\ndef f(*s: requests.Session):\n    s.get(1)": "PARAMETER None",
    "import requests\nclass C:\n    def __init__(self):\n        self.s = requests.Session()\n"
    "    def m(self):\n        self.s.get(1)": "INSTANCE requests.Session.get",
    "import requests\nclass C:\n    def __init__(self, s):\n        self.s = requests.Session()\n    def n(self, s):\n"
    "        self.s = s\n    def m(self):\n        self.s.get(1)":
        "UNKNOWN None (INSTANCE requests.Session.get | PARAMETER None)",
    "import requests\nclass C(requests.Session):\n    def m(self):\n        self.get(1)":
        "INSTANCE requests.Session.get",
    "import requests\nclass C(requests.Session):\n    def get(self): ...\n    def m(self):\n        self.get(1)":
        "DEFINITION None def get(self): ...",
    "import requests\nclass C(requests.Session):\n    def m(self):\n        super().get(1)":
        "INSTANCE requests.Session.get",
    "def f(): ...\nf(1)": "DEFINITION None def f(): ...",
    '", ".join(1)': "INSTANCE builtins.str.join",
    "import importlib\nimportlib.import_module('yaml').load(1)": "MODULE yaml.load",
    "x = x.y\nx(1)": "LOCAL None",
    "import a\nx = a\nx = a\nx.f(1)": "MODULE a.f",
    "import a, b\nx = a if c else b\nx.f(1)": "UNKNOWN None (MODULE a.f | MODULE b.f)",
}  # fmt: skip

JAVASCRIPT = {
    'import d from "m";\nd(1);': "MODULE m",
    'import { a as b } from "m";\nb(1);': "MODULE m.a",
    'import * as ns from "m";\nns.x(1);': "MODULE m.x",
    'const { readFileSync: rf } = require("node:fs");\nrf(1);': "MODULE fs.readFileSync",
    'const { promises: { readFile } } = require("fs");\nreadFile(1);': "MODULE fs.promises.readFile",
    'const read = require("fs").readFile;\nread(1);': "MODULE fs.readFile",
    'require("fs").readFile(1);': "MODULE fs.readFile",
    'function f(require) { require("fs").readFile(1); }': "UNKNOWN None",
    'async function f() { const m = await import("m"); m.default.g(1); }': "MODULE m.g",
    'const express = require("express");\nconst app = express();\napp.get(1);': "INSTANCE express().get",
    'const express = require("express");\nexpress.json(1);': "MODULE express.json",
    'const { Pool } = require("pg");\nconst pool = new Pool();\npool.query(1);': "INSTANCE pg.Pool.query",
    "fetch(1);": "BUILTIN globalThis.fetch",
    "window.fetch(1);": "BUILTIN globalThis.fetch",
    "function f(fetch) { fetch(1); }": "PARAMETER None",
    "function f() { fetch(1); var fetch; }": "LOCAL None",
    "function f() { if (x) { let fetch = 1; } return fetch(1); }": "BUILTIN globalThis.fetch",
    "function f() { if (x) { var fetch = g; } return fetch(1); }": "UNBOUND globalThis.g",
    "function f(a = fetch(1)) { var fetch = g; }": "BUILTIN globalThis.fetch",
    "try {} catch (fetch) { fetch(1); }": "LOCAL None",
    "const g = function fetch() { fetch(1); };": "DEFINITION None function fetch() { fetch(1); }",
    "cy.createQuery(2)\n  // why\n  .then(1);": "INSTANCE globalThis.cy.createQuery().then",
    "let db; function q() { db.ask(1); } db = knex({});": "INSTANCE globalThis.knex().ask",
    "let db = knex({}); db = other(); db.ask(1);":
        "UNKNOWN None (INSTANCE globalThis.knex().ask | INSTANCE globalThis.other().ask)",
    'import e from "express";\nclass S { app = e(); m() { this.app.get(1); } }': "INSTANCE express().get",
    'import e from "express";\nclass S { constructor() { this.app = e(); } m() { (() => this.app.get(1))(); } }':
        "INSTANCE express().get",
    'import e from "express";\nclass S { app = e(); m() { function f() { this.app.get(1); } } }': "UNKNOWN None",
    'import { B } from "b";\nclass S extends B { m() { this.get(1); } }': "INSTANCE b.B.get",
    "if (x) { function g() {} }\ng(1);": "DEFINITION None function g() {}",
    'import x from "m";\nif (x) { function g() {} }\ng(1);': "UNBOUND globalThis.g",
    "[2].map(1);": "INSTANCE globalThis.Array.map",
}  # fmt: skip


@pytest.mark.parametrize("code", PYTHON)
def test_python(code: str):
    assert shown(asked(code, "python")) == PYTHON[code]


@pytest.mark.parametrize("code", JAVASCRIPT)
def test_javascript(code: str):
    assert shown(asked(code, "javascript")) == JAVASCRIPT[code]


def test_typescript():
    code = (
        'import { Pool } from "pg";\nclass S { pool: Pool;\n m(other: Pool | null) { this.pool.query(1);\n'
        " other.query(2);\n } }"
    )
    assert shown(asked(code, "typescript")) == "INSTANCE pg.Pool.query"


def test_an_origin_tells_what_it_was_looked_through():
    origin = asked("import requests\ns = requests.Session()\ns.get(1)", "python")
    assert [(one.form.value, one.name) for one in origin.evidence] == [("assignment", "s"), ("import", "requests")]


def test_alternatives_that_are_all_meant_are_one_of_them():
    code = "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\npickle.loads(1)"
    origin = asked(code, "python")
    assert origin.kind is OriginKind.UNKNOWN
    assert origin.is_one_of({"pickle.loads", "cPickle.loads"})
    assert not origin.is_one_of({"pickle.loads"})


@pytest.mark.parametrize("language", ["python", "javascript", "typescript"])
def test_deep_and_broken_code_has_origins_too(language: str):
    for code in ("x(" * 2000 + "y" + ")" * 2000, "a." * 2000 + "b(1)", "def f(:\n  x(1", "class { x( = (1", "(" * 1500):
        document = Document.of(f"a.{language}", code, language)
        names = names_of(document)
        for node in descendants(document.root):
            if node.type in ("call", "call_expression", "identifier"):
                names.origin(node)
                break


def asked(code: str, language: str) -> Origin:
    document = Document.of(f"a.{language}", code, language)
    (function,) = (
        call.child_by_field_name("function")
        for call in descendants(document.root, ("call", "call_expression"))
        if document.slice(call).endswith("(1)")
    )
    assert function is not None
    return names_of(document).origin(function)


def shown(origin: Origin) -> str:
    text = f"{origin.kind.name} {origin.path}"
    if origin.kind is OriginKind.DEFINITION and origin.definition is not None and origin.definition.text is not None:
        text += f" {origin.definition.text.decode()}"
    if origin.alternatives:
        text += f" ({' | '.join(f'{one.kind.name} {one.path}' for one in origin.alternatives)})"
    return text
