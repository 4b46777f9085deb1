"""Whether Burnish resolves names as Python and ESLint do.

    python -m tests.benchmarks.bindings FOLDER...          (make bindings FOLDERS="...")

Every reference of every Python file in the folders is compared with Python's own `symtable`, every reference of every
JavaScript file with `eslint-scope` (which the editor's client brings along). Prints a table, then every kind of
difference with its count and first places. Files that the other side cannot parse are counted and
left out; those that look minified or generated, which Burnish does not analyse, are not counted.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import symtable
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from burnish.document import Document, read
from burnish.names import Scope, names_of
from burnish.names.access import Access
from burnish.names.binding import ScopeKind
from burnish.names.scopes import Scopes
from burnish.tree import ancestors

ROOT = Path(__file__).parents[2]
_LITTER = frozenset({".git", "__pycache__", "node_modules", ".venv", "venv"})
_JAVASCRIPT = frozenset({".js", ".jsx", ".mjs", ".cjs"})


@dataclass(slots=True)
class Compared:
    """References that both sides resolve alike, and those that they do not, by kind, with their places."""

    files: int = 0
    unparsed: int = 0
    agreed: int = 0
    differing: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def differences(self) -> int:
        return sum(map(len, self.differing.values()))

    def add(self, other: Compared) -> None:
        self.files += other.files
        self.unparsed += other.unparsed
        self.agreed += other.agreed
        for kind, places in other.differing.items():
            self.differing[kind] += places


def compared(paths: Iterable[Path]) -> dict[str, Compared]:
    """Python's and JavaScript's files among these, each compared with the other side."""
    every = sorted(paths)
    return {
        "symtable": _python(one for one in every if one.suffix == ".py"),
        "eslint-scope": _javascript([one for one in every if one.suffix in _JAVASCRIPT]),
    }


def files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix not in (".py", *_JAVASCRIPT) or not _LITTER.isdisjoint(path.relative_to(folder).parts):
            continue
        if path.is_file() and isinstance(read(path), Document):
            yield path


_POSTPONED = re.compile(r"(from __future__ import [^\n]*?)\bannotations\b")
"""With it symtable leaves annotations out; here they are references like all others."""


# Python
def _python(paths: Iterable[Path]) -> Compared:
    result = Compared()
    for path in paths:
        source = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                text = _POSTPONED.sub(r"\1generators ", source.decode("utf-8-sig"))
                table = symtable.symtable(text, str(path), "exec")
        except (SyntaxError, ValueError):
            result.unparsed += 1
            continue
        result.add(_one_of_python(path, Document.of(path, source, "python"), table))
    return result


def _one_of_python(path: Path, document: Document, table: symtable.SymbolTable) -> Compared:
    result = Compared(files=1)
    scopes = names_of(document).scopes
    references = list(scopes.references(document.root.named_children))
    theirs = _matched(scopes, table)
    bound_by_global = set(_declared_global(table))
    for node, scope in references:
        access = scopes.access(node)
        if access is Access.NONE or any(one.type == "future_import_statement" for one in islice(ancestors(node), 2)):
            continue
        name = scopes.text(node)
        found = scopes.lookup(name, scope, node)
        expected = _expected(scope, _mangled(name, scope), theirs, table, bound_by_global)
        ours = None if found is None else theirs.get(found)
        if expected == "no scope" or expected == "no symbol":
            kind = f"{expected} in symtable"
        elif theirs[scope].get_name() == "top" and theirs[scope] is not table:
            kind = "a function that is called top, which symtable takes for the module"
        elif (ours if found is not None else None) is expected:
            result.agreed += 1
            continue
        else:
            kind = f"{_words(expected)} for symtable, {_words(ours)} here"
        result.differing[kind].append(f"{path}:{node.start_point.row + 1}: {name}")
    return result


def _words(table: object) -> str:
    return "unbound" if table is None else f"bound in a {table.get_type()}"  # type: ignore[attr-defined]


def _expected(
    scope: Scope,
    name: str,
    theirs: dict[Scope, symtable.SymbolTable],
    top: symtable.SymbolTable,
    bound_by_global: set[str],
) -> object:
    table = theirs.get(scope)
    if table is None:
        return "no scope"
    try:
        symbol = table.lookup(name)
    except KeyError:
        return "no symbol"
    if table is top or symbol.is_global():
        known = name in bound_by_global or (name in top.get_identifiers() and top.lookup(name).is_local())
        return top if known else None
    if symbol.is_local():
        return table
    around = scope.parent
    while around is not None:
        table = theirs.get(around)
        function = table is not None and table.get_type() == "function" and name in table.get_identifiers()
        if table is not None and function and table.lookup(name).is_local():
            return table
        around = around.parent
    return None


def _declared_global(table: symtable.SymbolTable) -> Iterator[str]:
    stack = [table]
    while stack:
        one = stack.pop()
        stack += one.get_children()
        for symbol in one.get_symbols():
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()):
                yield symbol.get_name()


def _mangled(name: str, scope: Scope) -> str:
    if not name.startswith("__") or name.endswith("__"):
        return name
    around: Scope | None = scope
    while around is not None and around.kind is not ScopeKind.CLASS:
        around = around.parent
    owner = None if around is None else around.node.child_by_field_name("name")
    if owner is None or owner.text is None:
        return name
    return f"_{owner.text.decode().lstrip('_')}{name}"


def _matched(scopes: Scopes, table: symtable.SymbolTable) -> dict[Scope, symtable.SymbolTable]:
    """Python's table of each scope here: those of one name, kind and line are matched in their order."""
    theirs: defaultdict[tuple[str, int], list[symtable.SymbolTable]] = defaultdict(list)
    stack = list(reversed(table.get_children()))
    while stack:
        one = stack.pop()
        theirs[one.get_name(), one.get_lineno()].append(one)
        stack += reversed(one.get_children())
    found = {scopes.module: table}
    for scope in sorted(scopes.known(), key=lambda one: (one.node.start_byte, -one.node.end_byte)):
        name = scope.node.child_by_field_name("name")
        label = _LABELS.get(scope.node.type) or ("" if name is None else scopes.text(name))
        same = theirs.get((label, scope.node.start_point.row + 1))
        if same:
            found[scope] = same.pop(0)
    return found


_LABELS = {
    "dictionary_comprehension": "dictcomp",
    "generator_expression": "genexpr",
    "lambda": "lambda",
    "list_comprehension": "listcomp",
    "set_comprehension": "setcomp",
}


# JavaScript
def _javascript(paths: Sequence[Path]) -> Compared:
    result = Compared()
    if not paths:
        return result
    done = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".cjs")), str(ROOT / "vscode-client" / "node_modules")],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        if answer["references"] is None:
            result.unparsed += 1
            continue
        path = Path(answer["path"])
        result.add(_one_of_javascript(path, Document.of(path, path.read_bytes(), "javascript"), answer["references"]))
    return result


def _one_of_javascript(path: Path, document: Document, references: Sequence[tuple[int, list[int], bool]]) -> Compared:
    result = Compared(files=1)
    scopes = names_of(document).scopes
    for at, definitions, unsure in references:
        node = document.root.descendant_for_byte_range(at, at + 1)
        if node is not None and node.type == "undefined" and not definitions:
            result.agreed += 1
            continue
        if node is not None and node.type == "undefined":
            result.differing["a parameter called undefined, which the grammar takes for a word"].append(
                f"{path}: byte {at}"
            )
            continue
        if node is None or node.type not in scopes.grammar.NAMES or node.start_byte != at:
            result.differing["no name here"].append(f"{path}: byte {at}")
            continue
        ours = sorted(one.node.start_byte for one in scopes.declarations(node))
        if ours == sorted(set(definitions)):
            result.agreed += 1
            continue
        if unsure:
            result.differing["beside eval or with, where eslint-scope resolves nothing"].append(f"{path}: byte {at}")
            continue
        there, here = _form(document, definitions), _form(document, ours)
        place = f"{path}:{node.start_point.row + 1}: {scopes.text(node)}"
        result.differing[f"{there} for eslint-scope, {here} here"].append(place)
    return result


def _form(document: Document, definitions: Sequence[int]) -> str:
    if not definitions:
        return "unbound"
    node = document.root.descendant_for_byte_range(definitions[0], definitions[0] + 1)
    holder = None if node is None else node.parent
    return f"{len(definitions)} of {'nothing' if holder is None else holder.type}"


# What is printed
def report(results: dict[str, dict[str, Compared]], out: object = sys.stdout) -> None:
    print(
        f"{'project':<24} {'compared with':<14} {'files':>6} {'unread':>6} {'references':>11} {'agreed':>10} {'differing':>10}",
        file=out,
    )  # type: ignore[call-overload]
    kinds: Counter[str] = Counter()
    places: dict[str, str] = {}
    for project, sides in results.items():
        for side, one in sides.items():
            if not one.files:
                continue
            every = one.agreed + one.differences
            print(
                f"{project:<24} {side:<14} {one.files:>6} {one.unparsed:>6} {every:>11,} {one.agreed:>10,} {one.differences:>10,}",
                file=out,
            )  # type: ignore[call-overload]
            for kind, found in one.differing.items():
                kinds[f"{side}: {kind}"] += len(found)
                places.setdefault(f"{side}: {kind}", ", ".join(found[:3]))
    for kind, count in kinds.most_common():
        print(f"\n{count:>6}  {kind}\n        {places[kind]}", file=out)  # type: ignore[call-overload]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args().folders
    report({folder.name: compared(files_below(folder)) for folder in folders})


if __name__ == "__main__":
    main()
