"""What of a request's data stands in Python code, by the names that frameworks give it."""

from __future__ import annotations

import re


def reads_request(text: str) -> bool:
    """Whether an expression takes something that whoever sends the request has a say in: `request.args["name"]`."""
    return _PART.search(text) is not None


def is_part_of_request(text: str) -> bool:
    """Whether an expression is that from its first name on, with nothing around it."""
    return _PART.match(text.removeprefix("self.")) is not None


_PART = re.compile(
    r"\brequest\.(?:args|form|values|data|files|cookies|headers|json|get_data|get_json|GET|POST|FILES|COOKIES|body|stream"
    r"|query|query_params|path_params|match_info)\b"
)
