"""The files that the servers are measured on."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Subject:
    """A file, and a line within one of its functions, near its middle (from 0), at whose end a person types."""

    name: str
    language: str
    text: str
    line: int


def python(copies: int = 1) -> Subject:
    """The standard library's argparse.py, so many times one after the other."""
    text = Path(argparse.__file__).read_text(encoding="utf-8")
    lines = text.splitlines()
    inside = next(
        row
        for row in range(len(lines) // 2, len(lines))
        if lines[row].startswith("        self.") and lines[row + 1].startswith("        self.")
    )
    name = "argparse.py" if copies == 1 else f"argparse.py x {copies}"
    return Subject(name, "python", text * copies, copies // 2 * text.count("\n") + inside)


def javascript(lines: int = 2350) -> Subject:
    """A module of so many lines, made of handlers and functions as people write them."""
    block = _JAVASCRIPT.count("\n")
    blocks = [_JAVASCRIPT.replace("Thing", f"Thing{number}") for number in range((lines - 3) // block + 1)]
    text = "".join((_HEAD + "".join(blocks)).splitlines(keepends=True)[: 3 + (lines - 3) // block * block])
    rows = text.splitlines()
    inside = next(row for row in range(len(rows) // 2, len(rows)) if rows[row].startswith("  return"))
    return Subject("shop.js", "javascript", text, inside)


_HEAD = """\
const express = require("express");
const db = require("./db");
const router = express.Router();
"""

_JAVASCRIPT = """\
router.get("/thing/:id", async (req, res) => {
  const found = await db.findThing(req.params.id);
  if (!found) {
    return res.status(404).json({ error: "no such thing" });
  }
  res.json({ id: found.id, name: found.name, price: found.price });
});

/** The price of all that is in a basket, in cents. */
function totalOfThing(items, discount) {
  let total = 0;
  for (const item of items) {
    if (item.price > 0 && item.count > 0) {
      total += item.price * item.count;
    }
  }
  return discount ? Math.round(total * (1 - discount)) : total;
}

class Thing {
  constructor(id, name) {
    this.id = id;
    this.name = name.trim();
  }
}

"""
