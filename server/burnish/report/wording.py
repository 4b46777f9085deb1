"""Small turns of phrase that all reports share."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def signed(number: int) -> str:
    """`+3`, `-2`, `0`."""
    return f"{number:+d}" if number else "0"
