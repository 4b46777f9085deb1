from __future__ import annotations

import re
from itertools import pairwise

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import qualified_name
from burnish.project import Project
from burnish.rule import Example, Finding, Fix, JavaScriptRule, Match, Objective, Safety
from burnish.rules.javascript.express import enclosing_handler, is_server
from burnish.rules.javascript.functions import is_async, is_generator
from burnish.rules.paths import is_sample, is_test
from burnish.text import Edit, Span
from burnish.tree import ancestors, enclosing_function, span_of

_WITH_PROMISE = frozenset(
    {
        "readFile", "writeFile", "appendFile", "readdir", "stat", "lstat", "mkdir", "rm", "rmdir", "unlink", "rename", "copyFile",
        "access", "mkdtemp", "readlink", "realpath", "symlink", "chmod", "chown", "utimes", "truncate", "cp", "link",
    }
)  # fmt: skip


class SyncIoInHandler(JavaScriptRule):
    """Keep synchronous input and output out of request handlers.

    Why: Node runs all requests on one thread, so while a `…Sync` call waits for the disk or a child process, every
    other request waits with it. The promise of the same call lets them run.

    Safety: unsafe. Other requests may now run between the call and what follows it, and a handler that becomes
    `async` rejects where it threw, so it is changed only inside `try` or where Express 5 handles rejections.

    Source: https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop
    """

    objective = Objective.PERFORMANCE
    safety = Safety.UNSAFE
    fix_is_final = True
    alters_order = True
    alters_calls = frozenset({*_WITH_PROMISE, *(f"{name}Sync" for name in _WITH_PROMISE)})
    introduces = frozenset(
        {
            "fs",
            "promises",
            "await",
            "async",
            "readFile",
            "writeFile",
            "readdir",
            "stat",
            "unlink",
            "mkdir",
            "access",
            "copyFile",
            "appendFile",
            "rename",
            "rm",
            "lstat",
            "realpath",
        }
    )
    drops = frozenset(
        {
            "readFileSync",
            "writeFileSync",
            "readdirSync",
            "statSync",
            "unlinkSync",
            "mkdirSync",
            "accessSync",
            "copyFileSync",
            "appendFileSync",
            "renameSync",
            "rmSync",
            "lstatSync",
            "realpathSync",
        }
    )
    changes_interface = True
    query = """
    (call_expression
      function: [
        (member_expression property: (property_identifier) @method)
        (identifier) @method
      ] @function
      (#match? @method "Sync$")) @call
    """
    examples = [
        Example(
            before=(
                "const fs = require('fs');\n"
                "\n"
                "app.get('/notes', async (req, res) => {\n"
                "  const text = fs.readFileSync(file, 'utf8').trim();   // small\n"
                "  res.send(text);\n"
                "});\n"
            ),
            after=(
                "const fs = require('fs');\n"
                "\n"
                "app.get('/notes', async (req, res) => {\n"
                "  const text = (await fs.promises.readFile(file, 'utf8')).trim();   // small\n"
                "  res.send(text);\n"
                "});\n"
            ),
        ),
        Example(
            before=(
                'import fs from "node:fs";\n'
                "\n"
                "export function remove(req: Request, res: Response, next: NextFunction) {\n"
                "\ttry {\n"
                "\t\tfs.unlinkSync(pathOf(req.params.name))\n"
                "\t\tres.sendStatus(204)\n"
                "\t} catch (error) {\n"
                "\t\tnext(error)\n"
                "\t}\n"
                "}\n"
            ),
            after=(
                'import fs from "node:fs";\n'
                "\n"
                "export async function remove(req: Request, res: Response, next: NextFunction) {\n"
                "\ttry {\n"
                "\t\tawait fs.promises.unlink(pathOf(req.params.name))\n"
                "\t\tres.sendStatus(204)\n"
                "\t} catch (error) {\n"
                "\t\tnext(error)\n"
                "\t}\n"
                "}\n"
            ),
            language="typescript",
        ),
        Example(
            before=(
                "const express = require('express');\n"
                "const fs = require('fs');\n"
                "\n"
                "async function load(names) {\n"
                "  return JSON.parse(fs.readFileSync(names[0]));\n"
                "}\n"
            ),
            after=(
                "const express = require('express');\n"
                "const fs = require('fs');\n"
                "\n"
                "async function load(names) {\n"
                "  return JSON.parse(await fs.promises.readFile(names[0]));\n"
                "}\n"
            ),
        ),
        Example(
            before=(
                "const fs = require('fs');\n"
                "app.get('/all', (req, res) => {\n"
                "  res.json(names.map((name) => fs.readFileSync(name, 'utf8')));\n"
                "});\n"
            )
        ),
        Example(
            before=(
                "const { execSync } = require('child_process');\n"
                "app.post('/convert', (req, res) => {\n"
                "  execSync('convert in.png out.jpg');\n"
                "  res.end();\n"
                "});\n"
            )
        ),
    ]
    ignores = [
        "const fs = require('fs');\nconst UNITS = JSON.parse(fs.readFileSync('units.json'));\n",
        "const fs = require('fs');\nasync function build() {\n  return fs.readFileSync('in.txt');\n}\n",
        "const fs = require('fs');\napp.get('/', async (req, res) => res.send(await fs.promises.readFile('a')));\n",
        "app.get('/', (req, res) => {\n  const flushed = queue.flushSync();\n  res.json(flushed);\n});\n",
        "const express = require('express');\nconst fs = require('fs');\nfunction load() {\n  return fs.readFileSync('a');\n}\n",
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        name = qualified_name(document, found["function"])
        if name is None or name.split(".")[0] not in _MODULES or is_test(document.path, project):
            return None
        call = found["call"]
        handler = enclosing_handler(call, document)
        function = enclosing_function(call, document.language)
        if function is None or (handler is None and not (is_async(function) and is_server(document))):
            return None
        if is_sample(document.path, project) or (handler is None and name.endswith("existsSync")):
            return None
        message = (
            f"'{''.join(document.slice(found['function']).split())}' makes every other request wait until it returns"
        )
        return self.finding(found["function"], message, anchor=function)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        callee = document.node_at(finding.span)
        call = callee.parent
        function = None if call is None else enclosing_function(call, document.language)
        if call is None or call.type != "call_expression" or function is None or span_of(function) != finding.anchor:
            return None
        name = qualified_name(document, callee) or ""
        receiver, method = callee.child_by_field_name("object"), name.removeprefix("fs.").removesuffix("Sync")
        if (
            not name.startswith("fs.")
            or method not in _WITH_PROMISE
            or receiver is None
            or "throwIfNoEntry" in document.slice(call)
        ):
            return None
        if is_generator(function) or any(one.type == "formal_parameters" for one in _between(call, function)):
            return None
        edits = []
        if not is_async(function):
            rejects_well = re.match(r"\D*5|\*|latest", project.dependencies.get("express", "")) is not None
            if not (rejects_well or _is_tried(call, function)) or function.type == "method_definition":
                return None
            if enclosing_handler(call, document) != function:
                return None
            edits.append(Edit(Span(function.start_byte, function.start_byte), "async "))
        read = f"await {document.slice(receiver)}.promises.{method}"
        parent = call.parent
        chained = parent is not None and (
            parent.child_by_field_name("object") == call or parent.type == "non_null_expression"
        )
        edits.append(Edit(span_of(callee), f"({read}" if chained else read))
        if chained:
            edits.append(Edit(Span(call.end_byte, call.end_byte), ")"))
        return Fix(tuple(edits), f"Await fs.promises.{method}")


def _between(node: Node, outer: Node) -> list[Node]:
    found = []
    for one in ancestors(node):
        if one == outer:
            break
        found.append(one)
    return found


def _is_tried(call: Node, function: Node) -> bool:
    """Whether the function catches what the call throws."""
    path = [call, *_between(call, function)]
    for inner, outer in pairwise(path):
        if outer.type == "try_statement" and outer.child_by_field_name("body") == inner:
            return outer.child_by_field_name("handler") is not None
    return False


_MODULES = frozenset({"fs", "fs-extra", "child_process", "zlib"})
