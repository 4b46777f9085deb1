"""What well-known functions take and give: an argument of one of them is of that kind."""

from __future__ import annotations

import ast

from burnish.behaviour.python.outline import last_name
from burnish.behaviour.values import Kind
from burnish.text import words

NUMBER: tuple[Kind, ...] = ("int", "float")
WALKERS = words("list tuple set frozenset sorted sum min max any all enumerate reversed iter zip deque Counter chain")
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
WRITTEN: dict[str, tuple[str, ...]] = {
    "urlparse": ("http://u@h:80/p;q?k=v#f",), "urlsplit": ("http://u@h:80/p?k=v#f",), "parse_qs": ("a=1&b=2&a=",),
    "parse_qsl": ("a=1&b=2&a=",), "unquote": ("a%20b",), "IPv4Address": ("127.0.0.1",), "IPv6Address": ("::1",),
    "ip_address": ("127.0.0.1", "::1"), "ip_network": ("10.0.0.0/8",), "UUID": ("12345678-1234-5678-1234-567812345678",),
    "fromisoformat": ("2024-02-29T12:30:00+02:00", "2024-02-29"), "loads": ('{"a": [1, null]}', "[1]"),
    "literal_eval": ("[1, 'a']",), "b64decode": ("YWI=",), "fromhex": ("ff00",), "unhexlify": ("ff00",),
    "parsedate": ("Thu, 29 Feb 2024 12:30:00 +0100",), "parsedate_tz": ("Thu, 29 Feb 2024 12:30:00 +0100",),
    "parsedate_to_datetime": ("Thu, 29 Feb 2024 12:30:00 +0100",), "splitext": ("a/b.tar.gz",), "basename": ("/a/b.c",),
    "dirname": ("/a/b.c",), "PurePosixPath": ("/a/b.c",), "Path": ("/a/b.c",), "Decimal": ("1.50",), "Fraction": ("3/4",),
    "fromstring": ("<a b='1'>c</a>",), "parseaddr": ("A B <a@b.c>",), "shlex": ("a 'b c'",),
}  # fmt: skip
"""Texts that well-known parsers can read."""
MAKING_TEXT = frozenset({"str", "repr", "join", "format", "strip", "lower", "upper", "title", "strftime", "isoformat"})


def is_text(node: ast.expr) -> bool:
    """Whether an expression is certainly text, so that what is joined to it is text too."""
    if isinstance(node, ast.BinOp):
        text = is_text(node.left)
        return text or (isinstance(node.op, ast.Add) and is_text(node.right))
    if isinstance(node, ast.Call):
        return last_name(node.func) in MAKING_TEXT
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
