from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, JavaScriptRule, Match, Objective
from burnish.rules.javascript.express import constructed
from burnish.rules.javascript.literals import arguments_of, has_spread, property_value
from burnish.rules.paths import is_sample, is_test


class InMemorySession(JavaScriptRule):
    """Give express-session a store that outlives the process.

    Why: without one, sessions are kept in the memory of one process, where they pile up for as long as it runs. A
    restart logs everyone out, and a second process knows none of the first one's users.

    Source: https://expressjs.com/en/resources/middleware/session.html#compatible-session-stores
    """

    objective = Objective.SCALABILITY
    fix_is_final = True
    query = """
    (call_expression function: [(identifier) @function (member_expression property: (property_identifier) @function)]
      (#match? @function "[sS]ession$|^default$")) @call
    """
    examples = [
        Example(
            before=(
                "const session = require('express-session');\n"
                "app.use(session({ secret: process.env.SECRET, resave: false }));\n"
            )
        ),
        Example(
            before=(
                'import expressSession from "express-session";\n'
                "\n"
                "export const sessions = expressSession( {\n"
                "    name: 'sid', // no store yet\n"
                "    cookie: { maxAge: 60_000 }\n"
                "});\n"
            ),
            language="typescript",
        ),
        Example(
            before="const session = require('express-session')\nconst options = { resave: false }\napp.use(session())\n"
        ),
    ]
    ignores = [
        "const session = require('express-session');\napp.use(session({ store: new RedisStore({ client }), secret }));\n",
        "const session = require('express-session');\napp.use(session({ store, secret }));\n",
        "const session = require('express-session');\napp.use(session({ ...options, resave: false }));\n",
        "const session = require('express-session');\napp.use(session(options));\n",
        "const session = require('cookie-session');\napp.use(session({ secret }));\n",
        "const session = createSession();\nsession({ secret: 1 });\n",
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call = found["call"]
        if not constructed(call, "express-session", document):
            return None
        if is_test(document.path, project) or is_sample(document.path, project):
            return None
        options = next(iter(arguments_of(call)), None)
        if options is not None and (options.type != "object" or has_spread(options)):
            return None
        if options is not None and property_value(options, "store", document) is not None:
            return None
        message = "Sessions are kept in the memory of this one process: no 'store' is set"
        return self.finding(found["function"], message, anchor=call)
