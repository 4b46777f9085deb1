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
QUERY = "performance/query-in-loop"
DEFER = "performance/defer-scripts"
MARKUP = "security/inner-html"
SECRET = "security/hardcoded-secret"
FILE = "readability/use-context-manager"
TIMEOUT = "scalability/missing-timeout"
SHELL = "security/shell-injection"
SILENT = {
    "a command of an own class that is called request": (
        SHELL,
        "m.py",
        """
        import subprocess
        class Request:
            args = {"cmd": "ls"}
        request = Request()
        def run():
            return subprocess.run(request.args["cmd"], shell=True)
        """,
    ),
    "a command that a helper is given": (
        SHELL,
        "m.py",
        """
        import subprocess
        from flask import request
        def run(command):
            return subprocess.run(command, shell=True)
        """,
    ),
    "a command of a request that is one of a few": (
        SHELL,
        "m.py",
        """
        import os
        from flask import abort, request
        def run():
            cmd = request.args["cmd"]
            if cmd not in ("date", "uptime"):
                abort(400)
            os.system(cmd)
        """,
    ),
    "a number in a route": (
        SHELL,
        "m.py",
        """
        import os
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/run/{n}")
        def run(n: int):
            os.system(n)
        """,
    ),
    "arguments that a script reads as its own": (
        SHELL,
        "m.py",
        """
        import subprocess, shlex
        def a(path):
            subprocess.run(["sh", "-c", 'ls "$1"', "sh", path])
            subprocess.run(["bash", "-c", f"ls {shlex.quote(path)}"])
            subprocess.run(["ls", "-c", f"{path}"])
        """,
    ),
}
SILENT |= {
    "queries for a few kinds that have two names": (
        QUERY,
        "m.py",
        """
        KINDS = ("a", "b", "c")
        kinds = KINDS
        def rates():
            for at, kind in enumerate(kinds):
                print(at, Rate.objects.get(kind=kind))
            for kind in dict(a=1, b=2).values():
                print(Rate.objects.get(kind=kind))
        """,
    ),
    "queries for the entries of a table, and a few turns": (
        QUERY,
        "a.js",
        """
        const MAP = Object.freeze({ a: 1, b: 2 });
        const TURNS = 3;
        export async function rates() {
          for (const [kind] of Object.entries(MAP)) { await User.findOne({ where: { kind } }); }
          for (const kind in MAP) { await User.findOne({ where: { kind } }); }
          for (let i = 0; i < TURNS; i++) { await User.findOne({ where: { i } }); }
          ["a", "b"].slice().forEach(async (kind) => { await User.findOne({ where: { kind } }); });
        }
        """,
    ),
    "queries for the members of an enum": (
        QUERY,
        "a.ts",
        """
        enum Kind { A = "a", B = "b" }
        const KINDS = ["a", "b"] as const;
        export async function rates() {
          for (const kind of Object.values(Kind)) { await User.findOne({ where: { kind } }); }
          for (const kind of KINDS) { await User.findOne({ where: { kind } }); }
        }
        """,
    ),
}
SILENT |= {
    "a default timeout of the program": (
        TIMEOUT,
        "m.py",
        """
        import smtplib, socket, sys
        from urllib.request import urlopen
        def ask(url):
            return urlopen(url), smtplib.SMTP("mail")
        def now(url):
            socket.setdefaulttimeout(5)
            return urlopen(url)
        if __name__ == "__main__":
            try:
                socket.setdefaulttimeout(float(sys.argv[1]))
            except ValueError:
                socket.setdefaulttimeout(10)
        """,
    ),
    "sessions that see to timeouts themselves": (
        TIMEOUT,
        "m.py",
        """
        import functools
        import requests
        class Timed(requests.Session):
            def request(self, *args, **kwargs):
                kwargs.setdefault("timeout", 10)
                return super().request(*args, **kwargs)
        timed = Timed()
        session = requests.Session()
        session.request = functools.partial(session.request, timeout=10)
        other = requests.Session()
        other.mount("https://", TimeoutAdapter(3))
        def ask(url):
            return timed.get(url), session.get(url), other.get(url)
        """,
    ),
    "files that somebody goes on with": (
        FILE,
        "m.py",
        """
        import csv, subprocess
        from contextlib import closing
        def rows(path):
            return csv.reader(open(path))
        def lines(path):
            return (line for line in open(path))
        def run(path):
            return subprocess.Popen(["x"], stdout=open(path, "w"))
        def safely(path):
            with closing(open(path)) as handle:
                return handle.read()
        """,
    ),
}
SILENT |= {
    "scripts that a build merges, as comments tell it": (
        DEFER,
        "index.html",
        """
        <html><head>
        <!-- build:js scripts/all.js -->
        <script src="/a.js"></script>
        <script src="/b.js"></script>
        <!-- endbuild -->
        </head><body></body></html>
        """,
    ),
    "scripts that another tag of the server merges": (
        DEFER,
        "base.html",
        """
        <html><head>
        {%- pipeline "main" -%}
        <script src="/a.js"></script>
        {%- endpipeline -%}
        <noscript><script src="/x.js"></script></noscript>
        </head><body></body></html>
        """,
    ),
}
SILENT |= {
    "names of fields that end in a number": (
        SECRET,
        "m.py",
        """
        CONF_CLIENT_SECRET = "client_secret_2"
        ERROR_INVALID_TOKEN = "error.invalid_token.401"
        def make(token="session_token_1"):
            return token
        """,
    ),
    "a connection string for what is filled in": (
        SECRET,
        "m.py",
        """
        A = "host=%s user=svc password=%s dbname=x"
        B = "host=localhost user=svc password=Zq81vLr0tXn47KwB dbname=x"
        """,
    ),
    "parts of what is written down": (
        MARKUP,
        "a.ts",
        """
        enum State { On = "on", Off = "off" }
        const TEXTS = ["one", "two"];
        const { length } = TEXTS;
        export function show(el) {
          const [first] = TEXTS;
          el.innerHTML = first;
          el.innerHTML = length;
          el.innerHTML = State.On;
        }
        """,
    ),
}
FOUND = {
    "a column that a route's parameter names": (
        "security/sql-built-from-strings",
        "m.py",
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/items")
        def items(db: Database, sort: str = "id"):
            return db.execute(f"SELECT id FROM items ORDER BY {sort}")
        """,
    ),
    "an application in a field": (
        "security/express-hardening",
        "a.ts",
        """
        import express, { Express } from "express";
        export class Server {
          private app: Express = express();
          start() { this.app.listen(1); }
        }
        """,
    ),
    "a password in PostgreSQL's settings": (
        SECRET,
        "m.py",
        'A = "host=db user=svc password=Zq81vLr0tXn47KwB dbname=x"\n',
    ),
    "a key in Azure's settings": (
        SECRET,
        "a.js",
        'const a = "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa==";\n',
    ),
    "a token that is compared slowly": (
        SECRET,
        "m.py",
        """
        import hmac
        def may(token):
            return hmac.compare_digest(token, "Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa")
        """,
    ),
    "a token that is one of a few": (
        SECRET,
        "m.py",
        """
        def may(token):
            return token in ("Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa",)
        """,
    ),
    "parts of what is written down, unless something else stands in": (
        MARKUP,
        "a.js",
        """
        const TEXTS = {};
        export function show(el, user) {
          const { name = user.name } = TEXTS;
          el.innerHTML = name;
        }
        """,
    ),
    "no default timeout after all": (
        TIMEOUT,
        "m.py",
        """
        import socket
        from urllib.request import urlopen
        socket.setdefaulttimeout(None)
        def ask(url):
            return urlopen(url)
        """,
    ),
    "a default timeout that requests does not ask for": (
        TIMEOUT,
        "m.py",
        """
        import requests, socket
        socket.setdefaulttimeout(30)
        def ask(url):
            return requests.get(url)
        """,
    ),
    "a timeout that was lost in another library's thread": (
        TIMEOUT,
        "m.py",
        """
        from starlette.concurrency import run_in_threadpool as run
        import requests
        async def ask(url):
            return await run(requests.get, url)
        """,
    ),
    "a timeout that was lost in a pool": (
        TIMEOUT,
        "m.py",
        """
        import requests
        def ask(pool, urls):
            return [pool.submit(requests.get, url) for url in urls]
        """,
    ),
    "a packed file": (
        FILE,
        "m.py",
        """
        import gzip
        def read(path):
            f = gzip.open(path)
            data = f.read()
            f.close()
            return data
        """,
    ),
    "a file that a path opens": (
        FILE,
        "m.py",
        """
        import json
        from pathlib import Path
        def read(path):
            return json.load(Path(path).open())
        """,
    ),
    "a file that is written into and left": (
        FILE,
        "m.py",
        """
        import json
        def write(path, data):
            json.dump(data, open(path, "w"))
        """,
    ),
    "the numbered lines of a file": (
        FILE,
        "m.py",
        """
        def show(path):
            for number, line in enumerate(open(path), 1):
                print(number, line)
        """,
    ),
    "a file whose lines are counted": (
        FILE,
        "m.py",
        """
        def count(path):
            return sum(1 for _ in open(path))
        """,
    ),
    "a table that grows": (
        QUERY,
        "a.js",
        """
        const map = { a: 1 };
        export function put(key) { map[key] = 2; }
        export async function rates() {
          for (const kind in map) { await User.findOne({ where: { kind } }); }
        }
        """,
    ),
    "the parameter of a FastAPI route is the command": (
        SHELL,
        "m.py",
        """
        import os
        from fastapi import APIRouter
        router = APIRouter()
        @router.get("/run")
        async def run(cmd: str):
            os.system(cmd)
        """,
    ),
    "a part of a route's path is the command": (
        SHELL,
        "m.py",
        """
        import subprocess
        @app.get("/run/<path:cmd>")
        def run(cmd):
            subprocess.getoutput(cmd)
        """,
    ),
    "the body of a request, awaited and kept": (
        SHELL,
        "m.py",
        """
        import os
        from fastapi import Request
        async def run(request: Request):
            body = await request.json()
            os.popen(body["cmd"])
        """,
    ),
    "a request by another name": (
        SHELL,
        "m.py",
        """
        import os
        from flask import request as req
        def run():
            if (cmd := req.values.get("cmd")):
                os.system(cmd)
        """,
    ),
    "a view's own request": (
        SHELL,
        "m.py",
        """
        import os
        from django.views import View
        class Run(View):
            def get(self, *args):
                os.system(self.request.GET["cmd"])
        """,
    ),
    "a query of aiohttp": (
        SHELL,
        "m.py",
        """
        import asyncio
        async def run(request):
            await asyncio.create_subprocess_shell(request.query["cmd"])
        """,
    ),
    "a shell's script, word by word": (
        SHELL,
        "m.py",
        """
        import asyncio
        async def run(path):
            await asyncio.create_subprocess_exec("/bin/sh", "-c", f"ls {path}")
        """,
    ),
    "a shell's script in a tuple": (
        SHELL,
        "m.py",
        """
        import subprocess
        def run(path):
            subprocess.check_output(("/usr/bin/env", "bash", "-lc", "ls {}".format(path)))
        """,
    ),
    "a shell's script in a list with a name": (
        SHELL,
        "m.py",
        """
        import subprocess
        def run(path):
            words = ["cmd.exe", "/c", "dir %s" % path]
            subprocess.run(words)
        """,
    ),
}


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
