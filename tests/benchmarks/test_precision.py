"""What `make precision` draws, counts and remembers."""

from __future__ import annotations

import dataclasses
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from burnish.rules import rules
from tests.benchmarks import judged_sheet, precision
from tests.benchmarks.judged_sheet import FALSE, USEFUL, WAVED, Draw, Place, Project, Sheet, SheetError

DRAW = Draw("findings", 10, 8, "0.0.0")


def place(number: int, project: str = "shop", rule: str = "security/inner-html", verdict: str = "") -> Place:
    key = f"{project}{rule}{number}"
    return Place(project, "app.js", number, rule, "'x' is parsed as markup", key, verdict)


def test_a_draw_takes_from_every_project_and_is_the_same_again() -> None:
    many = [place(number) for number in range(50)] + [place(number, "forum") for number in range(2)]
    chosen = judged_sheet.drawn(many, each=6, seed=8)
    assert Counter(one.project for one in chosen) == {"shop": 4, "forum": 2}
    assert judged_sheet.drawn(reversed(many), each=6, seed=8) == chosen
    assert judged_sheet.drawn(many, each=6, seed=9) != chosen


def test_a_larger_draw_holds_the_smaller_one() -> None:
    many = [place(number, project) for project in ("shop", "forum", "wiki") for number in range(9)]
    assert set(judged_sheet.drawn(many, 5, 8)) < set(judged_sheet.drawn(many, 12, 8))


def test_python_and_javascript_of_one_rule_are_two_kinds() -> None:
    places = [place(1), dataclasses.replace(place(2), path="app.py")]
    assert len(judged_sheet.drawn(places, each=1, seed=8)) == 2


def test_a_key_outlives_other_words_and_other_lines_above() -> None:
    old = judged_sheet.keyed([place(1), place(2)], {"app.js": ["a.innerHTML = x;", "a.innerHTML = x;"]})
    new = judged_sheet.keyed(
        [dataclasses.replace(place(line), message="set as markup") for line in (2, 3)],
        {"app.js": ["// new", "  a.innerHTML = x;", "  a.innerHTML = x;"]},
    )
    assert [one.key for one in new] == [one.key for one in old]
    assert old[0].key != old[1].key


def test_an_older_sheet_tells_what_was_said_of_the_same_place() -> None:
    judged = dataclasses.replace(place(1), verdict=WAVED, reason="a number")
    again, other = judged_sheet.judged_as([place(1), place(2)], [judged])
    assert (again.verdict, again.reason) == (WAVED, "a number")
    assert other.verdict == ""


def test_a_finding_in_other_words_nearby_is_kept() -> None:
    useful = place(10, verdict=USEFUL)
    moved = dataclasses.replace(place(12), message="another sentence", key="other")
    far = dataclasses.replace(place(90), key="other")
    elsewhere = dataclasses.replace(moved, path="other.js")
    assert judged_sheet.lost([useful], [moved]) == []
    assert judged_sheet.lost([useful], [far, elsewhere]) == [(useful, [90])]
    assert judged_sheet.lost([place(10, verdict=FALSE)], []) == []


def test_a_finding_that_names_all_images_of_a_page_keeps_each() -> None:
    useful = place(10, rule="performance/lazy-images", verdict=USEFUL)
    first = dataclasses.replace(place(90, rule="performance/lazy-images"), key="other")
    assert judged_sheet.lost([useful], [first]) == []
    assert judged_sheet.lost([useful], []) == [(useful, [])]


def test_a_sheet_is_read_as_it_was_written(tmp_path: Path) -> None:
    sheet = Sheet(DRAW, (Project("shop", "abc", 12, {"security/inner-html": 1}),), (place(1, verdict=USEFUL),))
    file = tmp_path / "sheet.jsonl"
    file.write_text(judged_sheet.written(sheet), encoding="utf-8")
    assert judged_sheet.read(file) == sheet


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "nothing stands in it"),
        ("no JSON\n", ":1:"),
        ('{"of": "findings", "each": 1, "seed": 1, "burnish": ""}\n{"rule": "a/b"}\n', ":2:"),
        ("[]\n", ":1:"),
    ],
)
def test_a_broken_sheet_says_where(tmp_path: Path, rows: str, words: str) -> None:
    file = tmp_path / "sheet.jsonl"
    file.write_text(rows, encoding="utf-8")
    with pytest.raises(SheetError, match=words):
        judged_sheet.read(file)


def test_a_verdict_that_is_none_is_refused(tmp_path: Path) -> None:
    sheet = Sheet(DRAW, (), (place(1, verdict="usefull"),))
    file = tmp_path / "sheet.jsonl"
    file.write_text(judged_sheet.written(sheet), encoding="utf-8")
    with pytest.raises(SheetError, match=r"sheet.jsonl:2: a verdict is one of useful, waved away, false"):
        judged_sheet.read(file)


def test_the_table_weighs_a_rule_by_how_often_it_speaks() -> None:
    projects = (Project("shop", "abc", 1000, {"a/often": 90, "b/rare": 10}),)
    often = [place(number, rule="a/often", verdict=USEFUL) for number in range(4)]
    rare = [place(number, rule="b/rare", verdict=FALSE) for number in range(4)]
    table = judged_sheet.table(Sheet(DRAW, projects, (*often, *rare)))
    assert "| a/often | 90 | 4 | 4 | 0 | 0 | 100% | 0% |  |" in table
    assert "| b/rare | 10 | 4 | 0 | 0 | 4 | 0% | 100% | falls short |" in table
    assert "| all, as read | 100 | 8 | 4 | 0 | 4 | 50% | 50% | falls short |" in table
    assert "| all, weighted by how often each is found | 100 | 100 | 90 | 0 | 10 | 90% | 10% | falls short |" in table


def test_the_table_says_what_nobody_has_read() -> None:
    table = judged_sheet.table(Sheet(DRAW, (Project("shop", "abc", 1000, {"a/rule": 3}),), (place(1, rule="a/rule"),)))
    assert "| a/rule | 3 | 0 | 0 | 0 | 0 |  |  | not read |" in table
    assert "1 place is not judged yet." in table


def test_of_what_was_skipped_little_may_be_useful() -> None:
    verdicts = [USEFUL, WAVED, WAVED, FALSE]
    places = tuple(place(number, rule="a/rule", verdict=verdict) for number, verdict in enumerate(verdicts))
    sheet = Sheet(dataclasses.replace(DRAW, of="skipped"), (Project("shop", "abc", 1, {"a/rule": 4}),), places)
    assert "| a/rule | 4 | 4 | 1 | 2 | 1 | 25% | 25% | falls short |" in judged_sheet.table(sheet)
    assert "| a/rule | 4 | 3 | 0 | 2 | 1 | 0% | 33% |  |" in judged_sheet.table(
        dataclasses.replace(sheet, places=places[1:])
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small repository with one finding, one place that a search names beside it, and a name that is not ASCII."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "prices é.js").write_text(
        "export function show(box) {\n  box.innerHTML = location.hash;\n}\n" + "//\n" * 20 + "box.innerHTML = score;\n",
        encoding="utf-8",
    )
    (folder / "untracked.js").write_text("box.innerHTML = text;\n", encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "--quiet"], ["add", "prices é.js"], ["commit", "--quiet", "--message", "one"]):
        subprocess.run([*git, *arguments], cwd=folder, check=True)
    return folder


def test_a_clone_is_checked_and_its_useful_findings_are_followed(shop: Path) -> None:
    (shop / "untracked.js").unlink()
    project = precision.clone(shop)
    assert (project.name, project.lines, list(project.texts)) == ("shop", 25, ["prices é.js"])
    sheet = precision.make("draw", [project], each=10, seed=8)
    [inner] = [one for one in sheet.places if one.rule == "security/inner-html" and one.line == 2]
    judged = dataclasses.replace(inner, verdict=USEFUL, reason="whoever made the address")
    useful = Sheet(sheet.draw, sheet.projects, (judged,))
    assert precision.kept(useful, [project]) == (
        "1 of 1 useful findings are still reported.\n  security/inner-html: 1 of 1"
    )
    gone = Sheet(sheet.draw, sheet.projects, (dataclasses.replace(judged, line=12, key="gone"),))
    assert precision.kept(gone, [project]).startswith(
        "0 of 1 useful findings are still reported.\n  security/inner-html: 0 of 1\n"
        "shop prices é.js:12 security/inner-html: it speaks at 2"
    )


def test_a_sheet_of_another_commit_is_not_compared(shop: Path) -> None:
    sheet = Sheet(DRAW, (Project("shop", "0" * 40, 1, {}),), ())
    with pytest.raises(SheetError, match="shop is to be given, at commit 0000"):
        precision.kept(sheet, [precision.clone(shop)])


def test_a_search_names_what_the_rule_passed_over(shop: Path) -> None:
    project = precision.clone(shop)
    reported = [Place("shop", "prices é.js", 2, "security/inner-html", "", "")]
    searches = [one for one in precision.searches() if one.rule == "security/inner-html"]
    assert [one.line for one in precision.skipped(project, reported, searches)] == [24]
    assert [one.line for one in precision.skipped(project, [], searches)] == [2, 24]


@pytest.mark.parametrize("path", ["shop/views.py", "shop/latest.py", "src/inspect/shop.mjs"])
def test_a_search_reads_code(path: str) -> None:
    assert any(one.reads(path) for one in precision.searches())


@pytest.mark.parametrize(
    "path", ["tests/views.py", "shop/test_views.py", "src/shop.spec.js", "cypress/shop.ts", "a.txt"]
)
def test_a_search_reads_no_tests(path: str) -> None:
    assert not any(one.reads(path) for one in precision.searches())


@pytest.mark.parametrize(
    ("path", "named", "passed_over"),
    [
        ("a.py", "requests.get(url(path))", "requests.get(\n    url(path), timeout=10)"),
        ("a.py", "session.post(url)", "db.session.delete(row)"),
        ("a.js", "box.innerHTML = text", 'box.innerHTML = ""'),
        ("a.html", '<head><script src="a.js">', '<head></head><script src="a.js">'),
        ("package.json", '"left-pad": "*"', '"node": ">=18.0.0"'),
        ("a.py", "for one in many:\n    Row.objects.get(pk=one)", "for one in many:\n    send(params.query.text)"),
    ],
)
def test_a_search_names_a_place(path: str, named: str, passed_over: str) -> None:
    searches = [one for one in precision.searches() if one.reads(path)]
    assert any(one.pattern.search(named) for one in searches)
    assert not any(one.pattern.search(passed_over) for one in searches)


def test_a_folder_without_a_repository_is_named(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="git repository"):
        precision.clone(tmp_path)


def test_every_rule_has_a_search() -> None:
    about_comments = {"readability/unknown-suppression", "readability/unused-suppression"}
    assert {one.rule for one in precision.searches()} == {rule.id for rule in rules()} - about_comments


def test_the_sheets_that_are_kept_can_be_read() -> None:
    for path in precision.SEARCHES.parent.glob("*.jsonl"):
        sheet = judged_sheet.read(path)
        assert sheet.places
        assert all(place.verdict and place.reason and "\n" not in place.reason for place in sheet.places), path
