"""What lies beside a file and makes it: the style sheet that it was compiled from, its source map, its longer form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from burnish.config import Role
from burnish.project.signs.around import Around
from burnish.project.signs.sign import STRONG, WEAK, Sign

SOURCES = {
    ".css": (".scss", ".sass", ".less", ".styl", ".pcss"),
    ".js": (".ts", ".tsx", ".coffee", ".jsx", ".ls", ".mts"),
    ".mjs": (".mts", ".ts"),
    ".cjs": (".cts", ".ts"),
}
"""What files with an ending are compiled from, by its ending."""


def twin_signs(around: Around) -> Iterator[Sign]:
    """The signs beside a file of JavaScript or CSS, and where its source would lie."""
    path = around.path
    sources = SOURCES.get(path.suffix.lower())
    if sources is None or around.root is None:
        return
    stem = path.name[: -len(path.suffix)].lower()
    whole = stem.removesuffix(".min")
    beside = around.names_of(path.parent)
    if f"{around.name}.map" in beside:
        yield Sign(Role.COMPILED, f"its source map '{path.name}.map' lies beside it", STRONG)
    if whole != stem and f"{whole}{path.suffix.lower()}" in beside:
        yield Sign(Role.COMPILED, f"'{whole}{path.suffix}' lies beside it")
    elif path.suffix.lower() == ".css" and f"{stem}.min.css" in beside:
        yield Sign(Role.COMPILED, f"'{stem}.min.css' lies beside it")
    other = stem.removesuffix(".min").removesuffix(".rtl").removesuffix("-rtl").removesuffix("_rtl")
    if path.suffix.lower() == ".css" and other != whole and f"{other}.css" in beside:
        yield Sign(Role.COMPILED, f"it is '{other}.css' beside it from right to left", STRONG)
    source = next((name for end in sources if (name := whole + end) in beside), "")
    if source:
        yield Sign(Role.COMPILED, f"it is compiled from '{source}' beside it", STRONG)
        return
    ends = (*sources, path.suffix.lower())
    for folder in _parallel(around, _STYLES if path.suffix.lower() == ".css" else _PROGRAMS):
        names = around.names_of(folder)
        found = next((one for end in ends for one in (whole + end, f"_{whole}{end}") if one in names), "")
        if found:
            yield Sign(Role.COMPILED, f"'{folder.relative_to(around.root).as_posix()}/{found}' is its source", WEAK)
            return


def _parallel(around: Around, names: Sequence[str]) -> Iterator[Path]:
    """Folders that stand to a folder of sources as the file's own folder stands to one of results."""
    assert around.root is not None
    parts = around.path.relative_to(around.root).parts[:-1]
    if parts and parts[0].lower() in names:
        return
    for at in range(len(parts)):
        above = around.root.joinpath(*parts[:at])
        for name in names:
            if name != parts[at].lower() and name in around.names_of(above):
                yield above.joinpath(name, *parts[at + 1 :])
                if at == 0:
                    yield above.joinpath(name, *parts)
                    yield above.joinpath(name)


_STYLES = ("scss", "sass", "less", "styl", "stylus", "_sass", "styles", "src")
_PROGRAMS = ("src", "ts", "coffee", "es6", "source")
