"""How Prettier, Biome and ESLint are told to have JavaScript, and what else they format, laid out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from burnish.project.biome import biome_of
from burnish.project.eslint import said_by_eslint
from burnish.project.prettier import prettier_of
from burnish.project.said import Said
from burnish.project.tool_settings import ToolSettings


@dataclass(frozen=True, slots=True)
class JavascriptStyle:
    """What is said, and which formatters are set up by what is said."""

    said: Said
    prettier_formats: bool
    biome_formats: bool


def javascript_style_of(path: Path, settings: ToolSettings) -> JavascriptStyle:
    """What the settings of JavaScript's formatters and linters say of a file; a formatter's go before a linter's."""
    prettier, biome = prettier_of(path, settings), biome_of(path, settings)
    by_formatters = [
        (len(one.file.parts), one.said)
        for one in (biome if biome is not None and biome.formats else None, prettier)
        if one
    ]
    said = Said()
    # Where both are there the nearer one is the one that is meant.
    for _, one in sorted(by_formatters, key=lambda pair: -pair[0]):
        said = said.or_else(one)
    said = said.or_else(said_by_eslint(path, settings))
    return JavascriptStyle(said, prettier is not None, biome is not None and biome.formats)
