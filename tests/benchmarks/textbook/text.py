"""Text: counting, changing, formatting, parsing."""

from __future__ import annotations

import re
from collections.abc import Iterable


def is_palindrome(text: str) -> bool:
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def reverse_words(text: str) -> str:
    return " ".join(reversed(text.split()))


def count_vowels(text: str) -> int:
    count = 0
    for letter in text.lower():
        if letter in "aeiou":
            count += 1
    return count


def caesar(text: str, shift: int = 3) -> str:
    result = ""
    for letter in text:
        if "a" <= letter <= "z":
            result += chr((ord(letter) - ord("a") + shift) % 26 + ord("a"))
        elif "A" <= letter <= "Z":
            result += chr((ord(letter) - ord("A") + shift) % 26 + ord("A"))
        else:
            result += letter
    return result


def are_anagrams(one: str, other: str) -> bool:
    return sorted(one.replace(" ", "").lower()) == sorted(other.replace(" ", "").lower())


def run_lengths(text: str) -> str:
    if not text:
        return ""
    parts = []
    current, count = text[0], 1
    for letter in text[1:]:
        if letter == current:
            count += 1
        else:
            parts.append(f"{count}{current}")
            current, count = letter, 1
    parts.append(f"{count}{current}")
    return "".join(parts)


def title_case(text: str, small: tuple[str, ...] = ("and", "of", "the")) -> str:
    words = text.lower().split()
    result = []
    for index, word in enumerate(words):
        if index > 0 and word in small:
            result.append(word)
        else:
            result.append(word[0].upper() + word[1:])
    return " ".join(result)


def slug(title: str) -> str:
    cleaned = re.sub(r"[^a-z0-9]+", "-", title.lower())
    return cleaned.strip("-")


def truncate(text: str, limit: int = 10, mark: str = "...") -> str:
    if len(text) <= limit:
        return text
    return text[: max(0, limit - len(mark))] + mark


def camel_to_snake(name: str) -> str:
    result = ""
    for index, letter in enumerate(name):
        if letter.isupper() and index > 0:
            result += "_"
        result += letter.lower()
    return result


def snake_to_camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def edit_distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            cost = previous if a == b else 1 + min(previous, row[j], row[j - 1])
            previous, row[j] = row[j], cost
    return row[-1]


def longest_common_prefix(words: list[str]) -> str:
    if not words:
        return ""
    prefix = words[0]
    for word in words[1:]:
        while not word.startswith(prefix):
            prefix = prefix[:-1]
    return prefix


def balanced(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{"}
    stack = []
    for letter in text:
        if letter in pairs.values():
            stack.append(letter)
        elif letter in pairs:
            if not stack or stack.pop() != pairs[letter]:
                return False
    return not stack


def wrap(text: str, width: int) -> list[str]:
    if width <= 0:
        raise ValueError("width must be positive")
    lines = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        lines.append(line)
    return lines


def table(rows: list[list[str]], separator: str = " | ") -> str:
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [separator.join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows]
    return "\n".join(lines)


def parse_pairs(text: str) -> dict[str, str]:
    """Text such as "a=1;b=2" as a dict."""
    pairs = {}
    for part in text.split(";"):
        if "=" not in part:
            continue
        key, value = part.split("=", 1)
        pairs[key.strip()] = value.strip()
    return pairs


def parse_csv_line(line: str, separator: str = ",") -> list[str]:
    cells = []
    cell = ""
    quoted = False
    for letter in line:
        if letter == '"':
            quoted = not quoted
        elif letter == separator and not quoted:
            cells.append(cell)
            cell = ""
        else:
            cell += letter
    cells.append(cell)
    return cells


def parse_version(text: str) -> tuple[int, int, int]:
    parts = text.strip().lstrip("v").split(".")
    if len(parts) != 3:
        raise ValueError("a version has three parts")
    major, minor, patch = (int(part) for part in parts)
    return major, minor, patch


def parse_duration(text: str) -> int:
    """Text such as "1h30m" in seconds."""
    units = {"h": 3600, "m": 60, "s": 1}
    total = 0
    number = ""
    for letter in text:
        if letter.isdigit():
            number += letter
        elif letter in units and number:
            total += int(number) * units[letter]
            number = ""
        else:
            raise ValueError(f"unexpected {letter!r}")
    if number:
        raise ValueError("a unit is missing")
    return total


def evaluate(tokens: list[str]) -> int:
    """Reverse Polish notation."""
    stack: list[int] = []
    for token in tokens:
        if token in ("+", "-", "*"):
            b = stack.pop()
            a = stack.pop()
            if token == "+":
                stack.append(a + b)
            elif token == "-":
                stack.append(a - b)
            else:
                stack.append(a * b)
        else:
            stack.append(int(token))
    return stack[-1]


def word_positions(text: str) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for index, word in enumerate(text.split()):
        positions.setdefault(word, []).append(index)
    return positions


def initials(name: str) -> str:
    return "".join(part[0].upper() + "." for part in name.split())


def mask(number: str, shown: int = 4) -> str:
    hidden = max(0, len(number) - shown)
    return "*" * hidden + number[hidden:]


def join_names(names: Iterable[str]) -> str:
    names = list(names)
    if not names:
        return "nobody"
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " and " + names[-1]
