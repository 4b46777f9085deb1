"""What depends on code elsewhere in a file follows its edits: analysis of an edit equals analysis from scratch."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.analysis import Analysis, analyze
from burnish.document import Document
from burnish.project import Project
from burnish.text import Edit, Span

FIELD = """\
import requests

class Client:
    def __init__(self, session):
        self.session = requests.Session()

    def status(self, url):
        return self.session.get(url).status_code
"""
RETURNED = """\
import requests

def session():
    return requests.Session()

def status(url):
    made = session()
    return made.get(url).status_code
"""
GLOBAL = """\
def closing(path):
    handle = open(path)
    text = handle.read()
    handle.close()
    return text

def replace(vault):
    pass
"""
MADE = """\
from shop.models import Line

def copy(order, skus):
    for sku in skus:
        Line.objects.create(order=order, sku=sku)

def fill(lines):
    Line.objects.bulk_create(lines)
"""
SERVED = """\
import fs from 'node:fs';
import http from 'node:http';

function answer(req, res) {
  res.end(fs.readFileSync(req.url));
}

function start() {
  http.createServer(answer).listen(80, '0.0.0.0');
}
"""


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "rules"),
    [
        ("a.py", FIELD, "requests.Session()", "session", [["missing-timeout"], []]),
        ("a.py", FIELD.replace("requests.Session()", "session"), "= session", "= requests.Session()",
         [[], ["missing-timeout"]]),
        ("a.py", RETURNED, "return requests.Session()", "return None", [["missing-timeout"], []]),
        ("a.py", RETURNED, "def session()", "def sessions()", [["missing-timeout"], []]),
        ("a.py", GLOBAL, "pass", "global open; open = vault.open", [["use-context-manager"], []]),
        ("a.py", MADE, "bulk_create", "filter", [["query-in-loop"], []]),
        ("a.js", SERVED, "0.0.0.0", "127.0.0.1", [["sync-io-in-handler"], []]),
    ],
)  # fmt: skip
def test_an_edit_elsewhere_changes_what_is_found(name: str, text: str, old: str, new: str, rules: list[list[str]]):
    project = Project(root=Path())
    before = Analysis.of(Document.of(name, text), project)
    at = text.index(old)
    after = before.after([Edit(Span(at, at + len(old)), new)])
    assert [[one.rule.partition("/")[2] for one in each.findings] for each in (before, after)] == rules
    assert after.findings == analyze(Document.of(name, text.replace(old, new, 1)), project)
    undone = after.after([Edit(Span(at, at + len(new)), old)])
    assert undone.findings == before.findings
