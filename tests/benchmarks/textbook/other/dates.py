"""The same functions, solved otherwise."""

from __future__ import annotations


def is_leap(year: int) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def days_in_month(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(month)
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if month == 2 and year % 4 == 0 and (year % 100 or not year % 400):
        return 29
    return lengths[month - 1]


def clock(seconds: int) -> str:
    minutes = seconds // 60
    text = f"{minutes // 60}:{minutes % 60:02}" if minutes // 60 else str(minutes % 60)
    return text + f":{seconds % 60:02}"


def age_on(birth: tuple[int, int, int], day: tuple[int, int, int]) -> int:
    had_birthday = day[1:] >= birth[1:]
    return day[0] - birth[0] - (0 if had_birthday else 1)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    length = min(one[1], other[1]) - max(one[0], other[0])
    if length < 0:
        return 0
    return length


def merge_intervals(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    current: tuple[int, int] | None = None
    for interval in sorted(intervals):
        if current is None:
            current = interval
        elif interval[0] > current[1]:
            merged.append(current)
            current = interval
        elif interval[1] > current[1]:
            current = (current[0], interval[1])
    if current is not None:
        merged.append(current)
    return merged


def greeting(hour: int) -> str:
    for limit, text in ((0, "no such hour"), (6, "good night"), (12, "good morning"), (18, "good afternoon")):
        if hour < limit:
            return text
    return "good evening" if hour < 24 else "no such hour"
