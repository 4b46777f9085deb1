"""Only regular files are read, and no more of them than is asked for."""

from __future__ import annotations

import os
import sys

import pytest

from burnish.files import read_regular


def test_a_file_and_a_link_to_it(tmp_path):
    (tmp_path / "a").write_bytes(b"a\r\n\xff")
    assert read_regular(tmp_path / "a") == b"a\r\n\xff"
    (tmp_path / "link").symlink_to("a")
    assert read_regular(tmp_path / "link", most=4) == b"a\r\n\xff"


def test_more_than_is_asked_for(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_regular(tmp_path / "a", most=4)


def test_what_is_no_regular_file(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    for path in (tmp_path, tmp_path / "loop", tmp_path / "nothing"):
        with pytest.raises(OSError):
            read_regular(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_pipes_and_devices_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="not a regular file"):
            read_regular(tmp_path / name)
