from __future__ import annotations

from burnish.model.threads import candidates, fastest


def test_counts_double_up_to_what_may_be_used() -> None:
    assert candidates(1) == (1,)
    assert candidates(2) == (1, 2)
    assert candidates(12) == (1, 2, 4, 8)
    assert candidates()[0] == 1


def test_more_threads_are_taken_where_they_are_worth_it() -> None:
    assert choice({1: 0.012, 2: 0.006, 4: 0.012}) == (2, 0.006)
    assert choice({1: 0.020, 2: 0.011, 4: 0.007}) == (4, 0.007)


def test_one_thread_is_kept_where_two_are_hardly_better() -> None:
    assert choice({1: 0.010, 2: 0.009}) == (1, 0.010)


def test_what_is_fast_enough_gets_no_more_threads() -> None:
    assert choice({1: 0.0008, 2: 0.0004}, enough=0.001) == (1, 0.0008)


def test_a_large_model_is_measured_by_single_steps() -> None:
    assert choice({1: 3.0, 2: 1.6}) == (2, 1.6)


def test_a_stall_now_and_then_counts() -> None:
    """Two threads that are twice as fast but for every eighth step are not taken."""
    now, steps = 0.0, 0

    def step(count: int) -> None:
        nonlocal now, steps
        steps += 1
        now += 0.004 if count == 1 else 0.030 if steps % 8 == 0 else 0.002

    assert fastest((1, 2), step, seconds=0.1, clock=lambda: now)[0] == 1


def choice(work: dict[int, float], enough: float = 0.0) -> tuple[int, float]:
    """What is chosen where a step takes the given seconds for each count, by a clock that only the work moves."""
    now = 0.0

    def step(count: int) -> None:
        nonlocal now
        now += work[count]

    chosen, seconds = fastest(tuple(work), step, enough, seconds=0.05, clock=lambda: now)
    return chosen, round(seconds, 6)
