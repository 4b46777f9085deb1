"""`burnish verify` as people run it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import burnish, contents

BEFORE = """\
def total(prices):
    result = 0
    for price in prices:
        result += price
    return result


def largest(prices):
    if not prices:
        return None
    return max(prices)


def untouched(a):
    return a
"""
AFTER = """\
def total(prices):
    return sum(prices)


def largest(prices):
    return max(prices)


def untouched(a):
    return a
"""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "wörk spåce"
    folder.mkdir()
    (folder / "before.py").write_text(BEFORE)
    (folder / "after.py").write_text(AFTER)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "shop").mkdir(parents=True)
    (folder / "shop/prices.py").write_text(BEFORE)
    (folder / "shop/tax.js").write_text("function tax(a) {\n  return a * 2;\n}\n")
    (folder / "README.md").write_text("A shop.\n")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


def test_two_files(folder):
    done = burnish("verify", "before.py", "after.py", cwd=folder)
    assert done.returncode == 1, done.stderr
    total, largest, sentence = done.stdout.splitlines()
    assert total.startswith("total  proven  ")
    assert "branches" in total
    assert largest.startswith("largest  refuted  for prices=[]: before returned None, after raised ValueError")
    assert sentence == "1 proven, 1 refuted, 0 unproven, in 1 file."


def test_json_is_the_contract_and_nothing_else(folder):
    done = burnish("verify", "before.py", "after.py", "--format", "json", cwd=folder)
    report = json.loads(done.stdout)
    assert report["version"] == 1
    total, largest = report["functions"]
    assert (total["name"], total["verdict"], total["counterexample"]) == ("total", "proven", None)
    assert total["inputs"] > 0
    assert total["branches"][0] == total["branches"][1]
    assert {"check": "interface", "outcome": "passed", "detail": ""} in total["receipt"]
    assert (largest["name"], largest["verdict"]) == ("largest", "refuted")
    assert largest["counterexample"]["input"] == "prices=[]"
    assert largest["counterexample"]["before"] == "returned None"
    assert largest["counterexample"]["after"].startswith("raised ValueError")
    assert set(total) == {"name", "path", "verdict", "inputs", "branches", "counterexample", "receipt"}


def test_markdown_is_a_table(folder):
    out = burnish("verify", "before.py", "after.py", "--format", "markdown", cwd=folder).stdout
    assert "| after.py: largest | refuted | for prices=[]: before returned None" in out


def test_only_the_function_that_is_named(folder):
    done = burnish("verify", "before.py", "after.py", "--function", "total", cwd=folder)
    assert (done.returncode, done.stdout.count("\n")) == (0, 2)
    unchanged = burnish("verify", "before.py", "after.py", "--function", "untouched", cwd=folder)
    assert unchanged.stdout.startswith("untouched  proven  ")


def test_the_working_tree_against_a_commit(repository):
    (repository / "shop/prices.py").write_text(AFTER)
    (repository / "shop/tax.js").write_text("function tax(a) {\n  return 2 * a;\n}\n")
    (repository / "README.md").write_text("A better shop.\n")
    (repository / "shop/new.py").write_text("x = 1\n")
    before = contents(repository)
    done = burnish("verify", "--against", "HEAD", cwd=repository)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("shop/prices.py: total  proven  ")
    assert lines[1].startswith("shop/prices.py: largest  refuted  for prices=[]: ")
    assert lines[2].startswith("shop/tax.js: tax  proven  ")
    assert "Left out, because their functions cannot be run: README.md" in done.stderr
    assert "because git knows no earlier version of them: shop/new.py" in done.stderr
    assert contents(repository) == before
    only = burnish("verify", "--against", "HEAD", "shop/tax.js", "--format", "json", cwd=repository)
    assert only.returncode == 0
    assert [one["path"] for one in json.loads(only.stdout)["functions"]] == ["shop/tax.js"]


def test_tests_are_compared_only_when_they_are_named(repository):
    (repository / "tests").mkdir()
    (repository / "tests/test_prices.py").write_text("def half(a):\n    return a / 2\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "second")
    (repository / "tests/test_prices.py").write_text("def half(a):\n    return a / 3\n")
    done = burnish("verify", "--against", "HEAD", cwd=repository)
    assert (done.returncode, done.stdout) == (0, "No function differs.\n")
    assert "because they are tests (name them to compare them): tests/test_prices.py" in done.stderr
    done = burnish("verify", "--against", "HEAD", "tests/test_prices.py", cwd=repository)
    assert done.returncode == 1
    assert done.stdout.startswith("tests/test_prices.py: half  refuted  for a=")


def test_what_came_went_and_moved_is_said(repository):
    git(repository, "mv", "shop/prices.py", "shop/sums.py")
    text = BEFORE.replace("def untouched", "def touched").replace(
        "return max(prices)", "found = max(prices)\n    return found"
    )
    (repository / "shop/sums.py").write_text(text + "\n\ndef new():\n    pass\n")
    (repository / "shop/tax.js").unlink()
    done = burnish("verify", "--against", "HEAD", cwd=repository)
    assert done.returncode == 0, done.stdout
    assert "shop/sums.py was shop/prices.py" in done.stdout
    assert "shop/sums.py: largest  proven" in done.stdout
    assert "touched  unproven  it is new; but for the name it is 'untouched', which is gone" in done.stdout
    assert "shop/sums.py: new  unproven  it is only in the new version" in done.stdout
    assert "shop/tax.js: tax  unproven  it is only in the old version" in done.stdout


def test_nothing_differs(folder, repository):
    for arguments, cwd in ((("before.py", "before.py"), folder), (("--against", "HEAD"), repository)):
        done = burnish("verify", *arguments, cwd=cwd)
        assert (done.returncode, done.stdout) == (0, "No function differs.\n")
        as_json = burnish("verify", *arguments, "--format", "json", cwd=cwd)
        assert json.loads(as_json.stdout) == {"version": 1, "functions": []}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("before.py", "nowhere.py"), "nowhere.py does not exist"),
        (("before.py",), "give two versions of a file, BEFORE and AFTER, or a commit with --against"),
        ((".", "after.py"), ". is no file in a language that Burnish knows"),
        (("style.css", "style.css"), "the functions of style.css cannot be run: Burnish runs Python, JavaScript and TypeScript"),
        (("before.py", "data.js"), "data.js: it is not a text file"),
        (("before.py", "tax.js"), "the functions of tax.js cannot be run: Burnish runs Python, JavaScript and TypeScript"),
        (("before.py", "after.py", "--function", "totl"), "there is no function 'totl' in what is compared; did you mean 'total'?"),
        (("--against", "HEAD"), "is not in a git repository"),
    ],
)  # fmt: skip
def test_errors_are_one_sentence(folder, arguments, message):
    (folder / "style.css").write_text("a {}\n")
    (folder / "tax.js").write_text("")
    (folder / "data.js").write_bytes(b"\0\1")
    done = burnish("verify", *arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.rstrip().endswith(message)


def test_a_commit_that_is_not_there_is_an_error(repository):
    done = burnish("verify", "--against", "nowhere", cwd=repository)
    assert done.returncode == 2
    assert "there is no commit 'nowhere'" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts as POSIX has them")
def test_an_interrupt_ends_it_without_a_trace(folder):
    slow = "def f(a):\n    while a < 10 ** 30:\n        a += {step}\n    return a\n"
    (folder / "before.py").write_text(slow.format(step=1))
    (folder / "after.py").write_text(slow.format(step=2))
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, "verify", "before.py", "after.py", "--seconds", "60"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")


INTERRUPTED = f"""\
import os, signal, sys
from burnish.behaviour import worker
from burnish.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # who was started in the background does not hear them
asked = worker.ask
def ask(*given):
    os.killpg(0, signal.{signal.SIGINT.name})  # as a terminal does: it reaches every process of the group
    return asked(*given)
worker.ask = ask
main()
"""
