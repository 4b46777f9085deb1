"""What of ast-grep's public catalogue runs as a project's own rules: each page's YAML, searched for in the page's own example.

    python -m tests.benchmarks.catalogue FOLDER

FOLDER is a clone of ast-grep's website, whose catalogue stands in website/catalog. docs/users-rules.md holds the table.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from burnish.code import Code
from burnish.document import Document
from burnish.project import Project
from burnish.users import UsersRule, faults_of, read_text

LANGUAGES = ("html", "python", "tsx", "typescript")
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENDINGS = {"html": "html", "python": "py", "tsx": "tsx", "typescript": "ts"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    catalogue = parser.parse_args().folder / "website" / "catalog"
    rows = [(language, path) for language in LANGUAGES for path in sorted((catalogue / language).glob("*.md"))]
    print("| language | page | rules | found in its example | what is wrong |\n|---|---|---:|---:|---|")
    for language, path in rows:
        if path.stem != "index":
            print(f"| {language} | {path.stem} | {' | '.join(outcome(language, path))} |")


def outcome(language: str, path: Path) -> tuple[str, str, str]:
    """How many rules a page has, how many of them find something in what it shows, and what is said of the others."""
    before, _, example = path.read_text(encoding="utf-8").partition("### Example")
    rules = list(dict.fromkeys(rules_in(before)))
    shown = [text for _, text in FENCE.findall(example.partition("Diff")[0])]
    found, wrong = 0, []
    for text in rules:
        written, problems = read_text(path.with_suffix(".yml"), text)
        wrong += [one.message for one in (*problems, *faults_of(written))]
        found += any(finds(UsersRule(one.page), language, text) for one in written for text in shown)
    return str(len(rules)), str(found), "; ".join(dict.fromkeys(wrong)) or ("" if rules else "no YAML")


def rules_in(text: str) -> Iterator[str]:
    """The YAML of each rule on a page. What it builds up in steps stands whole under a heading of its own."""
    whole = text.rpartition("### YAML")[2]
    for name, block in FENCE.findall(whole):
        if name in ("yaml", "yml"):
            yield from (one.strip() for one in re.split(r"^---$", block, flags=re.MULTILINE) if "rule:" in one)


def finds(rule: UsersRule, language: str, text: str) -> bool:
    document = Document.of(Path(f"example.{ENDINGS[language]}"), text)
    return any(True for _ in rule.check(Code(document, Project())))


if __name__ == "__main__":
    main()
