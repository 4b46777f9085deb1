"""The corpus as a dictionary: its names, expressions, strings and statements, and templates that are filled from
it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HOLE = re.compile(r"\$([vfeosntcxkpw])(\d+|\b)")
_PLAIN_NAME = re.compile(r"[a-z][A-Za-z0-9_]{1,18}")
_RESERVED = frozenset(
    """and as assert async await break case catch class const continue debugger def default del delete do elif else
    enum except export extends finally for from function global if implements import in instanceof interface is
    lambda let match new nonlocal not null of or package pass private protected public raise return self static
    super switch this throw true false try type typeof undefined var void while with yield print open len str
    int list dict set
    """.split()  # noqa: SIM905
)
TABLES = """
    users orders products items customers accounts invoices payments sessions posts comments tags messages
    events logs jobs tasks projects teams members roles files images articles categories books authors tickets
    bookings rooms devices readings metrics reports subscriptions plans coupons carts addresses shipments
    reviews ratings votes likes notes contacts companies employees departments students courses grades albums
    tracks artists playlists orders_items
""".split()  # noqa: SIM905
COLUMNS = """
    id name email title status user_id order_id product_id created_at updated_at price amount quantity total
    country city age active role slug token code type kind category owner_id parent_id author published score
    level rank state zip phone address description body content url path size version priority due_date deleted
    archived visible position weight
""".split()  # noqa: SIM905
SERVICES = """
    stripe github slack mailgun sendgrid twilio openai aws azure google jwt session db database redis admin smtp
    api auth payment signing webhook service internal sentry algolia firebase mapbox weather cdn oauth app
    client cookie license
""".split()  # noqa: SIM905
ENDPOINTS = """
    api v1 v2 users orders items search status health login export report config data feed sync rest stats
""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Words:
    """What templates are filled from. Repetitions are kept down to their square root, so that frequent words are
    frequent, but not all there is."""

    names: Sequence[str]
    functions: Sequence[str]
    expressions: Sequence[str]
    strings: Sequence[str]
    statements: Sequence[str]


def words(
    names: Iterable[str],
    functions: Iterable[str],
    expressions: Iterable[str],
    strings: Iterable[str],
    statements: Iterable[str],
) -> Words:
    quotes = set("'\"\\{}%$`<|")
    return Words(
        _flattened((name for name in names if _plain(name)), "value|item|result|data|user|rows|options|entry"),
        _flattened((name for name in functions if _plain(name)), "load|save|render|send|parse|update|check|build"),
        _flattened((expression for expression in expressions if 3 <= len(expression) <= 40), "data.items|load(value)"),
        _flattened(
            (text for text in strings if 2 <= len(text) <= 30 and text.isprintable() and not set(text) & quotes),
            "done|not found|index",
        ),
        _flattened((statement for statement in statements if 5 <= len(statement) <= 90), "update(value)"),
    )


def _plain(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None and name not in _RESERVED


def _flattened(values: Iterable[str], instead: str = "") -> list[str]:
    """Words with their repetitions kept down; the words of `instead` where there are none."""
    counts = Counter(values) or Counter(instead.split("|"))
    return [value for value, count in sorted(counts.items()) for _ in range(max(1, int(count**0.5)))]


def fill(
    templates: Sequence[str], words: Words, chance: random.Random, given: dict[str, str] | None = None
) -> list[str]:
    """`templates` with their holes filled, the same hole alike in all of them.

    Holes are `$kind` with an optional number: v (variable), f (function), e (expression), o (object expression), s
    (string without quotes), n (number), t (table), c (column), x (a whole statement), k (service), p (URL path), w
    (capitalised name). Different holes of kind v, f, t or c get different words.
    """
    filled = dict(given or {})
    used = set(filled.values())

    def word(found: re.Match[str]) -> str:
        hole = found[0]
        if hole not in filled:
            value = _draw(found[1], words, chance)
            for _ in range(8):
                if found[1] not in "vftc" or value not in used:
                    break
                value = _draw(found[1], words, chance)
            filled[hole] = value
            used.add(value)
        return filled[hole]

    return [_HOLE.sub(word, template) for template in templates]


def _draw(kind: str, words: Words, chance: random.Random) -> str:
    match kind:
        case "v":
            return chance.choice(words.names)
        case "f":
            return chance.choice(words.functions)
        case "e":
            return chance.choice(words.expressions)
        case "o":
            name = chance.choice(words.names)
            return name if chance.random() < 0.6 else f"{name}.{chance.choice(words.names)}"
        case "s":
            return chance.choice(words.strings)
        case "n":
            return str(chance.choice((1, 2, 3, 5, 10, 20, 30, 50, 60, 100, chance.randrange(1000))))
        case "t":
            return chance.choice(TABLES) if chance.random() < 0.7 else chance.choice(words.names)
        case "c":
            return chance.choice(COLUMNS) if chance.random() < 0.7 else chance.choice(words.names)
        case "x":
            return chance.choice(words.statements)
        case "k":
            return chance.choice(SERVICES)
        case "p":
            return "/".join(chance.sample(ENDPOINTS, chance.randint(1, 3)))
        case "w":
            parts = re.findall(r"[A-Za-z][a-z0-9]*", chance.choice(words.functions)) or ["Item"]
            return "".join(part.capitalize() for part in parts[:3])
        case _:
            raise ValueError(f"no such kind of hole: ${kind}")
