from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="running a GGUF needs llama-cpp-python")

from burnish.training.comparison import Asked, Verdict, markdown, read_asked, two_sided, verdict


def asked(*answers: tuple[bool, bool], origin: str = "native") -> list[Asked]:
    return [
        Asked(str(number), "loop-to-comprehension", origin, {"new": new, "old": old})
        for number, (new, old) in enumerate(answers)
    ]


@pytest.mark.parametrize(("wins", "count", "chance"), [(0, 0, 1.0), (3, 6, 1.0), (6, 6, 0.03125), (0, 5, 0.0625)])
def test_how_likely_by_chance(wins: int, count: int, chance: float) -> None:
    assert two_sided(wins, count) == chance


def test_six_wins_without_a_loss_tell_and_five_do_not() -> None:
    same = [(True, True)] * 20 + [(False, False)] * 9
    assert verdict(asked(*same, *[(True, False)] * 6), "new", "old")[0] is Verdict.BETTER
    assert verdict(asked(*same, *[(False, True)] * 6), "new", "old")[0] is Verdict.WORSE
    assert verdict(asked(*same, *[(True, False)] * 5), "new", "old")[0] is Verdict.CANNOT_TELL
    assert verdict([], "new", "old") == (Verdict.CANNOT_TELL, 1.0)


def test_the_table_counts_findings_made_up_and_clean_code_apart() -> None:
    every = [
        *asked((True, False), (True, True)),
        *asked((False, True), origin="snippet"),
        *asked((True, True), origin="unchanged"),
    ]
    assert markdown(every, ["old", "new"]).splitlines()[2:] == [
        "| loop-to-comprehension | 2 | 1 | 2 |",
        "| made up in your functions | 1 | 1 | 0 |",
        "| code that needs nothing | 1 | 1 | 1 |",
        "| all | 4 | 3 | 3 |",
    ]


def test_half_a_line_of_a_killed_run_is_passed_over(tmp_path: Path) -> None:
    (one,) = asked((True, False))
    journal = tmp_path / "comparison.jsonl"
    journal.write_text(f'\n{json.dumps(asdict(one))}\n{{"key": "2", "ru')
    assert list(read_asked(journal)) == [one]
