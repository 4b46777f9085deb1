import gzip
import platform

from api import backup


def test_copy(tmp_path):
    (tmp_path / "a.db").write_bytes(b"12345")
    assert backup.copy_database(tmp_path / "a.db", tmp_path / "b.db") == 5
    assert (tmp_path / "b.db").read_bytes() == b"12345"


def test_compress_keeps_the_original(tmp_path):
    path = tmp_path / "log.txt"
    path.write_text("hello")
    for text in ("hello", "again"):
        path.write_text(text)
        packed = backup.compress(str(path))
        with gzip.open(packed, "rt") as handle:
            assert handle.read() == text
    assert path.exists()


def test_list_backups(tmp_path):
    for name in ("b.db", "a.db", "notes.txt"):
        (tmp_path / name).touch()
    assert backup.list_backups(str(tmp_path)) == ["a.db", "b.db"]
    assert backup.list_backups(str(tmp_path), "*.txt") == ["notes.txt"]


def test_counting_lines(tmp_path):
    path = tmp_path / "log.txt"
    path.write_text("GET /\nGET /a\nGET /\nPOST /\nGET /\nGET /a\n")
    assert backup.count_lines(path) == 6
    assert backup.most_common(path, 2) == ["GET /", "GET /a"]
    assert backup.first_line(path) == "GET /"


def test_checksum(tmp_path):
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("one")
    (tmp_path / "c").write_text("two")
    sums = [backup.checksum(str(tmp_path / name)) for name in "abc"]
    assert sums[0] == sums[1] != sums[2]


def test_kernel():
    assert backup.kernel() == platform.system()


def test_restore_only_from_real_backups(tmp_path):
    target = tmp_path / "shop.db"
    assert backup.restore(tmp_path / "none.db", target) is False
    (tmp_path / "empty.db").touch()
    assert backup.restore(tmp_path / "empty.db", target) is False
    assert not target.exists()
    (tmp_path / "good.db").write_text("data")
    assert backup.restore(tmp_path / "good.db", target) is True
    assert target.read_text() == "data"


def test_manifest(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b").touch()
    (folder / "a").touch()
    backup.write_manifest(folder, tmp_path / "manifest")
    assert (tmp_path / "manifest").read_text() == "a\nb\n"


def test_rotating_log(tmp_path):
    path = str(tmp_path / "log")
    log = backup.RotatingLog(path, limit=10)
    log.write("12345")
    log.write("67890")
    log.write("x")
    log.close()
    assert (tmp_path / "log.1").read_text() == "12345\n67890\n"
    assert (tmp_path / "log").read_text() == "x\n"
