"""Takes secrets out of a prompt before it leaves the machine.

A secret is replaced by a placeholder and never put back: an answer that mentions a placeholder is of no use
and is refused. It is better to redact a harmless string than to send a key, so what looks random counts as
a secret.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

PLACEHOLDER = "BURNISH_REDACTED_{}"
_PLACEHOLDER = re.compile(r"BURNISH_REDACTED_\d+")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and how many there were."""

    text: str
    count: int


def redact(text: str) -> Redacted:
    """The text with every secret replaced; equal secrets get the same placeholder."""
    found: dict[str, str] = {}

    def replaced(secret: str) -> str:
        if _PLACEHOLDER.fullmatch(secret):
            return secret
        return found.setdefault(secret, PLACEHOLDER.format(len(found) + 1))

    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: match[0].replace(match["secret"], replaced(match["secret"])), text)
    text = _LITERAL.sub(lambda match: replaced(match[0]) if _looks_random(match[0]) else match[0], text)
    return Redacted(text, len(found))


def mentions_placeholder(answer: str) -> bool:
    """Whether an answer holds a placeholder: it would put one where a secret was."""
    return _PLACEHOLDER.search(answer) is not None


def _looks_random(literal: str) -> bool:
    """Long, of mixed kinds of characters, and with the entropy per character of a key rather than of words."""
    if "/" in literal and re.search(r"[a-z]{5,}", literal):
        return False  # a path
    if re.fullmatch(r"[0-9a-fA-F]{32,}", literal):
        return True
    kinds = sum(any(test(one) for one in literal) for test in (str.isdigit, str.islower, str.isupper))
    return kinds == 3 and _entropy(literal) >= 3.5 and not re.search(r"[a-z]{9,}", literal)


def _entropy(text: str) -> float:
    """Shannon entropy, in bits a character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


_SECRET_NAME = r"(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|apikey|private[_-]?key|credentials?|auth)"

_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"(?P<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----)", re.DOTALL),
        (r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)", 0),
        (r"(?P<secret>\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,})", 0),
        (r"(?P<secret>\bglpat-[A-Za-z0-9_-]{20,})", 0),
        (r"(?P<secret>\bsk-[A-Za-z0-9_-]{16,}|\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,})", 0),
        (r"(?P<secret>\bxox[abeoprs]-[A-Za-z0-9-]{10,})", 0),
        (r"(?P<secret>\bAIza[0-9A-Za-z_-]{35})", 0),
        (r"(?P<secret>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,})", 0),
        # scheme://user:password@host
        (r"[a-z][a-z0-9+.-]*://[^\s:/@'\"]*:(?P<secret>[^\s/@'\"]+)@", 0),
        # password = "…", 'api_key': '…', DB_PASSWORD=… (in .env files)
        (
            rf"(?i:{_SECRET_NAME})[\w-]*[\"']?\]?\s*[:=]=?\s*(?P<quote>[\"'`])(?P<secret>(?:(?!(?P=quote)).)+)(?P=quote)",
            0,
        ),
        (
            r"(?m)^(?:export\s+)?[A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY)[A-Z0-9_]*=(?P<secret>[^\s\"'#]+)",
            0,
        ),
    )
)

_LITERAL = re.compile(r"(?<=[\"'`])[A-Za-z0-9+/=_-]{20,}(?=[\"'`])")
