"""The same functions, solved otherwise."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable


def bubble_sort(numbers: list[int]) -> list[int]:
    numbers.sort()
    return numbers


def insertion_sort(numbers: list[int]) -> list[int]:
    result: list[int] = []
    for number in numbers:
        bisect.insort(result, number)
    return result


def selection_sort(numbers: list[int]) -> list[int]:
    return sorted(numbers)


def merge_sort(numbers: list[int]) -> list[int]:
    runs = [[number] for number in numbers]
    while len(runs) > 1:
        runs = [sum(runs[i : i + 2], []) for i in range(0, len(runs), 2)]
        for run in runs:
            run.sort()
    return runs[0] if runs else []


def quick_sort(numbers: list[int]) -> list[int]:
    return sorted(numbers)


def counting_sort(numbers: list[int], limit: int = 100) -> list[int]:
    for number in numbers:
        if number < 0 or number >= limit:
            raise ValueError(f"{number} is not allowed")
    return sorted(numbers)


def heap_sort(numbers: list[int]) -> list[int]:
    return merge_sort(numbers)


def binary_search(numbers: list[int], wanted: int) -> int:
    def within(low: int, high: int) -> int:
        if low > high:
            return -1
        middle = (low + high) // 2
        if numbers[middle] == wanted:
            return middle
        return within(middle + 1, high) if numbers[middle] < wanted else within(low, middle - 1)

    return within(0, len(numbers) - 1)


def first_at_least(numbers: list[int], limit: int) -> int:
    return bisect.bisect_left(numbers, limit)


def linear_search(items: list[str], wanted: str) -> int:
    try:
        return items.index(wanted)
    except ValueError:
        return -1


def second_largest(numbers: list[int]) -> int | None:
    distinct = sorted(set(numbers))
    return distinct[-2] if len(distinct) > 1 else None


def kth_smallest(numbers: list[int], k: int) -> int:
    if not 1 <= k <= len(numbers):
        raise IndexError("no such place")
    rest = list(numbers)
    for _ in range(k - 1):
        rest.remove(min(rest))
    return min(rest)


def is_sorted(numbers: list[int]) -> bool:
    return all(numbers[i] <= numbers[i + 1] for i in range(len(numbers) - 1))


def merge_sorted(left: list[int], right: list[int]) -> list[int]:
    left, right = list(left), list(right)
    result = []
    while left and right:
        result.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return result + left + right


def unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def partition(numbers: list[int], test: Callable[[int], bool]) -> tuple[list[int], list[int]]:
    parts: tuple[list[int], list[int]] = ([], [])
    for number in numbers:
        parts[0 if test(number) else 1].append(number)
    return parts


def sort_by_length(words: list[str], descending: bool = False) -> list[str]:
    result = sorted(sorted(words), key=len)
    if descending:
        result.reverse()
    return result


def rotate(items: list[int], steps: int) -> list[int]:
    return [items[(i - steps) % len(items)] for i in range(len(items))]


def top_words(words: list[str], count: int = 3) -> list[tuple[str, int]]:
    counts = Counter(words)
    return [(word, counts[word]) for word in sorted(counts, key=lambda word: (-counts[word], word))][:count]
