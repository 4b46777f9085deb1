"""What stands before a program for an interpreter of a smaller Python: no classes, no generators, plain data only."""

from __future__ import annotations

import json
import time
from typing import Any

_b_steps = [0, 20000]
_b_taken: list[int] = []


def _b_step() -> None:
    _b_steps[0] += 1
    if _b_steps[0] > _b_steps[1]:
        raise KeyboardInterrupt("steps")


def _b_handled(number: int) -> None:
    if _b_steps[0] > _b_steps[1]:
        raise KeyboardInterrupt("steps")
    if number >= 0:
        _b_taken.append(number)


def _b_branch(number: int) -> None:
    _b_taken.append(number)


def _b_if(value: Any, number: int) -> bool:
    if value:
        _b_taken.append(number)
        return True
    _b_taken.append(number + 1)
    return False


def _b_or(value: Any, number: int) -> Any:
    _b_taken.append(number if value else number + 1)
    return value


def _b_loop(iterable: Any, number: int) -> Any:
    if not isinstance(iterable, (list, tuple, dict, str, set, range)):
        iterable = list(iterable)
    if number >= 0:
        _b_taken.append(number if len(iterable) > 0 else number + 1)
    return iterable


def _b_items(iterable: Any, number: int) -> Any:
    iterable = _b_loop(iterable, number)
    _b_steps[0] += len(iterable)
    if _b_steps[0] > _b_steps[1]:
        raise KeyboardInterrupt("steps")
    return iterable


def _b_real(number: float) -> str:
    if number != number:
        return "nan"
    if number == float("inf"):
        return "inf"
    if number == -float("inf"):
        return "-inf"
    text = format(number, ".12g")
    return text if "." in text or "e" in text else text + ".0"


def _b_encode(value: Any, depth: int) -> str:
    if depth > 24:
        return "..."
    if value is None or value is True or value is False or isinstance(value, (str, bytes)):
        return repr(value)
    if isinstance(value, int):
        return str(value) if -(10**1000) < value < 10**1000 else hex(value)
    if isinstance(value, float):
        return _b_real(value)
    if isinstance(value, list):
        return "[" + ", ".join([_b_encode(item, depth + 1) for item in value]) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join([_b_encode(item, depth + 1) for item in value]) + (",)" if len(value) == 1 else ")")
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join([_b_encode(key, depth + 1) + ": " + _b_encode(item, depth + 1) for key, item in value.items()])
            + "}"
        )
    if isinstance(value, set):
        return "{" + ", ".join(sorted([_b_encode(item, depth + 1) for item in value])) + "}" if value else "set()"
    if isinstance(value, range):
        return repr(value)
    name = type(value).__name__
    if name in ("dict_keys", "dict_values", "dict_items"):
        return name + "([" + ", ".join([_b_encode(item, depth + 1) for item in list(value)]) + "])"
    return "<function>" if name in ("function", "builtin_function_or_method") else "<" + name + ">"


def _b_changeable(value: Any, path: str, found: list[Any], notes: list[str], depth: int) -> None:
    if depth > 6 or len(found) >= 60 or not isinstance(value, (list, dict, set, tuple)):
        return
    if not isinstance(value, tuple):
        for known in found:
            if known[0] is value:
                notes.append(path + " is " + known[1])
                return
        found.append((value, path))
    if isinstance(value, dict):
        for key, item in value.items():
            _b_changeable(item, path + "[" + repr(key) + "]", found, notes, depth + 1)
    elif not isinstance(value, set):
        for index in range(len(value)):
            if isinstance(value[index], (list, dict, set, tuple)):
                _b_changeable(value[index], path + "[" + str(index) + "]", found, notes, depth + 1)


def _b_sharing(value: Any, args: list[Any], kwargs: dict[str, Any]) -> str:
    """Which lists, dicts and sets stand in two places, arguments or what was returned: who changes one changes both."""
    found: list[Any] = []
    notes: list[str] = []
    for index in range(len(args)):
        _b_changeable(args[index], "arguments[" + str(index) + "]", found, notes, 0)
    for name in kwargs:
        _b_changeable(kwargs[name], "arguments['" + name + "']", found, notes, 0)
    for known in found:
        if known[0] is value:
            return " where " + ", ".join(notes) if notes else ""
    _b_changeable(value, "result", found, notes, 0)
    return " where " + ", ".join(notes) if notes else ""


def _b_outcome(value: Any, args: list[Any], kwargs: dict[str, Any]) -> str:
    if isinstance(value, (list, dict, set)):
        for index in range(len(args)):
            if args[index] is value:
                return "<arguments[" + str(index) + "]>"
        for name in kwargs:
            if kwargs[name] is value:
                return "<arguments['" + name + "']>"
    return _b_encode(value, 0)


def _b_case(make: Any) -> dict[str, Any]:
    _b_taken.clear()
    _b_steps[0] = 0
    seen: dict[str, Any] = {
        "ending": "returned", "value": "", "exception": "", "message": "", "arguments": "", "globals": "", "output": "",
        "trace": [], "clock": 0,
    }  # fmt: skip
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    value: Any = None
    steps = 0
    try:
        function = _b_module()  # type: ignore[name-defined] # noqa: F821
        given = make()
        args = list(given[0])
        kwargs = given[1]
        value = function(*args, **kwargs)
        steps = _b_steps[0]
        seen["value"] = _b_outcome(value, args, kwargs)
    except (RecursionError, MemoryError):
        seen["ending"] = "unfinished"
    except BaseException as error:
        steps = _b_steps[0]
        if steps > _b_steps[1]:
            seen["ending"] = "unfinished"
        else:
            seen["ending"] = "raised"
            seen["exception"] = type(error).__name__
            seen["message"] = str(error)[:300]
    _b_steps[0] = 0
    if seen["ending"] != "unfinished":
        seen["arguments"] = _b_encode(tuple(args), 0) + (" " + _b_encode(kwargs, 0) if kwargs else "")
        seen["arguments"] += _b_sharing(value, args, kwargs)
    seen["branches"] = sorted(set(_b_taken))
    seen["steps"] = steps
    return seen


def _b_run(cases: list[Any]) -> str:
    return json.dumps([_b_case(case[1]) for case in cases])


def _b_time(case: Any, rounds: int) -> str:
    fewest = 1000000.0
    for _ in range(rounds):
        function = _b_raw()  # type: ignore[name-defined] # noqa: F821
        given = case[1]()
        start = time.perf_counter()
        try:
            function(*given[0], **given[1])
        except Exception:
            fewest = min(fewest, time.perf_counter() - start)
        fewest = min(fewest, time.perf_counter() - start)
    return json.dumps(fewest)
