"""From a person's own code to pairs: the survey, what is held out, and collecting that goes on where it stopped."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from burnish.training.gathering import collect_own, made_up_pairs, read_journal
from burnish.training.material import Material, Source, survey
from burnish.training.whole_files import write_whole

THINGS = "user order ticket invoice session report booking device".split()  # noqa: SIM905
ACTIONS = {
    "load": "    with open(path) as source:\n        {0} = source.read()\n    log_{0}({0}, {1})\n    return {0}\n",
    "names": "    {0}s = [{0}.name for {0} in store.{0}s({1}) if {0}.active]\n    audit({0}s, {1})\n    return {0}s[:limit]\n",
    "check": "    if not {0}.ready:\n        return None\n    total = {0}.price * {1}\n    {0}.close(total)\n    return total\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Source:
    """Two dozen functions in eight files."""
    root = tmp_path / "shop"
    root.mkdir()
    for number, thing in enumerate(THINGS):
        functions = [
            f"def {action}_{thing}({thing}, store, path, limit):\n    start_{thing}_{number}({number * 7}, path)\n"
            + body.format(thing, number)
            for action, body in ACTIONS.items()
        ]
        (root / f"{thing}.py").write_text("\n\n".join(functions), encoding="utf-8")
    return Source("shop", root)


def surveyed(source: Source, known: frozenset[tuple[str, str]] | None = None) -> Material:
    return survey([source], time.monotonic() + 60, known, lambda files: None)


def test_a_quarter_of_the_files_is_kept_for_measuring(shop: Source) -> None:
    material = surveyed(shop)
    assert material.files == 8 and material.whole
    assert len(material.held_out_files) == 2
    stems = {Path(path).stem for _, path in material.held_out_files}
    assert all(any(stem in one.text for stem in stems) for one in material.held_out)
    assert not any(f"_{stem}(" in one.text for stem in stems for one in material.learn)
    assert material.constructs > 0 and material.held_out_constructs > 0


def test_what_was_held_out_once_stays_held_out_when_files_come(shop: Source) -> None:
    before = surveyed(shop).held_out_files
    for number in range(30):
        (shop.root / f"more_{number}.py").write_text(f"def f_{number}(a):\n    b = a + {number}\n    return b\n")
    assert surveyed(shop, before).held_out_files == before


def test_a_copy_of_held_out_code_is_not_learned_from(shop: Source) -> None:
    ((_, path), *_) = sorted(surveyed(shop).held_out_files)
    (shop.root / "copy_of_it.py").write_text((shop.root / path).read_text())
    material = surveyed(shop, surveyed(shop).held_out_files - {("shop", "copy_of_it.py")})
    assert not any(f"_{Path(path).stem}(" in one.text for one in material.learn)


def test_without_git_the_survey_says_that_there_is_no_history(shop: Source) -> None:
    assert any(note.startswith("No history:") for note in surveyed(shop).notes)


def test_what_cannot_be_read_is_counted(shop: Source) -> None:
    (shop.root / "latin.py").write_bytes(b"name = '\xe9'\n")
    assert "1 file of shop could not be read as text." in surveyed(shop).notes


def test_a_dozen_functions_are_too_little(code_bases: dict[str, Path]) -> None:
    assert surveyed(Source("small", code_bases["b/measured"])).too_little


def test_a_survey_ends_when_its_time_is_up(shop: Source) -> None:
    for number in range(120):
        (shop.root / f"more_{number}.py").write_text(f"def f_{number}(a):\n    b = a + {number}\n    return b\n")
    material = survey([shop], time.monotonic() - 1, None, lambda files: None)
    assert not material.whole and 0 < material.files < 120


def test_collecting_goes_on_where_it_was_killed(shop: Source, tmp_path: Path) -> None:
    material, journal = surveyed(shop), tmp_path / "data" / "own.jsonl"

    def stop(learn: int, held_out: int) -> None:
        if learn:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect_own(material, [shop], journal, 1000, 1000, time.monotonic() + 120, time.monotonic() + 120, 1, stop)
    first = [piece.key for piece in read_journal(journal)]
    with journal.open("a") as stream:
        stream.write('{"key": "functions 00')  # as kill -9 leaves it
    whole = collect_own(
        material, [shop], journal, 1000, 1000, time.monotonic() + 120, time.monotonic() + 120, 1, lambda *counts: None
    )
    then = [piece.key for piece in read_journal(journal)]
    assert first and then[: len(first)] == first and len(set(then)) == len(then) > len(first)
    assert whole.exhausted and {pair.origin for pair in whole.own(held_out=False)} >= {"native"}
    held_out = {Path(path).stem for _, path in material.held_out_files}
    learned = "".join(pair.before for pair in whole.own(held_out=False) if pair.origin != "unchanged")
    assert not any(f"start_{stem}_" in learned for stem in held_out)


def test_earlier_versions_of_files_are_read_too(shop: Source, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(shop.root)]
    earlier = "def gone(rows, path):\n    with open(path) as target:\n        target.write(rows.dump())\n    return rows.count\n"
    now = "def other(a):\n    b = a + 1\n    return b\n"
    for text in (earlier, now):
        (shop.root / "changed.py").write_text(text)
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "Change"], check=True)
    material = surveyed(shop, frozenset({("shop", "user.py")}))
    assert material.commits == 2 and not any("gone" in one.text for one in material.learn)
    collection = collect_own(
        material,
        [shop],
        tmp_path / "own.jsonl",
        1000,
        1000,
        time.monotonic() + 120,
        time.monotonic() + 120,
        1,
        lambda *counts: None,
    )
    assert any("def gone(rows, path):" in pair.before for pair in collection.own(held_out=False))


def test_made_up_pairs_stand_in_ones_own_functions(shop: Source) -> None:
    grown = made_up_pairs(surveyed(shop), held_out=False, count=20, seed=3)
    assert len(grown) == 20 and {pair.origin for pair in grown} == {"snippet"}
    assert grown == made_up_pairs(surveyed(shop), held_out=False, count=20, seed=3)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's own")
def test_a_full_disk_is_said_and_what_was_kept_stays(shop: Source, tmp_path: Path) -> None:
    journal = tmp_path / "own.jsonl"
    journal.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device"):
        collect_own(
            surveyed(shop),
            [shop],
            journal,
            1000,
            1000,
            time.monotonic() + 120,
            time.monotonic() + 120,
            1,
            lambda *counts: None,
        )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's own")
def test_a_file_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_whole(path, b"before")
    (tmp_path / "run.json.partial").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before" and sorted(tmp_path.iterdir()) == [path]
