"""Guessing what a model will say next from what it has read.

A rewrite mostly copies its input, and reading several tokens at once costs a model little more than reading
one. So the tokens that followed the last few tokens earlier on are offered as a draft; the model keeps
those that it would have chosen itself, which leaves its answer as it is and makes it come sooner.
"""

from __future__ import annotations

from collections.abc import Callable

SHORTEST = 2


class Lookup:
    """The tokens so far, with an index of where every run of three tokens last went on.

    The drafts grow up to `longest` tokens while the model keeps them and shrink when it does not, down to
    none at all for a while.
    """

    def __init__(self, tokens: list[int], longest: int = 16, run: int = 3) -> None:
        self._longest = longest
        self.tokens: list[int] = []
        self._run = run
        self._followed: dict[tuple[int, ...], int] = {}
        self._length = min(4, longest)
        self._pause = 0
        self.extend(tokens)

    def extend(self, tokens: list[int]) -> None:
        """Take in tokens that are now part of the text."""
        for token in tokens:
            # The run that ends just before this token is indexed now, so that the newest run never finds
            # itself.
            if len(self.tokens) >= self._run:
                self._followed[tuple(self.tokens[-self._run :])] = len(self.tokens)
            self.tokens.append(token)

    def draft(self, limit: int) -> list[int]:
        """At most `limit` tokens that may come next."""
        if self._pause:
            self._pause -= 1
            return []
        start = self._followed.get(tuple(self.tokens[-self._run :]))
        if start is None:
            return []
        return self.tokens[start : start + min(limit, self._length)]

    def judged(self, offered: int, kept: int) -> None:
        """Learn from how many tokens of a draft were kept."""
        if not offered:
            return
        if kept == offered:
            self._length = min(self._longest, self._length * 2)
        elif kept == 0:
            if self._length == SHORTEST:
                self._pause = 4
            self._length = max(SHORTEST, self._length // 2)


def worthwhile_length(costs: Callable[[int], float]) -> int:
    """How long drafts may be for a model that takes `costs(n)` seconds to read n tokens at once; 0: not at
    all.

    Where the weights have to come from memory for every token (large models, GPUs), reading five tokens
    costs little more than reading one. Where arithmetic is the limit, drafts that fail cost more than
    others save: by a replay of 1,238 rewrites, long drafts pay up to 2.2 times the price of one token for
    five, short ones up to twice for three.
    """
    one = costs(1)
    if costs(5) < 2.2 * one:
        return 16
    return 2 if costs(3) < 2.0 * one else 0
