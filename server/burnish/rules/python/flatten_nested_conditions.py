from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, Fix, Match, Objective, PythonRule, Safety
from burnish.rules.python.conditions import conjunct, negated
from burnish.rules.python.guard_clauses import (
    LEAVING,
    Step,
    is_deep,
    is_most_of,
    return_of,
    with_else_first,
    with_guard,
    with_one_condition,
)
from burnish.rules.python.layout import WIDTH, is_last, is_on_own_lines, statements, width_at
from burnish.text import Span, smallest_edit


class FlattenNestedConditions(PythonRule):
    """Flatten nested conditions into one condition or a guard clause.

    Why: every level of nesting is one more condition to keep in mind while reading what is inside it. A guard
    clause deals with the exception first and leaves the main path at the left margin.

    Safety: safe. The same conditions are evaluated in the same order, and the same statements run. A condition
    `a == b` is negated as `a != b`, which differ only for a class whose `__ne__` contradicts its `__eq__`.

    Source: https://docs.python.org/3/reference/expressions.html#boolean-operations
    """

    objective = Objective.READABILITY
    safety = Safety.SAFE
    introduces = frozenset({"continue", "return"})
    query = """
    (if_statement consequence: (block . (if_statement)) !alternative) @if
    (function_definition body: (block (if_statement !alternative) @if . (comment)* .))
    (for_statement body: (block (if_statement !alternative) @if . (comment)* .))
    (while_statement body: (block (if_statement !alternative) @if . (comment)* .))
    (if_statement
      alternative: (else_clause
        body: (block
          [(return_statement) (raise_statement) (continue_statement) (break_statement)] . (comment)* .))) @if
    """
    examples = [
        Example(
            before=("if user.is_active:\n    if user.age >= 18 or user.has_consent:\n        grant(user)\n"),
            after=("if user.is_active and (user.age >= 18 or user.has_consent):\n    grant(user)\n"),
        ),
        Example(
            before=(
                "def route(self, request):\n"
                "    if request.path:  # not for the root\n"
                "        # cached answers are good enough here\n"
                "        if not self.debug:\n"
                "\n"
                "            if (match := self.find(request)) is not None:\n"
                "                self.log('''found\n"
                "                it''')\n"
                "                return match\n"
                "    return None\n"
            ),
            after=(
                "def route(self, request):\n"
                "    # not for the root\n"
                "    # cached answers are good enough here\n"
                "    if request.path and not self.debug and (match := self.find(request)) is not None:\n"
                "        self.log('''found\n"
                "                it''')\n"
                "        return match\n"
                "    return None\n"
            ),
        ),
        Example(
            before=(
                "def ship(order):\n"
                '    """Sends an order on its way."""\n'
                "    if order is not None and not order.shipped:\n"
                "        for item in order.items:\n"
                "            if item.fragile:\n"
                "                wrap(item)\n"
                "            load(item)\n"
                "        order.shipped = True\n"
                "        # the carrier collects it at six\n"
            ),
            after=(
                "def ship(order):\n"
                '    """Sends an order on its way."""\n'
                "    if order is None or order.shipped:\n"
                "        return\n"
                "    for item in order.items:\n"
                "        if item.fragile:\n"
                "            wrap(item)\n"
                "        load(item)\n"
                "    order.shipped = True\n"
                "    # the carrier collects it at six\n"
            ),
        ),
        Example(
            before=(
                "def collect(rows):\n"
                "    found = []\n"
                "    for row in rows:\n"
                "        # only rows with parts\n"
                "        #   are of use\n"
                "        if row.valid:   # skips the header\n"
                "            name = row.name.strip()\n"
                "            if name in KNOWN:\n"
                "                for part in row.parts:\n"
                "                    if part:\n"
                "                        found.append((name, part))\n"
                "\n"
                "                done(row)\n"
                "    return found\n"
            ),
            after=(
                "def collect(rows):\n"
                "    found = []\n"
                "    for row in rows:\n"
                "        if not row.valid:\n"
                "            continue\n"
                "        # only rows with parts\n"
                "        #   are of use\n"
                "        # skips the header\n"
                "        name = row.name.strip()\n"
                "        if name not in KNOWN:\n"
                "            continue\n"
                "        for part in row.parts:\n"
                "            if part:\n"
                "                found.append((name, part))\n"
                "\n"
                "        done(row)\n"
                "    return found\n"
            ),
        ),
        Example(
            before=(
                "def load(path):\n"
                "    if path.exists():\n"
                "        data = parse(path)\n"
                "        for key in data:\n"
                "            if key in OLD:\n"
                "                warn(key)\n"
                "        result = convert(data)\n"
                "    else:  # nothing to read\n"
                "        raise FileNotFoundError(path)\n"
                "    return result\n"
            ),
            after=(
                "def load(path):\n"
                "    if not path.exists():\n"
                "        # nothing to read\n"
                "        raise FileNotFoundError(path)\n"
                "    data = parse(path)\n"
                "    for key in data:\n"
                "        if key in OLD:\n"
                "            warn(key)\n"
                "    result = convert(data)\n"
                "    return result\n"
            ),
        ),
        Example(
            before=(
                "def handle(queue):\r\n"
                "\twhile queue:\r\n"
                "\t\tjob = queue.pop()\r\n"
                "\t\tif job.size < LIMIT:\r\n"
                "\t\t\ttry:\r\n"
                "\t\t\t\tjob.run()\r\n"
                "\t\t\texcept JobError as error:\r\n"
                "\t\t\t\tif error.fatal:\r\n"
                "\t\t\t\t\traise\r\n"
            ),
            after=(
                "def handle(queue):\r\n"
                "\twhile queue:\r\n"
                "\t\tjob = queue.pop()\r\n"
                "\t\tif not job.size < LIMIT:\r\n"
                "\t\t\tcontinue\r\n"
                "\t\ttry:\r\n"
                "\t\t\tjob.run()\r\n"
                "\t\texcept JobError as error:\r\n"
                "\t\t\tif error.fatal:\r\n"
                "\t\t\t\traise\r\n"
            ),
        ),
    ]
    ignores = [
        "if a:\n    if b:\n        work()\nelse:\n    rest()\n",
        "if a:\n    if b:\n        work()\n    else:\n        rest()\n",
        "if a:\n    if b:\n        work()\n    done()\n",
        "if __name__ == '__main__':\n    if len(sys.argv) > 1:\n        main(sys.argv)\n",
        "def f(x):\n    if x:\n        a()\n        b()\n        c()\n        d()\n        e()\n",
        "def f(x):\n    if x:\n        return 1\n    else:\n        return 2\n",
        (
            "def save(self, path):\n"
            "    self.path = path\n"
            "    self.rows = []\n"
            "    self.count = 0\n"
            "    self.write_header()\n"
            "    if self.verbose:\n"
            "        try:\n"
            "            for row in self.rows:\n"
            "                self.report(row)\n"
            "        finally:\n"
            "            self.flush()\n"
        ),
        (
            "def set_nodelay(self, value):\n"
            "    if self.socket is not None and self.socket.family in (\n"
            "        socket.AF_INET,\n"
            "        socket.AF_INET6,\n"
            "    ):\n"
            "        try:\n"
            "            self.socket.setsockopt(value)\n"
            "        except OSError as error:\n"
            "            if error.errno != errno.EINVAL:\n"
            "                raise\n"
        ),
        (
            "def find(self, key):\n"
            "    for one in self.dicts:\n"
            "        if key in one:\n"
            "            if self.type is not None:\n"
            "                try:\n"
            "                    return self.type(one[key])\n"
            "                except ValueError:\n"
            "                    log(key)\n"
            "            return one[key]\n"
        ),
        (
            "if self.first_of_the_long_conditions(argument) and self.second_condition(argument):\n"
            "    if self.third_of_the_long_conditions(argument):\n"
            "        work()\n"
        ),
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        node = found["if"]
        condition = node.child_by_field_name("condition")
        if condition is None:
            return None
        message = _message(document, node)
        if message is None:
            return None
        return self.finding(Span(node.start_byte, condition.end_byte), message, anchor=node)

    def offers(self, finding: Finding, document: Document, project: Project) -> Safety | None:
        node = _if_at(document, finding.anchor.start)
        return None if node is None or _step(document, node) is None else self.safety

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        node = _if_at(document, finding.anchor.start)
        if node is None:
            return None
        current, title = document, ""
        while node is not None:
            # A step can bring the next condition into the same place: all of them make one fix.
            step = _step(current, node)
            if step is None:
                break
            title = title or step.title
            was_last = node.parent is not None and is_last(node)
            current = current.edited(step.edits)
            node = _next(current, node.start_byte + step.moved_by, was_last)
        edit = smallest_edit(document.source, current.source)
        return None if edit is None else Fix((edit,), title)


def _message(document: Document, node: Node) -> str | None:
    leave = _early_exit(document, node)
    if leave is not None:
        place = "function" if leave.startswith("return") else "loop"
        return f"The rest of the {place} is nested in this condition; a guard clause would leave early"
    if _short_else(document, node) is not None:
        return "The main path is nested in this condition; its short else branch can be a guard clause"
    if _is_inner(document, node) or _inner(document, node) is None:
        return None
    count, inner = 1, _inner(document, node)
    while inner is not None:
        count, inner = count + 1, _inner(document, inner)
    return f"{_WORDS.get(count, str(count))} nested conditions can be one"


_WORDS = {2: "Two", 3: "Three", 4: "Four"}


def _step(document: Document, node: Node) -> Step | None:
    """The edits for one condition, by the same order of preference as its message."""
    leave = _early_exit(document, node)
    if leave is not None:
        return with_guard(document, node, leave)
    branch = _short_else(document, node)
    if branch is not None:
        return with_else_first(document, node, branch)
    inner = _inner(document, node)
    return None if inner is None else with_one_condition(document, node, inner)


def _next(document: Document, at: int, was_last: bool) -> Node | None:
    """The condition that the last step brought into reach: the same one, or the new end of its block."""
    node = _if_at(document, at)
    if node is None or _inner(document, node) is not None:
        return node
    if node.parent is None or not was_last:
        return None
    last = statements(node.parent)[-1]
    return last if last != node and _early_exit(document, last) is not None else None


def _if_at(document: Document, offset: int) -> Node | None:
    node = document.root.descendant_for_byte_range(offset, offset + 2)
    while node is not None and node.type != "if_statement":
        node = node.parent
    return node if node is not None and node.start_byte == offset else None


def _inner(document: Document, node: Node) -> Node | None:
    """The condition that is all of this one's block, where both fit into one line; None otherwise."""
    block = node.child_by_field_name("consequence")
    condition = node.child_by_field_name("condition")
    if block is None or condition is None or node.child_by_field_name("alternative") is not None:
        return None
    body = statements(block)
    if len(body) != 1 or body[0].type != "if_statement" or node.has_error:
        return None
    inner = body[0]
    inner_condition = inner.child_by_field_name("condition")
    inner_block = inner.child_by_field_name("consequence")
    if inner_condition is None or inner_block is None or inner.child_by_field_name("alternative") is not None:
        return None
    if not is_on_own_lines(node, block) or not is_on_own_lines(inner, inner_block):
        return None
    if document.slice(condition).startswith(("__name__", "__debug__", "TYPE_CHECKING", "typing.TYPE_CHECKING")):
        return None
    joined = f"if {conjunct(document, condition)} and {conjunct(document, inner_condition)}:"
    return inner if "\n" not in joined and width_at(document, node) + len(joined) <= WIDTH else None


def _is_inner(document: Document, node: Node) -> bool:
    """Whether the condition around this one says it all: the finding is there."""
    block = node.parent
    around = None if block is None else block.parent
    return around is not None and around.type == "if_statement" and _inner(document, around) == node


def _early_exit(document: Document, node: Node) -> str | None:
    """How to leave early where nothing follows this condition: return, return None or continue.

    None where something follows, or the block is too short or too flat for a guard clause to help.
    """
    block, consequence = node.parent, node.child_by_field_name("consequence")
    if node.type != "if_statement" or block is None or block.type != "block" or block.parent is None:
        return None
    around = block.parent
    if around.type not in ("function_definition", "for_statement", "while_statement") or node.has_error:
        return None
    if around.child_by_field_name("body") != block or not is_last(node):
        return None
    if node.child_by_field_name("alternative") is not None or consequence is None:
        return None
    if not is_on_own_lines(node, consequence) or not is_most_of(consequence, block) or not is_deep(consequence):
        return None
    if not _can_be_negated(document, node):
        return None
    if around.type == "function_definition":
        return return_of(around)
    # A loop that looks for one thing and leaves with it says so best as it is.
    return None if statements(consequence)[-1].type in LEAVING else "continue"


def _short_else(document: Document, node: Node) -> Node | None:
    """The else branch that can come first as a guard clause: it is short, leaves, and the other is deep."""
    consequence = node.child_by_field_name("consequence")
    alternatives = node.children_by_field_name("alternative")
    if consequence is None or len(alternatives) != 1 or alternatives[0].type != "else_clause" or node.has_error:
        return None
    branch = alternatives[0].child_by_field_name("body")
    if branch is None or not is_on_own_lines(alternatives[0], branch) or not is_on_own_lines(node, consequence):
        return None
    leaves = statements(branch)
    if not leaves or leaves[-1].type not in LEAVING or branch.end_point.row - branch.start_point.row >= 4:
        return None
    return branch if len(leaves) <= 2 and is_deep(consequence) and _can_be_negated(document, node) else None


def _can_be_negated(document: Document, node: Node) -> bool:
    """Whether the opposite of a condition reads well: a `not (` around several lines does not."""
    condition = node.child_by_field_name("condition")
    if condition is None or condition.start_point.row == condition.end_point.row:
        return condition is not None
    return not negated(document, condition).startswith("not (")
