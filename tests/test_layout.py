"""What the layout promises: a rule is a page, a language is a folder, and the map shows what is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "server" / "burnish"

PAGE = """---
id: readability/{name}
languages: [{language}]
safety: safe
rule: {{kind: {kind}}}
---

Say it better.

**Why** a test says so.

**Safety** safe. A word is a word.

**Source** https://example.org/

```{language} before
{before}
```
```{language} after
{after}
```

```{language} silent
{after}
```
"""

RULE = """from burnish import edits
from burnish.code import Code
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Found


class AnyName(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        return self.finding(found.node, "say it better") if code.text(found.node) == {worse!r} else None

    def fix(self, found: Found, code: Code) -> Fix | None:
        return Fix(edits.replaced(found.node, {better!r}), "Say it better")
"""

LANGUAGE = """name = "geojson"
extensions = [".geojson"]
lsp_ids = ["geojson"]

[parser]
module = "tree_sitter_json"
function = "language"
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The root of a copy of the package with its languages."""
    shutil.copytree(PACKAGE, tmp_path / "server" / "burnish", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "grammars", tmp_path / "grammars")
    return tmp_path


def burnish(copy: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "burnish", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(copy / "server"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def checked(copy: Path, folder: Path) -> list[dict[str, Any]]:
    done = burnish(copy, "check", "--format", "json", cwd=folder)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    return [{name: one[name] for name in ("rule", "path", "fix")} for one in report["findings"]]


def folder_with(root: Path, name: str, text: str) -> Path:
    folder = root / "code"
    folder.mkdir()
    (folder / "burnish.toml").write_text('model = "off"\n')
    (folder / name).write_text(text)
    return folder


def test_a_new_rule_is_one_page_and_its_module(copy: Path):
    folder = folder_with(copy, "a.py", "utilize = 1\n")
    assert checked(copy, folder) == []
    rules = copy / "server/burnish/rules/python"
    page = PAGE.format(name="simple-words", language="python", kind="identifier", before="utilize = 1", after="use = 1")
    (rules / "simple-words.md").write_text(page)
    rule = RULE.format(worse="utilize", better="use")
    (rules / "simple_words.py").write_text(rule)
    assert checked(copy, folder) == [{"rule": "readability/simple-words", "path": "a.py", "fix": "safe"}]
    shown = burnish(copy, "explain", "simple-words", cwd=folder)
    assert shown.stdout.startswith("# readability/simple-words\n")
    assert "Say it better.\n\n**Why** a test says so." in shown.stdout
    assert "readability/simple-words" in burnish(copy, "rules", cwd=folder).stdout


def test_a_new_language_is_one_new_folder(copy: Path):
    folder = folder_with(copy, "map.geojson", '{"colour": "red"}\n')
    done = burnish(copy, "check", cwd=folder)
    assert done.stdout == "There was no file to check.\n"
    (copy / "grammars/geojson").mkdir()
    (copy / "grammars/geojson/language.toml").write_text(LANGUAGE)
    done = burnish(copy, "check", cwd=folder)
    assert done.stdout == "Nothing found in 1 file.\n"
    rules = copy / "server/burnish/rules/geojson"
    rules.mkdir()
    (rules / "__init__.py").write_text("")
    page = PAGE.format(
        name="one-spelling", language="geojson", kind="string_content", before='{"colour": 1}', after='{"color": 1}'
    )
    (rules / "one-spelling.md").write_text(page)
    rule = RULE.format(worse="colour", better="color")
    (rules / "one_spelling.py").write_text(rule)
    assert checked(copy, folder) == [{"rule": "readability/one-spelling", "path": "map.geojson", "fix": "safe"}]
    fixed = burnish(copy, "fix", "--refused", cwd=folder)
    assert (folder / "map.geojson").read_text() == '{"color": "red"}\n', fixed.stdout + fixed.stderr


def test_the_clients_lists_follow_a_new_language(copy: Path):
    for name in ("scripts", "vscode-client/src", "vscode-client/schemas"):
        shutil.copytree(ROOT / name, copy / name)
    shutil.copytree(ROOT / "models", copy / "models", ignore=shutil.ignore_patterns("*.gguf"))
    for name in ("README.md", "vscode-client/package.json", "vscode-client/README.md"):
        shutil.copy(ROOT / name, copy / name)

    def generated(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "scripts/generate.py", *arguments],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy / "server"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    assert generated("--check").stderr == ""
    (copy / "grammars/geojson").mkdir()
    (copy / "grammars/geojson/language.toml").write_text(LANGUAGE)
    assert "vscode-client/src/generated.ts is stale" in generated("--check").stderr
    assert generated().returncode == 0
    assert "  'geojson',\n" in (copy / "vscode-client/src/generated.ts").read_text(encoding="utf-8")
    package = json.loads((copy / "vscode-client/package.json").read_text(encoding="utf-8"))
    assert "onLanguage:geojson" in package["activationEvents"]
    assert all("|geojson|" in one["when"] for one in package["contributes"]["menus"]["editor/context"])


def test_the_code_map_names_what_is_there_and_nothing_else():
    text = (ROOT / "server" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("## Code map")[2].partition("\n\n|")[2].partition("\n\n")[0]
    named: list[str] = re.findall(r"^\| `([^`]+)` \|", "|" + table, re.MULTILINE)
    there = {
        f"{one.name}/" if one.is_dir() else one.name
        for one in PACKAGE.iterdir()
        if one.name not in ("__pycache__", "__init__.py", "__main__.py") and (one.is_dir() or one.suffix == ".py")
    }
    assert len(named) == len(set(named))
    assert {re.sub(r"/.*", "/", one) for one in named} == there


def test_the_folders_that_the_code_map_names_beside_the_package_exist():
    text = (ROOT / "server" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    beside = re.search(r"^Beside the package:.*?\n\n", text, re.MULTILINE | re.DOTALL)
    assert beside is not None
    for name in re.findall(r"`([^`]+/)`", beside[0]):
        assert (ROOT / name).is_dir(), name


def test_every_module_that_the_map_names_exists():
    text = (ROOT / "server" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w+/)*\w+\.py)", text))
    assert len(named) > 10
    # A name without its folder is that of a file in the folder of which its line speaks.
    missing = [one for one in sorted(named) if not (PACKAGE / one).is_file() and not list(PACKAGE.rglob(f"*/{one}"))]
    assert missing == []


def test_the_layers_that_are_enforced_are_those_of_the_code_map():
    layers = re.search(r"\nlayers = \[\n(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL)
    assert layers is not None
    enforced = {name for line in re.findall(r'"([^"]+)"', layers[1]) for name in line.split(" | ")}
    there = {
        one.stem
        for one in PACKAGE.iterdir()
        if one.suffix == ".py" or (one.is_dir() and (one / "__init__.py").exists())
    }
    assert enforced == there - {"__init__", "__main__"}


@pytest.mark.parametrize("library", ["libcst", "esprima"])
def test_a_strict_parser_does_more_than_doubt_rewrites(library: str):
    users = {
        one.relative_to(PACKAGE).as_posix()
        for one in PACKAGE.rglob("*.py")
        if re.search(rf"^\s*(?:import|from) {library}\b", one.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users - {"strict.py"}, f"{library} is in nothing but strict.py"


LATE = """

def late() -> object:
    from burnish.lsp import session

    return session
"""

FOR_TYPES = """
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnish.lsp import session
"""


@pytest.mark.parametrize("imported", [LATE, FOR_TYPES])
def test_a_circle_inside_of_a_package_breaks_the_import_law(copy: Path, imported: str):
    shutil.copy(ROOT / "pyproject.toml", copy)
    path = copy / "server/burnish/lsp/workspace.py"
    path.write_text(path.read_text(encoding="utf-8") + imported, encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "server"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "No circles, inside of a package either BROKEN" in done.stdout
    assert ".workspace -> .session" in done.stdout


def test_what_binds_a_name_is_known_to_names_alone():
    """The words of the grammars that only matter to who asks which names a statement binds."""
    words = (
        "global_statement", "nonlocal_statement", "as_pattern_target", "lambda_parameters", "import_clause",
        "named_imports", "namespace_import", "typed_default_parameter", "symtable",
    )  # fmt: skip
    elsewhere = {
        "rules/javascript/about/module_imports.py",  # writes import lines
        "rules/python/hardcoded_secret.py",  # asks for defaults, not for names
        "rules/python/use_context_manager.py",  # asks where a file goes
        "verification/checks/interface.py",  # where a `with` binds, not what
    }
    found = {
        str(path.relative_to(PACKAGE).as_posix())
        for path in PACKAGE.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    assert {one for one in found if not one.startswith("names/")} <= elsewhere
