from __future__ import annotations

import math
from pathlib import Path

import pytest

from burnish.training.curve import write_curve

pytest.importorskip("llama_cpp", reason="running a GGUF needs the extra [local]")

from burnish.training.evaluate import Answer, Site, same_tree, summarised, table
from burnish.training.roughening.pair import Pair


def site(before: str, after: str, answered: str | None, resolved: tuple[bool, ...] = ()) -> Site:
    origin = "unchanged" if before == after else "native"
    pair = Pair("python", "loop-to-comprehension", before, after, origin, "a/b")
    return Site(pair, Answer(answered, "" if answered else "malformed", 0.02, 5), resolved, False, "")


def test_shares_are_over_what_they_speak_of() -> None:
    row = summarised(
        [
            site("a", "b = 1", "b = 1", (True,)),
            site("a", "b = 1", "b  =  1", (False, True)),
            site("a", "b = 1", None, (False, False)),
            site("a", "b = 1", "c"),
            site("x", "x", "x"),
            site("x", "x", "y"),
        ]
    )
    assert (row["edits"], row["exact"], row["ast_equal"], row["malformed"]) == (4, 0.25, 0.5, 0.1667)
    assert (row["clean"], row["restraint"]) == (2, 0.5)
    assert (row["sites"], row["resolve_1"], row["resolve_4"]) == (3, 0.3333, 0.6667)
    assert row["median_ms"] == 20.0


def test_a_share_of_nothing_is_shown_as_a_dash() -> None:
    assert "| – |" in table({"x": summarised([site("x", "x", "x")])})


@pytest.mark.parametrize(
    ("first", "second", "language", "same"),
    [
        ("x = [1,2]", "x = [1, 2]", "python", True),
        ("x = [1,2]", "x = [2, 1]", "python", False),
        ("  return x\n}", "  return x  \n}", "python", True),
        ("f( a );", "f(a);", "javascript", True),
        ("f(a);", "f(b);", "javascript", False),
    ],
)
def test_layout_does_not_count(first: str, second: str, language: str, same: bool) -> None:
    assert same_tree(first, second, language) is same


def test_a_loss_curve_is_drawn(tmp_path: Path) -> None:
    write_curve([(1.0, 10, 3.0, math.nan), (2.0, 20, 1.0, 1.5), (3.0, 30, 0.5, 1.2)], tmp_path / "loss.svg")
    picture = (tmp_path / "loss.svg").read_text()
    assert picture.count("<polyline") == 2 and "held out" in picture and "nan" not in picture
