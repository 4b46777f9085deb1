"""Accounts, carts, stock: objects with state, and the rules of a business."""

from __future__ import annotations

from dataclasses import dataclass, field


class Account:
    """Money in cents."""

    def __init__(self, owner: str, balance: int = 0) -> None:
        self.owner = owner
        self.balance = balance
        self.history: list[tuple[str, int]] = []

    def deposit(self, amount: int) -> int:
        if amount <= 0:
            raise ValueError("nothing to deposit")
        self.balance += amount
        self.history.append(("deposit", amount))
        return self.balance

    def withdraw(self, amount: int, limit: int = 100000) -> int:
        if amount <= 0 or amount > limit:
            raise ValueError("this cannot be withdrawn")
        if amount > self.balance:
            raise RuntimeError("not enough money")
        self.balance -= amount
        self.history.append(("withdraw", amount))
        return self.balance

    def interest(self, rate: float, years: int = 1) -> float:
        return round(self.balance * (1 + rate / 100) ** years - self.balance, 2)


class Stack:
    """Last in, first out, with a limit."""

    def __init__(self, limit: int | None = None) -> None:
        self.items: list[int] = []
        self.limit = limit

    def push(self, item: int) -> bool:
        if self.limit is not None and len(self.items) >= self.limit:
            return False
        self.items.append(item)
        return True

    def pop(self, default: int | None = None) -> int | None:
        if not self.items:
            return default
        return self.items.pop()


class Cache:
    """The least recently used goes first."""

    def __init__(self, size: int = 2) -> None:
        self.size = size
        self.entries: dict[str, int] = {}

    def get(self, key: str) -> int | None:
        if key not in self.entries:
            return None
        value = self.entries.pop(key)
        self.entries[key] = value
        return value

    def put(self, key: str, value: int) -> None:
        self.entries.pop(key, None)
        self.entries[key] = value
        if len(self.entries) > self.size:
            oldest = next(iter(self.entries))
            del self.entries[oldest]


@dataclass
class Line:
    name: str
    price: int
    count: int = 1


@dataclass
class Cart:
    """What somebody is about to buy."""

    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, price: int, count: int = 1) -> None:
        for line in self.lines:
            if line.name == name:
                line.count += count
                return
        self.lines.append(Line(name, price, count))

    def total(self, discount: int = 0) -> int:
        total = sum(line.price * line.count for line in self.lines)
        return total - total * discount // 100


def shipping(weight: float, express: bool = False) -> int:
    if weight <= 0:
        raise ValueError("nothing to ship")
    if weight < 1:
        price = 390
    elif weight <= 5:
        price = 590
    else:
        price = 990
    return price * 2 if express else price


def discount(total: int, member: bool, coupon: str | None = None) -> int:
    percent = 0
    if member:
        percent += 5
    if total >= 10000:
        percent += 10
    if coupon == "HALF":
        percent = 50
    return total * percent // 100


def reorder(stock: dict[str, int], minimum: int = 5) -> list[str]:
    missing = []
    for name, count in stock.items():
        if count < minimum:
            missing.append(name)
    missing.sort()
    return missing


def remove_stock(stock: dict[str, int], name: str, count: int) -> dict[str, int]:
    """Changes the stock that it is given."""
    if name not in stock:
        raise KeyError(name)
    if stock[name] < count:
        raise ValueError("not enough")
    stock[name] -= count
    if stock[name] == 0:
        del stock[name]
    return stock


def group_orders(orders: list[dict[str, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for order in orders:
        groups.setdefault(order.get("customer", 0), []).append(order.get("total", 0))
    return groups


def change(amount: int, coins: tuple[int, ...] = (200, 100, 50, 20, 10, 5, 2, 1)) -> list[int]:
    given = []
    for coin in coins:
        while amount >= coin:
            given.append(coin)
            amount -= coin
    return given


def tax(income: int) -> int:
    brackets = [(0, 10000, 0), (10000, 30000, 20), (30000, None, 40)]
    owed = 0
    for low, high, rate in brackets:
        if income > low:
            top = income if high is None else min(income, high)
            owed += (top - low) * rate // 100
    return owed


def grade(points: int) -> str:
    if points >= 90:
        return "A"
    elif points >= 80:
        return "B"
    elif points >= 70:
        return "C"
    else:
        return "F"


def check_password(password: str) -> list[str]:
    problems = []
    if len(password) < 8:
        problems.append("too short")
    if not any(letter.isdigit() for letter in password):
        problems.append("no digit")
    if password.lower() == password:
        problems.append("no capital letter")
    return problems


def luhn(number: str) -> bool:
    total = 0
    for index, letter in enumerate(reversed(number)):
        digit = int(letter)
        if index % 2 == 1:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


def invoice(customer: str, lines: list[tuple[str, int, int]]) -> str:
    text = f"Invoice for {customer}\n"
    total = 0
    for name, price, count in lines:
        cost = price * count
        total += cost
        text += f"{count} x {name}: {cost / 100:.2f}\n"
    text += f"Total: {total / 100:.2f}"
    return text


def split_bill(total: int, people: int) -> list[int]:
    if people <= 0:
        raise ValueError("nobody pays")
    share, rest = divmod(total, people)
    return [share + 1 if i < rest else share for i in range(people)]
