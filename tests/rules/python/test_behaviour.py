"""What the safe fixes of Python rules make of a program does what the program did."""

import random
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rule import Safety
from burnish.rules import rule_of

PROJECT = Project.empty()


def fixed(rule_id: str, source: str) -> tuple[str, int]:
    """The source after applying the rule's safe fixes until none is left, and how many there were."""
    rule = rule_of(rule_id, "python")
    assert rule is not None
    document = Document.of("a.py", source)
    for count in range(200):
        fixes = (rule.fix_of(finding, document, PROJECT) for finding in analyze(document, PROJECT, (rule,)))
        fix = next((one for one in fixes if one is not None and (one.safety or rule.safety) is Safety.SAFE), None)
        if fix is None:
            return document.text, count
        document = document.edited(fix.edits)
    raise AssertionError("the fixes do not come to an end")


def outcome(source: str, path: Path) -> list[object]:
    """What `f(log, path)` logs and gives or raises."""
    log: list[object] = []
    names: dict[str, Any] = {"ROWS": [1, 2, 3], "WORDS": ["1", "b"]}
    exec(compile(source, "program", "exec"), names)
    path.write_text("one\ntwo\nthree\n")
    try:
        log.append(("gives", names["f"](log, path)))
    except (ArithmeticError, LookupError, NameError, OSError, TypeError, ValueError) as error:
        log.append(("raises", type(error), str(error)))
    return log


class Programs:
    """Random functions of nested conditions and loops, over `t` (which logs) and `c` (a condition that logs)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def function(self) -> str:
        return "def f(t, c):\n" + self.block(1, False, self.random.random() < 0.4)

    def block(self, depth: int, in_loop: bool, gives: bool) -> str:
        lines = [
            self.statement(depth, in_loop, gives) for _ in range(self.random.choice([1, 1, 2, 3]) if depth > 1 else 4)
        ]
        if depth > 1 and self.random.random() < 0.3:
            jumps = [f"return {self.next()}" if gives else "return", f"raise ValueError({self.next()})"]
            lines.append(
                "    " * depth + self.random.choice([*jumps, "continue", "break"] if in_loop else jumps) + "\n"
            )
        return "".join(lines)

    def statement(self, depth: int, in_loop: bool, gives: bool) -> str:
        kind, indentation = self.random.random(), "    " * depth
        if depth > 5 or kind < 0.3:
            return f"{indentation}t({self.next()})\n"
        inner = self.block(depth + 1, in_loop or kind >= 0.85, gives)
        if kind >= 0.85:
            head = self.random.choice(["for i in (1, 2):", f"while c({self.next()}):"])
            other = f"{indentation}else:\n{indentation}    t({self.next()})\n" if self.random.random() < 0.3 else ""
            return f"{indentation}{head}\n{inner}{other}"
        if kind >= 0.8:
            return f"{indentation}try:\n{inner}{indentation}finally:\n{indentation}    t({self.next()})\n"
        text = f"{indentation}if {self.condition()}:\n{inner}"
        if self.random.random() < 0.2:
            text += f"{indentation}elif {self.condition()}:\n{self.block(depth + 1, in_loop, gives)}"
        if self.random.random() < 0.3:
            text += f"{indentation}else:\n{self.block(depth + 1, in_loop, gives)}"
        return text

    def condition(self) -> str:
        n = self.next()
        return self.random.choice(
            [
                f"c({n})",
                f"not c({n})",
                f"c({n}) is True",
                f"c({n}) == c({n + 1})",
                f"c({n}) or c({n + 1})",
                f"c({n}) and not c({n + 1})",
                f"c({n}) if c({n + 1}) else c({n + 2})",
                f"not (c({n}) or c({n + 1}))",
                f"0 < c({n}) < 2",
                f"(x := c({n}))",
                f"c({n}) not in (c({n + 1}), None)",
                f"c({n}) < float('nan')",
            ]
        )

    def next(self) -> int:
        self.count += 3
        return self.count


def trace(source: str, seed: int) -> list[object]:
    log: list[object] = []

    def t(n: int) -> None:
        log.append(n)
        if len(log) > 300:
            raise OverflowError

    def c(n: int) -> bool:
        t(-n)
        return (((n * 2654435761 + seed * 40503 * (n % 97 + 1)) >> 7) + len(log)) % 2 == 1

    names: dict[str, Any] = {}
    exec(compile(source, "program", "exec"), names)
    try:
        log.append(("gives", names["f"](t, c)))
    except (ValueError, OverflowError) as error:
        log.append(repr(error))
    return log


def test_flattened_conditions_are_tested_in_the_same_order_and_lead_to_the_same() -> None:
    fixes = 0
    for seed in range(200):
        source = Programs(seed).function()
        flat, count = fixed("readability/flatten-nested-conditions", source)
        fixes += count
        for run in range(12 if count else 0):
            assert trace(flat, run) == trace(source, run), f"{source}\n{flat}"
    assert fixes > 100


LOOPS = [
    "def f(log, path, x=ROWS):\n    found = []\n    for x in x:\n        if x > 1:\n            found.append(x)\n    return found\n",
    "def f(log, path):\n    found = {}\n    for a, *rest in [ROWS] if path else []:\n        found[a] = rest\n    return found\n",
    "def f(log, path):\n    found = []\n    for x in ROWS:\n        if x or log:\n            found.append(x if x > 1 else -x)\n    return found\n",
    "def f(log, path):\n    found = []\n    for x in ROWS:\n        found.append(sum(y for y in range(x)))\n    for x in ROWS:\n        log.append(x)\n    return found\n",
    "def f(log, path):\n    found = {}\n    for x in ROWS:\n        found[[x]] = 1\n    return found\n",
    "def f(log, path):\n    for x in WORDS:\n        if int(x) > 1:\n            return True\n    return False\n",
]
TEXTS = [
    "def f(log, path):\n    text = ''\n    for x in ROWS:\n        if x > 5:\n            break\n        text = f'{x},' + text\n    else:\n"
    "        text = 'end' + text\n    return text\n",
    "def f(log, path):\n    text = '<'\n    for x in WORDS:\n        try:\n            text = f'{int(x)}' + text\n        except ValueError:\n"
    "            text = '?' + text\n        finally:\n            text = '!' + text\n    return text\n",
    "def f(log, path):\n    return list(g())\n\ndef g():\n    text = ''\n    for x in ROWS:\n        text = f'{x},' + text\n        yield x\n    yield text\n",
    "def f(log, path, text='old'):\n    log.append(text)\n    text = ''\n    for x in ROWS:\n        text = str(x) + text\n    return text\n",
]
FILES = [
    "import csv\n\ndef f(log, path):\n    handle = open(path)\n    rows = csv.reader(handle)\n    for row in rows:\n        if row == ['two']:\n"
    "            break\n        log.append(row)\n    handle.close()\n",
    "def f(log, path):\n    out = open(path, 'a')\n    out.write('''a\n  b\n''')\n    if True and \\\n       not log:\n        out.write('c')\n    out.close()\n"
    "    return path.read_text()\n",
    "def f(log, path):\n    return list(g(path))\n\ndef g(path):\n    handle = open(path)\n    for line in handle:\n        yield line\n    handle.close()\n",
]


@pytest.mark.parametrize(
    ("rule_id", "source"),
    [
        *(("readability/loop-to-comprehension", one) for one in LOOPS),
        *(("performance/string-concatenation-in-loop", one) for one in TEXTS),
        *(("readability/use-context-manager", one) for one in FILES),
    ],
)
def test_a_fixed_program_does_the_same(rule_id: str, source: str, tmp_path: Path) -> None:
    after, count = fixed(rule_id, source)
    assert count == 1
    assert outcome(after, tmp_path / "x.txt") == outcome(source, tmp_path / "x.txt")


@pytest.mark.parametrize(
    "source",
    [
        # Each generator would see another value of `x`.
        "def f(log, path):\n    found = []\n    for x in ROWS:\n        found.append((x * y for y in ROWS))\n    for x in ROWS:\n"
        "        log.append(x)\n    return [list(one) for one in found]\n",
        # The variable is read by its name as text.
        "def f(log, path):\n    found = []\n    for x in ROWS:\n        found.append(x)\n    return '%(x)s' % locals()\n",
        "def f(log, path):\n    found = []\n    for x in ROWS:\n        found.append(x)\n    return eval('x')\n",
        # The variable is another function's too.
        "def f(log, path):\n    global x\n    found = []\n    for x in ROWS:\n        found.append(x)\n    return g()\n\ndef g():\n    return x\n",
        # `all` and `list` are not Python's.
        "def f(log, all):\n    for x in all:\n        if x.bad:\n            return False\n    return True\n",
        "def any(xs):\n    return 5\n\ndef f(log, path):\n    for x in ROWS:\n        if x > 2:\n            return True\n    return False\n",
        "def f(log, path, list=tuple):\n    found = list()\n    for x in ROWS:\n        found.append(x)\n    return found\n",
        # The loop runs a generator that looks at the list.
        "def f(log, path):\n    new = (x for x in 'abab' if x not in found)\n    found = []\n    for x in new:\n        found.append(x)\n"
        "    return found\n",
        # The code looks at its own frame.
        "import sys\n\ndef f(log, path):\n    found = []\n    for x in ROWS:\n        found.append(sys._getframe().f_code.co_name)\n    return found\n",
    ],
)
def test_a_loop_that_means_more_than_a_comprehension_stays(source: str) -> None:
    assert fixed("readability/loop-to-comprehension", source) == (source, 0)


@pytest.mark.parametrize(
    "source",
    [
        "def f(log, path, str=len):\n    text = ''\n    for x in ROWS:\n        text = str(x) + text\n    return text\n",
        "def f(log, path):\n    text = ''  # type: str\n    for x in ROWS:\n        text = f'{x}' + text\n        log.append(x)\n    return text\n",
        "def f(log, path):\n    text = ''\n    for x in ROWS:\n        text = '%(x)s%(text)s' % locals() + text\n    return text\n",
        "def f(log, path):\n    sizes = (len(text) for x in ROWS)\n    text = ''\n    for x in sizes:\n        text = f'{x},' + text\n    return text\n",
    ],
)
def test_a_string_whose_parts_are_not_surely_strings_or_that_is_watched_is_not_joined_as_safe(source: str) -> None:
    assert fixed("performance/string-concatenation-in-loop", source) == (source, 0)


@pytest.mark.parametrize(
    "between",
    [
        "if path:\n    return (line for line in handle)",
        "if path:\n    return handle.readline",
        "rows = csv.reader(handle)\nif path:\n    return rows",
        "lines = map(str.strip, handle)\nrows = filter(None, lines)\nif path:\n    return rows",
        "for handle in [path]:\n    log.append(handle)",
        "import io as handle",
        "global handle\nint(handle.readline())",
    ],
)
def test_a_file_that_is_used_after_the_block_stays_open(between: str) -> None:
    lines = f"handle = open(path)\n{between}\nlog.append(1)\nhandle.close()\n".splitlines(keepends=True)
    source = "def f(log, path):\n" + "".join("    " + line for line in lines)
    assert fixed("readability/use-context-manager", source) == (source, 0)


@pytest.mark.parametrize(
    "source",
    [
        """
        def f(log, path):
            try:
                handle = open(path)
                number = int(handle.readline())
                handle.close()
            except ValueError:
                return handle.read()
        """,
        """
        def f(log, paths):
            for path in paths:
                handle = open(path)
                if handle.readline():
                    break
                handle.close()
            return handle.read()
        """,
        """
        def f(log, path):
            with suppress(ValueError):
                handle = open(path)
                int(handle.readline())
                handle.close()
            return handle.read()
        """,
    ],
)
def test_a_file_that_is_read_on_after_an_exception_or_a_break_stays_open(source: str) -> None:
    assert fixed("readability/use-context-manager", dedent(source)) == (dedent(source), 0)
