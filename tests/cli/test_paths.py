"""Which files a command is about, and how it names them, whatever it was given and wherever it stands."""

from __future__ import annotations

import json
import os
import tempfile
from itertools import takewhile
from pathlib import Path

import pytest

from tests.running import called as burnish
from tests.running import contents

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """app/ and lib/ with a finding each, in a folder with settings."""
    folder = tmp_path / "pro ject ä#%"
    for name in ("app/a.py", "app/deep/b.py", "lib/c.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(OPENED)
    (folder / "burnish.toml").write_text('model = "off"\nbehaviour = false\n')
    return folder


def found(*arguments: str, cwd: Path) -> list[str]:
    report = json.loads(burnish("check", "--format", "json", *arguments, cwd=cwd).stdout)
    return [one["path"] for one in report["findings"]]


def test_what_is_reported_is_relative_to_where_one_stands(workspace):
    assert found("app", cwd=workspace) == ["app/a.py", "app/deep/b.py"]
    assert found(".", cwd=workspace) == ["app/a.py", "app/deep/b.py", "lib/c.py"]
    assert found(str(workspace / "lib"), cwd=workspace) == ["lib/c.py"]
    assert found("deep", cwd=workspace / "app") == ["deep/b.py"]
    assert found("../lib", cwd=workspace / "app") == [(workspace / "lib/c.py").as_posix()]
    assert "lib/c.py:2:14: " in burnish("check", "lib", cwd=workspace).stdout
    sarif = json.loads(burnish("check", "lib", "--format", "sarif", cwd=workspace).stdout)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "lib/c.py"


@pytest.mark.parametrize("glob", ["app", "app/", "app/**", "/app", "./app", "a*p"])
def test_a_folder_that_is_excluded_is_so_however_it_is_named(workspace, glob):
    (workspace / "burnish.toml").write_text(f'exclude = ["{glob}"]\nbehaviour = false\n')
    assert found(cwd=workspace) == ["lib/c.py"]
    assert found("app", "lib", cwd=workspace) == ["lib/c.py"]
    assert found(".", cwd=workspace / "app") == []
    assert found("deep", cwd=workspace / "app") == []
    assert found("..", cwd=workspace / "app") == [(workspace / "lib/c.py").as_posix()]
    before = contents(workspace)
    done = burnish("fix", "app", cwd=workspace)
    assert f"left out: it matches '{glob.removeprefix('.')}' under 'exclude' in burnish.toml" in done.stderr
    assert contents(workspace) == before


def test_a_pattern_without_a_folder_matches_at_any_depth(workspace):
    (workspace / "app" / "deep" / "x.gen.js").write_text("eval('1')\n")
    (workspace / "burnish.toml").write_text('exclude = ["*.gen.js", "b.py", "!lib"]\n')
    assert found(cwd=workspace) == ["app/a.py", "lib/c.py"]


def test_patterns_are_relative_to_the_file_that_holds_them(workspace):
    (workspace / "app" / "burnish.toml").write_text('exclude = ["deep", "lib"]\n')
    assert found(cwd=workspace) == ["app/a.py", "lib/c.py"]
    assert found("deep", cwd=workspace / "app") == []


def test_a_file_that_is_named_is_read_even_when_excluded_and_said_so(workspace):
    (workspace / "burnish.toml").write_text('exclude = ["app"]\nbehaviour = false\n')
    done = burnish("check", "app/a.py", cwd=workspace)
    assert "app/a.py:2:14" in done.stdout
    assert done.stderr == (
        "app/a.py: read because it was named, although it matches 'app' under 'exclude' in burnish.toml\n"
    )
    assert found("--force-exclude", "app/a.py", "lib/c.py", cwd=workspace) == ["lib/c.py"]
    assert found("--include-excluded", "app", cwd=workspace) == ["app/a.py", "app/deep/b.py"]


def test_fix_writes_an_excluded_file_only_when_asked_to(workspace):
    (workspace / "burnish.toml").write_text('exclude = ["app"]\nbehaviour = false\n')
    before = contents(workspace)
    for paths in (("app/a.py",), ("app",), ("app/deep", "app/a.py")):
        done = burnish("fix", *paths, cwd=workspace)
        assert "take it in with --include-excluded" in done.stderr
    assert contents(workspace) == before
    burnish("fix", "app/a.py", "--include-excluded", cwd=workspace)
    after = contents(workspace)
    assert {name for name in before if before[name] != after[name]} == {"app/a.py"}


def test_what_git_ignores_is_left_out(workspace):
    (workspace / ".gitignore").write_text("/gen/\n*.out.py\n!kept.out.py\n")
    for name in ("gen/a.py", "lib/gen/a.py", "lib/x.out.py", "lib/kept.out.py"):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(OPENED)
    (workspace / "app" / ".gitignore").write_text("deep\r\n")
    expected = ["app/a.py", "lib/c.py", "lib/kept.out.py", "lib/gen/a.py"]
    assert found(cwd=workspace) == expected
    assert found("gen", cwd=workspace) == []
    assert "left out: it matches '/gen/' in .gitignore" in burnish("check", "gen", cwd=workspace).stderr


def test_a_link_to_the_workspace_names_the_same_files(workspace):
    link = workspace.parent / "link"
    link.symlink_to(workspace, target_is_directory=True)
    assert found(cwd=link) == found(cwd=workspace)
    assert found(str(link / "lib"), cwd=workspace) == ["lib/c.py"]


def test_a_circle_of_links_ends(workspace):
    (workspace / "lib" / "round").symlink_to(workspace, target_is_directory=True)
    (workspace / "lib" / "loop.py").symlink_to(workspace / "lib" / "loop.py")
    assert found(cwd=workspace) == ["app/a.py", "app/deep/b.py", "lib/c.py"]
    done = burnish("check", "lib/loop.py", cwd=workspace)
    assert (done.returncode, done.stderr) == (
        2,
        "error: lib/loop.py cannot be read: Too many levels of symbolic links\n",
    )


def test_a_folder_of_packages_is_left_out_however_it_is_named(workspace):
    (workspace / "node_modules" / "x").mkdir(parents=True)
    (workspace / "node_modules" / "x" / "a.py").write_text(OPENED)
    assert "node_modules/x/a.py" not in found(cwd=workspace)
    done = burnish("check", "node_modules/x", cwd=workspace)
    assert "left out: folders called 'node_modules' hold what nobody writes by hand" in done.stderr
    assert found("node_modules/x/a.py", cwd=workspace) == ["node_modules/x/a.py"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("bad.py", b"x = '\xff'", "it is not valid UTF-8 (byte 5)"), ("data.js", b"\0\1\2", "it is not a text file")],
)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_file_that_is_named_and_cannot_be_read_is_an_error(workspace, command, name, content, reason):
    (workspace / name).write_bytes(content)
    before = contents(workspace)
    done = burnish(command, name, "lib", cwd=workspace)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {name}: {reason}\n")
    assert contents(workspace) == before


def test_a_pipe_that_is_named_is_an_error_and_nobody_waits_for_it(workspace):
    os.mkfifo(workspace / "lib" / "pipe.py")
    done = burnish("check", "lib/pipe.py", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: lib/pipe.py: it is not a regular file\n")


def test_a_baseline_hides_the_same_findings_however_it_was_made(workspace):
    for options, cwd, file in (
        ((".",), workspace, "known.json"),
        (("app", "lib"), workspace, "known.json"),
        (("..",), workspace / "app", "../known.json"),
        ((str(workspace),), workspace.parent, str(workspace / "known.json")),
    ):
        assert burnish("check", *options, "--baseline", file, "--update-baseline", cwd=cwd).returncode == 0
        for others, there in ((("app",), workspace), ((".",), workspace), ((".",), workspace / "lib")):
            done = burnish("check", *others, "--baseline", str(workspace / "known.json"), cwd=there)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_baseline_of_the_first_version_still_hides_what_it_names(workspace):
    entry = {"rule": "readability/use-context-manager", "path": "a.py", "line": "handle = open(path)"}
    (workspace / "old.json").write_text(json.dumps({"version": 1, "findings": [entry]}))
    assert found("--baseline", "old.json", cwd=workspace) == ["app/deep/b.py", "lib/c.py"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "findings": [1]}', "[" * 100_000, "\xff"])
def test_what_is_no_baseline_is_an_error(workspace, text):
    (workspace / "known.json").write_text(text, "latin-1")
    done = burnish("check", "lib", "--baseline", "known.json", cwd=workspace)
    assert done.returncode == 2
    assert (
        done.stderr
        == "error: known.json is not a baseline: name another file, or remove it and use --update-baseline\n"
    )


def test_what_is_no_baseline_is_not_overwritten(workspace):
    (workspace / "notes.json").write_text('{"mine": 1}')
    done = burnish("check", "--baseline", "notes.json", "--update-baseline", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert (workspace / "notes.json").read_text() == '{"mine": 1}'


@pytest.mark.parametrize("part", [("lib",), ("--select", "security"), ("--ignore", "readability"), ("app", "lib/c.py")])
def test_a_baseline_made_anew_for_a_part_keeps_the_rest(workspace, part):
    known = ("--baseline", "known.json")
    assert burnish("check", *known, "--update-baseline", cwd=workspace).returncode == 0
    before = (workspace / "known.json").read_text()
    done = burnish("check", *part, *known, "--update-baseline", cwd=workspace)
    assert (done.returncode, done.stderr) == (0, "Wrote 3 findings to known.json.\n")
    assert (workspace / "known.json").read_text() == before


def test_what_is_mended_or_gone_leaves_the_baseline(workspace):
    known = ("--baseline", "known.json", "--update-baseline")
    burnish("check", *known, cwd=workspace)
    (workspace / "lib" / "c.py").write_text("x = 1\n")
    (workspace / "app" / "deep" / "b.py").unlink()
    assert burnish("check", "lib", *known, cwd=workspace).stderr == "Wrote 1 finding to known.json.\n"


def test_a_baseline_of_what_changed_would_be_half_of_one(workspace):
    done = burnish("check", "--changed-since", "HEAD", "--baseline", "known.json", "--update-baseline", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert "it does not go with --changed-since" in done.stderr


def test_a_name_that_is_no_text_is_shown_as_an_escape_and_known_to_a_baseline(workspace):
    name = os.fsdecode(b"lib/\xff\x1b[31m.py")
    (workspace / name).write_text(OPENED)
    assert r"lib/\xff\x1b[31m.py:2:14" in burnish("check", "lib", cwd=workspace).stdout
    assert burnish("check", "lib", "--baseline", "b.json", "--update-baseline", cwd=workspace).returncode == 0
    assert burnish("check", "lib", "--baseline", "b.json", cwd=workspace).returncode == 0
    done = burnish("check", name, "--select", "zzz", cwd=workspace)
    assert done.returncode == 2


def unprivileged(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    """A run of the command line by somebody who may not read everything: by a child of this process."""
    burnish(*arguments, cwd=cwd)  # imports what the child could not read
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            done = burnish(*arguments, cwd=cwd)
            os.write(writing, json.dumps((done.returncode, done.stdout, done.stderr)).encode())
        finally:
            os._exit(0)  # whatever happened: a child that came back would run the tests that follow, too
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return tuple(json.loads(answer.read()))


def test_what_nobody_may_read_is_skipped_in_a_folder_and_an_error_by_name(workspace):
    secret, locked = workspace / "lib" / "c.py", workspace / "locked"
    locked.mkdir()
    (locked / "d.py").write_text(OPENED)
    for folder in takewhile(lambda one: one != Path(tempfile.gettempdir()), (workspace, *workspace.parents)):
        folder.chmod(folder.stat().st_mode | 0o755)
    for path in (secret, locked):
        path.chmod(0)
    try:
        code, out, err = unprivileged("check", "--show-skipped", "--jobs", "1", cwd=workspace)
        named = unprivileged("check", "lib/c.py", cwd=workspace)
        within = unprivileged("check", "locked/d.py", cwd=workspace)
    finally:
        for path in (secret, locked):
            path.chmod(0o755)
    assert code == 1
    assert "locked: skipped: it cannot be read: Permission denied" in err
    assert "lib/c.py: skipped: it cannot be read: Permission denied" in err
    assert "2 files skipped (2 unreadable)" in out
    assert named == (2, "", "error: lib/c.py: it cannot be read: Permission denied\n")
    assert within == (2, "", "error: locked/d.py cannot be read: Permission denied\n")


def test_standard_input_must_have_a_name(workspace):
    done = burnish("check", "-", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--stdin-filename NAME" in done.stderr
