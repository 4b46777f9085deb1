"""Where the functions of the benchmarks come from: what every machine has, and folders that one names.

Nothing of it is kept in the repository. In Python: the standard library and the packages that are installed; in
JavaScript: the packages in vscode-client/node_modules; in both, the textbook functions beside this file, and any folders.
"""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.document import MAX_BYTES, Document
from burnish.tree import span_of

ROOT = Path(__file__).parents[2]
TEXTBOOK = Path(__file__).with_name("textbook")
PACKAGES = (
    "attr", "blinker", "click", "cattrs", "flask", "httpcore2", "httpx2", "huggingface_hub", "itsdangerous", "jinja2",
    "markdown_it", "mpmath", "networkx", "packaging", "pathspec", "pluggy", "pygls", "pygments", "requests", "rich",
    "sortedcontainers", "sympy", "tinycss2", "tqdm", "typer", "urllib3", "werkzeug", "yaml",
)  # fmt: skip
LINES = range(3, 61)
"""How long a function is that takes part."""

SUFFIXES = {
    "python": {".py": "python"},
    "javascript": {
        ".js": "javascript",
        ".mjs": "javascript",
        ".cjs": "javascript",
        ".jsx": "javascript",
        ".ts": "typescript",
        ".tsx": "tsx",
    },
}
_LEFT_OUT = {
    "test",
    "tests",
    "__tests__",
    "idlelib",
    "lib2to3",
    "site-packages",
    "turtledemo",
    "dist",
    "build",
    "vendor",
}
_LEFT_OUT |= {
    "node_modules",
    "pydoc_data",
    "encodings",
    "umd",
    "esm",
    "min",
    "cjs-umd",
    "textbook",
    "fixtures",
    "locale",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A file. `origin` is a word for tables ("textbook", "standard library", "flask"), `label` its path within that."""

    origin: str
    label: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module by its qualified name; `start` and `end` are offsets in the module's text in UTF-8."""

    module: Module
    name: str
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.module.text.encode()[self.start : self.end].decode()

    def replaced(self, text: str) -> str:
        """The module's text with another text for this function."""
        source = self.module.text.encode()
        return (source[: self.start] + text.encode() + source[self.end :]).decode()


def textbook(language: str) -> list[Module]:
    """The textbook modules of a language, "python" or "javascript"."""
    return list(_modules("textbook", sorted(TEXTBOOK.iterdir()), TEXTBOOK, language))


def installed(language: str) -> list[Module]:
    """All of the modules that the machine has, in the order of their paths."""
    if language == "python":
        stdlib = Path(sysconfig.get_paths()["stdlib"])
        found = list(_modules("standard library", _files(stdlib), stdlib, language))
        packages = Path(sysconfig.get_paths()["purelib"])
        for name in PACKAGES:
            found += _modules(name, _files(packages / name), packages, language)
        return found
    packages = ROOT / "vscode-client" / "node_modules"
    folders = [one for one in sorted(packages.glob("*")) if one.is_dir() and one.name[0] not in "@."]
    return [module for one in folders for module in _modules(one.name, _files(one), packages, language)]


def folders(paths: Iterable[Path], language: str) -> list[Module]:
    """The modules in folders: clones of public repositories, say."""
    return [module for path in paths for module in _modules(path.resolve().name, _files(path), path, language)]


def functions(module: Module, lines: range = LINES) -> list[Function]:
    """The functions and methods that stand at the module's top level or in a class there; none where it is not valid.

    Those of so many lines, and with a name that no other has.
    """
    found = _python(module) if module.language == "python" else _javascript(module)
    names = [one.name for one in found]
    return [one for one in found if names.count(one.name) == 1 and one.text.count("\n") + 1 in lines]


def drawn(modules: Sequence[Module], seed: int) -> Iterator[Function]:
    """Functions in an order by chance that is the same each time: from the origins in turn, one of a module at a time."""
    chance = random.Random(seed)
    origins: dict[str, list[Module]] = {}
    for module in modules:
        origins.setdefault(module.origin, []).append(module)
    turns = [_of_origin(found, chance) for _, found in sorted(origins.items())]
    while turns:
        for turn in tuple(turns):
            one = next(turn, None)
            if one is None:
                turns.remove(turn)
            else:
                yield one


def _of_origin(modules: list[Module], chance: random.Random) -> Iterator[Function]:
    chance.shuffle(modules)
    waiting: list[list[Function]] = []
    for module in modules:
        found = functions(module)
        chance.shuffle(found)
        if found:
            yield found.pop()
        waiting.append(found)
    while any(waiting):
        for found in waiting:
            if found:
                yield found.pop()


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if not _LEFT_OUT & set(one.relative_to(folder).parts[:-1]))


def _modules(origin: str, paths: Iterable[Path], root: Path, language: str) -> Iterator[Module]:
    for path in paths:
        name = SUFFIXES[language].get(path.suffix)
        generated = ".min." in path.name or path.name.endswith(".d.ts") or path.name.startswith("test_")
        if name is None or generated or not path.is_file() or path.stat().st_size > MAX_BYTES // 10:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if max(map(len, text.splitlines()), default=0) < 400:
            yield Module(origin, path.relative_to(root).as_posix(), name, text)


def _python(module: Module) -> list[Function]:
    try:
        tree = ast.parse(module.text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    found: list[Function] = []
    if "\r" in module.text or "\f" in module.text:  # ast counts other lines than split does
        return found
    starts = [0]
    for line in module.text.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)

    def take(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = starts[node.lineno - 1] + node.col_offset
                assert node.end_lineno is not None and node.end_col_offset is not None
                end = starts[node.end_lineno - 1] + node.end_col_offset
                found.append(Function(module, prefix + node.name, start, end))
            elif isinstance(node, ast.ClassDef) and not prefix:
                take(node.body, f"{node.name}.")

    take(tree.body, "")
    return found


def _javascript(module: Module) -> list[Function]:
    document = Document.of(_NAMES[module.language], module.text)
    root = document.root
    if root is None or document.has_errors:
        return []
    types = document.language.functions
    found: list[Function] = []
    for outer in root.named_children:
        statement = outer.child_by_field_name("declaration") or outer if outer.type == "export_statement" else outer
        name = statement.child_by_field_name("name")
        if statement.type in types and name is not None:
            span = span_of(statement)
            found.append(Function(module, document.slice(name), span.start, span.end))
        elif statement.type == "class_declaration" and name is not None:
            body = statement.child_by_field_name("body")
            for member in body.named_children if body is not None else ():
                called = member.child_by_field_name("name")
                plain = member.type == "method_definition" and not any(
                    one.type in ("get", "set", "static") for one in member.children
                )
                if plain and called is not None and called.type == "property_identifier":
                    span = span_of(member)
                    found.append(
                        Function(module, f"{document.slice(name)}.{document.slice(called)}", span.start, span.end)
                    )
        elif statement.type == "lexical_declaration" and len(statement.named_children) == 1:
            declared = statement.named_children[0]
            called, value = declared.child_by_field_name("name"), declared.child_by_field_name("value")
            if called is not None and called.type == "identifier" and value is not None and value.type in types:
                span = span_of(statement)
                found.append(Function(module, document.slice(called), span.start, span.end))
    return found


_NAMES = {"javascript": "a.js", "typescript": "a.ts", "tsx": "a.tsx"}
