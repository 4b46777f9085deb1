"""`check`: what it says beside its findings, where it writes, what it compares with, and how it exits."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.running import called as burnish

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
OTHER = OPENED.replace("load", "other").replace("handle", "file")
EVAL = "import pickle\n\n\ndef f(request):\n    return pickle.loads(request.data)\n"
CLEAN = "x = 1\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "burnish.toml").write_text('model = "off"\nbehaviour = false\n')
    (tmp_path / "a.py").write_text(OPENED)
    return tmp_path


def report(*arguments: str, cwd: Path) -> dict[str, object]:
    return json.loads(burnish("check", "--format", "json", *arguments, cwd=cwd).stdout)


def places(*arguments: str, cwd: Path) -> list[str]:
    done = burnish("check", "--quiet", *arguments, cwd=cwd)
    assert done.stderr == ""
    return [":".join(line.split(":")[:2]) for line in done.stdout.splitlines()]


def test_syntax_errors_are_counted_named_on_request_and_strict_ones_fail(workspace):
    (workspace / "bad.py").write_text("x = 1\n\n\ndef f(:\n    pass\n")
    (workspace / "bad.js").write_text("const é = ;\n")
    (workspace / "a.py").write_text(CLEAN)
    done = burnish("check", cwd=workspace)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing found in 3 files; 2 files with syntax errors: `--show-skipped` says why.\n"
    told = burnish("check", "--show-skipped", cwd=workspace)
    assert told.stderr.splitlines() == [
        "bad.js:1:9: syntax error: what stands around it was not searched",
        "bad.py:4:7: syntax error: what stands around it was not searched",
    ]
    strict = burnish("check", "--strict-syntax", cwd=workspace)
    assert strict.returncode == 2
    assert strict.stderr.startswith("error: bad.js:1:9: syntax error")
    assert report(cwd=workspace)["syntax_errors"] == [
        {"path": "bad.js", "line": 1, "column": 9},
        {"path": "bad.py", "line": 4, "column": 7},
    ]


def test_a_template_has_no_syntax_errors(workspace):
    (workspace / "page.html").write_text(
        "<p {% if x %}class='a'{% endif %}>{{ y }</p><script>let a = {{ x }};</script>\n"
    )
    assert report("page.html", cwd=workspace)["syntax_errors"] == []


def test_what_was_skipped_is_counted_by_reason_and_named_on_request(workspace):
    (workspace / "bad.py").write_bytes(b"x = '\xff'")
    (workspace / "app.min.js").write_text("var a;\n")
    (workspace / "node_modules").mkdir()
    (workspace / "link.py").symlink_to("a.py")
    done = burnish("check", cwd=workspace)
    assert done.stdout.splitlines()[-1] == (
        "1 finding in 1 file; `burnish fix` tries to fix 1; 2 files skipped (1 compiled, 1 unreadable): `--show-skipped` says why."
    )
    assert done.stderr == ""
    assert report(cwd=workspace)["skipped"] == {
        "dependency or build folder": 1,
        "compiled": 1,
        "link": 1,
        "unreadable": 1,
    }
    told = burnish("check", "--show-skipped", cwd=workspace).stderr
    assert "bad.py: skipped: it is not valid UTF-8 (byte 5)\n" in told
    assert "app.min.js: skipped: compiled: it is called 'app.min.js' and it is all in one line\n" in told


def test_a_named_file_in_an_unknown_language_is_not_called_clean(workspace):
    (workspace / "notes.txt").write_text("x")
    done = burnish("check", "notes.txt", cwd=workspace)
    assert (done.returncode, done.stdout) == (
        0,
        "There was no file to check; 1 file skipped (1 unknown language): `--show-skipped` says why.\n",
    )
    assert done.stderr == "notes.txt: skipped: its language is not one that Burnish knows\n"


def test_standard_input_is_checked_as_the_file_that_it_is_called(workspace):
    (workspace / "tests").mkdir()
    (workspace / "burnish.toml").write_text('exclude = ["gen"]\n[per-path.tests]\nignore = ["readability"]\n')
    for arguments, lines in (
        (("--stdin-filename", "new.py"), ["new.py:2"]),
        (("--stdin-filename", "new.py", "-"), ["new.py:2"]),
        (("--stdin-filename", "tests/new.py"), []),
        (("--stdin-filename", "gen/new.py"), ["gen/new.py:2"]),
        (("--stdin-filename", "gen/new.py", "--force-exclude"), []),
    ):
        done = burnish("check", "-q", *arguments, cwd=workspace, stdin=OPENED.encode())
        assert [":".join(line.split(":")[:2]) for line in done.stdout.splitlines()] == lines
    for name, text, error in (
        ("a.txt", b"", "a.txt: its language is not one that Burnish knows"),
        ("a.py", b"\xff", "a.py: it is not valid UTF-8 (byte 0)"),
    ):
        done = burnish("check", "--stdin-filename", name, cwd=workspace, stdin=text)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {error}\n")
    done = burnish("check", "--stdin-filename", "a.py", "b.py", cwd=workspace)
    assert done.returncode == 2


def test_how_often_each_rule_found_something(workspace):
    (workspace / "b.py").write_text(OTHER)
    (workspace / "c.py").write_text(EVAL)
    done = burnish("check", "--statistics", cwd=workspace)
    assert done.stdout.splitlines()[:2] == [
        "     2  readability/use-context-manager [fixable]",
        "     1  security/unsafe-deserialization",
    ]
    assert report("--statistics", cwd=workspace)["statistics"] == [
        {"rule": "readability/use-context-manager", "count": 2, "fix": "safe"},
        {"rule": "security/unsafe-deserialization", "count": 1, "fix": None},
    ]
    done = burnish("check", "--statistics", "--format", "sarif", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: --statistics goes with --format text or json, not sarif\n")


def test_quietly_only_findings_are_printed_and_zero_is_always_the_exit(workspace):
    done = burnish("check", "-q", cwd=workspace)
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (1, 1, "")
    assert burnish("check", "--exit-zero", cwd=workspace).returncode == 0
    assert burnish("check", "--exit-zero", "--select", "zzz", cwd=workspace).returncode == 2


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown", "html", "github", "gitlab", "junit"])
def test_a_report_goes_into_a_file(workspace, form):
    shown = burnish("check", "--format", form, cwd=workspace).stdout
    done = burnish("check", "--format", form, "-o", "out put.txt", cwd=workspace)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Wrote the report to out put.txt.\n")
    written = (workspace / "out put.txt").read_text("utf-8")
    assert written.splitlines()[:3] == shown.splitlines()[:3]
    done = burnish("check", "--format", form, "-o", "no/where.txt", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: no/where.txt cannot be written: No such file or directory\n")


def git(*arguments: str, cwd: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *who, *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def repository(workspace: Path) -> Path:
    git("init", "-q", "-b", "main", cwd=workspace)
    git("add", ".", cwd=workspace)
    git("commit", "-q", "-m", "one", cwd=workspace)
    return workspace


def test_only_what_a_commit_did_not_have_is_found(repository):
    assert places("--changed-since", "main", cwd=repository) == []
    (repository / "a.py").write_text("# moved\n\n" + OPENED + "\n\n" + OTHER)
    (repository / "staged.py").write_text(OTHER)
    git("add", "staged.py", cwd=repository)
    (repository / "új.py").write_text(OTHER)
    expected = ["a.py:11", "staged.py:2", "új.py:2"]
    assert places("--changed-since", "main", cwd=repository) == expected
    assert places("--changed-since", "main", "a.py", cwd=repository) == expected[:1]
    git("add", ".", cwd=repository)
    git("commit", "-q", "-m", "two", cwd=repository)
    assert places("--changed-since", "HEAD~1", cwd=repository) == expected
    assert places("--changed-since", "HEAD", cwd=repository) == []
    assert burnish("check", "--changed-since", "HEAD", cwd=repository).stdout == "Nothing changed since HEAD.\n"


def test_a_second_finding_of_a_known_kind_is_new(repository):
    (repository / "a.py").write_text(OPENED + "\n\n" + OPENED.replace("load", "more"))
    assert places("--changed-since", "HEAD", cwd=repository) == ["a.py:9"]


def test_a_file_that_was_moved_brings_nothing_new(repository):
    (repository / "deep").mkdir()
    git("mv", "a.py", "deep/b.py", cwd=repository)
    assert places("--changed-since", "HEAD", cwd=repository) == []
    assert places("--changed-since", "HEAD", "deep", cwd=repository) == []


def test_a_working_tree_of_its_own_and_a_detached_head_are_compared_too(repository):
    git("worktree", "add", "-q", "--detach", "../tree", cwd=repository)
    tree = repository.parent / "tree"
    (tree / "a.py").write_text(OPENED + "\n\n" + OTHER)
    assert places("--changed-since", "main", cwd=tree) == ["a.py:9"]


def test_a_reference_that_does_not_exist_is_one_sentence(repository, tmp_path_factory):
    empty = tmp_path_factory.mktemp("empty")
    git("init", "-q", cwd=empty)
    (empty / "a.py").write_text(OPENED)
    nowhere = tmp_path_factory.mktemp("nowhere")
    (repository / "b.py").write_text(CLEAN)
    git("add", ".", cwd=repository)
    git("commit", "-q", "-m", "two", cwd=repository)
    shallow = tmp_path_factory.mktemp("shallow") / "clone"
    git("clone", "-q", "--depth", "1", f"file://{repository}", str(shallow), cwd=repository)
    for cwd, reference, words in (
        (repository, "no-such", "there is no commit 'no-such'"),
        (repository, "--output=x", "there is no commit '--output=x'"),
        (repository, "", "there is no commit ''"),
        (empty, "HEAD", "no commits yet"),
        (nowhere, "HEAD", "is not in a git repository"),
        (shallow, "HEAD~1", "shallow"),
    ):
        done = burnish("check", f"--changed-since={reference}", cwd=cwd)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr and len(done.stderr.splitlines()) == 1


def test_help_says_what_each_option_takes(workspace):
    for command in ("check", "fix", "enhance", "verify", "explain", "rules", "models", "doctor"):
        done = burnish(command, "-h", cwd=workspace)
        assert done.returncode == 0
        assert "<bool>" not in done.stdout
