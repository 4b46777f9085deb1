"""The same functions, solved otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby


def is_palindrome(text: str) -> bool:
    letters = "".join(filter(str.isalnum, text))
    lowered = [c.lower() for c in letters]
    return all(one == other for one, other in zip(lowered, reversed(lowered)))


def reverse_words(text: str) -> str:
    words = text.split()
    words.reverse()
    return " ".join(words)


def count_vowels(text: str) -> int:
    return sum(letter in "aeiou" for letter in text.lower())


def run_lengths(text: str) -> str:
    return "".join(f"{len(list(group))}{letter}" for letter, group in groupby(text))


def title_case(text: str, small: tuple[str, ...] = ("and", "of", "the")) -> str:
    words = text.lower().split()
    return " ".join(w if i and w in small else w[0].upper() + w[1:] for i, w in enumerate(words))


def slug(title: str) -> str:
    words = [""]
    for letter in title.lower():
        if "a" <= letter <= "z" or "0" <= letter <= "9":
            words[-1] += letter
        else:
            words.append("")
    return "-".join(word for word in words if word)


def camel_to_snake(name: str) -> str:
    parts = [("_" if i and c.isupper() else "") + c.lower() for i, c in enumerate(name)]
    return "".join(parts)


def snake_to_camel(name: str) -> str:
    parts = name.split("_")
    result = parts[0]
    for part in parts[1:]:
        result += part.capitalize()
    return result


def edit_distance(one: str, other: str) -> int:
    table = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = 0 if one[i - 1] == other[j - 1] else 1
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + same)
    return table[len(one)][len(other)]


def longest_common_prefix(words: list[str]) -> str:
    if not words:
        return ""
    low, high = min(words), max(words)
    length = 0
    while length < min(len(low), len(high)) and low[length] == high[length]:
        length += 1
    return words[0][:length]


def balanced(text: str) -> bool:
    expected: list[str] = []
    for letter in text:
        if letter in "([{":
            expected.insert(0, {"(": ")", "[": "]", "{": "}"}[letter])
        elif letter in ")]}":
            if not expected or expected.pop(0) != letter:
                return False
    return len(expected) == 0


def parse_pairs(text: str) -> dict[str, str]:
    found = (part.partition("=") for part in text.split(";") if "=" in part)
    return {key.strip(): value.strip() for key, _, value in found}


def evaluate(tokens: list[str]) -> int:
    actions = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
    stack: list[int] = []
    for token in tokens:
        action = actions.get(token)
        if action is None:
            stack.append(int(token))
        else:
            b, a = stack.pop(), stack.pop()
            stack.append(action(a, b))
    return stack[-1]


def word_positions(text: str) -> dict[str, list[int]]:
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(text.split()):
        positions[word].append(index)
    return dict(positions)


def mask(number: str, shown: int = 4) -> str:
    hidden = len(number) - shown
    if hidden < 0:
        hidden = 0
    stars = ""
    for _ in range(hidden):
        stars += "*"
    return stars + number[hidden:]


def join_names(names: Iterable[str]) -> str:
    known = list(names)
    match len(known):
        case 0:
            return "nobody"
        case 1:
            return known[0]
        case _:
            *first, last = known
            return f"{', '.join(first)} and {last}"
