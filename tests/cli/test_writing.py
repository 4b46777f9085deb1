"""Files are replaced at once or left as they are, and stay what they were but for their text."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from burnish.cli.writing import NotWritten, write

posix = pytest.mark.skipif(os.name == "nt", reason="links, owners and permissions of POSIX")
as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_the_content_becomes_what_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a b#%é.py"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\n")
    write(path, b"\xef\xbb\xbfa\r\nb\n", b"\xef\xbb\xbfc\r\nb\n")
    assert path.read_bytes() == b"\xef\xbb\xbfc\r\nb\n"
    assert names(tmp_path) == [path.name]


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "a.py"
    target.parent.mkdir()
    target.write_bytes(b"old\n")
    link = tmp_path / "a.py"
    link.symlink_to("dotfiles/a.py")
    write(link, b"old\n", b"new\n")
    assert link.is_symlink()
    assert target.read_bytes() == b"new\n"


@posix
def test_names_of_one_file_stay_names_of_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a long old text\n")
    (tmp_path / "b.py").hardlink_to(tmp_path / "a.py")
    write(tmp_path / "a.py", b"a long old text\n", b"new\n")
    assert (tmp_path / "b.py").read_bytes() == b"new\n"
    assert names(tmp_path) == ["a.py", "b.py"]


@posix
@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o4755])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    path.chmod(mode)
    write(path, b"old\n", b"new\n")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@as_root
def test_the_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    os.chown(path, 1234, 5678)
    path.chmod(0o4755)
    write(path, b"old\n", b"new\n")
    now = path.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1234, 5678, 0o4755)


@as_root
def test_set_uid_goes_where_the_owner_cannot_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    os.chown(path, 1234, 5678)
    path.chmod(0o4755)
    monkeypatch.setattr(os, "chown", refuse)
    write(path, b"old\n", b"new\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("content", "reason"), [(b"changed\n", "it was changed meanwhile"), (None, "it is not there any more")]
)
def test_what_is_not_as_expected_is_left_alone(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "a.py"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotWritten, match=reason):
        write(path, b"old\n", b"new\n")
    assert names(tmp_path) == ([] if content is None else ["a.py"])


@posix
@pytest.mark.parametrize("several", [False, True])
def test_a_full_disk_leaves_the_file_whole_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several: bool
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    if several:
        (tmp_path / "b.py").hardlink_to(path)
    before = names(tmp_path)
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    usual, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))  # what is longer fails as on a full disk
    try:
        with pytest.raises(NotWritten, match="File too large"):
            write(path, b"old\n", b"new\n" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, usual)
    assert path.read_bytes() == b"old\n"
    assert names(tmp_path) == before


@posix
def test_links_that_lead_to_themselves_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("b.py")
    (tmp_path / "b.py").symlink_to("a.py")
    for path in (tmp_path / "a.py", tmp_path):
        with pytest.raises(NotWritten):
            write(path, b"", b"new\n")


def test_a_read_only_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    path.chmod(0o444)
    # What the system answers to people; to root every file is one to write.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(NotWritten, match="it is read-only"):
        write(path, b"old\n", b"new\n")


def test_a_change_between_reading_and_replacing_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    usual = tempfile.mkstemp

    def change_meanwhile(**options: object) -> tuple[int, str]:
        path.write_bytes(b"somebody else's\n")
        return usual(**options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(tempfile, "mkstemp", change_meanwhile)
    with pytest.raises(NotWritten, match="changed meanwhile"):
        write(path, b"old\n", b"new\n")
    assert path.read_bytes() == b"somebody else's\n"
    assert names(tmp_path) == ["a.py"]
