"""Classes that a rewrite as functions would bring nothing, as what lies beside them shows."""

from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("modularity/class-component-to-hooks", "javascript")
CLOCK = """\
import { Component } from "react";

export class Clock extends Component {
  state = { now: 0 };
  render() {
    return <time onClick={() => this.setState({ now: 1 })}>{this.state.now}</time>;
  }
}
"""


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("expect(shallow(<Clock />).state('now')).toBe(0);", 0),
        ("shallow(<Clock />).instance().tick();", 0),
        ("render(<Clock />);", 1),
    ],
)
def test_tests_that_look_into_the_instance(test: str, found: int, tmp_path: Path) -> None:
    (tmp_path / "Clock.test.js").write_text(test)
    assert RULE is not None
    document = Document.of(tmp_path / "Clock.js", CLOCK)
    assert len(analyze(document, Project.empty(), (RULE,))) == found


@pytest.mark.parametrize(("version", "found"), [("^16.3.0", 0), ("~16.8.1", 1), ("17", 1), ("15.x", 0), ("*", 1)])
def test_a_react_without_hooks(version: str, found: int, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(f'{{"dependencies": {{"react": "{version}"}}}}')
    assert RULE is not None
    document = Document.of(tmp_path / "Clock.js", CLOCK)
    assert len(analyze(document, Project(tmp_path), (RULE,))) == found
