"""The files that are opened in a real editor, and what becomes of them."""

from __future__ import annotations

import json

PYTHON = '''"""Orders of the shop."""

import requests


def load(path):
    handle = open(path, encoding="utf-8")
    text = handle.read()
    handle.close()
    return text


def stock(url):
    reply = requests.get(url)
    return reply.json()


def names(orders):
    found = []
    for order in orders:
        found.append(order["name"])
    return found


def price(order, customer):
    if order["paid"]:
        if customer["vip"]:
            return order["price"] * 0.9
    return order["price"]
'''
PYTHON_FIXED = PYTHON.replace(
    """\
    handle = open(path, encoding="utf-8")
    text = handle.read()
    handle.close()
""",
    """\
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
""",
)
PYTHON_REWRITTEN = PYTHON_FIXED.replace("requests.get(url)", "requests.get(url, timeout=10)")
PYTHON_ENHANCED = PYTHON_REWRITTEN.replace(
    """\
    found = []
    for order in orders:
        found.append(order["name"])
    return found
""",
    """\
    found = [order["name"] for order in orders]
    return found
""",
).replace(
    """\
    if order["paid"]:
        if customer["vip"]:
            return order["price"] * 0.9
""",
    """\
    if order["paid"] and customer["vip"]:
        return order["price"] * 0.9
""",
)

TSX = """\
import { Badge, type Props } from "./Badge";

export function remind({ order }: Props) {
  if (!order.paid) {
    if (order.late) {
      send(<Badge name={order.name} />);
    }
  }
}

export async function loadAll(ids: string[]) {
  const orders = [];
  for (const id of ids) {
    orders.push(await fetchOrder(id));
  }
  return orders;
}

export function OrderRow({ order }: Props) {
  if (order.paid) {
    return <td>{order.name}</td>;
  } else {
    if (order.late) {
      remind({ order });
    }
    if (order.open) {
      close({ order });
    }
    return <Badge name={order.name} />;
  }
}

export function close({ order }: Props) {
  if (order.open) {
    if (order.paid) {
      archive(order);
    }
  }
}
"""
TSX_FIXED = TSX.replace(
    """\
  if (!order.paid) {
    if (order.late) {
      send(<Badge name={order.name} />);
    }
  }
""",
    """\
  if (!order.paid && order.late) {
    send(<Badge name={order.name} />);
  }
""",
)
TSX_REWRITTEN = TSX_FIXED.replace(
    """\
  const orders = [];
  for (const id of ids) {
    orders.push(await fetchOrder(id));
  }
""",
    """\
  const orders = await Promise.all(Array.from(ids, (id) => fetchOrder(id)));
""",
)
TSX_ENHANCED = TSX_REWRITTEN.replace(
    """\
  } else {
    if (order.late) {
      remind({ order });
    }
    if (order.open) {
      close({ order });
    }
    return <Badge name={order.name} />;
  }
}
""",
    """\
  }
  if (order.late) {
    remind({ order });
  }
  if (order.open) {
    close({ order });
  }
  return <Badge name={order.name} />;
}
""",
).replace(
    """\
  if (order.open) {
    if (order.paid) {
      archive(order);
    }
  }
""",
    """\
  if (order.open && order.paid) {
    archive(order);
  }
""",
)

MORE_PYTHON = (
    PYTHON
    + """

def totals(cursor, customers):
    for customer in customers:
        cursor.execute("SELECT sum(total) FROM orders WHERE customer = ?", (customer.id,))
        yield cursor.fetchone()
"""
)
MORE_PYTHON_PARTLY = MORE_PYTHON.replace(
    """\
    found = []
    for order in orders:
        found.append(order["name"])
    return found
""",
    """\
    found = [order["name"] for order in orders]
    return found
""",
)

CELLS = ("import requests", "def stock(url):\n    reply = requests.get(url)\n    return reply.json()", 'stock("here")')
CELLS_FIXED = (CELLS[0], CELLS[1].replace("(url)\n    return", "(url, timeout=10)\n    return"), CELLS[2])


def notebook(*cells: str) -> str:
    """A notebook of these cells, as it is saved."""
    every = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": cell.splitlines(keepends=True),
        }
        for number, cell in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": every,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1) + "\n"


def cells_of(text: str) -> tuple[str, ...]:
    return tuple("".join(cell["source"]) for cell in json.loads(text)["cells"])
