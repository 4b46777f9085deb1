"""Sorting and searching, as textbooks have them."""

from __future__ import annotations

import heapq
from collections.abc import Callable


def bubble_sort(numbers: list[int]) -> list[int]:
    """Sorts in place."""
    for end in range(len(numbers) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if numbers[i] > numbers[i + 1]:
                numbers[i], numbers[i + 1] = numbers[i + 1], numbers[i]
                swapped = True
        if not swapped:
            break
    return numbers


def insertion_sort(numbers: list[int]) -> list[int]:
    result = list(numbers)
    for i in range(1, len(result)):
        current = result[i]
        j = i - 1
        while j >= 0 and result[j] > current:
            result[j + 1] = result[j]
            j -= 1
        result[j + 1] = current
    return result


def selection_sort(numbers: list[int]) -> list[int]:
    result = numbers[:]
    for i in range(len(result)):
        smallest = i
        for j in range(i + 1, len(result)):
            if result[j] < result[smallest]:
                smallest = j
        result[i], result[smallest] = result[smallest], result[i]
    return result


def merge_sort(numbers: list[int]) -> list[int]:
    if len(numbers) <= 1:
        return list(numbers)
    middle = len(numbers) // 2
    left, right = merge_sort(numbers[:middle]), merge_sort(numbers[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def quick_sort(numbers: list[int]) -> list[int]:
    if not numbers:
        return []
    pivot, *rest = numbers
    return quick_sort([n for n in rest if n < pivot]) + [pivot] + quick_sort([n for n in rest if n >= pivot])


def counting_sort(numbers: list[int], limit: int = 100) -> list[int]:
    counts = [0] * limit
    for number in numbers:
        if not 0 <= number < limit:
            raise ValueError(f"{number} is out of range")
        counts[number] += 1
    result = []
    for number, count in enumerate(counts):
        result.extend([number] * count)
    return result


def heap_sort(numbers: list[int]) -> list[int]:
    heap = list(numbers)
    heapq.heapify(heap)
    return [heapq.heappop(heap) for _ in range(len(heap))]


def binary_search(numbers: list[int], wanted: int) -> int:
    """The index of a number in sorted numbers, -1 where it is not there."""
    low, high = 0, len(numbers) - 1
    while low <= high:
        middle = (low + high) // 2
        if numbers[middle] == wanted:
            return middle
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def first_at_least(numbers: list[int], limit: int) -> int:
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < limit:
            low = middle + 1
        else:
            high = middle
    return low


def linear_search(items: list[str], wanted: str) -> int:
    for index, item in enumerate(items):
        if item == wanted:
            return index
    return -1


def second_largest(numbers: list[int]) -> int | None:
    best = second = None
    for number in numbers:
        if best is None or number > best:
            best, second = number, best
        elif number != best and (second is None or number > second):
            second = number
    return second


def kth_smallest(numbers: list[int], k: int) -> int:
    if k < 1 or k > len(numbers):
        raise IndexError("there are not so many")
    return sorted(numbers)[k - 1]


def is_sorted(numbers: list[int]) -> bool:
    for one, other in zip(numbers, numbers[1:]):
        if one > other:
            return False
    return True


def merge_sorted(left: list[int], right: list[int]) -> list[int]:
    result = []
    i = j = 0
    while i < len(left) or j < len(right):
        if j == len(right) or (i < len(left) and left[i] <= right[j]):
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    return result


def unique(items: list[str]) -> list[str]:
    seen: set[str] = set()
    result = []
    for item in items:
        if item not in seen:
            seen.add(item)
            result.append(item)
    return result


def partition(numbers: list[int], test: Callable[[int], bool]) -> tuple[list[int], list[int]]:
    yes, no = [], []
    for number in numbers:
        if test(number):
            yes.append(number)
        else:
            no.append(number)
    return yes, no


def sort_by_length(words: list[str], descending: bool = False) -> list[str]:
    return sorted(words, key=lambda word: (len(word), word), reverse=descending)


def rotate(items: list[int], steps: int) -> list[int]:
    if not items:
        return []
    steps %= len(items)
    return items[-steps:] + items[:-steps] if steps else list(items)


def top_words(words: list[str], count: int = 3) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:count]
