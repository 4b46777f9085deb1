"""What analysis asks beside the file that it looks at: all of it is asked as facts, and answers can be compared."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import pytest

from burnish import engine
from burnish.document import Document, read
from burnish.language import language_of
from burnish.project import Project
from burnish.project.facts import Question, asked, digest
from burnish.project.said import Said

HERE = Path(__file__).parent.parent
SHOP = HERE / "workspaces" / "shop"


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (None, ""),
        ("a", Path("a")),
        (["a", "b"], ["ab"]),
        (["a,b"], ["a", "b"]),
        ({"a": "b"}, {"a": "c"}),
        (Said(line_length=88), Said(line_length=100)),
        (Said(quotes='"'), Said()),
        (Colour.RED, "red"),
        (True, 1.0),
    ],
)
def test_answers_that_differ_have_different_digests(one, other):
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (frozenset("abc"), frozenset("cba")),
        (Said(line_length=88), Said(line_length=88)),
        ("\ud800", "\ud800"),
    ],
)
def test_answers_that_are_equal_share_a_digest(one, same):
    assert digest(one) == digest(same)


def test_what_is_no_plain_value_is_no_answer():
    with pytest.raises(TypeError):
        digest(object())


def test_a_question_is_noted_also_where_its_answer_is_known_already(tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"express": "^5"}}')
    project = Project(tmp_path)
    for _ in range(2):
        with asked() as noted:
            assert project.dependencies == {"express": "^5"}
        assert [one.what for one in noted] == ["burnish.project.workspace:_dependencies"]


def test_what_a_fact_asks_itself_is_part_of_its_answer(tmp_path):
    with asked() as noted:
        Project(tmp_path).fact(outer)
    assert [one.what for one in noted] == [f"{__name__}:outer"]


def test_what_is_known_passes_on_what_it_asks(tmp_path):
    project = Project(tmp_path)
    for _ in range(2):
        with asked() as noted:
            project.known(outer)
        assert [one.what for one in noted] == [f"{__name__}:inner"]


def outer(project: Project) -> str:
    return project.fact(inner) + "!"


def inner(project: Project) -> str:
    return str(project.root)


@pytest.mark.parametrize("what", ["os:remove", "burnish.project.gone:f", "burnish.project.facts:gone", "", "burnish."])
def test_a_question_that_nobody_knows(what):
    with pytest.raises(LookupError):
        _ = Question(what, ()).function


@pytest.mark.parametrize(
    "path", sorted(one for one in SHOP.rglob("*") if one.is_file() and language_of(one)), ids=lambda one: one.name
)
def test_nothing_is_read_beside_a_file_but_by_facts(path):
    document = read(path)
    assert isinstance(document, Document)
    engine.findings(document, Project(SHOP))  # what is read once and for all: pages, grammars, models
    project = Project(SHOP)
    with reading() as read_then:
        project.role_of(document)
        for finding in engine.findings(document, project):
            engine.fix_of(document, project, finding)
            engine.plan_fix(document, project, finding)
    beside = [one for one in read_then if SHOP in one.parents and one != path]
    assert beside == []


_listeners: list[Callable[[Path], None]] = []


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    if _listeners and event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], (str, Path)):
        for one in _listeners:
            one(Path(arguments[0]))


sys.addaudithook(_heard)


def _answering() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is Project._once.__code__ and frame.f_locals["is_fact"]:
            return True
        frame = frame.f_back
    return False


@contextmanager
def reading() -> Iterator[list[Path]]:
    """What is opened outside of facts."""
    found: list[Path] = []

    def heard(path: Path) -> None:
        if not _answering():
            found.append(path)

    _listeners.append(heard)
    try:
        yield found
    finally:
        _listeners.remove(heard)
