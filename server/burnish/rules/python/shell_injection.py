from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.config import Role
from burnish.document import Document
from burnish.names import Form
from burnish.names.python_bindings import bindings, only_assignment
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.pieces import Piece, becoming
from burnish.rules.python.about.built_strings import BuiltString, built_string, is_fixed
from burnish.rules.python.about.import_lines import importing, no_longer_importing
from burnish.rules.python.about.layout import indentation_unit, width_at
from burnish.rules.python.about.requests import is_of_request
from burnish.syntax import Call
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import descendants, span_of


class ShellInjection(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        command = _command(found, code)
        if command is None or _lies_among_scripts(code):
            return None  # who runs it has a shell of their own
        expression = _expression(command, code)
        anchor = span_of(command if expression is None else expression).joined(span_of(found.node))
        if is_of_request(command, code) and not is_fixed(code.document, command, _CLEANING):
            said = f"{code.listed([expression or command])} is run by a shell: whoever sends the request chooses the command"
            return self.finding(found["RUN"], said, anchor)
        if expression is None:
            return None
        pieces = built_string(expression, code.document).pieces
        values = [piece.value for piece in pieces if piece.value is not None]
        opened = [one for one in values if one != expression and not is_fixed(code.document, one, _CLEANING)]
        if opened and all(_is_typed_in_a_shell(one, code) for one in opened):
            return None
        if all(_COMMAND.search(code.text(one)) for one in opened):
            return None  # none left, or a function whose purpose is to run what it is given
        if _is_shells_own("".join(one.text or (_MARK if one.value in opened else "x") for one in pieces)):
            return None
        return self.finding(found["RUN"], f"{becoming(opened, code)} part of a command that a shell reads", anchor)

    def fix(self, found: Call, code: Code) -> Fix | None:
        given, document = found.arguments, code.document
        expression = _expression(given[0], code)
        if expression is None or (expression != given[0] and only_assignment(document, given[0]) is None):
            return None
        words = None if expression.type in ("list", "tuple") else _words(built_string(expression, document), document)
        if words is None or len(found.positional) > 1:
            return None
        listed = edits.replaced(expression, _list_of(words, expression, code))
        option = None if code.origin(found["RUN"]).is_one_of(SHELLS) else _shell_option(found)
        instead = _instead_of_os(found, code) if option is None else edits.without_argument(option)
        return None if instead is None else Fix((*listed, *instead), "Pass the arguments as a list, without a shell")


def _is_typed_in_a_shell(value: Node, code: Code) -> bool:
    """Whether a value is an argument of a command of click's, whose user has a shell already."""
    binding = code.names.binding(value) if value.type == "identifier" else None
    function = None if binding is None or binding.form is not Form.PARAMETER else binding.scope.node.parent
    if function is None or function.type != "decorated_definition":
        return False
    decorators = (one.named_children[0] for one in function.named_children if one.type == "decorator")
    return any(one.type == "call" and code.origin(Call(one).function).is_one_of(_TYPED) for one in decorators)


def _lies_among_scripts(code: Code) -> bool:
    signs = code.project.signs_of(code.document.path)
    return any(one.role is Role.SCRIPT for one in signs) and code.project.role_of(code.document).role is Role.SCRIPT


def _command(call: Call, code: Code) -> Node | None:
    """What a call gives to a shell; None where it starts a program without one."""
    given = call.arguments[0] if call.arguments else None
    run = code.origin(call["RUN"])
    if given is None or run.is_one_of(SHELLS) or _shell_option(call) is not None:
        return given
    if run.is_one_of(WORD_BY_WORD):
        return _script_of(call.positional, code)
    if run.is_one_of(REPLACING):
        words = call.positional[1:]
        return _script_of(_words_of(words[0], code) if len(words) == 1 else words, code)
    return _script_of(_words_of(given, code), code)


def _words_of(command: Node, code: Code) -> Sequence[Node]:
    """The arguments in a list or tuple, or in the one that a variable was given."""
    listed = _expression(command, code)
    if listed is None or listed.type not in ("list", "tuple"):
        return ()
    return [one for one in listed.named_children if not one.is_extra]


def _script_of(words: Sequence[Node], code: Code) -> Node | None:
    """What a shell is given to run in a list of arguments: `["sh", "-c", script]`."""
    texts = [code.text(one).strip("'\"") for one in words]
    at = 1 if texts and texts[0].rpartition("/")[2] == "env" else 0
    if len(words) < at + 3 or words[at + 2].type == "identifier":
        return None
    option = _OPTIONS.get(texts[at].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe"))
    return words[at + 2] if option is not None and option.fullmatch(texts[at + 1]) else None


def _expression(command: Node, code: Code) -> Node | None:
    """What builds the command: the argument itself, or what its variable was last given in this function."""
    if command.type != "identifier":
        return command
    found = [one for one in bindings(code.document, command) if one.construct.end_byte <= command.start_byte]
    return found[-1].value if found and found[-1].construct.type == "assignment" else None


def _is_shells_own(command: str) -> bool:
    """Whether a command is what only a shell runs: a script with settings of its own; around quoted values, a wildcard or a
    job in the background."""
    if _SCRIPT.search(command) is not None:
        return True
    bare = _QUOTED.sub("", command)
    return _MARK not in bare and ("*" in bare or bare.rstrip().endswith("&"))


def _shell_option(call: Call) -> Node | None:
    """The argument `shell=True`."""
    value = call.keyword("shell")
    return value.parent if value is not None and value.type == "true" else None


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


def _list_of(words: list[str], expression: Node, code: Code) -> str:
    """A list of the words: on one line, or where that gets too long, a line for each."""
    document, line = code.document, f"[{', '.join(words)}]"
    if width_at(document, expression) + len(line) <= code.conventions.line_length:
        return line
    newline, indent = newline_of(document.source), indentation_at(document.source, expression.start_byte)
    inner = newline + indent + (indentation_unit(document, expression) or code.conventions.indentation)
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


def _instead_of_os(call: Call, code: Code) -> tuple[Edit, ...] | None:
    """Edits that make `os.system(...)` and `os.popen(...).read()` calls of subprocess.run."""
    node, function, path = call.node, call["RUN"], code.origin(call["RUN"]).path
    read = node.parent.parent if node.parent is not None else None
    is_read = read is not None and read.type == "call" and code.text(Span(node.end_byte, read.end_byte)) == ".read()"
    is_done = node.parent is not None and node.parent.type == "expression_statement"  # its status means something else
    if len(call.arguments) != 1 or not ((path == "os.system" and is_done) or (path == "os.popen" and is_read)):
        return None
    used = next(iter(descendants(function, ("identifier",))), function)
    imported = importing(code.document, "subprocess")
    dropped = no_longer_importing(code.document, code.text(used), used)
    if imported is None or dropped is None:
        return None
    module, added = imported
    replaced = (*edits.replaced(function, f"{module}.run"), *added, *dropped)
    if read is None or path == "os.system":
        return replaced
    end = node.end_byte
    return (
        *replaced,
        Edit(Span(end - 1, end - 1), f", stdout={module}.PIPE, text=True"),
        Edit(Span(end, read.end_byte), ".stdout"),
    )


_MARK = "\ue000"
SHELLS = frozenset(
    {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell"}
)
WORD_BY_WORD = frozenset({"asyncio.create_subprocess_exec"})
REPLACING = frozenset({"os.execl", "os.execlp", "os.execv", "os.execvp"})
"""What takes the program first, and then its arguments, with its name again as the first of them."""
_OPTIONS = dict.fromkeys(("sh", "bash", "dash", "zsh", "ksh", "ash"), re.compile(r"-[a-z]*c")) | {
    "cmd": re.compile(r"(?i)/[ck]"),
    "powershell": re.compile(r"(?i)-c(?:ommand)?"),
    "pwsh": re.compile(r"(?i)-c(?:ommand)?"),
}
"""How each shell is told that a script is next."""
_CLEANING = re.compile(r"(?i)quote|escape|shlex\.join|list2cmdline|time$|strftime$|uuid\d$|token_hex$|cpu_count$")
_SCRIPT = re.compile(r"^\s*(?:source|set|\.)\s[^\n]+\n", re.MULTILINE)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_SHELL_SYNTAX = re.compile(r"[|&;<>()$`\\*?\[\]{}~!#\n]")
_BUILTINS = frozenset(
    {
        "cd", "export", "source", ".", "set", "unset", "alias", "type", "ulimit", "umask", "exit", "eval", "exec", "if",
        "for", "while", "wait", "command",
    }
)  # fmt: skip
_SEVERAL = re.compile(
    r"(?i)\b(?:\w*_)?(?:args?|argv|flags?|opts?|options?|params?|parameters?|files|paths|cmds?|commands?|extras?)\b|join\("
)
_PATH = re.compile(
    r"(?i)(?:^|_|\b)(?:path|file|filename|fname|dir|dirname|directory|folder|source|src|target|dest|dst|name|url|uri|host|hostname|user|username|branch|repository|repo|root|home|database)$"
)
_TYPED = frozenset({"click.argument", "click.option"})
_COMMAND = re.compile(r"(?i)(?:cmd|command|command_?(?:line|string))$")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?s|\{\w*\}")
