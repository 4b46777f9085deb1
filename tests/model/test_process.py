from __future__ import annotations

import pytest

from burnish.model.process import Interrupt, spoken


@pytest.mark.parametrize(
    ("pieces", "stops", "text", "stopped"),
    [
        (["a", "b"], [], "ab", False),
        (["code\n", "``", "`", "more"], ["```"], "code\n", True),
        (["a``", "b"], ["```"], "a``b", False),
        (["x END y"], ["END", " "], "x", True),
        (["a``"], ["```"], "a``", False),
    ],
)
def test_text_that_may_become_a_stop_text_is_held_back(
    pieces: list[str], stops: list[str], text: str, stopped: bool
) -> None:
    parts = list(spoken([(piece.encode(), False) for piece in pieces], stops, keep_end=True))
    assert "".join(part for part, _ in parts) == text
    assert parts[-1][1] is stopped


def test_characters_that_span_tokens_are_put_together() -> None:
    fox = "🦊".encode()
    assert list(spoken([(b"a" + fox[:1], False), (fox[1:3], False), (fox[3:], False)], [], keep_end=True)) == [
        ("a", False),
        ("🦊", False),
    ]


def test_half_a_character_at_the_end_does_not_vanish_silently() -> None:
    assert list(spoken([(b"a\xf0", False)], [], keep_end=True)) == [("a", False), ("�", False)]


def test_the_end_token_is_written_out_only_where_it_is_wanted() -> None:
    pieces = [(b"a", False), (b"<end>", True)]
    assert "".join(text for text, _ in spoken(pieces, [], keep_end=True)) == "a<end>"
    assert "".join(text for text, _ in spoken(pieces, [], keep_end=False)) == "a"


def test_a_cancellation_reaches_the_request_at_work_or_the_one_that_waits_and_no_other() -> None:
    interrupt = Interrupt()
    interrupt.begin(1)
    assert not interrupt.raised
    interrupt.cancel(1)
    assert interrupt.raised
    interrupt.cancel(2)
    interrupt.begin(2)
    assert interrupt.raised
    interrupt.cancel(1)
    interrupt.begin(3)
    assert not interrupt.raised
