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
FOUND = {
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
