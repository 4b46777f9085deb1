from __future__ import annotations

import pytest

from burnish.training import plan


@pytest.mark.parametrize("minutes", [1, 5, 15, 120, 1440])
def test_every_stage_has_its_time_within_the_whole(minutes: float) -> None:
    times = plan.schedule(100.0, minutes)
    assert 100 < times.survey < times.collect < times.train < times.end < 100 + 60 * minutes
    assert times.survey <= 160
    assert times.end - times.train >= 18 and times.train - times.collect >= 0.3 * 60 * minutes


def test_more_time_and_more_speed_mean_more_pairs_and_larger_batches() -> None:
    slow, fast, long = plan.sizes(400, 240), plan.sizes(8000, 240), plan.sizes(8000, 3600)
    assert slow.pairs <= fast.pairs < long.pairs
    assert slow.batch_tokens <= fast.batch_tokens <= long.batch_tokens == 4096
    assert slow.held_out <= long.held_out


@pytest.mark.parametrize(("own", "wanted"), [(0, 500), (40, 1000), (300, 400), (5000, 1000)])
def test_made_up_pairs_fill_up_to_a_minority(own: int, wanted: int) -> None:
    made_up = plan.made_up_count(own, wanted)
    assert made_up <= own * 0.6
    assert made_up > 0 or own == 0


def test_a_vocabulary_fits_what_it_is_learned_from() -> None:
    assert plan.vocabulary(300, 4096) == 1024
    assert plan.vocabulary(5000, 4096) == 2304
    assert plan.vocabulary(10**6, 4096) == 4096
