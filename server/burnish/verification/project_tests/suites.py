"""Test suites: by which framework a project tests code of a language, with what it is run, and which files are tests."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from burnish.child import NO_WINDOW
from burnish.config import read_toml
from burnish.files import MOST_BYTES, json_of, read_json, read_regular, read_text

JAVASCRIPT = frozenset({"javascript", "typescript", "tsx"})
LANGUAGES = JAVASCRIPT | {"python"}


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one folder of a project.

    `folder` is relative to the root of the copy, as are `files`, both with forward slashes. `command` is the interpreter
    and what precedes a test file's name. `paths` are the folders, relative to the root, that are to be imported from.
    """

    framework: str
    folder: str
    command: tuple[str, ...]
    files: tuple[str, ...]
    paths: tuple[str, ...] = ()

    @property
    def whole_files(self) -> bool:
        """Whether a test file is run as a whole, in a process of its own."""
        return self.framework not in ("pytest", "unittest")


def suite_of(root: Path, files: Sequence[str], code: str, language: str) -> Suite | str:
    """The suite that tests a file, in the nearest folder around it that has one; or a sentence why there is none.

    `files` are those of the copy, `code` is one of them.
    """
    find = _python if language == "python" else _javascript
    reason = "no tests were found"
    for folder in PurePosixPath(code).parents:
        within = [name for name in files if folder == PurePosixPath(".") or name.startswith(f"{folder}/")]
        found = find(root, str(folder), within, code)
        if isinstance(found, Suite):
            return found
        reason = found or reason
    return reason


# Python


_PYTHON_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "pytest.ini", ".pytest.ini")
_PYTHON_TESTS = ("test_*.py", "*_test.py")


def _python(root: Path, folder: str, files: Sequence[str], code: str) -> Suite | str:
    top = folder == "."
    if not top and not any((root / folder / name).is_file() for name in _PYTHON_MANIFESTS):
        return ""
    settings = pytest_settings(root / folder)
    patterns = tuple(settings.get("python_files", "").split()) or _PYTHON_TESTS
    tests = [one for one in files if any(fnmatch(PurePosixPath(one).name, pattern) for pattern in patterns)]
    below = [str(PurePosixPath(folder, one)) for one in settings.get("testpaths", "").split()]
    chosen = [one for one in tests if any(_is_below(one, path) for path in below)] or tests
    if not chosen:
        return ""
    interpreter = python_of(root, folder)
    if interpreter is None:
        return "no Python was found to run the tests with"
    known = _asked_of(interpreter)
    if known is None:
        return f"{interpreter} does not run"
    paths = _import_paths(root, known["path"], code)
    named = bool(settings) or any(PurePosixPath(one).name == "conftest.py" for one in files)
    heads = [_text(root / one) for one in chosen[:400]]
    if named or any(re.search(r"^\s*(?:import|from)\s+pytest\b", text, re.MULTILINE) for text in heads):
        wanted = "pytest"
    elif any(re.search(r"^\s*(?:import|from)\s+unittest\b|\bTestCase\b", text, re.MULTILINE) for text in heads):
        wanted = "unittest"
    elif any(re.search(r"^\s*(?:async )?def test", text, re.MULTILINE) for text in heads):
        wanted = "pytest"
    else:
        return ""
    if wanted == "pytest" and not known["pytest"]:
        return f"pytest is not installed for {interpreter}"
    module = ("-m", "burnish_reach.for_unittest")
    command = (interpreter, *module) if wanted == "unittest" else (interpreter, "-m", "pytest")
    return Suite(wanted, folder, command, tuple(chosen), paths)


def python_of(root: Path, folder: str) -> str | None:
    """The project's interpreter: of a virtual environment in the folder or above it, the active one, or on the PATH."""
    names = [str(Path("Scripts", "python.exe"))] if os.name == "nt" else [str(Path("bin", "python"))]
    environments = [root / one / name for one in (folder, *_above(folder)) for name in (".venv", "venv")]
    active = os.environ.get("VIRTUAL_ENV")
    for environment in (*environments, *([Path(active)] if active else [])):
        for name in names:
            if (environment / name).is_file():
                return str(environment / name)
    return shutil.which("python3") or shutil.which("python")


def pytest_settings(folder: Path) -> dict[str, str]:
    """What a folder's files say to pytest: each setting as text, lists with spaces between. Empty when they are silent."""
    try:
        for name in ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"):
            path = folder / name
            if not path.is_file():
                continue
            if name == "pyproject.toml":
                tool = read_toml(path).get("tool", {}).get("pytest")
                if tool is not None:
                    table = tool.get("ini_options", tool)
                    return {"configured": name} | {key: _words(value) for key, value in table.items()}
                continue
            parser = configparser.RawConfigParser(strict=False)
            parser.read_string(read_text(path))
            section = "tool:pytest" if name == "setup.cfg" else "pytest"
            if parser.has_section(section):
                return {"configured": name} | dict(parser.items(section))
            if name in ("pytest.ini", ".pytest.ini"):
                return {"configured": name}
    except (OSError, ValueError, AttributeError, configparser.Error):
        pass  # a file that cannot be read says nothing; pytest itself will complain of it
    return {}


def _words(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@lru_cache(maxsize=16)
def _asked_of(interpreter: str) -> Mapping[str, Any] | None:
    """Whether an interpreter has pytest, and where it imports from."""
    question = (
        "import importlib.util, json, sys; "
        "print(json.dumps({'pytest': importlib.util.find_spec('pytest') is not None, 'path': sys.path}))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    try:
        done = subprocess.run(
            [interpreter, "-c", question],
            cwd=Path(interpreter).parent,
            capture_output=True,
            env=environment,
            timeout=20,
            check=True,
            creationflags=NO_WINDOW,
        )
        answer: Mapping[str, Any] = json_of(done.stdout)
        return answer
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _import_paths(root: Path, interpreters: Sequence[str], code: str) -> tuple[str, ...]:
    """The folders of the copy to import from, before all others.

    An editable install leads to the project itself; the same folders of the copy must come first, or the tests would
    test the original. The folder that the changed code is imported from is one of them in any case.
    """
    package = PurePosixPath(code).parent
    while str(package) != "." and (root / package / "__init__.py").is_file():
        package = package.parent
    found = [str(package)]
    for entry in interpreters:
        path = Path(entry).resolve() if entry else None
        if path is not None and (path == root or root in path.parents):
            relative = path.relative_to(root)
            if not {"site-packages", ".venv", "venv"} & set(relative.parts):
                found.append(relative.as_posix())
    return tuple(dict.fromkeys(found))


# JavaScript and TypeScript


_SCRIPT = r"\.(?:js|jsx|mjs|cjs|ts|tsx|mts|cts)$"
_TEST_NAME = re.compile(r"(?:^|/)(?:[^/]*[.-](?:test|spec)|test|[^/]*_test|test-[^/]*)" + _SCRIPT)
_IN_TEST_FOLDER = re.compile(r"(?:^|/)(?:__tests__|tests?|specs?)/(?:.*/)?[^/]+" + _SCRIPT)
_SAYS_TEST = re.compile(r"\b(?:describe|it|test|suite)\s*(?:\.\w+\s*)?\(|node:test")
_PACKAGES = {"vitest": "Vitest", "jest": "Jest", "mocha": "Mocha"}
_NODE_OPTIONS = re.compile(r"(--(?:import|require|loader|experimental-loader)|-r)[ =](\S+)|(--experimental-[\w-]+)")


def _javascript(root: Path, folder: str, files: Sequence[str], code: str) -> Suite | str:
    package = _json(root / folder / "package.json")
    if package is None and folder != ".":
        return ""
    tests = [one for one in files if _TEST_NAME.search(one) or _IN_TEST_FOLDER.search(one)]
    texts = {one: _text(root / one) for one in tests}
    tests = [one for one in tests if _SAYS_TEST.search(texts[one])]
    if not tests:
        return ""
    framework = framework_of(package or {}, list(texts.values()))
    if framework is None:
        return ""
    node = shutil.which("node")
    if node is None:
        return "Node is not installed"
    if framework == "node:test":
        options = [part for one in _NODE_OPTIONS.findall(_script(package or {})) for part in one if part]
        return Suite(framework, folder, (node, *options, "--test"), tuple(tests))
    entry = _installed(root, folder, framework)
    if entry is None:
        return f"{_PACKAGES[framework]} is not installed in node_modules"
    return Suite(framework, folder, (node, entry), tuple(tests))


def framework_of(package: Mapping[str, Any], texts: Sequence[str] = ()) -> str | None:
    """What a package.json tests with: what its scripts start, what it depends on, or what its tests import."""
    script = _script(package)
    for name in _PACKAGES:
        if re.search(rf"(?:^|[\s/&;]){name}(?:\s|$)", script):
            return name
    if re.search(r"\bnode\b.*\s--test\b", script):
        return "node:test"
    groups = (package.get(key) for key in ("devDependencies", "dependencies"))
    declared = {name for group in groups if isinstance(group, dict) for name in group}
    for name in _PACKAGES:
        if name in declared or name in package:
            return name
    return "node:test" if any("node:test" in text for text in texts) else None


def _script(package: Mapping[str, Any]) -> str:
    """What `npm test` starts, and what the scripts start that it calls."""
    scripts = package.get("scripts")
    if not isinstance(scripts, dict):
        return ""
    test = str(scripts.get("test", ""))
    called = [str(scripts.get(name, "")) for name in re.findall(r"run(?:-\w)? ([\w:.-]+)", test)]
    rest = [str(text) for name, text in scripts.items() if str(name).startswith(("test:", "unit"))]
    return " && ".join([test, *called, *rest])


def _installed(root: Path, folder: str, package: str) -> str | None:
    """The program of a package that is installed in the folder or above it."""
    base = (root / folder).resolve()
    for around in (base, *base.parents):
        manifest = _json(around / "node_modules" / package / "package.json")
        if manifest is not None:
            programs = manifest.get("bin")
            program = programs.get(package) if isinstance(programs, dict) else programs
            return str((around / "node_modules" / package / str(program)).resolve()) if program else None
    return None


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = read_json(path)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _text(path: Path) -> str:
    try:
        return read_regular(path, MOST_BYTES).decode("utf-8", "replace")[:100_000]
    except OSError:
        return ""


def _is_below(name: str, folder: str) -> bool:
    return folder == "." or fnmatch(name, folder) or fnmatch(name, f"{folder.rstrip('/')}/*")


def _above(folder: str) -> Iterator[str]:
    return (str(one) for one in PurePosixPath(folder).parents)
