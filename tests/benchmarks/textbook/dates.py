"""Dates and times of day."""

from __future__ import annotations

from datetime import date, timedelta


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    if month < 1 or month > 12:
        raise ValueError("no such month")
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    if month in (4, 6, 9, 11):
        return 30
    return 31


def minutes_between(start: str, end: str) -> int:
    """Between two times of day ("08:30"), over midnight where the second is earlier."""
    hour, minute = start.split(":")
    end_hour, end_minute = end.split(":")
    difference = int(end_hour) * 60 + int(end_minute) - int(hour) * 60 - int(minute)
    if difference < 0:
        difference += 24 * 60
    return difference


def clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes}:{seconds:02}"


def age_on(birth: tuple[int, int, int], day: tuple[int, int, int]) -> int:
    years = day[0] - birth[0]
    if (day[1], day[2]) < (birth[1], birth[2]):
        years -= 1
    return years


def workdays(start: date, days: int) -> date:
    """The date so many working days later."""
    current = start
    while days > 0:
        current += timedelta(days=1)
        if current.weekday() < 5:
            days -= 1
    return current


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    start = max(one[0], other[0])
    end = min(one[1], other[1])
    return max(0, end - start)


def merge_intervals(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def greeting(hour: int) -> str:
    if hour < 0 or hour > 23:
        return "no such hour"
    if hour < 6:
        return "good night"
    if hour < 12:
        return "good morning"
    if hour < 18:
        return "good afternoon"
    return "good evening"


def weekday(year: int, month: int, day: int) -> int:
    """Sunday is 0 (Sakamoto)."""
    offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
    if month < 3:
        year -= 1
    return (year + year // 4 - year // 100 + year // 400 + offsets[month - 1] + day) % 7
