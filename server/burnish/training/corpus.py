"""Source code to learn from: files of directories and bare Git repositories, and the functions in them."""

from __future__ import annotations

import ast
import random
import re
import textwrap
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from burnish.project.git import git
from burnish.training.roughening import javascript

LANGUAGES = {
    ".py": "python", ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript",
    ".ts": "typescript", ".mts": "typescript", ".tsx": "tsx",
}  # fmt: skip
LARGEST_FILE = 200_000  # bytes
_SKIPPED = re.compile(
    r"(^|/)(node_modules|dist|build|vendor|_vendor|third_party|lib2to3|idlelib|site-packages|\.yarn)/|\.min\.|\.d\.[mc]?ts$|(^|/)__phello__"
)
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|sk_live_[A-Za-z0-9]{16,}|"
    r"xox[abpr]-[A-Za-z0-9-]{20,}|"
    r"AIza[0-9A-Za-z_-]{30,}|eyJ[A-Za-z0-9_-]{20,}\.eyJ"
)
_SHINGLE = 5  # words
_SIGNATURE = 12  # smallest shingle hashes kept


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method, dedented, of 3 to 60 lines."""

    language: str
    text: str
    repository: str

    @property
    def is_method(self) -> bool:
        """Whether it needs a class around it to be parsed."""
        return self.language != "python" and not re.match(
            r"(export |default |async )*(function|const|let|var|class|import)\b", self.text
        )


@dataclass(frozen=True, slots=True)
class Harvest:
    """The functions of one repository's files and the words of its code, by language family ("python",
    "javascript").
    """

    functions: list[Function]
    names: dict[str, list[str]]
    called: dict[str, list[str]]
    expressions: dict[str, list[str]]
    strings: dict[str, list[str]]
    statements: dict[str, list[str]]

    @classmethod
    def empty(cls) -> Harvest:
        return cls([], {}, {}, {}, {}, {})


def family(language: str) -> str:
    return "python" if language == "python" else "javascript"


def files(root: Path, most: int, seed: int) -> Iterator[tuple[str, str]]:
    """(path, text) of up to `most` source files, drawn at random, of a directory or of the head of a bare Git
    repository.

    Raises GitError when Git cannot read the repository.
    """
    bare = (root / "HEAD").is_file() and (root / "objects").is_dir()
    if bare:
        listing = git(root, "ls-tree", "-r", "-z", "HEAD")
        entries = [entry.split("\t", 1) for entry in listing.decode("utf-8", "replace").split("\0") if entry]
        found = {path: about.split()[2] for about, path in entries if about.split()[1] == "blob"}
    else:
        found = {path.relative_to(root).as_posix(): "" for path in root.rglob("*") if path.is_file()}
    paths = sorted(path for path in found if is_source(path))
    if len(paths) > most:
        paths = sorted(random.Random(seed).sample(paths, most))
    contents = _blobs(root, [found[path] for path in paths]) if bare else ((root / path).read_bytes() for path in paths)
    for path, content in zip(paths, contents, strict=True):
        if len(content) <= LARGEST_FILE:
            try:
                yield path, content.decode("utf-8").replace("\r\n", "\n")
            except UnicodeDecodeError:
                continue


def _blobs(repository: Path, names: Sequence[str]) -> Iterator[bytes]:
    request = "".join(f"{name}\n" for name in names).encode()
    answer = git(repository, "cat-file", "--batch", given=request)
    position = 0
    for _ in names:
        line = answer.index(b"\n", position)
        header = answer[position:line].split()
        if header[-1] == b"missing":
            yield b""
            position = line + 1
            continue
        size = int(header[2])
        yield answer[line + 1 : line + 1 + size]
        position = line + 2 + size


def harvest(repository: str, root: Path, most: int, seed: int) -> Harvest:
    """What there is to learn from in one repository."""
    result = Harvest.empty()
    for path, text in files(root, most, seed):
        gather(repository, path, text, result)
    return result


def gather(repository: str, path: str, text: str, into: Harvest) -> None:
    """Add what one source file holds; nothing where it cannot be parsed or holds anything like a key."""
    language = LANGUAGES[PurePosixPath(path).suffix]
    if "<|" in text or _SECRET.search(text):
        return
    if language == "python":
        _harvest_python(repository, text, into)
    else:
        _harvest_javascript(repository, text, language, into)


def is_source(path: str) -> bool:
    """Whether a path is that of code to learn from: in a known language, and neither generated nor somebody else's."""
    return PurePosixPath(path).suffix in LANGUAGES and not _SKIPPED.search(path)


def _keep(function: str) -> bool:
    lines = function.split("\n")
    return 3 <= len(lines) <= 60 and max(map(len, lines)) <= 140


def _harvest_python(repository: str, text: str, result: Harvest) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    lines = text.split("\n")
    encoded = text.isascii()
    names, called = result.names.setdefault("python", []), result.called.setdefault("python", [])
    expressions, strings = result.expressions.setdefault("python", []), result.strings.setdefault("python", [])
    statements = result.statements.setdefault("python", [])
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                function = textwrap.dedent("\n".join(lines[first - 1 : node.end_lineno]))
                if _keep(function):
                    result.functions.append(Function("python", function, repository))
                called.append(node.name)
            case ast.Name(id=name):
                names.append(name)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                called.append(name)
            case ast.Constant(value=str() as value):
                strings.append(value)
        if not encoded:
            continue
        if isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)) and node.lineno == node.end_lineno:
            if (
                node.end_col_offset is not None
                and node.end_col_offset - node.col_offset <= 40
                and isinstance(node.ctx if not isinstance(node, ast.Call) else ast.Load(), ast.Load)
            ):
                expressions.append(lines[node.lineno - 1][node.col_offset : node.end_col_offset])
        elif isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign)) and node.lineno == node.end_lineno:
            statement = lines[node.lineno - 1][node.col_offset : node.end_col_offset]
            if not any(
                isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom)) for part in ast.walk(node)
            ) and not statement.startswith(('"', "'", "r'", 'r"')):
                statements.append(statement)


def _harvest_javascript(repository: str, text: str, language: str, result: Harvest) -> None:
    tree = javascript.parse(text, language)
    if tree.root_node.has_error:
        return
    source = text.encode()
    names, called = result.names.setdefault("javascript", []), result.called.setdefault("javascript", [])
    expressions, strings = result.expressions.setdefault("javascript", []), result.strings.setdefault("javascript", [])
    statements = result.statements.setdefault("javascript", [])
    for node in javascript.nodes(tree.root_node):
        kind, size = node.type, node.end_byte - node.start_byte
        if kind == "identifier":
            names.append(source[node.start_byte : node.end_byte].decode())
        elif kind == "property_identifier":
            called.append(source[node.start_byte : node.end_byte].decode())
        elif kind == "string_fragment" and size <= 30:
            strings.append(source[node.start_byte : node.end_byte].decode())
        elif kind in ("member_expression", "call_expression", "subscript_expression") and size <= 40:
            expression = source[node.start_byte : node.end_byte].decode()
            if "\n" not in expression and "await" not in expression and "import" not in expression:
                expressions.append(expression)
        elif kind == "expression_statement" and size <= 90:
            statement = source[node.start_byte : node.end_byte].decode()
            if (
                "\n" not in statement
                and "await" not in statement
                and "yield" not in statement
                and not statement.startswith(("'", '"'))
            ):
                statements.append(statement if statement.endswith(";") else statement + ";")
        if kind in javascript.FUNCTIONS:
            outer = node
            while (
                outer.parent is not None
                and outer.parent.type
                in ("variable_declarator", "lexical_declaration", "export_statement", "pair", "assignment_expression")
                and outer.type != "pair"
            ):
                outer = outer.parent
            if outer.type in (
                "function_declaration",
                "method_definition",
                "lexical_declaration",
                "export_statement",
                "generator_function_declaration",
            ):
                start = source.rfind(b"\n", 0, outer.start_byte) + 1
                if not source[start : outer.start_byte].strip():
                    function = textwrap.dedent(source[start : outer.end_byte].decode())
                    if _keep(function):
                        result.functions.append(Function(language, function, repository))


def distinct(functions: Sequence[Function], against: Sequence[Function] = ()) -> list[Function]:
    """`functions` without those that nearly repeat an earlier one or one of `against`.

    Two functions are near duplicates when half of their smallest shingle hashes agree: bottom-k MinHash after
    Broder, "On the resemblance and containment of documents" (1997), with an index from hash to function in
    place of all pairs.
    """
    seen = Seen()
    for function in against:
        seen.remember(function.text)
    return [function for function in functions if seen.take(function.text)]


class Seen:
    """Texts that came before, so that near duplicates of them are known."""

    def __init__(self) -> None:
        self._index: dict[int, list[frozenset[int]]] = {}

    def take(self, text: str) -> bool:
        """Whether a text is new; then it is remembered."""
        signature = _signature(text)
        if any(
            len(signature & other) * 2 >= min(len(signature), len(other))
            for shingle in signature
            for other in self._index.get(shingle, ())
        ):
            return False
        self._remember(signature)
        return True

    def remember(self, text: str) -> None:
        self._remember(_signature(text))

    def _remember(self, signature: frozenset[int]) -> None:
        for shingle in signature:
            entries = self._index.setdefault(shingle, [])
            if len(entries) < 20:
                entries.append(signature)


def _signature(text: str) -> frozenset[int]:
    words = re.findall(r"\w+|[^\w\s]", text)
    # Python's own hash of a text differs from process to process, and a run that goes on must drop what it dropped before.
    shingles = {
        zlib.crc32("\0".join(words[start : start + _SHINGLE]).encode("utf-8", "surrogatepass"))
        for start in range(max(1, len(words) - _SHINGLE + 1))
    }
    return frozenset(sorted(shingles)[:_SIGNATURE])
