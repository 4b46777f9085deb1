"""Burnish in a real Neovim, with its built-in client and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

BEFORE = """\
def load(path):
    handle = open(path, encoding="utf-8")
    text = handle.read()
    handle.close()
    return text


def names(orders):
    # the first names only: š is one letter
    found = []
    for order in orders:
        found.append(order["name"])
    return found
"""

AFTER = """\
def load(path):
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    return text


def names(orders):
    # the first names only: š is one letter
    found = [order["name"] for order in orders]
    return found
"""


def test_quick_fixes(neovim: str, burnish: str, workspace: Path) -> None:
    file = workspace / "orders.py"
    file.write_text(BEFORE, encoding="utf-8")

    seen = edit(
        neovim,
        burnish,
        file,
        {11: "Burnish: Build 'found' with a list comprehension", 2: "Burnish: Open the file in a with block"},
    )

    assert [(one["line"], one["code"]) for one in seen["before"]] == [
        (2, "readability/use-context-manager"),
        (11, "readability/loop-to-comprehension"),
    ]
    assert "stays open" in seen["hover"]
    assert file.read_text(encoding="utf-8") == AFTER


def test_a_react_file(neovim: str, burnish: str, workspace: Path) -> None:
    file = workspace / "Row.tsx"
    file.write_text(
        "export function warn(order: Order) {\n"
        "  if (!order.paid) {\n"
        "    if (order.late) {\n"
        "      remind(<Row order={order} />);\n"
        "    }\n"
        "  }\n"
        "}\n",
        encoding="utf-8",
    )

    edit(neovim, burnish, file, {2: "Burnish: Join the nested conditions with &&"})

    assert file.read_text(encoding="utf-8") == (
        "export function warn(order: Order) {\n"
        "  if (!order.paid && order.late) {\n"
        "    remind(<Row order={order} />);\n"
        "  }\n"
        "}\n"
    )


def edit(neovim: str, burnish: str, file: Path, actions: dict[int, str]) -> dict[str, Any]:
    """Opens a file in Neovim and applies an action at each line, in that order, until no finding is left."""
    done = subprocess.run(
        [neovim, "--headless", "--clean", "-n", "-c", f"luafile {HERE / 'neovim.lua'}"],
        env=os.environ
        | {
            "WORKSPACE": str(file.parent),
            "FILE": file.name,
            "SERVER": burnish,
            "ACTIONS": "".join(f"{line}\t{title}\n" for line, title in actions.items()),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    seen: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    assert "failure" not in seen, seen["failure"]
    return seen
