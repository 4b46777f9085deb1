from __future__ import annotations

from burnish.model.drafting import SHORTEST, Lookup, worthwhile_length


def test_what_followed_the_last_three_tokens_before_is_offered() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3])
    assert lookup.draft(10) == [4, 5, 6, 7]
    assert lookup.draft(2) == [4, 5]


def test_the_newest_occurrence_counts() -> None:
    assert Lookup([1, 2, 3, 4, 0, 1, 2, 3, 5, 0, 1, 2, 3]).draft(1) == [5]


def test_there_is_no_draft_after_something_new() -> None:
    assert Lookup([1, 2, 3, 4]).draft(4) == []
    assert Lookup([1, 2]).draft(4) == []
    assert Lookup([]).draft(4) == []


def test_new_tokens_are_searched_too() -> None:
    lookup = Lookup([1, 2, 3])
    lookup.extend([7, 8, 1, 2, 3])
    assert lookup.draft(2) == [7, 8]


def test_drafts_grow_while_they_are_kept_and_pause_when_they_never_are() -> None:
    lookup = Lookup([1, 2, 3, *range(10, 60), 1, 2, 3], longest=16)
    for _ in range(4):
        lookup.judged(offered=4, kept=4)
    assert len(lookup.draft(100)) == 16
    for _ in range(4):
        lookup.judged(offered=4, kept=0)
    assert lookup.draft(100) == []
    for _ in range(4):
        found = lookup.draft(100)
    assert len(found) == SHORTEST


def test_drafts_are_as_long_as_reading_several_tokens_at_once_is_cheap() -> None:
    assert worthwhile_length({1: 1.0, 3: 1.1, 5: 1.2}.__getitem__) == 16
    assert worthwhile_length({1: 0.27, 3: 0.50, 5: 0.82}.__getitem__) == 2
    assert worthwhile_length({1: 1.7, 3: 6.6, 5: 8.7}.__getitem__) == 0
