"""A rule's page: what it is called and asks for, why, and examples, in Markdown that people and programs read.

Front matter in YAML, then prose (its first paragraph is the summary; **Why**, **Safety**, **Where** and **Source** begin others),
then fenced examples. The words on a fence say what an example is:

    before, after     code in which the rule finds something, and that code once fixed; `after` follows its `before`
    silent            code that looks alike, in which nothing is found
    beside            a file that lies beside the others of its case
    file=PATH         the path of the file; case=NUMBER: blocks of one number are one workspace
    crlf, tabs        line ends as on Windows; every four leading spaces are a tab

A fence without any of these words is prose. A key or word that is not known is an error at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burnish.config.role import WRITTEN, Role
from burnish.page import Anchor, Example, Objective, Page, PageError, Purpose
from burnish.template import holes_in


def page_of(text: str) -> Page:
    """The page that a text is. Raises PageError."""
    front, body, first = _split(text)
    keys = {_FIELDS.get(name, name): value for name, value in front_matter(front, KEYS).items()}
    for name in ("id", "languages", "safety"):
        if name not in keys:
            raise PageError(f"a page has the key “{name}”", 1)
    if ("fix" in keys or "title" in keys) and "message" not in keys:
        raise PageError("where a page says the fix, it says the message, too", 1)
    _refuse_unknown_holes(keys)
    prose, fences = _fences(body, first)
    sections: dict[str, Any] = _sections(prose)
    examples, silent = _examples(fences, keys["languages"])
    for name in ("summary", "why", "source"):
        if not sections[name]:
            raise PageError(f"the page has no {name}", first)
    if "message" in keys and (keys["safety"] != "none") != ("fix" in keys):
        raise PageError("“safety” is none where there is no fix, and only there", first)
    if (keys["safety"] != "none") != bool(sections["safe_because"]):
        raise PageError("**Safety** is said where there is a fix, and only there", first)
    if ("roles" in keys) != bool(sections["where"]):
        raise PageError("**Where** says why a rule speaks where it does, if that is not in source alone", first)
    if not examples or not silent:
        raise PageError("a page has examples: code before and after, and code in which nothing is found", first)
    return Page(**keys, **sections, prose=prose, examples=examples, silent=silent)


def users_page_of(text: str, keys_of: Callable[[str], Mapping[str, Any]]) -> Page:
    """The page of a rule that a project keeps for itself, whose prose may be one sentence. Raises PageError.

    `keys_of` reads the front matter; it gives the fields of a Page.
    """
    front, body, first = _split(text)
    keys = dict(keys_of(front))
    prose, fences = _fences(body, first)
    sections: dict[str, Any] = _sections(prose)
    if not sections["summary"]:
        raise PageError("below the front matter, the page says in a sentence what it asks for", first)
    examples, silent = _examples(fences, keys["languages"])
    if not examples or not silent:
        missing = "before" if not examples else "silent"
        raise PageError(f"a page has examples, and this one has none in which the word is `{missing}`", first)
    if keys.get("fix") is not None and not any(one.after is not None for one in examples):
        raise PageError("where there is a fix, an example shows the code `after` it", first)
    return Page(**keys, **sections, prose=prose, examples=examples, silent=silent)


def _refuse_unknown_holes(keys: Mapping[str, Any]) -> None:
    """A hole that no pattern has stands for nothing: a rule that asks for its origin finds nothing, ever."""
    known = holes_in("\n".join(one.pattern or "" for one in keys.get("anchors", ())))
    used = {"origin": frozenset(hole for hole, _ in keys.get("origins", ()))}
    used |= {name: holes_in(keys.get(name) or "") for name in ("message", "title", "fix")}
    for name, holes in used.items():
        for hole in sorted(holes - known):
            raise PageError(f"“{name}” has a hole that no pattern has: {hole}", 1)


def _split(text: str) -> tuple[str, list[str], int]:
    """The front matter, the lines behind it, and the number of the first of these."""
    lines = text.splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise PageError("a page begins with front matter between two lines of ---", 1)
    end = lines.index("---", 1)
    return "\n".join(lines[1:end]), lines[end + 1 :], end + 2


@dataclass(slots=True)
class _Fence:
    line: int
    language: str
    words: list[str]
    text: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        return next((word for word in self.words if word in _KINDS), None)

    def value(self, name: str) -> str | None:
        return next((word[len(name) + 1 :] for word in self.words if word.startswith(f"{name}=")), None)

    @property
    def code(self) -> str:
        lines = self.text
        if "tabs" in self.words:
            lines = [
                _LEADING.sub(lambda found: "\t" * (len(found[0]) // 4) + " " * (len(found[0]) % 4), line)
                for line in lines
            ]
        end = "\r\n" if "crlf" in self.words else "\n"
        return "".join(f"{line}{end}" for line in lines)


_KINDS = ("before", "after", "silent", "beside")
_MARKS = ("crlf", "tabs")
_LEADING = re.compile(r"^ +")
_OPENING = re.compile(r"^(?P<marks>`{3,}|~{3,})\s*(?P<language>[\w+-]*)\s*(?P<words>.*)$")


def _fences(lines: list[str], first: int) -> tuple[str, list[_Fence]]:
    """The prose of a page up to its examples, and these."""
    prose: list[str] = []
    fences: list[_Fence] = []
    opened: _Fence | None = None
    marks = ""
    for number, line in enumerate(lines, first):
        if opened is None:
            found = _OPENING.match(line)
            if found is None:
                if not fences:  # what stands between examples is said of the next one
                    prose.append(line)
                continue
            marks, opened = found["marks"], _Fence(number, found["language"], found["words"].split())
            if opened.words:
                _refuse_unknown_words(opened, line)
        elif line.startswith(marks) and not line.strip(marks[0]).strip():
            if opened.kind is not None:
                fences.append(opened)
            opened = None
        else:
            opened.text.append(line)
    if opened is not None:
        raise PageError("this fence is not closed", opened.line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(prose)).strip(), fences


def _refuse_unknown_words(fence: _Fence, line: str) -> None:
    for word in fence.words:
        if word not in (*_KINDS, *_MARKS) and word.partition("=")[0] not in ("file", "case"):
            raise PageError(f"“{word}” is no word of a fence", fence.line, line.index(word) + 1)
    if sum(word in _KINDS for word in fence.words) != 1:
        raise PageError(f"an example is one of {', '.join(_KINDS)}", fence.line)


def _examples(fences: Sequence[_Fence], languages: tuple[str, ...]) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    beside: dict[str | None, list[tuple[str, str]]] = {}
    for one in fences:
        if one.kind == "beside":
            beside.setdefault(one.value("case"), []).append((one.value("file") or "", one.code))
    examples: list[Example] = []
    silent: list[Example] = []
    last: _Fence | None = None
    for one in fences:
        if one.kind == "beside":
            continue
        if one.kind == "after":
            if last is None or last.kind != "before":
                raise PageError("`after` follows the `before` that it is made of", one.line)
            examples[-1] = Example(
                examples[-1].before, one.code, examples[-1].path, examples[-1].language, examples[-1].beside
            )
        else:
            if one.language not in languages:
                raise PageError(f"the rule is for {', '.join(languages)}, and not for “{one.language}”", one.line)
            language = None if one.language == languages[0] else one.language
            around = tuple(beside.get(one.value("case"), ())) if one.value("case") else ()
            example = Example(one.code, None, one.value("file"), language, around)
            (examples if one.kind == "before" else silent).append(example)
        last = one
    return tuple(examples), tuple(silent)


def _sections(prose: str) -> dict[str, str]:
    paragraphs = [" ".join(one.split()) for one in prose.split("\n\n") if one.strip()]
    found = {"summary": paragraphs[0] if paragraphs else "", "why": "", "safe_because": "", "where": "", "source": ""}
    for one in paragraphs[1:]:
        for mark, name in _SECTIONS.items():
            if one.startswith(f"**{mark}** "):
                found[name] = one[len(mark) + 5 :]
    return found


_SECTIONS = {"Why": "why", "Safety": "safe_because", "Where": "where", "Source": "source"}


Keys = Mapping[str, Callable[[Any], Any]]
"""How the value of each key is read."""


def front_matter(text: str, known: Keys, line: int = 2) -> dict[str, Any]:
    """The keys of front matter that begins in a line of its file, each as it was read. Raises PageError."""
    import yaml

    try:
        _refuse_what_explodes(text, line)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable(error, line) from error
    if not isinstance(node, yaml.MappingNode):
        raise PageError("front matter is a mapping of keys to values", line)
    keys: dict[str, Any] = {}
    for key, value in node.value:
        at, column = key.start_mark.line + line, key.start_mark.column + 1
        read = known.get(key.value) if isinstance(key, yaml.ScalarNode) else None
        if read is None:
            named = f"“{key.value}”" if isinstance(key, yaml.ScalarNode) else "this"
            raise PageError(f"{named} is no key of a page; there are {', '.join(known)}", at, column)
        if key.value in keys:
            raise PageError(f"“{key.value}” stands twice", at, column)
        try:
            keys[key.value] = read(yaml.safe_load(yaml.serialize(value)))
        except (Invalid, yaml.YAMLError, ValueError, RecursionError) as error:
            raise PageError(f"“{key.value}” {str(error).splitlines()[0]}", at, column) from error
    return keys


MOST_LEVELS = 60
"""How deep front matter may be nested."""


def _refuse_what_explodes(text: str, line: int) -> None:
    """A few lines of aliases of aliases stand for more than fits into memory, and no page needs one."""
    import yaml

    levels = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        levels += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        at, column = event.start_mark.line + line, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            raise PageError("a page has no aliases", at, column)
        if levels > MOST_LEVELS:
            raise PageError("this is nested too deep", at, column)


def _unreadable(error: Exception, line: int) -> PageError:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is no YAML"
    return PageError(str(said), line + (mark.line if mark else 0), mark.column + 1 if mark else 1)


class Invalid(Exception):
    """What the value of a key should be."""


def texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Invalid("is a list of texts")
    return tuple(value)


def words(value: Any) -> frozenset[str]:
    return frozenset(texts(value))


def text_value(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Invalid("is a text")
    return value.strip()


def code_value(value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid("is code, as a text")
    return value.rstrip("\n")


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("is true or false")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]+/[a-z][a-z0-9-]*", value):
        raise Invalid("is an objective, a slash and a name in lower case: readability/use-context-manager")
    objectives = [one.value for one in Objective]
    if value.partition("/")[0] not in objectives:
        raise Invalid(f"begins with an objective: {', '.join(objectives)}")
    return value


def one_of(*choices: str) -> Any:
    def read(value: Any) -> str:
        if value not in choices:
            raise Invalid(f"is one of {', '.join(choices)}")
        return str(value)

    return read


def roles_value(value: Any) -> frozenset[Role]:
    known = {one.value: one for one in Role if one in WRITTEN}
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one in known for one in value):
        raise Invalid(f"is a list with some of {', '.join(known)}")
    return frozenset(known[one] for one in value)


def purpose_value(value: Any) -> Purpose:
    kinds: dict[str, Any] = {
        "calls": words,
        "order": truth,
        "values": truth,
        "interface": truth,
        "comments": truth,
    }
    if not isinstance(value, dict) or not value.keys() <= kinds.keys():
        raise Invalid(f"is a mapping with some of {', '.join(kinds)}")
    return Purpose(**{name: kinds[name](one) for name, one in value.items()})


def _anchors(value: Any) -> tuple[Anchor, ...]:
    if isinstance(value, dict) and len(value) == 1:
        ((word, given),) = value.items()
        if word in ("pattern", "kind") and isinstance(given, str):
            return (Anchor(**{word: given.rstrip("\n")}),)
        if word == "any" and isinstance(given, list) and given:
            return tuple(anchor for one in given for anchor in _anchors(one))
    raise Invalid("is one of pattern, kind and any, which is a list of these")


def origins_value(value: Any) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(value, dict) or not all(isinstance(hole, str) for hole in value):
        raise Invalid("is a mapping of holes to what they must refer to")
    return tuple((hole, words(names)) for hole, names in value.items())


KEYS: Keys = {
    "id": _id,
    "languages": texts,
    "safety": one_of("safe", "unsafe", "none"),
    "rule": _anchors,
    "origin": origins_value,
    "scope": one_of("region", "file"),
    "filenames": texts,
    "roles": roles_value,
    "purpose": purpose_value,
    "message": text_value,
    "title": text_value,
    "fix": code_value,
    "severity": one_of("error", "warning", "info"),
    "measured": truth,
    "model": one_of("never", "may"),
    "introduces": words,
    "drops": words,
    "told": words,
}
_FIELDS = {"rule": "anchors", "origin": "origins"}
