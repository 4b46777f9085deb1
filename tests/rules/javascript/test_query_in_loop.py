"""Where Meteor's pages lie is said by the project's own folders."""

from __future__ import annotations

from pathlib import Path

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project

METEOR = """\
import { Meteor } from 'meteor/meteor';
import Orders from '/models/orders';

export async function totals(ids) {
  const found = [];
  for (const id of ids) {
    found.push(await Orders.findOne({ owner: id }));
  }
  return found;
}
"""


def found(file: str) -> list[str]:
    root = Path("/home/client/shop").absolute()
    return [one.rule for one in analyze(Document.of(root / file, METEOR), Project(root))]


def test_a_folder_above_the_project_may_be_called_client():
    assert "performance/query-in-loop" in found("server/totals.js")
    assert "performance/query-in-loop" not in found("client/totals.js")
