from __future__ import annotations

import re
import shlex
from itertools import islice

from tree_sitter import Node

from burnish.document import Document
from burnish.names import OriginKind, names_of
from burnish.names.imports import imports
from burnish.names.python_bindings import bindings, only_assignment
from burnish.names.python_mentions import mentions
from burnish.project import Project
from burnish.project.conventions import Conventions, conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.python.built_strings import BuiltString, built_string, is_fixed
from burnish.rules.python.import_lines import importing
from burnish.rules.python.layout import indentation_unit, stands_alone, width_at
from burnish.rules.python.sql import arguments_of
from burnish.rules.sql import Piece
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import span_of


class ShellInjection(LegacyRule):
    query = """
    (call
      function: [(identifier) (attribute)] @function
      arguments: (argument_list . [(string) (concatenated_string) (binary_operator) (call) (identifier) (parenthesized_expression)
        (subscript) (attribute) (list)] @command)
      (#match? @function
        "(^|[.])(system|popen|run|call|check_call|check_output|Popen|getoutput|getstatusoutput|create_subprocess_shell)$")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, command = found["call"], found["command"]
        name = names_of(document).origin(found["function"]).path
        script = _script_of(command, document) if name in _RUNS_PROGRAM else None
        if script is not None:
            command = script
        elif name not in _RUNS_SHELL and not (name in _RUNS_PROGRAM and _shell_option(call, document) is not None):
            return None
        expression = _expression(command, document)
        if expression is None:
            return None
        values = [piece.value for piece in built_string(expression, document).pieces if piece.value is not None]
        built = len(values) > 1 or (values and expression not in values)
        opened = [one for one in values if not is_fixed(document, one, _CLEANING)] if built else []
        if _REQUEST.match(document.slice(expression)) and _is_request(expression, document):
            message = f"'{_short(document.slice(expression))}' is run by a shell: whoever sends the request chooses the command"
            return self.finding(found["function"], message, anchor=call)
        if all(_COMMAND.search(document.slice(one)) for one in opened):
            return None  # none left, or a function whose purpose is to run what it is given
        names = [f"'{_short(text)}'" for text in dict.fromkeys(document.slice(one) for one in opened)]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        verb = "becomes" if len(names) == 1 else "become"
        anchor = (
            span_of(call) if expression == command or script is not None else span_of(expression).joined(span_of(call))
        )
        message = f"{listed} {verb} part of a command that a shell reads"
        return self.finding(found["function"], message, anchor=anchor)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        call = document.node_at(finding.span).parent
        function = None if call is None else call.child_by_field_name("function")
        if call is None or call.type != "call" or function is None:
            return None
        given = arguments_of(call)
        expression = _expression(given[0], document) if given else None
        if expression is None or (expression != given[0] and only_assignment(document, given[0]) is None):
            return None
        if given[0].type == "list":
            return None
        words = _words(built_string(expression, document), document)
        if words is None:
            return None
        edits = [Edit(span_of(expression), _list_of(words, expression, document, conventions_of(document, project)))]
        name = names_of(document).origin(function).path
        if name in _RUNS_PROGRAM:
            option = _shell_option(call, document)
            if option is None or len([one for one in given if one.type != "keyword_argument"]) > 1:
                return None
            edits.append(Edit(_with_comma(option, document), ""))
        else:
            replaced = _instead_of_os(name, call, function, document)
            if replaced is None or len(given) != 1:
                return None
            edits += replaced
        return Fix(tuple(edits), "Pass the arguments as a list, without a shell")


def _script_of(command: Node, document: Document) -> Node | None:
    """What a shell is given to run in a list of arguments: `["sh", "-c", script]`."""
    given = [one for one in command.named_children if not one.is_extra] if command.type == "list" else []
    if len(given) < 3 or given[2].type == "identifier" or document.slice(given[1]).strip("'\"") != "-c":
        return None
    shell = document.slice(given[0]).strip("'\"").rpartition("/")[2]
    return given[2] if shell in ("sh", "bash", "dash", "zsh", "ksh") else None


def _is_request(expression: Node, document: Document) -> bool:
    """Whether the name at the root of an expression is a framework's request, or a parameter that is given one."""
    root = expression
    while (inner := root.child_by_field_name("object") or root.child_by_field_name("function")) is not None or (
        inner := root.child_by_field_name("value")
    ) is not None:
        root = inner
    origin = names_of(document).origin(root)
    return origin.kind is OriginKind.PARAMETER or (origin.path or "").endswith(".request")


def _expression(command: Node, document: Document) -> Node | None:
    """What builds the command: the argument itself, or what its variable was last given in this function."""
    if command.type != "identifier":
        return command
    found = [one for one in bindings(document, command) if one.construct.end_byte <= command.start_byte]
    if not found or found[-1].construct.type != "assignment":
        return None
    value = found[-1].value
    return value if value is not None and value.type in _BUILT else None


def _shell_option(call: Node, document: Document) -> Node | None:
    return next(
        (one for one in arguments_of(call) if one.type == "keyword_argument" and document.slice(one) == "shell=True"),
        None,
    )


def _words(built: BuiltString, document: Document) -> list[str] | None:
    """The arguments of a command as expressions; None where the shell does more than to split it."""
    values = [piece for piece in built.pieces if piece.value is not None]
    text = ""
    for piece in built.pieces:
        if piece.text is None:
            text += _MARK
        elif (
            _SHELL_SYNTAX.search(piece.text) or _MARK in piece.text or (built.tails and re.search(r"[%{}]", piece.text))
        ):
            return None
        else:
            text += piece.text
    try:
        split = shlex.split(text)
    except ValueError:
        return None
    if not split or _MARK in split[0] or "=" in split[0] or split[0] in _BUILTINS:
        return None
    quote = _quote_of(built, document)
    words: list[str] = []
    at = 0
    for word in split:
        count = word.count(_MARK)
        made = _word(word, values[at : at + count], quote, document)
        if made is None:
            return None
        words.append(made)
        at += count
    return words


def _list_of(words: list[str], expression: Node, document: Document, conventions: Conventions) -> str:
    """A list of the words: on one line, or where that gets too long, a line for each."""
    line = f"[{', '.join(words)}]"
    if width_at(document, expression) + len(line) <= conventions.line_length:
        return line
    newline, indent = newline_of(document.source), indentation_at(document.source, expression.start_byte)
    inner = newline + indent + (indentation_unit(document, expression) or conventions.indentation)
    return "[" + "".join(f"{inner}{word}," for word in words) + f"{newline}{indent}]"


def _word(word: str, values: list[Piece], quote: str, document: Document) -> str | None:
    texts = [document.slice(piece.value) for piece in values if piece.value is not None]
    if any((quote in text and word != _MARK) or "\n" in text or _SEVERAL.search(text) for text in texts):
        return None
    if any(_is_formatted(piece, document) for piece in values):
        return None
    if not values:
        return None if quote in word else f"{quote}{word}{quote}"
    if word == _MARK:
        return _as_argument(values[0], texts[0], document)
    if re.search(r"[{}'\"]", word):
        return None
    parts = word.split(_MARK)
    joined = "".join(part + (f"{{{texts[at]}}}" if at < len(texts) else "") for at, part in enumerate(parts))
    return f"f{quote}{joined}{quote}"


def _as_argument(piece: Piece, text: str, document: Document) -> str | None:
    """A value that is an argument of its own; what may be a number becomes text first."""
    value = piece.value
    assert value is not None
    parent = value.parent
    is_added = parent is not None and (parent.type == "binary_operator" and piece.span == span_of(value))
    is_text = (
        is_added or text.startswith(("str(", "os.path.", "os.fspath(", "shlex.")) or _PATH.search(text.rstrip("()'\"]"))
    )
    return text if is_text else f"str({text})"


def _is_formatted(piece: Piece, document: Document) -> bool:
    """Whether a placeholder does more than to insert its value."""
    value = piece.value
    if value is None or value.type in ("argument_list", "list_splat", "dictionary_splat", "tuple"):
        return True
    parent = value.parent
    if parent is not None and parent.type == "interpolation":
        return document.slice(parent) != f"{{{document.slice(value)}}}"
    return piece.span != span_of(value) and not _PLACEHOLDER.fullmatch(document.slice(piece.span))


def _quote_of(built: BuiltString, document: Document) -> str:
    first = next((piece for piece in built.pieces if piece.text is not None), None)
    if first is None:
        return '"'
    return "'" if document.slice(Span(first.span.start - 1, first.span.start)) == "'" else '"'


def _with_comma(option: Node, document: Document) -> Span:
    """An argument that is not the first, with the comma and the white space in front of it."""
    previous = option.prev_sibling
    if previous is None or previous.type != ",":
        return span_of(option)
    return Span(previous.start_byte, option.end_byte)


def _instead_of_os(name: str | None, call: Node, function: Node, document: Document) -> list[Edit] | None:
    """Edits that make `os.system(...)` and `os.popen(...).read()` calls of subprocess.run."""
    owner = function.child_by_field_name("object")
    if owner is None or owner.type != "identifier" or document.slice(owner) != "os":
        return None
    tail: list[Edit] = []
    if name == "os.system":
        if call.parent is None or call.parent.type != "expression_statement":
            return None  # the status is encoded differently
    elif name == "os.popen":
        read = call.parent
        done = None if read is None else read.parent
        if (
            read is None
            or done is None
            or done.type != "call"
            or document.slice(Span(call.end_byte, done.end_byte)) != ".read()"
        ):
            return None
    else:
        return None
    statement = _unused_import(document)
    added: tuple[Edit, ...]
    if statement is not None and "subprocess" not in imports(document):
        local, added = "subprocess", (Edit(span_of(statement), "import subprocess"),)
    else:
        imported = importing(document, "subprocess")
        if imported is None:
            return None
        local, added = imported
        if statement is not None:
            end = document.source.find(b"\n", statement.end_byte) + 1 or len(document.source)
            added = (*added, Edit(Span(statement.start_byte, end), ""))
    if name == "os.popen" and call.parent is not None and call.parent.parent is not None:
        end = call.end_byte
        tail = [
            Edit(Span(end - 1, end - 1), f", stdout={local}.PIPE, text=True"),
            Edit(Span(end, call.parent.parent.end_byte), ".stdout"),
        ]
    return [Edit(span_of(function), f"{local}.run"), *added, *tail]


def _unused_import(document: Document) -> Node | None:
    """The line `import os` where nothing else in the document uses it."""
    if sum(1 for _ in islice(mentions(document, document.root, "os"), 3)) != 2:
        return None
    for one in document.nodes("import_statement"):
        if one.parent == document.root and document.slice(one) == "import os":
            return one if stands_alone(document, one) else None
    return None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."


_MARK = "\ue000"
_RUNS_SHELL = frozenset(
    {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell"}
)
_RUNS_PROGRAM = frozenset(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen"))
_BUILT = frozenset(
    {"string", "concatenated_string", "binary_operator", "call", "parenthesized_expression", "subscript", "attribute"}
)
_REQUEST = re.compile(
    r"(?:self\.)?request\.(?:args|form|values|data|files|cookies|headers|json|get_data|get_json|GET|POST|COOKIES|body|stream|query_params|path_params)\b"
)
_CLEANING = re.compile(r"(?i)quote|escape|shlex\.join|list2cmdline|time$|strftime$|uuid\d$|token_hex$|cpu_count$")
_SHELL_SYNTAX = re.compile(r"[|&;<>()$`\\*?\[\]{}~!#\n]")
_BUILTINS = frozenset(
    {
        "cd",
        "export",
        "source",
        ".",
        "set",
        "unset",
        "alias",
        "type",
        "ulimit",
        "umask",
        "exit",
        "eval",
        "exec",
        "if",
        "for",
        "while",
        "wait",
        "command",
    }
)
_SEVERAL = re.compile(
    r"(?i)\b(?:\w*_)?(?:args?|argv|flags?|opts?|options?|params?|parameters?|files|paths|cmds?|commands?|extras?)\b|join\("
)
_PATH = re.compile(
    r"(?i)(?:^|_|\b)(?:path|file|filename|fname|dir|dirname|directory|folder|source|src|target|dest|dst|name|url|uri|host|hostname|user|username|branch|repository|repo|root|home|database)$"
)
_COMMAND = re.compile(r"(?i)(?:cmd|command|command_?(?:line|string))$")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?s|\{\w*\}")
