from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, Fix, JavaScriptRule, Match, Objective, Safety
from burnish.rules.javascript.awaited_chains import awaited_statements
from burnish.rules.javascript.functions import (
    enclosing_function,
    function_name,
    is_async,
    is_generator,
    node_at,
    own,
    statements,
)
from burnish.rules.javascript.promise_chains import chain_of
from burnish.text import Edit, Span


class PromiseChainToAsync(JavaScriptRule):
    """Write chains of `.then` with `async` and `await`.

    Why: in a chain each step sees only the value of the one before, and an error's way through it has
    to be worked out. With `await` the steps are plain statements, in scope of each other, and errors
    go where `try` and `catch` say.

    Safety: unsafe. The function gives a native promise and settles some microtasks earlier or later;
    what it threw at once, it now gives as a rejection; and an error in starting the chain is caught.

    Source: https://developer.mozilla.org/en-US/docs/Learn_web_development/Extensions/Async_JS/Promises#async_and_await
    """

    objective = Objective.READABILITY
    safety = Safety.UNSAFE
    changes_interface = True
    introduces = frozenset({"reason"})
    query = """
    (return_statement (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain) @holder
    (expression_statement (await_expression (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain)) @holder
    (lexical_declaration . (variable_declarator value: (await_expression (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain)) .) @holder
    (arrow_function body: (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain) @holder
    """
    examples = [
        Example(
            before=(
                "function titles(url) {\n"
                "  return fetch(url)\n"
                "    .then((response) => response.json())\n"
                "    .then((posts) => posts.map((post) => post.title));\n"
                "}\n"
            ),
            after=(
                "async function titles(url) {\n"
                "  const response = await fetch(url);\n"
                "  const posts = await response.json();\n"
                "  return posts.map((post) => post.title);\n"
                "}\n"
            ),
        ),
        Example(
            before=(
                "class Api {\n"
                "    /** Reads one user. */\n"
                "    static load( id ) {\n"
                "        const url = `${BASE}/${id}`\n"
                "        return this.get(url).then(function ({ body, status }) {\n"
                "            // an old server answers 200 with an error inside\n"
                "            log(status)\n"
                "            return parse(body)\n"
                "        }).then(() => ({ url })).catch(error => {\n"
                "            report(error)\n"
                "            return null\n"
                "        }).finally(() => done(url))\n"
                "    }\n"
                "}\n"
            ),
            after=(
                "class Api {\n"
                "    /** Reads one user. */\n"
                "    static async load( id ) {\n"
                "        const url = `${BASE}/${id}`\n"
                "        try {\n"
                "            const { body, status } = await this.get(url)\n"
                "            // an old server answers 200 with an error inside\n"
                "            log(status)\n"
                "            await parse(body)\n"
                "            return { url }\n"
                "        } catch (error) {\n"
                "            report(error)\n"
                "            return null\n"
                "        } finally {\n"
                "            await done(url)\n"
                "        }\n"
                "    }\n"
                "}\n"
            ),
        ),
        Example(
            before=(
                "export const load = (id: string): Promise<Row[]> =>\n"
                "  api.get<Row>(id).then((answer: Answer) => answer.json()).then(({ rows }) => rows);\n"
            ),
            after=(
                "export const load = async (id: string): Promise<Row[]> => {\n"
                "  const answer: Answer = await api.get<Row>(id);\n"
                "  const { rows } = await answer.json();\n"
                "  return rows;\n"
                "};\n"
            ),
            language="typescript",
        ),
        Example(
            before=(
                "async function main() {\n"
                "  const text = await open(path).then(file => read(file)).then(bytes => {\n"
                "    check(bytes);\n"
                "    return decode(bytes);\n"
                "  });\n"
                "  show(<Page text={text} />);\n"
                "}\n"
            ),
            after=(
                "async function main() {\n"
                "  const file = await open(path);\n"
                "  const bytes = await read(file);\n"
                "  check(bytes);\n"
                "  const text = await decode(bytes);\n"
                "  show(<Page text={text} />);\n"
                "}\n"
            ),
            language="tsx",
        ),
        Example(
            before=(
                "const load = (url) =>\n"
                "  get(url).then((answer) => answer.json()).then((body) => body.rows).catch(() => []);\n"
            ),
            after=(
                "const load = async (url) => {\n"
                "  try {\n"
                "    const answer = await get(url);\n"
                "    const body = await answer.json();\n"
                "    return await body.rows;\n"
                "  } catch (error) {\n"
                "    return [];\n"
                "  }\n"
                "};\n"
            ),
        ),
        Example(
            before=(
                "let error = null;\n"
                "\n"
                "function load(url) {\n"
                "  return get(url).then((answer) => answer.json()).then((body) => body.rows).catch(() => {\n"
                "    error = 'offline'; // shown in the header\n"
                "  });\n"
                "}\n"
            ),
            after=(
                "let error = null;\n"
                "\n"
                "async function load(url) {\n"
                "  try {\n"
                "    const answer = await get(url);\n"
                "    const body = await answer.json();\n"
                "    return await body.rows;\n"
                "  } catch (reason) {\n"
                "    error = 'offline'; // shown in the header\n"
                "  }\n"
                "}\n"
            ),
        ),
        Example(
            # Both callbacks call their value `data`.
            before=(
                "function load(url) {\n  return get(url).then((data) => data.next).then((data) => data.rows);\n}\n"
            ),
        ),
        Example(
            # The early return leaves only the callback.
            before=(
                "function load(url) {\n"
                "  return get(url).then((answer) => {\n"
                "    if (answer.old) return null;\n"
                "    return answer.json();\n"
                "  }).then((body) => body.rows);\n"
                "}\n"
            ),
        ),
    ]
    ignores = [
        "function load(url) {\n  return get(url).then((answer) => answer.json());\n}\n",
        "function start() {\n  get(url).then((a) => a.json()).then((b) => show(b));\n}\n",
        "async function load(url) {\n  const answer = await get(url);\n  return answer.json();\n}\n",
        "const user = get(url).then((a) => a.json()).then((b) => b.user);\n",
        "it('logs in', () => {\n  return cy.get('a').then((a) => a.click()).then(() => done());\n});\n",
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        holder, call = found["holder"], found["chain"]
        chain = chain_of(document, call)
        if chain.thens < 2:
            return None
        function = holder if holder.type == "arrow_function" else enclosing_function(holder)
        if (
            function is None
            or is_generator(function)
            or any(child.type in ("get", "set") for child in function.children)
        ):
            return None
        if document.slice(chain.base).startswith(("cy.", "$.", "import(")):
            return None
        name = function_name(document, function)
        first = chain.steps[0].arguments.parent
        method = None if first is None else first.child_by_field_name("function")
        dot = None if method is None else method.child_by_field_name("property")
        where = f" in '{name}'" if name is not None and len(name) <= 40 else ""
        steps = ", ".join(
            f"{count} '.{one}'" for one in _METHODS if (count := sum(s.method == one for s in chain.steps))
        )
        return self.finding(dot or call, f"The chain{where} ({steps}) reads as plain statements with 'await'", holder)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        holder = node_at(document, finding.anchor, _HOLDERS)
        if holder is None or holder.has_error:
            return None
        function = holder if holder.type == "arrow_function" else enclosing_function(holder)
        edits = None if function is None else awaited_statements(document, holder, function)
        if function is None or edits is None:
            return None
        if not is_async(function):
            if not _may_become_async(document, function, holder):
                return None
            edits = (Edit(Span(_async_at(function), _async_at(function)), "async "), *edits)
        return Fix(edits, "Write the chain with async and await")


_METHODS = ("then", "catch", "finally")
_HOLDERS = ("return_statement", "expression_statement", "lexical_declaration", "arrow_function")


def _may_become_async(document: Document, function: Node, holder: Node) -> bool:
    """Whether the function gives nothing but this promise, and is of a kind that may be async."""
    annotation = function.child_by_field_name("return_type")
    if annotation is not None and not document.slice(annotation).removeprefix(":").strip().startswith("Promise<"):
        return False
    if function.type == "method_definition":
        name = function.child_by_field_name("name")
        if name is None or document.slice(name) == "constructor":
            return False
    if holder == function:
        return True
    body = function.child_by_field_name("body")
    if body is None or holder.parent != body or statements(body)[-1] != holder:
        return False
    return all(one == holder for one in own(body, ("return_statement",)))


def _async_at(function: Node) -> int:
    """Where the word `async` goes."""
    if function.type == "method_definition":
        modifiers = ("static", "accessibility_modifier", "override_modifier", "decorator", "comment")
        return next(child for child in function.children if child.type not in modifiers).start_byte
    return function.start_byte
