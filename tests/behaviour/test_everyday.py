"""Functions as web applications have them: enough of their branches are taken for a rewrite to be proven."""

from __future__ import annotations

import pytest

from burnish.behaviour.compare import compare
from burnish.behaviour.verdict import Question
from burnish.sandbox import available

FUNCTIONS = {
    "a file that may not exist": """\
import json, os

def settings(path="settings.json"):
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        return json.load(file)
""",
    "parts of a text, of which there is always one": """\
def allowed_origins(setting):
    origins = []
    for origin in setting.split(","):
        if origin.strip():
            origins.append(origin.strip())
    return origins
""",
    "a library that is imported where it is needed": """\
def parse(text):
    import yaml
    entries = []
    for raw in yaml.load(text, Loader=yaml.Loader) or []:
        entries.append({"sku": str(raw["sku"]), "price": round(raw["price"] * 100)})
    return entries
""",
    "text joined to a parameter": """\
def set_stock(db, sku, count):
    changed = db.execute("UPDATE products SET stock = " + str(count) + " WHERE sku = '" + sku + "'")
    db.commit()
    return changed.rowcount
""",
    "a variable that is None at first, then one of the keys": """\
def cheapest(quotes):
    best = None
    for name, offer in quotes.items():
        if offer is not None and offer.get("available", True):
            if best is None or offer["cents"] < quotes[best]["cents"]:
                best = name
    return best
""",
    "handlers in a factory": """\
from flask import Flask, request

def create_app(origins):
    app = Flask(__name__)

    @app.after_request
    def cors(response):
        origin = request.headers.get("Origin")
        if origin and origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
        return response

    @app.get("/health")
    def health():
        return {"status": "up"}

    return app
""",
    "a number of attempts": """\
import time
import requests

ATTEMPTS = 3

def book(payload):
    for attempt in range(ATTEMPTS):
        response = requests.post("https://carrier", json=payload, headers={"X-Attempt": str(attempt)})
        if response.status_code == 503:
            time.sleep(1)
            continue
        return response.json()
    return None
""",
}


@pytest.mark.parametrize("text", FUNCTIONS.values(), ids=FUNCTIONS)
def test_enough_branches_are_taken(text: str):
    name = text.rpartition("\ndef ")[2].removeprefix("def ").partition("(")[0]
    (verdict,) = compare(Question("python", text, text, (name,), seconds=60.0), available.sandboxes)
    assert verdict.verdict == "proven", verdict
