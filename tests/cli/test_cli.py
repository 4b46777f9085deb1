"""The command line as a process: what it prints where, and how it exits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from burnish import __version__

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"


def burnish(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "burnish", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


UNRUN = 'model = "off"\nbehaviour = false\n'
"""Settings of tests that do not look at what running both versions shows: a sandbox takes seconds to start."""

RUN = 'model = "off"\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "wörk spåce"
    folder.mkdir()
    (folder / "burnish.toml").write_text(UNRUN)
    (folder / "a.py").write_text(OPENED)
    return folder


def test_version():
    assert burnish("--version", cwd=Path()).stdout.strip() == __version__


def test_check_prints_place_message_and_rule_and_exits_with_1(workspace):
    done = burnish("check", cwd=workspace)
    assert done.returncode == 1
    assert done.stdout.startswith("a.py:2:14: 'handle' stays open if an exception is raised")
    assert "readability/use-context-manager [fixable]" in done.stdout
    assert done.stderr == ""


def test_check_of_clean_code_exits_with_0(workspace):
    (workspace / "a.py").write_text(FIXED)
    done = burnish("check", cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "Nothing found in 1 file.\n")


def test_check_as_json_is_the_contract_and_nothing_else(workspace):
    done = burnish("check", "--format", "json", cwd=workspace)
    report = json.loads(done.stdout)
    assert report["version"] == 1
    assert report["files"] == 1
    assert report["findings"] == [
        {
            "rule": "readability/use-context-manager",
            "objective": "readability",
            "path": "a.py",
            "range": {"start": {"line": 2, "column": 14}, "end": {"line": 2, "column": 18}},
            "message": "'handle' stays open if an exception is raised before it is closed",
            "severity": "info",
            "fix": "safe",
            "related": [],
        }
    ]


def test_check_as_sarif_names_the_rule(workspace):
    report = json.loads(burnish("check", "--format", "sarif", cwd=workspace).stdout)
    (run,) = report["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == "readability/use-context-manager"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_check_as_markdown_is_a_table(workspace):
    out = burnish("check", "--format", "markdown", cwd=workspace).stdout
    assert "| a.py:2:14 | readability/use-context-manager |" in out


def test_a_baseline_hides_what_is_known_even_when_it_moves(workspace):
    written = burnish("check", "--baseline", "known.json", "--update-baseline", cwd=workspace)
    assert written.returncode == 0
    (workspace / "a.py").write_text("# moved\n\n" + OPENED)
    assert burnish("check", "--baseline", "known.json", cwd=workspace).returncode == 0
    (workspace / "b.py").write_text(OPENED)
    done = burnish("check", "--baseline", "known.json", cwd=workspace)
    assert (done.returncode, "b.py:2:14" in done.stdout, "a.py" in done.stdout) == (1, True, False)


def test_several_processes_find_what_one_finds(workspace):
    for number in range(70):
        (workspace / f"m{number}.py").write_text(OPENED)
    alone = burnish("check", "--jobs", "1", "--format", "json", cwd=workspace)
    together = burnish("check", "--jobs", "3", "--format", "json", cwd=workspace)
    assert json.loads(alone.stdout)["findings"] == json.loads(together.stdout)["findings"]


# No rule fix: the rule leaves a line alone that holds more than one statement.
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LOGGED_LATE = (
    "def logged(path, log):\n    with open(path) as handle:\n        data = handle.read()\n        log(path)\n"
    "    return data\n"
)


def test_fix_changes_the_file_and_a_second_time_nothing(workspace):
    first = burnish("fix", cwd=workspace)
    assert first.returncode == 0
    assert (workspace / "a.py").read_text() == FIXED
    second = burnish("fix", cwd=workspace)
    assert "Made 0 enhancements in 0 files" in second.stdout
    assert (workspace / "a.py").read_text() == FIXED


def test_fix_keeps_line_endings_and_the_file_mode(workspace):
    path = workspace / "a.py"
    path.write_bytes(OPENED.replace("\n", "\r\n").encode())
    path.chmod(0o755)
    burnish("fix", cwd=workspace)
    assert path.read_bytes() == FIXED.replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o755


def test_fix_diff_writes_nothing_and_shows_the_receipt(workspace):
    (workspace / "burnish.toml").write_text(RUN)
    done = burnish("fix", "--diff", cwd=workspace)
    assert (workspace / "a.py").read_text() == OPENED
    assert "+    with open(path) as handle:" in done.stdout
    assert "proven: " in done.stdout


def test_enhance_without_a_model_makes_the_rules_fixes(workspace):
    done = burnish("enhance", "--write", "--format", "json", cwd=workspace)
    report = json.loads(done.stdout)
    (one,) = report["enhancements"]
    assert (one["rule"], one["origin"], one["applied"]) == ("readability/use-context-manager", "rule", True)
    assert {"check": "resolves", "outcome": "passed", "detail": ""} in one["receipt"]
    assert report["rejected"] == []
    assert (workspace / "a.py").read_text() == FIXED


def test_enhance_with_a_model_makes_its_verified_rewrite(workspace):
    (workspace / "a.py").write_text(
        "def f(a, b):\n    total = ''\n    for x in a:\n        total += x\n    b.append(total)\n    return total\n"
    )
    (workspace / "answers.toml").write_text('format = "hunks"\n[[answer]]\ntext = "<|L1|>garbage"\n')
    done = burnish("enhance", "--model", "replay:answers.toml", "--format", "json", cwd=workspace)
    assert all(one["origin"] == "rule" for one in json.loads(done.stdout)["enhancements"])
    assert done.returncode in (0, 1)


def test_a_refusal_is_shown_with_its_counterexample_in_every_format(workspace):
    (workspace / "burnish.toml").write_text(RUN)
    (workspace / "a.py").write_text(LOGGED)
    answers = {"format": "chat", "answer": [{"before": LOGGED, "after": LOGGED_LATE}]}
    (workspace / "answers.json").write_text(json.dumps(answers))
    options = ("enhance", "--model", "replay:answers.json", "--unsafe-fixes", "--refused")
    counterexample = r"logged: for path=.+: before .+, after .+"
    text = burnish(*options, cwd=workspace)
    assert re.search(rf"refused by behaviour: {counterexample}", text.stdout), text.stdout
    assert "1 rewrite refused by the gate" in text.stdout
    markdown = burnish(*options, "--format", "markdown", cwd=workspace)
    assert re.search(rf"- a.py:2:\d+: .+ refused by behaviour: {counterexample}", markdown.stdout), markdown.stdout
    (refused,) = json.loads(burnish(*options, "--format", "json", cwd=workspace).stdout)["rejected"]
    assert refused["check"] == "behaviour"
    assert re.fullmatch(counterexample, refused["reason"])


def test_a_model_that_is_missing_is_said_and_the_rules_go_on(workspace):
    (workspace / "b.py").write_text("import pickle\n\n\ndef f(request):\n    return pickle.loads(request.data)\n")
    done = burnish("enhance", "--write", "--model", "missing.gguf", cwd=workspace)
    assert "missing.gguf" in done.stderr
    assert "Traceback" not in done.stderr
    assert (workspace / "a.py").read_text() == FIXED


def test_brackets_in_names_and_messages_are_shown(workspace):
    (workspace / "[id].py").write_text(OPENED)
    assert "[id].py:2:14: " in burnish("check", cwd=workspace).stdout
    done = burnish("enhance", "--model", "models/[local].gguf", cwd=workspace)
    assert "models/[local].gguf" in done.stderr
    assert "error: [no] does not exist" in burnish("check", "[no]", cwd=workspace).stderr


def test_explain_prints_the_page(workspace):
    done = burnish("explain", "use-context-manager", cwd=workspace)
    assert done.returncode == 0
    assert done.stdout.startswith("# readability/use-context-manager\n")
    assert "**Safety** safe." in done.stdout
    assert "with open(path) as handle:" in done.stdout


def test_explain_suggests_the_rule_that_was_meant(workspace):
    done = burnish("explain", "use-contxt-manager", cwd=workspace)
    assert done.returncode == 2
    assert "did you mean 'use-context-manager'?" in done.stderr


def test_rules_as_json_has_one_entry_an_id(workspace):
    entries = json.loads(burnish("rules", "--format", "json", cwd=workspace).stdout)["rules"]
    ids = [one["rule"] for one in entries]
    assert len(ids) == len(set(ids)) >= 24
    assert sum(one["fix"] is not None for one in entries) >= 14


def test_what_does_not_exist_is_an_error_in_one_sentence(workspace):
    done = burnish("check", "nowhere", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "error: nowhere does not exist"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bad.py", b"x = '\xff'", "it is not valid UTF-8 (byte 5)"),
        ("data.js", b"\0\1\2", "it is not a text file"),
        ("app.min.css.js", b"var a=1;" * 4000, "compiled: a line of its code has more than 20,000 bytes"),
    ],
)
def test_files_that_cannot_be_read_are_said_and_left_alone(workspace, name, content, reason):
    (workspace / name).write_bytes(content)
    done = burnish("fix", cwd=workspace)
    assert f"{name}: skipped: {reason}" in done.stderr
    assert (workspace / name).read_bytes() == content
