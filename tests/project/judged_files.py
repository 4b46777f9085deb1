"""Files on the disk, and what Burnish takes them to be for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from burnish.config import Config
from burnish.document import Document
from burnish.project import Project

LINES = "function add(a, b) {\n  return a + b;\n}\n\nmodule.exports = add;\n"
DENSE = "function t(e,n){return e+n}var r=t(1,2),o={a:1,b:[1,2,3]};" * 20 + "\n"
PYTHON = "def total(items):\n    return sum(items)\n"


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def judged(root: Path, name: str, config: Config | None = None) -> str:
    """`role: evidence` of a file on the disk."""
    project = Project(root, config or Config())
    found = project.role_of(Document.of(root / name, (root / name).read_bytes()))
    return f"{found.role.value}: {found.evidence}".removesuffix(": ")


def role(root: Path, name: str, files: Mapping[str, str]) -> str:
    return judged(written(root, files), name).partition(":")[0]
