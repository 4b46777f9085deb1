"""Where a rule has nothing to say: the rule, the path, the text."""

from __future__ import annotations

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
