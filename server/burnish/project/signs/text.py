"""What a text says of what it is for: banners, source maps, how it is packed, what it defines.

A text is asked on every keystroke: the beginning and the end are looked at closely, the rest only for fixed words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from burnish.config import Role
from burnish.document import Document
from burnish.project.signs.html import html_signs
from burnish.project.signs.javascript import javascript_signs
from burnish.project.signs.packed import packed_signs
from burnish.project.signs.python import python_signs
from burnish.project.signs.sign import STRONG, WEAK, Sign
from burnish.project.signs.styles import own_name_signs, style_signs

HEAD = 4000
"""Bytes of a text in which its banner is looked for."""
SAMPLE, END = 16_000, 2000
"""Bytes at the beginning and at the end in which a text says by what it imports and defines what it is for."""
TAIL = 1000
"""Bytes in which the address of a source map is looked for: one that holds the map itself is longer than a line is."""


def text_signs(document: Document) -> tuple[Sign, ...]:
    """The signs in a text, whatever file it stands in."""
    return document.known(_signs)


def banner(document: Document) -> str:
    """What stands in comments, or in Python in the docstring, above all code."""
    return document.known(_banner)


def _signs(document: Document) -> tuple[Sign, ...]:
    found = [
        *_generated(document),
        *_given_up(document),
        *_taken_over(document),
        *_of_linter(document),
        *_source_map(document),
        *packed_signs(document),
    ]
    if document.language.name == "css":
        found.extend(own_name_signs(document.path.stem, _sample(document.source)))
    return (*found, *_of_language(document.language.name, _sample(document.source)))


@lru_cache(64)
def _of_language(language: str, sample: bytes) -> tuple[Sign, ...]:
    """The signs that follow from a language; kept, for most edits leave what is looked at as it is."""
    asked = _OF_LANGUAGE.get(language)
    return () if asked is None else tuple(asked(sample))


def _of_lock(source: bytes) -> Iterator[Sign]:
    if b'"lockfileVersion"' in source[:2000]:
        yield Sign(Role.GENERATED, "it locks versions")


_OF_LANGUAGE: Mapping[str, Callable[[bytes], Iterator[Sign]]] = {
    "python": python_signs,
    "javascript": javascript_signs,
    "typescript": javascript_signs,
    "tsx": javascript_signs,
    "html": html_signs,
    "css": style_signs,
    "json": _of_lock,
}


def _sample(source: bytes) -> bytes:
    return source if len(source) <= SAMPLE + END else source[:SAMPLE] + b"\n" + source[-END:]


def _generated(document: Document) -> Iterator[Sign]:
    said = _comments_above(document)
    if _SCAFFOLD.search(said) is not None:
        return  # made once by a program, and somebody's own since
    if "@generated" in said and _TAG.search(said) is not None:
        yield Sign(Role.GENERATED, "it says '@generated' at its start", STRONG)
        return
    if document.language.name == "css" and _CSS_MAKER.match(said) is not None:
        yield Sign(Role.COMPILED, f"it says '{_quoted(said.partition('|')[0])}' at its start", STRONG)
        return
    hands_off = _HANDS_OFF.search(said)
    maker = _MAKER.search(said)
    if maker is None and document.language.name == "python":
        maker = _SPECIFIED.search(banner(document))
    if maker is not None and (hands_off is not None or document.language.name != "html"):
        yield Sign(Role.GENERATED, f"it says '{_quoted(maker[0])}' at its start", STRONG)
    elif hands_off is not None:
        made = _MADE.search(said) is not None
        yield Sign(Role.GENERATED, f"it says '{_quoted(hands_off[0])}' at its start", STRONG if made else WEAK)


def _given_up(document: Document) -> Iterator[Sign]:
    """The sign in a head that begins with the word that nobody works on this any more."""
    said = _GIVEN_UP.match(banner(document))
    if said is not None:
        yield Sign(Role.VENDORED, f"it says '{_quoted(said[1])}' at its start", STRONG)


_GIVEN_UP = re.compile(
    r"(?:\W|@flow\b|-\*-[^\n]*)*(DEPRECATED(?=[ \t]*(?:$|[:.!,\u2014(-]|by\b|since\b|\d))[^\n]{0,60})", re.MULTILINE
)


def _taken_over(document: Document) -> Iterator[Sign]:
    """The sign in a head that says whose code this is, with the terms of whoever it was taken from."""
    said = _comments_above(document)
    taken = _TAKEN.search(said)
    if taken is not None and _TERMS.search(said) is not None:
        yield Sign(Role.VENDORED, f"it says '{_quoted(taken[0])}' at its start", STRONG)


_TAKEN = re.compile(
    r"(?im)\b(?:is|was|are|were|been)\s+(?:(?:partially|partly|mostly|largely|heavily|originally|initially|directly|basically)\s+)?"
    r"(?:taken|copied|ported|borrowed|vendored|lifted|adapted)\s+(?:\((?:and|with)[^)\n]*\)\s+)?(?:over\s+)?from\s+[^\n]{2,60}"
    r"|^\W*forked\s+from\s+(?:the\s+)?https?://[^\n]{2,60}"
)
_TERMS = re.compile(
    r"(?i)redistribution and use in source|permission is hereby granted|licensed under the following|under the following terms"
    r"|following (?:copyright|licen[cs]e)"
)


def _of_linter(document: Document) -> Iterator[Sign]:
    """The sign in code that a linter is tried on, which says above each line whether it is to be found."""
    if b"ruleid:" in document.source and _TO_BE_FOUND.search(document.source) is not None:
        yield Sign(Role.TEST, "it marks what a linter is to find", STRONG)


_TO_BE_FOUND = re.compile(rb"^[ \t]*(?:#|//)[ \t]*ruleid:[ \t]*[\w.-]+", re.MULTILINE)


def _source_map(document: Document) -> Iterator[Sign]:
    if document.language.name not in ("javascript", "css"):
        return
    source = document.source
    at = source.rfind(b"sourceMappingURL=", max(0, len(source) - TAIL))
    if at < 0 and source.rfind(b"sourceMappingURL=data:") > 0:
        at = source.rfind(b"sourceMappingURL=data:")
    if at < 0:
        return
    line = source.rfind(b"\n", 0, at) + 1
    opened = source[line:at].strip()
    if opened in _MAP_OPENS and not source[at:].partition(b"\n")[2].strip(b" \t\r\n;})*/"):
        yield Sign(Role.COMPILED, "it ends with the address of a source map", STRONG)


_MAP_OPENS = (b"//#", b"//@", b"/*#", b"/*@")


def _comments_above(document: Document) -> str:
    return "\n".join(_above(document.source[:HEAD].decode("utf-8", "replace"), document.language.name))


def _banner(document: Document) -> str:
    text = document.source[:HEAD].decode("utf-8", "replace")
    said = "\n".join(_above(text, document.language.name))
    if document.language.name != "python":
        return said
    docstring = _DOCSTRING.match(text)
    return said if docstring is None else f"{said}\n{docstring[1]}"


def _above(text: str, language: str) -> Iterator[str]:
    """The lines of the comments that stand above all code, without the signs that make comments of them."""
    block = ""
    for line in text.removeprefix("\ufeff").splitlines():
        bare = line.strip()
        if not bare:
            continue
        if not block:
            opened = next((one for one in _BLOCKS if bare.startswith(one)), None)
            if opened is not None and language != "python":
                block, bare = _BLOCKS[opened], bare[len(opened) :]
            elif bare.startswith(_LINES) and not (bare.startswith("#") and language in ("css", "scss", "less")):
                yield bare.lstrip("#/!;- \t")
                continue
            elif bare.rstrip(";") in _PASSED or bare.lower().startswith(("<!doctype", "<?xml", "@charset")):
                continue
            else:
                return
        inner, closed, rest = bare.partition(block)
        yield inner.lstrip("*!# \t").rstrip("* \t")
        if closed:
            block = ""
            if rest.strip(" \t;"):
                return


_BLOCKS = {"/*": "*/", "<!--": "-->", "{#": "#}"}
_LINES = ("#", "//")
_PASSED = ('"use strict"', "'use strict'", '"use client"', "'use client'")
_DOCSTRING = re.compile(r"(?:\s*#[^\n]*\n)*\s*[rRuU]?(?:\"\"\"|''')(.*?)(?:\"\"\"|'''|\Z)", re.DOTALL)
_TAG = re.compile(r"(?:^|[\s*(])@generated\b", re.MULTILINE)
_BY = r"(?:automatically |auto-?|code |machine[ -])?(?:re)?generated"
_MAKER = re.compile(
    rf"(?im)^\W*(?:(?:this|the)\s(?:file|module|code|document|script|stylesheet)\s+(?:is|was|has been)\s+|(?:file|code|module)\s)?"
    rf"(?:{_BY}\s+(?:automatically\s+)?(?:by|from|with|using|via)\b[^\n]{{0,60}}"
    r"|(?:compiled|built)\s+(?:automatically\s+)?(?:by\b|(?:with|using|via)\s+(?:[\w.-]+\s+v?\d|(?:webpack|rollup|esbuild"
    r"|parcel|vite|swc|babel|browserify|closure|sass|less|stylus|postcss|typescript|tsc)\b))[^\n]{0,60}"
    r"|(?:compiled|built)\s+(?:automatically\s+)?from\s+[^\n]{0,60}?(?:[\w-]\.[a-z]{1,5}\b|\w/\w)[^\n]{0,60})"
)
_SPECIFIED = re.compile(
    r"(?im)^\W*(?:note:\s*)?(?:(?:this|the)\s(?:file|module|class|code)\s+(?:is|was)\s+)?(?:auto[- ]?|automatically\s+)?generated"
    r"\s+(?:by:?\s+(?:https?://|(?:the\s+)?(?:openapi|swagger)\b)[^\n]{0,60}|protocol buffer code)"
)
"""Of a docstring, which may well tell of what a module generates, only what those say who write clients."""
_CSS_MAKER = re.compile(r"(?:tailwindcss|unocss|windi ?css) v?\d")
_HANDS_OFF = re.compile(
    r"(?i)\b(?:do\s+not|don['’]?t|never)\s+(?:manually\s+|hand[- ])?(?:edit|modify|change|touch)\b[^\n]{0,40}"
    r"|\b(?:changes|edits|modifications)\b[^\n]{0,60}\bwill\s+be\s+(?:lost|overwritten)"
)
_MADE = re.compile(rf"(?i)\b{_BY}\b|\b(?:compiled|built)\s+(?:by|from)\b|\bgenerator\b|\bgenerate\b")
_SCAFFOLD = re.compile(
    r"(?i)\b(?:generated|created)\s+(?:once\b|initially\b|by\s+['\"`]?(?:django\b|django-admin|sphinx-quickstart|"
    r"cookiecutter|create-|express-generator|yeoman|the\s+yeoman|yo\b|copier|angular cli|ng\b|rails|alembic init|"
    r"npm init|vue cli|poetry|pdm))"
    r"|\bedit(?:ed)?\s+(?:it\s+)?(?:by\s+hand|freely|as\s+you)|\bsafe\s+to\s+edit\b|\b(?:feel\s+free|you\s+can|may)\s+(?:to\s+)?(?:edit|modify|change)\b"
)
"""What a program began, people go on with: such words are no sign."""


def _quoted(text: str) -> str:
    shown = " ".join(text.split()).strip("'\"`-—. ")
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
