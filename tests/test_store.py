from __future__ import annotations

import sqlite3

from burnish.store import Store


def test_what_is_put_is_there_after_reopening(tmp_path):
    path = tmp_path / "folder" / "store.sqlite3"
    first = Store(path)
    first.put("key", "välue")
    first.close()
    second = Store(path)
    assert second.get("key") == "välue"
    assert second.get("other") is None
    second.close()


def test_the_least_recently_used_goes_first(tmp_path):
    kept = Store(tmp_path / "s", most=2)
    kept.put("a", "1")
    kept.put("b", "2")
    assert kept.get("a") == "1"
    kept.put("c", "3")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("1", None, "3")
    kept.close()


def test_a_store_of_another_version_is_started_anew(tmp_path):
    path = tmp_path / "s"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE answers (other INTEGER)")
        old.execute("PRAGMA user_version = 99")
    old.close()
    fresh = Store(path)
    fresh.put("a", "1")
    assert fresh.get("a") == "1"
    fresh.close()
