"""Signs of what a file is for, by where they are found: its place, its text, its neighbours, the project's settings."""

from burnish.project.signs.sign import AGAINST, STRONG, WEAK, Sign

__all__ = ["AGAINST", "STRONG", "WEAK", "Sign"]
