"""Where a rule speaks: the rule, the path, the text."""

from __future__ import annotations

QUERY = "performance/query-in-loop"
MARKUP = "security/inner-html"
SECRET = "security/hardcoded-secret"
FILE = "readability/use-context-manager"
TIMEOUT = "scalability/missing-timeout"
SHELL = "security/shell-injection"

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
