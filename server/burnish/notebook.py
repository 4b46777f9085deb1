"""The code of a notebook: its cells as one text, in which each line has the number that it has in the file.

Jupyter writes a cell's code as one JSON string a line. What is no code is an empty line; where a cell begins stands a comment
that no edit may take away, so that what was edited goes back into the cells that it came from. Commands of IPython, which are
no Python, are statements that do nothing, with the command in a comment behind them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from burnish.files import json_of
from burnish.text import Edit

TYPE = "jupyter-notebook"
"""What editors call such notebooks."""


class NoNotebook(Exception):
    """Why a file's cells cannot be read or written, in words that go on after its name."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where the source of a cell lies among the lines of the file: its opening line, and the first line behind its code."""

    opened: int
    end: int
    is_code: bool


def code_of(source: bytes) -> bytes:
    """The code of a notebook. Raises NoNotebook where it is none, is in another language, or is laid out otherwise."""
    raw = _lines(source)
    shown = [""] * len(raw)
    for number, cell in enumerate(_cells(source, raw)):
        if cell.is_code:
            shown[cell.opened] = _beginning(number)
            shown[cell.opened + 1 : cell.end] = _shown([_text(line) for line in raw[cell.opened + 1 : cell.end]])
    return "\n".join(shown).encode("utf-8", "surrogatepass")


def with_code(source: bytes, code: bytes) -> bytes:
    """A notebook with other code in its cells; all else of the file, and every line that stays, keeps its bytes.

    Raises NoNotebook where it is none, or where the code does not say which cell each line belongs to.
    """
    raw = _lines(source)
    cells = [one for one in enumerate(_cells(source, raw)) if one[1].is_code]
    before = _by_cell(code_of(source).decode("utf-8", "surrogatepass"))
    after = _by_cell(code.decode("utf-8", "surrogatepass"))
    if before.keys() != after.keys() or list(after) != ["", *(_beginning(number) for number, _ in cells)]:
        raise NoNotebook("the change does not keep to the cells")
    if after[""] != before[""]:
        raise NoNotebook("the change lies outside of the cells")
    newline = "\r\n" if b"\r\n" in source else "\n"
    for number, cell in reversed(cells):
        old, new = before[_beginning(number)], after[_beginning(number)]
        if old != new:
            length = cell.end - cell.opened - 1
            new_length = len(new) - (len(old) - length)
            if new_length < 0 or any(new[new_length:]):
                raise NoNotebook("the change does not keep to the cells")
            kept = raw[cell.opened + 1 : cell.end]
            raw[cell.opened + 1 : cell.end] = _replaced(kept, old[:length], new[:new_length], newline)
    return "".join(raw).encode("utf-8", "surrogatepass")


def joined(cells: Iterable[str]) -> tuple[str, tuple[range, ...]]:
    """The code of cells as one text, given each as it is typed, and which lines of the text each of them has.

    Around these stand the comment where the cell begins and an empty line behind it. All lines end with LF.
    """
    lines: list[str] = []
    places: list[range] = []
    for number, text in enumerate(cells):
        own = _shown(LINE_END.split(text))
        lines += [_beginning(number), *own, ""]
        places.append(range(len(lines) - len(own) - 1, len(lines) - 1))
    return "\n".join(lines), tuple(places)


LINE_END = re.compile(r"\r\n|\n|\r")


def code_cells(source: bytes) -> tuple[str, ...]:
    """What is typed in the cells of code of a notebook's file. Raises NoNotebook."""
    cells = _parsed(source)[1]
    given = [one.get("source") for one in cells if one.get("cell_type") == "code"]
    return tuple("".join(map(str, one if isinstance(one, list) else [one or ""])) for one in given)


def keeps_to_a_cell(code: bytes, edits: Sequence[Edit]) -> bool:
    """Whether edits of the code of a notebook, as one text, change lines of one cell only."""
    start, end = min(one.span.start for one in edits), max(one.span.end for one in edits)
    if any(_BEGINNING.fullmatch(line) for one in edits for line in one.text.split("\n")):
        return False
    begun = False
    for mark in _MARK.finditer(code):
        if mark.start() > end:
            break
        if mark.end() >= start:
            return False
        begun = True
    return begun


def typed_line(line: str) -> str:
    """A line of the one text as it is typed in its cell: a command of IPython as IPython has it."""
    goes_on = _GONE_ON.fullmatch(line)
    if goes_on is not None:
        return f"{goes_on[1]}{goes_on[2]}"
    shown = _SHOWN.fullmatch(line)
    return line if shown is None else f"{shown[1]}{shown[2]}"


def is_for_the_cell(line: str) -> bool:
    """Whether a line that is typed is a command to the whole cell, which must stay before all others."""
    return _CELL_MAGIC.match(line) is not None


def _cells(source: bytes, raw: Sequence[str]) -> list[_Cell]:
    notebook, cells = _parsed(source)
    language = _language(notebook)
    if language != "python":
        raise NoNotebook(f"its code is {language[:40]}, not Python")
    wanted = [one.get("source") for one in cells]
    found = list(_sources(raw))
    # What stands in the lines must be what the file says: a metadata or an output may have a `source` of its own.
    at = 0
    kept: list[_Cell] = []
    for cell, given in zip(cells, wanted, strict=True):
        while at < len(found) and [json.loads(_bare(line)) for line in raw[found[at][0] + 1 : found[at][1]]] != given:
            at += 1
        is_code = cell.get("cell_type") == "code"
        if at == len(found) or (is_code and not _is_line_by_line(given or ())):
            raise NoNotebook("its cells are not laid out as Jupyter lays them out, one line of code a line")
        kept.append(_Cell(*found[at], is_code))
        at += 1
    return kept


def _is_line_by_line(strings: Sequence[str]) -> bool:
    """Whether each string is one line of code. Of one with several the lines would not be those of the file."""
    lines = LINE_END.split("".join(strings))
    return len(strings) == len(lines) - (lines[-1] == "") and all(map(LINE_END.search, strings[:-1]))


def _parsed(source: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A notebook, and its cells."""
    try:
        notebook = json_of(source.decode("utf-8-sig"))
    except ValueError as error:
        raise NoNotebook("it is not JSON") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(one, dict) for one in cells):
        raise NoNotebook("it has no cells, as notebooks of version 4 have them")
    return notebook, cells


def _language(notebook: Any) -> str:
    """The language of a notebook's kernel, in small letters; Python where it says none."""
    metadata = notebook.get("metadata")
    for part, name in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(part) if isinstance(metadata, dict) else None
        if isinstance(said, dict) and isinstance(said.get(name), str):
            language: str = said[name].lower()
            return "python" if language == "ipython" else language
    return "python"


def _sources(raw: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every list of strings called `source` that has one string a line: its opening line, and its closing one."""
    number = 0
    while number < len(raw):
        if _EMPTY.match(raw[number]):
            yield number, number + 1
        elif _OPENING.match(raw[number]):
            end = number + 1
            while end < len(raw) and _STRING.match(raw[end]):
                end += 1
            if end < len(raw) and _CLOSING.match(raw[end]):
                yield number, end
            number = end - 1
        number += 1


_OPENING = re.compile(r'\s*"source":\s*\[\s*$')
_EMPTY = re.compile(r'\s*"source":\s*\[\s*\]\s*,?\s*$')
_CLOSING = re.compile(r"\s*\]\s*,?\s*$")
_STRING = re.compile(r'\s*"(?:[^"\\]|\\.)*"\s*,?\s*$')


def _lines(source: bytes) -> list[str]:
    text = source.decode("utf-8", "surrogatepass")
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def _bare(line: str) -> str:
    return line.strip().removesuffix(",")


def _text(line: str) -> str:
    text: str = json.loads(_bare(line))
    return _without_end(text)


def _without_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def _beginning(number: int) -> str:
    return f"# Cell {number + 1}"


def _by_cell(code: str) -> dict[str, list[str]]:
    """The lines of each cell by its first one; what stands before all of them by ""."""
    found: dict[str, list[str]] = {"": []}
    name = ""
    for line in code.split("\n"):
        if _BEGINNING.fullmatch(line) and line not in found:
            name = line
            found[name] = []
        else:
            found[name].append(line)
    return found


_BEGINNING = re.compile(r"# Cell \d+")
_MARK = re.compile(rb"^# Cell \d+$", re.MULTILINE)


def _replaced(raw: Sequence[str], old: Sequence[str], new: Sequence[str], newline: str) -> list[str]:
    """The strings of a cell that has other lines; those of lines that stay are as they were."""
    indent = raw[0][: len(raw[0]) - len(raw[0].lstrip())] if raw else ""
    ascii_only = all(line.isascii() for line in raw) and any("\\u" in line for line in raw)
    kept: list[str | None] = []
    texts: list[str] = []
    for word, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = word == "equal"
        kept += [_bare(line) for line in raw[start:end]] if same else [None] * (last - first)
        texts += [json.loads(_bare(line)) for line in raw[start:end]] if same else map(typed_line, new[first:last])
    ends_line = bool(raw) and json.loads(_bare(raw[-1])).endswith("\n")
    line_end = "\r\n" if any(json.loads(_bare(line)).endswith("\r\n") for line in raw) else "\n"
    made: list[str] = []
    for number, (string, text) in enumerate(zip(kept, texts, strict=True)):
        is_last = number == len(texts) - 1
        if not is_last or ends_line:
            wanted = text if LINE_END.search(text) else f"{text}{line_end}"
        else:
            wanted = _without_end(text)
        written = string if string is not None and wanted == text else json.dumps(wanted, ensure_ascii=ascii_only)
        made.append(f"{indent}{written}{'' if is_last else ','}{newline}")
    return made


# What is no Python in a cell
def _shown(lines: Sequence[str]) -> list[str]:
    first = next((line for line in lines if line.strip()), "")
    magic = _CELL_MAGIC.match(first)
    if magic is not None and magic[1] not in _OF_PYTHON:
        return [""] * len(lines)
    shown: list[str] = []
    goes_on = False
    within = _OUTSIDE
    for line in lines:
        if goes_on or _BEGINNING.fullmatch(line):
            shown.append(f"{_GOES_ON}{line}")
        else:
            shown.append(line if within != _OUTSIDE else _statement(line))
        is_command = shown[-1] != line
        goes_on = line.endswith("\\") and is_command and not _BEGINNING.fullmatch(line)
        within = within if is_command else _within_after(line, within)
    return shown


class _Within(NamedTuple):
    """What of Python is open where a line begins, so that the line is no statement of its own."""

    brackets: int
    quotes: str
    is_continued: bool


_OUTSIDE = _Within(0, "", False)


def _within_after(line: str, within: _Within) -> _Within:
    brackets, quotes, at = within.brackets, within.quotes, 0
    while at < len(line):
        found = (_LONG_STRING_END[quotes] if quotes else _TOKEN).search(line, at)
        if found is None:
            break
        at = found.end()
        if quotes:
            quotes = ""
        elif found[0] in _LONG_STRING_END:
            quotes = found[0]
        elif found[0] in _BRACKETS:
            brackets = max(0, brackets + _BRACKETS[found[0]])
    return _Within(brackets, quotes, not quotes and line.endswith("\\"))


_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_LONG_STRING_END = {quotes: re.compile(rf"(?<!\\)(?:\\\\)*{quotes}") for quotes in ("'''", '"""')}
_TOKEN = re.compile(r"""#.*|'{3}|"{3}|'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|[()\[\]{}]""")


def _statement(line: str) -> str:
    """A line as Python has it: a command of IPython as a statement that does nothing."""
    assigned = _ASSIGNED.fullmatch(line)
    if assigned is not None:
        return f"{assigned[1]}None{_BEHIND}{assigned[2]}"
    command = _COMMAND.fullmatch(line)
    return line if command is None else f"{command[1]}pass{_BEHIND}{command[2]}"


_BEHIND = "  # IPython: "
_GOES_ON = "# IPython goes on: "
_GONE_ON = re.compile(rf"(\s*){_GOES_ON}(.*)")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_OF_PYTHON = frozenset({"time", "timeit", "capture", "prun"})
_COMMAND = re.compile(r"(\s*)((?:%{1,2}[A-Za-z]|!{1,2}\S|\?{1,2}\s*\w).*|[\w.]+\?{1,2}\s*)")
_ASSIGNED = re.compile(r"(\s*[\w.,\s]+=\s*)([!%][A-Za-z{$./~].*)")
_SHOWN = re.compile(r"(.*?)(?:pass|None)  # IPython: (.*)")
