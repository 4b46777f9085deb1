"""Which other files of a project speak of a function, tests first, and within bounds."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from burnish.project.mentions import MAX_FILE_BYTES, MAX_TEXTS, mentioning


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_tests_come_before_other_files_and_the_file_itself_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        shop__prices_dot_py="def total(xs): ...\n",
        shop__cart_dot_py="total([1])\n",
        tests__test_prices_dot_py="assert total([]) == 0\n",
    )
    found = mentioning(tmp_path, tmp_path / "shop" / "prices.py", {"total"}, seconds=5)
    assert found == ("assert total([]) == 0\n", "total([1])\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [("total(1)", True), ("subtotal(1)", False), ("totals", False), ("a.total()", True), ("$total", False)],
)
def test_a_name_is_a_whole_word(tmp_path: Path, text: str, found: bool) -> None:
    write(tmp_path, other_dot_js=text)
    assert bool(mentioning(tmp_path, tmp_path / "a.js", {"total"}, seconds=5)) is found


def test_only_files_of_the_same_family_of_languages_are_read(tmp_path: Path) -> None:
    write(tmp_path, a_dot_js="total()", b_dot_py="total()", c_dot_tsx="total(1)", node_modules__d_dot_js="total(2)")
    assert mentioning(tmp_path, tmp_path / "x.ts", {"total"}, seconds=5) == ("total()", "total(1)")


COMPONENT = """<template><a @click="total(1)" /></template>
<script lang="ts">
export const sum = total([1])
</script>
<style>.total { color: red }</style>
"""


@pytest.mark.parametrize("name", ["Cart.vue", "Cart.svelte"])
def test_of_a_component_its_scripts_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(COMPONENT, encoding="utf-8")
    (tmp_path / f"Other{name}").write_text("<style>.total { color: red }</style>\n<p>total</p>\n", encoding="utf-8")
    (text,) = mentioning(tmp_path, tmp_path / "prices.ts", {"total"}, seconds=5)
    assert text.split() == ["export", "const", "sum", "=", "total([1])"]
    assert mentioning(tmp_path, tmp_path / "prices.py", {"total"}, seconds=5) == ()


def test_of_a_component_too_other_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, a_dot_js="total(1)")
    assert mentioning(tmp_path, tmp_path / "Cart.vue", {"total"}, seconds=5) == ("total(1)",)


def test_much_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{number}_dot_py": "total()\n" for number in range(3 * MAX_TEXTS)})
    write(tmp_path, long_dot_py="total()\n" * MAX_FILE_BYTES)
    assert mentioning(tmp_path, tmp_path / "x.py", {"total"}, seconds=5) == ("total()\n",) * MAX_TEXTS


def test_a_large_project_is_given_up_in_time(tmp_path: Path) -> None:
    write(tmp_path, **{f"d{number % 40}__f{number}_dot_py": "x = 1\n" for number in range(1500)})
    started = perf_counter()
    assert mentioning(tmp_path, tmp_path / "x.py", {"total"}) == ()
    assert perf_counter() - started < 0.5


def test_without_a_folder_or_a_name_nothing_is_read(tmp_path: Path) -> None:
    write(tmp_path, a_dot_py="total()")
    assert mentioning(None, tmp_path / "x.py", {"total"}) == ()
    assert mentioning(tmp_path, tmp_path / "x.py", set()) == ()
    assert mentioning(tmp_path / "gone", tmp_path / "x.py", {"total"}) == ()
