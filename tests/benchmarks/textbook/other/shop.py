"""The same functions, solved otherwise."""

from __future__ import annotations

from collections import defaultdict


def shipping(weight: float, express: bool = False) -> int:
    if weight <= 0:
        raise ValueError("no weight")
    price = 390 if weight < 1 else 590 if weight <= 5 else 990
    if express:
        price += price
    return price


def discount(total: int, member: bool, coupon: str | None = None) -> int:
    if coupon == "HALF":
        return total * 50 // 100
    percent = (5 if member else 0) + (10 if total >= 10000 else 0)
    return total * percent // 100


def reorder(stock: dict[str, int], minimum: int = 5) -> list[str]:
    return sorted(name for name in stock if stock[name] < minimum)


def group_orders(orders: list[dict[str, int]]) -> dict[int, list[int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for order in orders:
        groups[order.get("customer", 0)].append(order.get("total", 0))
    return dict(groups)


def tax(income: int) -> int:
    if income <= 10000:
        return 0
    if income <= 30000:
        return (income - 10000) * 20 // 100
    return 4000 + (income - 30000) * 40 // 100


def grade(points: int) -> str:
    for limit, mark in ((90, "A"), (80, "B"), (70, "C")):
        if points >= limit:
            return mark
    return "F"


def check_password(password: str) -> list[str]:
    checks = {
        "too short": len(password) < 8,
        "no digit": all(not letter.isdigit() for letter in password),
        "no capital letter": password.lower() == password,
    }
    return [problem for problem, found in checks.items() if found]


def luhn(number: str) -> bool:
    digits = [int(letter) for letter in number[::-1]]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def split_bill(total: int, people: int) -> list[int]:
    if people < 1:
        raise ValueError("no people")
    return [(total + people - 1 - i) // people for i in range(people)]
