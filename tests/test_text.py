from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.text import Edit, Lines, Span, apply, indentation_at, newline_of, shift, smallest_edit, with_line_ends


def test_edits_are_made_at_once_whatever_their_order():
    source = b"one two three"
    edits = [Edit(Span(8, 13), "3"), Edit(Span(0, 3), "1")]
    assert apply(source, edits) == b"1 two 3"


def test_two_insertions_at_one_place_keep_their_order():
    assert apply(b"ab", [Edit(Span(1, 1), "x"), Edit(Span(1, 1), "y")]) == b"axyb"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")],
        [Edit(Span(0, 99), "x")],
    ],
)
def test_edits_that_overlap_or_reach_beyond_the_text_are_refused(edits):
    with pytest.raises(ValueError, match="edit"):
        apply(b"abcdef", edits)


def test_a_span_does_not_run_backwards():
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)


@pytest.mark.parametrize(
    ("encoding", "column"),
    [("utf-8", 9), ("utf-16", 5), ("utf-32", 4)],
)
def test_columns_count_in_the_unit_that_is_asked_for(encoding, column):
    lines = Lines("a\r\né😀é= 1".encode())
    offset = 3 + len("é😀é=".encode())
    assert lines.position(offset, encoding) == (1, column)
    assert lines.offset(1, column, encoding) == offset


def test_a_place_past_the_end_of_a_line_is_its_end():
    lines = Lines(b"ab\ncd\n")
    assert lines.offset(0, 99) == 2
    assert lines.offset(99, 0) == 6


@pytest.mark.parametrize(("text", "count"), [(b"", 1), (b"a", 1), (b"a\nb", 2), (b"a\r\nb\rc\n", 4)])
def test_lines_end_with_any_of_the_three_line_endings(text, count):
    assert Lines(text).count == count


@given(st.text(alphabet="aé😀\u0301\r\n\t ", max_size=40), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_every_character_boundary_goes_to_a_position_and_back(text, encoding):
    source = text.encode()
    lines = Lines(source)
    for end in range(len(text) + 1):
        offset = len(text[:end].encode())
        line, column = lines.position(offset, encoding)
        inside_line_ending = offset > lines.line_span(line).end
        assert inside_line_ending or lines.offset(line, column, encoding) == offset


def test_a_line_around_an_offset_is_without_its_ending():
    lines = Lines("é = 1\r\nb\r\n".encode())
    assert [lines.around(at) for at in (0, 6, 8, 9, 11)] == [
        Span(0, 6),
        Span(0, 6),
        Span(8, 9),
        Span(8, 9),
        Span(11, 11),
    ]


@given(st.text(alphabet="abé😀\n", max_size=20), st.text(alphabet="abé😀\n", max_size=20))
def test_the_smallest_edit_turns_one_text_into_the_other(before, after):
    edit = smallest_edit(before.encode(), after.encode())
    if edit is None:
        assert before == after
    else:
        assert apply(before.encode(), [edit]) == after.encode()


def test_an_offset_moves_with_the_edits_before_it():
    edits = [Edit(Span(0, 1), "xyz"), Edit(Span(8, 9), "")]
    assert shift(5, edits) == 7
    assert shift(9, edits) == 10


def test_indentation_and_line_ending_are_read_from_the_text():
    source = b"if x:\r\n\t  y = 1\r\n"
    assert indentation_at(source, 12) == "\t  "
    assert newline_of(source) == "\r\n"
    assert newline_of(b"one line") == "\n"


@pytest.mark.parametrize(
    ("source", "wanted", "kept"),
    [
        # Lines that move keep their endings; a new one takes that of the line whose place it takes.
        (b"f\r\na\nb\r\nc\r\n", "w\n  a\n  b\n", b"w\r\n  a\n  b\r\nc\r\n"),
        (b"f\na\r\nb\nc\r\n", "w\r\n  a\r\n  b\r\n", b"w\n  a\r\n  b\nc\r\n"),
        (b"f\na\r\nb\nc\r\n", "", b"c\r\n"),
        # In a text of one kind nothing changes.
        (b"f\r\na\r\nb\r\nc\r\n", "w\r\n", b"w\r\nc\r\n"),
        (b"f\na\nb\nc\n", "w\n", b"w\nc\n"),
    ],
)
def test_lines_keep_their_own_endings(source: bytes, wanted: str, kept: bytes) -> None:
    edit = Edit(Span(0, source.index(b"c")), wanted)
    assert apply(source, [with_line_ends(source, edit)]) == kept


def test_an_edit_within_lines_keeps_their_endings() -> None:
    source = "é = 1\r\nf(é)\ng()\r\n".encode()
    edit = Edit(Span(source.index(b"f("), source.index(b"g")), "with é:\n    f(é)\n")
    assert apply(source, [with_line_ends(source, edit)]) == "é = 1\r\nwith é:\n    f(é)\ng()\r\n".encode()
    gone = Edit(Span(source.index(b"\r"), source.index(b"\ng")), "")
    assert apply(source, [with_line_ends(source, gone)]) == "é = 1\r\ng()\r\n".encode()
    inserted = Edit(Span(source.index(b"\r"), source.index(b"\r")), "\n    h()")
    assert apply(source, [with_line_ends(source, inserted)]) == "é = 1\r\n    h()\r\nf(é)\ng()\r\n".encode()


class Counted(bytes):
    """A text that knows how many of its bytes were looked through for line feeds."""

    looked_through = 0

    def count(self, what, start=0, end=None):
        end = len(self) if end is None else end
        self.looked_through += max(0, end - start)
        return super().count(what, start, end)


@pytest.mark.parametrize(
    "order", [range(4000), range(3999, -1, -1), [n for k in range(2000) for n in (k, 3999 - k)][:200]]
)
def test_one_line_after_another_costs_what_lies_between_them(order):
    source = Counted(b"twelve bytes\n" * 4000)
    lines = Lines(source)
    for line in order:
        assert lines.line_span(line) == Span(13 * line, 13 * line + 12)
    between = sum(abs(a - b) for a, b in pairwise(order)) * 13
    assert source.looked_through < 4 * between + 1500 * len(order) + len(source)
