"""Known-equal versions of functions: what rules, formatters and upgraders make, renamed variables, textbook alternatives."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from burnish.document import Document
from burnish.engine import findings, plan_fix, safety_of
from burnish.project import Project
from burnish.rule import Safety
from burnish.text import Edit, Span, apply
from burnish.tree import ancestors, descendants
from tests.benchmarks.asked import Pair
from tests.benchmarks.functions_of import ROOT, Function, Module, functions

ESBUILD = ROOT / "vscode-client" / "node_modules" / ".bin" / "esbuild"
ANY = range(1, 1000)
UPGRADES = "UP,SIM,C4,RET,PERF"


def of_rules(modules: Sequence[Module]) -> Iterator[Pair]:
    """What the safe fixes of Burnish's rules make, not verified: a pair for each finding."""
    project = Project.empty()
    for module in modules:
        document = Document.of(f"a.{_ENDINGS[module.language]}", module.text)
        if document.has_errors:
            continue
        for finding in findings(document, project):
            planned = plan_fix(document, project, finding)
            if planned is None or safety_of(*planned) is not Safety.SAFE:
                continue
            changed = apply(document.source, planned[1].edits).decode()
            yield from _changed(module, changed, f"fix of {finding.rule}")


def of_programs(modules: Sequence[Module]) -> Iterator[Pair]:
    """What `ruff format`, and the safe fixes of `ruff check`, make of Python modules."""
    ruff = Path(sys.executable).parent / "ruff"
    format_ = [str(ruff), "format", "--isolated", "-q", "--line-length", "60", "-"]
    check = [str(ruff), "check", "--isolated", "-q", "--fix", "--target-version", "py310", "--select", UPGRADES, "-"]
    for module in modules:
        for kind, command in (("ruff format", format_), (f"ruff check --fix --select {UPGRADES}", check)):
            done = subprocess.run(
                command, input=module.text, capture_output=True, text=True, encoding="utf-8", check=False
            )
            if done.stdout:
                yield from _changed(module, done.stdout, kind)


def of_esbuild(chosen: Sequence[Function]) -> Iterator[Pair]:
    """What esbuild makes of JavaScript functions: simpler syntax, and syntax for older engines."""
    for function in chosen:
        if function.module.language == "tsx":
            continue
        loader = "ts" if function.module.language == "typescript" else "js"
        method = "." in function.name
        given = f"class _ {{\n{function.text}\n}}" if method else function.text
        for kind, flag in (
            ("esbuild --minify-syntax", "--minify-syntax"),
            ("esbuild --target=es2018", "--target=es2018"),
        ):
            command = [str(ESBUILD), f"--loader={loader}", flag, "--log-level=silent"]
            done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
            text = done.stdout.strip().rstrip(";")
            if method:
                inner = re.fullmatch(r"class _ \{\n(.*)\n\}", text, re.DOTALL)
                text = inner[1] if inner else ""
            # What needs helpers of esbuild's, or is more than the one function, is another matter.
            if text and not text.startswith("var __") and "__async" not in text and "__spread" not in text:
                yield from _pair(function, text, kind)


def of_syntax_trees(chosen: Sequence[Function]) -> Iterator[Pair]:
    """Python functions without comments and layout, from `ast.unparse`."""
    for function in chosen:
        node = ast.parse(function.text).body[0]
        depth = 4 if "." in function.name else 0
        outer: ast.AST = ast.Module([ast.If(ast.Constant(1), [node], [])], []) if depth else ast.Module([node], [])
        text = ast.unparse(ast.fix_missing_locations(outer))
        yield from _pair(function, text.split("\n", 1)[1].lstrip() if depth else text, "ast.unparse")


def of_renaming(chosen: Sequence[Function]) -> Iterator[Pair]:
    """Functions of which a local variable, no parameter, is called otherwise everywhere."""
    for function in chosen:
        renamed = _renamed_python(function) if function.module.language == "python" else _renamed_javascript(function)
        yield from _pair(function, renamed, "local variable renamed")


def _renamed_python(function: Function) -> str:
    tree = ast.parse(function.text).body[0]
    every = list(ast.walk(tree))
    names = [one for one in every if isinstance(one, ast.Name)]
    taken = {one.arg for one in every if isinstance(one, ast.arg)}
    taken |= {name for one in every if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
    taken |= {str(getattr(one, "name", "")) for one in every}
    local = [one.id for one in names if isinstance(one.ctx, ast.Store) and one.id not in taken]
    if not local or any(isinstance(one, ast.JoinedStr | ast.Import | ast.ImportFrom | ast.ClassDef) for one in every):
        return function.text
    starts = [0]
    for line in function.text.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = [starts[one.lineno - 1] + one.col_offset for one in names if one.id == local[0]]
    return _called(function.text, local[0], places)


def _renamed_javascript(function: Function) -> str:
    head = "class _ {" if "." in function.name else ""
    document = Document.of(f"a.{_ENDINGS[function.module.language]}", head + function.text + ("}" if head else ""))
    root = document.root
    if root is None or document.has_errors:
        return function.text
    declared = [one.child_by_field_name("name") for one in descendants(root, {"variable_declarator"})]
    local = [document.slice(one) for one in declared if one is not None and one.type == "identifier"]
    local = [one for one in local if one != function.name]
    every = [one for one in descendants(root) if local and not one.named_children and document.slice(one) == local[0]]
    if not local or any(one.type.startswith("shorthand") for one in every):
        return function.text
    plain = [one for one in every if one.type == "identifier"]
    if any(ancestor.type == "formal_parameters" for one in plain for ancestor in ancestors(one)):
        return function.text
    return _called(function.text, local[0], [one.start_byte - len(head) for one in plain])


_ENDINGS = {"python": "py", "javascript": "js", "typescript": "ts", "tsx": "tsx"}


def _called(text: str, name: str, places: Sequence[int]) -> str:
    edits = [Edit(Span(at, at + len(name.encode())), f"the_{name}") for at in dict.fromkeys(places)]
    return apply(text.encode(), edits).decode()


def of_textbook(modules: Sequence[Module]) -> Iterator[Pair]:
    """Alternative solutions of the textbook functions: same names, in the folder `other`."""
    folder = Path(__file__).with_name("textbook") / "other"
    for module in modules:
        path = folder / module.label
        if not path.is_file():
            continue
        other = path.read_text(encoding="utf-8")
        alternatives = {one.name for one in functions(Module("textbook", module.label, module.language, other))}
        for function in functions(module):
            if function.name in alternatives:
                yield _made(module, function.name, function.text, other, "alternative solution", other)


def _changed(module: Module, text: str, kind: str) -> Iterator[Pair]:
    """A pair for each function that differs, in a module in which only that one does."""
    changed = {one.name: one.text for one in functions(Module(module.origin, module.label, module.language, text), ANY)}
    outside = "import" if text.count("\nimport ") != module.text.count("\nimport ") else ""
    for function in functions(module, ANY):
        new = changed.get(function.name, function.text)
        if new != function.text:
            yield _made(module, function.name, function.text, new, kind, text if outside else function.replaced(new))


def _pair(function: Function, new: str, kind: str) -> Iterator[Pair]:
    if new != function.text:
        yield _made(function.module, function.name, function.text, new, kind, function.replaced(new))


def _made(module: Module, name: str, before: str, after: str, kind: str, text: str) -> Pair:
    key = hashlib.sha256(f"{kind}\0{before}\0{after}".encode()).hexdigest()[:12]
    return Pair(key, kind, module.language, module.origin, module.label, name, before, after, module.text, text)
