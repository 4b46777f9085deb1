"""Any way of calling finds the same, and what is left out is what git itself would leave out."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish.project import Folders, Reason
from tests.running import called as burnish

FOUND = "password = 'hunter2hunter2'\n\n\ndef load(path):\n    h = open(path)\n    d = h.read()\n    h.close()\n    return d\n"
NAMES = (
    "a.py",
    "app/a.py",
    "app/b.py",
    "app/deep/a.py",
    "lib/a.py",
    "lib/build/a.py",
    "tests/unit/a.py",
    "spé c/#a.py",
)
PATTERNS = (
    "app",
    "app/",
    "app/**",
    "/app",
    "a.py",
    "*.py",
    "deep",
    "lib/*",
    "**/unit",
    "!app",
    "!b.py",
    "spé c",
    "tests/*/",
)
MARKS = ("burnish.toml", ".git/HEAD", "package.json")
INNER_MARKS = ("burnish.toml", "app/requirements.txt", "lib/burnish.toml")

Found = set[tuple[str, str, int]]


def found(*arguments: str, cwd: Path) -> Found:
    done = burnish("check", "--format", "json", "--force-exclude", *arguments, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr
    return {
        (os.path.realpath(cwd / one["path"]), one["rule"], one["range"]["start"]["line"])
        for one in json.loads(done.stdout)["findings"]
    }


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.sets(st.sampled_from(NAMES), min_size=2),
    mark=st.sampled_from((*MARKS, None)),
    marks=st.sets(st.sampled_from(INNER_MARKS)),
    exclude=st.lists(st.sampled_from(PATTERNS), max_size=2),
    ignored=st.lists(st.sampled_from(PATTERNS), max_size=2),
)
def test_any_way_of_calling_finds_the_same(tmp_path_factory, names, mark, marks, exclude, ignored):
    root = tmp_path_factory.mktemp("way") / "pro ject"
    if mark is None:  # a folder called like one of builds is one only in a project
        names, marks = (names | {"a.py"}) - {"lib/build/a.py"}, set()
    for name in (*names, *filter(None, (mark,)), *marks):
        write(root, name, FOUND if name.endswith(".py") else "{}" if name.endswith(".json") else "")
    if "burnish.toml" in (mark, *marks):
        write(root, "burnish.toml", f"exclude = {json.dumps(exclude, ensure_ascii=False)}\n")
    write(root, ".gitignore", "\n".join(ignored))
    link = root.parent / "link"
    link.symlink_to(root, target_is_directory=True)
    files = sorted(names)
    tops = sorted({name.split("/")[0] for name in names})
    below = root / next((name for name in files if "/" in name), files[0])
    whole = found(cwd=root)
    assert found(str(root), cwd=root.parent) == whole
    assert found(*files, cwd=root) == whole
    assert found(*tops, ".", cwd=root) == whole
    assert found(*reversed(tops), cwd=root) == whole
    assert found(os.path.relpath(root, below.parent), cwd=below.parent) == whole
    assert found(*(os.path.relpath(root / name, below.parent) for name in files), cwd=below.parent) == whole
    assert found(cwd=link) == whole
    assert found(str(link), cwd=root.parent) == whole


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ("*", "!*/", "!*.py", "/*", "!/app", "a/**/b", "**", "!**", "# x", r"\#a", r"a\ ", "a ", "[ab].py", "a?py")
        ),
        st.sampled_from(PATTERNS),
        st.text("ab*/!?[]. \\", min_size=1, max_size=6),
    ),
    max_size=4,
)
TREE = ("a.py", "a/b", "a/b.py", "a/c/b", "app/a.py", "app/deep/x", "b/a/b/a.py", "#a/a", "ab/b.py", "a /a")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=LINES, inner=LINES, own=LINES)
def test_what_git_ignores_is_what_git_ignores(tmp_path_factory, top, inner, own):
    root = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name in TREE:
        write(root, name, "")
    write(root, ".gitignore", "\n".join(top))
    write(root, "a/.gitignore", "\r\n".join(inner))
    write(root, ".git/info/exclude", "\n".join(own))
    asked = "\0".join(TREE).encode()
    done = subprocess.run(
        ["git", "check-ignore", "-z", "--stdin", "--no-index"], cwd=root, input=asked, capture_output=True, check=False
    )
    said = set(filter(None, done.stdout.decode().split("\0")))
    folders = Folders()
    left = {name: folders.left_out(root / name) for name in TREE}
    assert {name for name, one in left.items() if one is not None and one.reason is Reason.IGNORED} == said


def test_the_excludes_of_a_person_and_of_a_linked_working_tree_hold(tmp_path, monkeypatch):
    home = tmp_path / "home"
    write(home, ".gitconfig", '[include]\n\tpath = more\n[core]\n\teditor = "x # y"\n')
    write(home, "more", "[Core]\n\texcludesFile = ~/my ignores # mine\n")
    write(home, "my ignores", "secret.py\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    main = tmp_path / "main"
    subprocess.run([*git, "init", "-q", str(main)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], cwd=main, check=True)
    subprocess.run([*git, "worktree", "add", "-q", "../tree"], cwd=main, check=True)
    write(main, ".git/info/exclude", "gen/\n")
    for name in ("a.py", "secret.py", "gen/a.py"):
        write(tmp_path / "tree", name, FOUND)
    assert {Path(path).name for path, _, _ in found(cwd=tmp_path / "tree")} == {"a.py"}
    told = burnish("check", "--show-skipped", cwd=tmp_path / "tree").stderr.splitlines()
    assert "secret.py: skipped: it matches 'secret.py' in my ignores" in told
    assert "gen: skipped: it matches 'gen/' in exclude" in told
    (home / "my ignores").unlink()
    write(home, ".config/git/ignore", "a.py")
    (home / ".gitconfig").unlink()
    assert {Path(path).name for path, _, _ in found(cwd=tmp_path / "tree")} == {"secret.py"}
