"""What well-known functions take: an argument of one of them is of that kind."""

from __future__ import annotations

from burnish.behaviour.values import Kind

NUMBER: tuple[Kind, ...] = ("int", "float")
WALKERS = frozenset(
    [
        "list",
        "tuple",
        "set",
        "frozenset",
        "sorted",
        "sum",
        "min",
        "max",
        "any",
        "all",
        "enumerate",
        "reversed",
        "iter",
        "zip",
        "deque",
        "Counter",
        "chain",
    ]
)
GIVEN: dict[str, tuple[Kind, ...]] = {
    "range": ("int",), "chr": ("int",), "hex": ("int",), "bin": ("int",), "oct": ("int",), "ord": ("str",), "open": ("str",),
    "abs": NUMBER, "round": NUMBER, "divmod": NUMBER, "int": ("str", "int", "float"), "float": ("str", "float", "int"),
    "sqrt": NUMBER, "floor": NUMBER, "ceil": NUMBER, "isnan": NUMBER, "gcd": ("int",), "log": NUMBER,
    "loads": ("str",), "Path": ("str",), "Decimal": ("str", "int"), "strptime": ("str",), "fromisoformat": ("str",),
    "import_module": ("str",), "quote": ("str",), "urlparse": ("str",), "urlsplit": ("str",), "dedent": ("str",),
    "escape": ("str",), "listdir": ("str",), "exists": ("str",), "basename": ("str",), "dirname": ("str",),
    "splitext": ("str",), "timedelta": ("int",), "sleep": ("int",),
}  # fmt: skip
SECOND_TEXT = frozenset(["match", "search", "fullmatch", "findall", "finditer", "split"])
