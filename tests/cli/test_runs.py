"""`fix` and `enhance` as processes: what they say of what they did and did not do, and how they exit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import typer

from burnish import engine
from burnish.cli.run_options import RunFormat
from burnish.cli.runs import Wanted, carry_out
from burnish.cli.workspace import Target, files_to_write
from burnish.engine import Run
from tests.running import burnish

SETTINGS = 'model = "off"\nbehaviour = false\n'
"""A sandbox takes seconds to start, and what it shows is not looked at here."""

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
TIMEOUT = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
LONG = "def long(a):\n    while a:\n" + "".join(f"        if a.step{n}():\n            a.go()\n" for n in range(45))
BLIND = "unproven: it is switched off in the settings"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "wörk spåce"
    (folder / "app").mkdir(parents=True)
    (folder / "burnish.toml").write_text(SETTINGS)
    (folder / "app" / "db.py").write_text("import os\n\n\n" + OPENED)
    return folder


def test_fix_names_what_it_changed_and_where_and_ends_with_one_line(workspace: Path) -> None:
    done = burnish("fix", cwd=workspace)
    lines = done.stdout.splitlines()
    assert lines[0] == f"app/db.py:5: Open the file in a with block (readability/use-context-manager) - {BLIND}"
    assert lines[-1] == "Made 1 enhancement in 1 file; 0 findings left."
    assert (done.returncode, done.stderr) == (0, "")
    assert (workspace / "app/db.py").read_text() == "import os\n\n\n" + FIXED


def test_what_is_left_has_its_reason(workspace: Path) -> None:
    (workspace / "app" / "net.py").write_text(TIMEOUT + "\n\n" + LONG)
    done = burnish("fix", cwd=workspace)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == (
        "Made 1 enhancement in 1 file; 2 findings left: 1 needs an unsafe fix (--unsafe-fixes), 1 has no fix."
    )
    told = burnish("fix", "--refused", cwd=workspace).stdout
    assert "app/net.py:5:12: " in told
    assert "(scalability/missing-timeout) - its fix is unsafe (Add a timeout of ten seconds); --unsafe-fixes" in told
    assert "(modularity/long-function) - it has no fix" in told
    assert "--refused" not in told


def test_what_is_left_has_the_line_that_the_file_has(workspace: Path) -> None:
    (workspace / "app" / "db.py").write_text(OPENED + "\n\n" + TIMEOUT)
    assert "app/db.py:12:12: " in burnish("fix", "--diff", "--refused", cwd=workspace).stdout
    assert "app/db.py:11:12: " in burnish("fix", "--refused", cwd=workspace).stdout


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (("fix", "--diff"), "Nothing was written; without --diff it is."),
        (("enhance",), "Nothing was written; --write applies them, --diff shows them."),
        (("enhance", "--diff"), "Nothing was written; --write applies them."),
    ],
)
def test_what_was_not_written_is_said(workspace: Path, arguments: tuple[str, ...], last: str) -> None:
    done = burnish(*arguments, cwd=workspace)
    assert done.stdout.splitlines()[-1] == f"Would make 1 enhancement in 1 file; 0 findings left. {last}"
    assert (workspace / "app/db.py").read_text() == "import os\n\n\n" + OPENED
    assert ("@@" in done.stdout) is ("--diff" in arguments)


def test_a_diff_is_one_for_each_file_and_applies(workspace: Path) -> None:
    path = workspace / "app" / "db.py"
    path.write_text(OPENED + "\x0c\n" + OPENED.replace("load", "again"))
    done = burnish("fix", "--diff", cwd=workspace)
    assert done.stdout.count("--- a/app/db.py") == 1
    assert done.stdout.count("+    with open(path) as handle:") == 2
    assert "No newline" not in done.stdout


def test_a_file_that_changes_meanwhile_is_left_alone_and_not_counted(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    wanted = Wanted("fix", True, False, False, RunFormat.TEXT, None, "")

    def rewrite(target: Target) -> Run:
        target.document.path.write_text("somebody else's\n")
        return engine.fix_all(target.document, target.project)

    with pytest.raises(typer.Exit) as ended:
        carry_out(files_to_write(None, {}, None, False), wanted, rewrite)
    said = capsys.readouterr()
    assert ended.value.exit_code == 1
    assert said.err == "app/db.py: left alone: it was changed meanwhile\n"
    assert said.out.splitlines() == [
        "Made 0 enhancements in 0 files; 1 finding left: 1 stands in files that were not written."
    ]
    assert (workspace / "app" / "db.py").read_text() == "somebody else's\n"


def test_a_file_that_cannot_be_written_is_an_error(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    # What the system answers to people; to root every file is one to write.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(typer.Exit) as ended:
        carry_out(
            files_to_write(None, {}, None, False),
            Wanted("fix", True, False, False, RunFormat.TEXT, None, ""),
            lambda target: engine.fix_all(target.document, target.project),
        )
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == "app/db.py: left alone: it is read-only\n"


def test_json_says_what_was_applied_and_what_is_left(workspace: Path) -> None:
    (workspace / "net.py").write_text(TIMEOUT)
    report = json.loads(burnish("fix", "--format", "json", cwd=workspace).stdout)
    (made,) = report["enhancements"]
    assert (made["path"], made["applied"], made["safety"]) == ("app/db.py", True, "safe")
    (left,) = report["left"]
    assert (left["path"], left["rule"], left["reason"]) == ("net.py", "scalability/missing-timeout", "unsafe")
    assert left["range"]["start"] == {"line": 5, "column": 12}


@pytest.mark.parametrize("output", ["json", "markdown", "html"])
def test_a_report_in_a_file_leaves_the_summary_on_the_terminal(workspace: Path, output: str) -> None:
    done = burnish("fix", "--format", output, "--output-file", "report", cwd=workspace)
    assert done.stdout.splitlines()[-2:] == [
        "Made 1 enhancement in 1 file; 0 findings left.",
        "The report is in report",
    ]
    assert "Open the file in a with block" in (workspace / "report").read_text(encoding="utf-8")


def test_the_report_is_not_lost_silently(workspace: Path) -> None:
    done = burnish("enhance", "--format", "html", "--output-file", "no/such/folder.html", cwd=workspace)
    assert done.returncode == 2
    assert done.stderr == "error: no/such/folder.html cannot be written: No such file or directory\n"


@pytest.mark.skipif(os.name == "nt", reason="names of POSIX")
def test_names_of_files_are_no_terminal_codes(workspace: Path) -> None:
    (workspace / "app/db.py").rename(workspace / "a\x1b[31m\n\udcff.py")
    for arguments in (("check",), ("fix", "--diff"), ("enhance", "--refused"), ("fix",)):
        done = burnish(*arguments, cwd=workspace)
        assert "a\\x1b[31m\\n\\xff.py:" in done.stdout, arguments
        assert "\x1b" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_a_file_with_both_line_ends_keeps_each(workspace: Path) -> None:
    path = workspace / "app" / "db.py"
    path.write_bytes(
        b"def load(path):\r\n    handle = open(path)\r\n    data = handle.read()\n    text = data.upper()\r\n    handle.close()\n    return text\r\n"
    )
    burnish("fix", "--select", "use-context-manager", cwd=workspace)
    assert path.read_bytes() == (
        b"def load(path):\r\n    with open(path) as handle:\r\n        data = handle.read()\n        text = data.upper()\r\n    return text\r\n"
    )


def test_quiet_says_only_what_was_asked_for(workspace: Path) -> None:
    shown = burnish("fix", "--quiet", "--diff", cwd=workspace)
    assert shown.stdout.startswith("--- a/app/db.py")
    assert "enhancement" not in shown.stdout
    done = burnish("fix", "-q", cwd=workspace)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "with open(path)" in (workspace / "app" / "db.py").read_text()
