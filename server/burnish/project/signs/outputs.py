"""What a project's own files say its build writes: scripts and entries of package.json, tsconfig, settings of bundlers."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from burnish.config import Role
from burnish.files import MOST_BYTES, read_json, read_regular
from burnish.project.signs.around import Around
from burnish.project.signs.sign import STRONG, WEAK, Sign

BUNDLERS = re.compile(
    r"^(?:vite|webpack(?:\.[\w-]+)?|rollup|tsup|snowpack|esbuild)\.config\.\w+$|^(?:gulpfile|gruntfile)\.\w+$"
)
"""The names of files, in lower case, that say where a bundler writes."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file, or a folder with all that lies in it, that a build writes; relative to the folder of the file that says so."""

    path: str
    evidence: str
    weight: int


def output_signs(around: Around, outputs_at: Callable[[Path], tuple[Output, ...]]) -> Iterator[Sign]:
    """The signs in the settings that lie in the folders around a file, up to its project's root."""
    if around.root is None or not around.name.endswith(_WRITTEN):
        return
    folder = around.path.parent
    while True:
        below = around.path.relative_to(folder).as_posix()
        found = [one for one in outputs_at(folder) if below == one.path or below.startswith(f"{one.path}/")]
        strongest = max(found, key=lambda one: one.weight, default=None)
        if strongest is not None:
            yield Sign(Role.COMPILED, strongest.evidence, strongest.weight)
            return
        if folder == around.root:
            return
        folder = folder.parent


def outputs_of(folder: Path) -> tuple[Output, ...]:
    """What the files in a folder say is written; nothing where they cannot be read."""
    found: list[Output] = []
    for name in _names(folder):
        if name == "package.json":
            found += _of_package(folder / name)
        elif name.startswith("tsconfig") and name.endswith(".json"):
            found += _of_texts(folder / name, _TSCONFIG)
        elif BUNDLERS.match(name.lower()) is not None:
            found += _of_texts(folder / name, _BUNDLER)
    return tuple(dict.fromkeys(found))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries)
    except OSError:
        return []


def _of_package(path: Path) -> Iterator[Output]:
    try:
        package = read_json(path)
    except (OSError, ValueError):
        return
    if not isinstance(package, dict):
        return
    scripts = package.get("scripts")
    for name, command in scripts.items() if isinstance(scripts, dict) else ():
        for written in _written_by(command) if isinstance(command, str) else ():
            if (
                output := _output(written, f"the script '{name}' in package.json writes '{written}'", STRONG)
            ) is not None:
                yield output
    for key in _ENTRIES:
        for entry in _texts(package.get(key)):
            folder = PurePosixPath(_plain(entry)).parent.as_posix()
            written = _plain(entry) if folder == "." else folder
            if (output := _output(written, f"package.json has '{entry}' as its '{key}'", WEAK)) is not None:
                yield output


def _written_by(command: str) -> Iterator[str]:
    """What the commands of one script write, as far as they are known."""
    try:
        words = shlex.split(re.sub(r"(&&|\|\||[;|])", r" \1 ", command[:5000]), posix=True)
    except ValueError:
        return
    part: list[str] = []
    for word in (*words, ";"):
        if word not in ("&&", "||", ";", "|", "&"):
            part.append(word)
            continue
        tool = next((at for at, one in enumerate(part) if PurePosixPath(one).name in _TOOLS), None)
        if tool is not None:
            yield from _written_by_tool(PurePosixPath(part[tool]).name, part[tool + 1 :])
        part = []


def _written_by_tool(tool: str, words: list[str]) -> Iterator[str]:
    plain: list[str] = []
    after = ""
    for word in words:
        key, equals, value = word.partition("=")
        if after in _OPTIONS or after == ">":
            yield word
        elif key in _OPTIONS and equals:
            yield value
        elif not word.startswith("-") and word != ">":
            plain.append(word)
        after = word
    if tool in ("sass", "node-sass", "lessc", "stylus"):
        pairs = [one.partition(":")[2] for one in plain if ":" in one]
        yield from pairs or [one for one in plain[1:2] if "/" in one or "." in one]


def _of_texts(path: Path, pattern: re.Pattern[str]) -> Iterator[Output]:
    try:
        text = read_regular(path, MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return
    for found in pattern.finditer(_COMMENT.sub("", text)):
        written = next(one for one in found.groups() if one is not None)
        if (output := _output(written, f"{path.name} has it written to '{written}'", STRONG)) is not None:
            yield output


def _output(written: str, evidence: str, weight: int) -> Output | None:
    path = _plain(written)
    if not path or path.startswith(("..", "/", "$")) or path in _SOURCES or any(one in path for one in "*{}$<>"):
        return None
    # What serves files, or is sorted by kind, may hold what people write, beside what is built.
    return Output(path, evidence, WEAK if path.rpartition("/")[2] in _SHARED else weight)


def _plain(path: str) -> str:
    plain = PurePosixPath(path.replace("\\", "/").strip().lower()).as_posix().removeprefix("./")
    return "" if plain == "." else plain


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The paths in a value of package.json, however it is nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < 6:
        for one in value.values():
            yield from _texts(one, depth + 1)


_WRITTEN = (".js", ".cjs", ".mjs", ".css", ".html", ".jsx", ".json", ".ts", ".mts", ".cts")
_ENTRIES = ("main", "module", "browser", "unpkg", "jsdelivr", "style", "exports", "umd:main", "jsnext:main", "es2015")
_TOOLS = frozenset(
    [
        "babel",
        "tsc",
        "rollup",
        "webpack",
        "esbuild",
        "sass",
        "node-sass",
        "lessc",
        "stylus",
        "postcss",
        "cleancss",
        "csso",
        "uglifyjs",
        "uglify-js",
        "terser",
        "browserify",
        "parcel",
        "microbundle",
        "swc",
        "vite",
        "tsup",
        "ncc",
        "coffee",
        "jsdoc",
        "typedoc",
        "esdoc",
        "documentation",
        "api-extractor",
        "tailwindcss",
        "lightningcss",
    ]
)
_OPTIONS = frozenset(
    [
        "-o",
        "--output",
        "--out",
        "--out-dir",
        "--outDir",
        "-d",
        "--dir",
        "--outdir",
        "--outfile",
        "--out-file",
        "--outFile",
        "--dist-dir",
        "--output-path",
        "--destination",
        "--dest",
        "--output-dir",
        "--bundle-dir",
        "--file",
        "--target-dir",
        "-output",
    ]
)
_SOURCES = frozenset(
    {"src", "source", "app", "test", "tests", "index.js", "server.js", "app.js", "main.js", "lib/index.js"}
)
"""Places where people write, whatever else is said of them."""
_SHARED = frozenset(
    {
        "public", "static", "assets", "www", "wwwroot", "htdocs", "media", "web", "site", "docs", "css", "js", "styles",
        "scripts", "stylesheets", "lib",
    }
)  # fmt: skip
_TSCONFIG = re.compile(r'"(?:outDir|outFile)"\s*:\s*"([^"\n]+)"')
_BUNDLER = re.compile(
    r"""\b(?:outDir|assetsDir|dest|file|dir|outfile|outdir)\s*:\s*['"]([\w./-]+)['"]"""
    r"""|\bpath\s*:\s*(?:path\.)?(?:resolve|join)\(\s*__dirname\s*,\s*['"]([\w./-]+)['"]\s*\)"""
    r"""|\bdest\(\s*['"]([\w./-]+)['"]\s*\)"""
)
_COMMENT = re.compile(r"(?<![:'\"*/])//[^\n\"']*$|/\*(?!\*/)[^*]*\*+(?:[^/*][^*]*\*+)*/", re.MULTILINE)
