"""Arithmetic."""

from __future__ import annotations

import math


def factorial(n: int) -> int:
    if n < 0:
        raise ValueError("negative")
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def greatest_common_divisor(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return abs(a)


def is_prime(n: int) -> bool:
    if n < 2:
        return False
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True


def primes_below(limit: int) -> list[int]:
    sieve = [True] * max(limit, 2)
    sieve[0] = sieve[1] = False
    for n in range(2, int(len(sieve) ** 0.5) + 1):
        if sieve[n]:
            for multiple in range(n * n, len(sieve), n):
                sieve[multiple] = False
    return [n for n, prime in enumerate(sieve) if prime]


def factors(n: int) -> list[int]:
    found = []
    divisor = 2
    while n > 1:
        if n % divisor == 0:
            found.append(divisor)
            n //= divisor
        else:
            divisor += 1
    return found


def digits_sum(n: int) -> int:
    total = 0
    n = abs(n)
    while n > 0:
        total += n % 10
        n //= 10
    return total


def to_binary(n: int) -> str:
    if n == 0:
        return "0"
    sign = "-" if n < 0 else ""
    n = abs(n)
    bits = ""
    while n:
        bits = str(n % 2) + bits
        n //= 2
    return sign + bits


def power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise ValueError("negative exponent")
    result = 1
    while exponent:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


def mean(numbers: list[float]) -> float:
    if not numbers:
        raise ValueError("no numbers")
    return sum(numbers) / len(numbers)


def median(numbers: list[int]) -> float | None:
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def clamp(value: int, low: int = 0, high: int = 100) -> int:
    if value < low:
        return low
    if value > high:
        return high
    return value


def collatz(n: int) -> list[int]:
    if n < 1:
        return []
    steps = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps.append(n)
    return steps


def is_armstrong(n: int) -> bool:
    text = str(n)
    return n >= 0 and n == sum(int(digit) ** len(text) for digit in text)


def running_total(numbers: list[int]) -> list[int]:
    totals = []
    total = 0
    for number in numbers:
        total += number
        totals.append(total)
    return totals


def largest_run(numbers: list[int]) -> int:
    """The largest sum of neighbours."""
    best = current = 0
    for number in numbers:
        current = max(0, current + number)
        best = max(best, current)
    return best


def pairs_with_sum(numbers: list[int], total: int) -> list[tuple[int, int]]:
    found = []
    for i in range(len(numbers)):
        for j in range(i + 1, len(numbers)):
            if numbers[i] + numbers[j] == total:
                found.append((numbers[i], numbers[j]))
    return found


def hypotenuse(a: float, b: float) -> float:
    return math.sqrt(a * a + b * b)


def percentage(part: int, whole: int, digits: int = 1) -> str:
    if whole == 0:
        return "-"
    return f"{round(100 * part / whole, digits)} %"


def roman(n: int) -> str:
    if not 0 < n < 4000:
        raise ValueError("no Roman number")
    result = ""
    for value, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            result += sign
            n -= value
    return result
