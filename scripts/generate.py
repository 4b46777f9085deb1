"""Writes what is generated from the code: the extension's settings, schema and languages, the rules' pages, the tables of rules
and settings.

With `--check` it changes nothing, names what is stale and exits with 1.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import burnish
from burnish import config, engine, notebook
from burnish import rules as rules_package
from burnish.language import UNREAD, languages
from burnish.page import PageError
from burnish.rule import Rule
from burnish.rules import known_names, rules

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "vscode-client" / "package.json"
SCHEMA = ROOT / "vscode-client" / "schemas" / "burnish.schema.json"
CLIENT_LISTS = ROOT / "vscode-client" / "src" / "generated.ts"
# How the client starts the server is the client's own matter: the server cannot have settings for it.
CLIENT_SETTINGS = ("burnish.interpreter", "burnish.serverCommand")
# The headings in the editor's settings, each with those that stand under it. The first has all that no other has.
HEADINGS: dict[str, tuple[str, ...]] = {
    "Findings": (),
    "Fixes": ("unsafeFixes", "saveBudgetMs", "behaviour", "runNatively", "runTests"),
    "Model": (
        "model",
        "candidates",
        "modelTimeout",
        "threads",
        "gpuLayers",
        "endpoint",
        "endpointModel",
        "endpointKeyVariable",
    ),
    "Server": ("interpreter", "serverCommand"),
}


def main(arguments: list[str]) -> int:
    try:
        rules_package.pages()
    except PageError as error:
        print(error, file=sys.stderr)
        return 1
    wanted = {path: make(path.read_text(encoding="utf-8")) for path, make in GENERATED.items()}
    wanted[SCHEMA] = schema()
    wanted[rules_package.COMPILED] = rules_package.compiled_pages()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_bytes() != text.encode()]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run `python scripts/generate.py`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path].encode())
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def extension(text: str) -> str:
    """The extension's package.json with the server's version, languages and settings."""
    package = json.loads(text)
    package["version"] = burnish.__version__
    others = [event for event in package["activationEvents"] if not event.startswith(("onLanguage:", "onNotebook:"))]
    # Of what is not read yet, too: who opens it is told so.
    read = [*_lsp_ids(), *(extension[1:] for extension in UNREAD)]
    package["activationEvents"] = [*(f"onLanguage:{one}" for one in read), f"onNotebook:{notebook.TYPE}", *others]
    for entry in package["contributes"]["menus"]["editor/context"]:
        entry["when"] = re.sub(r"(?<=resourceLangId =~ )/.*?/", f"/^({'|'.join(_lsp_ids())})$/", entry["when"])
    written = _settings(package)
    settings = {name: written[name] for name in CLIENT_SETTINGS} | config.vscode_settings()
    package["contributes"]["configuration"] = [
        {"title": heading, "properties": {name: one for name, one in settings.items() if _heading(name) == heading}}
        for heading in HEADINGS
    ]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _settings(package: dict[str, Any]) -> dict[str, Any]:
    """The settings of the extension's package.json, by name."""
    return {name: one for part in package["contributes"]["configuration"] for name, one in part["properties"].items()}


def _heading(setting: str) -> str:
    name = setting.removeprefix("burnish.")
    return next((heading for heading, names in HEADINGS.items() if name in names), next(iter(HEADINGS)))


def client_lists(_: str) -> str:
    """The client's lists: which languages and which other files it sends to the server."""
    files = sorted({name for one in languages().values() for name in one.filenames})
    unread = "".join(f"  {{ name: '{name}', extension: '{extension}' }},\n" for extension, name in UNREAD.items())
    return (
        "// Written by scripts/generate.py from the grammars and the settings.\n"
        f"\n/** Languages by the names that editors give them. */\n{_constant('LANGUAGES', _lsp_ids())}"
        f"\n/** Files that are known by their names, whatever language an editor takes them for. */\n"
        f"{_constant('FILES', files)}"
        f"\n/** Files that hold a project's settings. */\n{_constant('SETTINGS_FILES', config.FILE_NAMES)}"
        "\n/** Files that people expect Burnish to read, and that it does not read yet. */\n"
        f"export const UNREAD: readonly {{ readonly name: string; readonly extension: string }}[] = [\n{unread}];\n"
    )


def _lsp_ids() -> list[str]:
    return sorted({name for one in languages().values() for name in one.lsp_ids})


def _constant(name: str, values: Iterable[str]) -> str:
    lines = "".join(f"  '{value}',\n" for value in values)
    return f"export const {name}: readonly string[] = [\n{lines}];\n"


def extension_readme(text: str) -> str:
    """The extension's README with its table of settings."""
    package = json.loads(extension(EXTENSION.read_text(encoding="utf-8")))
    rows = [
        (f"`{name}`", f"`{json.dumps(one['default'])}`", one["markdownDescription"])
        for name, one in _settings(package).items()
    ]
    return _filled(text, "settings", _table(("Setting", "Default", "Meaning"), rows))


def readme(text: str) -> str:
    """The README with its tables of rules and settings."""
    settings = [(f"`{name}`", default, about) for name, default, about in config.setting_rows()]
    text = _filled(text, "settings", _table(("Setting", "Default", "Meaning"), settings))
    return _filled(text, "rules", _table(("Rule", "Languages", "Fix", "What it asks for"), rule_rows()))


def rule_rows() -> list[tuple[str, str, str, str]]:
    """One row a rule; languages that share a rule's id share its row."""
    by_id: dict[str, list[Rule]] = {}
    for rule in rules():
        by_id.setdefault(rule.id, []).append(rule)
    return [
        (
            f"[`{name}`]({_page_of(same[0])})",
            _languages(same),
            engine.fix_of_rules(same) or "none",
            same[0].summary,
        )
        for name, same in sorted(by_id.items())
    ]


def _page_of(rule: Rule) -> str:
    names = (name for name, page in rules_package.pages().items() if page == rule.page)
    return f"server/burnish/rules/{next(names)}.md"


def schema() -> str:
    """The schema of burnish.toml, for editors."""
    return json.dumps(config.settings_schema(known_names()), indent=2, ensure_ascii=False) + "\n"


def _languages(same: Iterable[Rule]) -> str:
    return ", ".join(dict.fromkeys(language for rule in same for language in rule.languages))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _filled(text: str, name: str, content: str) -> str:
    """`text` with what stands between the marks of that name replaced, where it has such marks."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return marks.sub(lambda found: found[1] + content + "\n" + found[2], text)


GENERATED: dict[Path, Callable[[str], str]] = {
    EXTENSION: extension,
    CLIENT_LISTS: client_lists,
    EXTENSION.with_name("README.md"): extension_readme,
    ROOT / "README.md": readme,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
