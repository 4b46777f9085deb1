"""The same functions, solved otherwise."""

from __future__ import annotations

import math
from itertools import accumulate, combinations


def factorial(n: int) -> int:
    if n < 0:
        raise ValueError("no factorial")
    return math.prod(range(1, n + 1))


def greatest_common_divisor(a: int, b: int) -> int:
    return abs(a) if b == 0 else greatest_common_divisor(b, a % b)


def is_prime(n: int) -> bool:
    return n >= 2 and all(n % divisor for divisor in range(2, math.isqrt(n) + 1))


def factors(n: int) -> list[int]:
    if n <= 1:
        return []
    smallest = next(d for d in range(2, n + 1) if n % d == 0)
    return [smallest, *factors(n // smallest)]


def digits_sum(n: int) -> int:
    return sum(int(digit) for digit in str(abs(n)))


def to_binary(n: int) -> str:
    return format(n, "b")


def power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise ValueError("not a whole number")
    return base**exponent


def median(numbers: list[int]) -> float | None:
    ordered = sorted(numbers)
    if not ordered:
        return None
    half, odd = divmod(len(ordered), 2)
    return float(ordered[half]) if odd else (ordered[half - 1] + ordered[half]) / 2


def is_armstrong(n: int) -> bool:
    if n < 0:
        return False
    total = 0
    for digit in str(n):
        total += int(digit) ** len(str(n))
    return total == n


def running_total(numbers: list[int]) -> list[int]:
    return list(accumulate(numbers))


def largest_run(numbers: list[int]) -> int:
    best = current = 0
    for number in numbers:
        current += number
        if current < 0:
            current = 0
        if current > best:
            best = current
    return best


def pairs_with_sum(numbers: list[int], total: int) -> list[tuple[int, int]]:
    return [(one, other) for one, other in combinations(numbers, 2) if one + other == total]


def roman(n: int) -> str:
    if n <= 0 or n >= 4000:
        raise ValueError("out of range")
    thousands, rest = divmod(n, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)

    def place(digit: int, one: str, five: str, ten: str) -> str:
        if digit == 9:
            return one + ten
        if digit >= 5:
            return five + one * (digit - 5)
        return one + five if digit == 4 else one * digit

    return "M" * thousands + place(hundreds, "C", "D", "M") + place(tens, "X", "L", "C") + place(ones, "I", "V", "X")
