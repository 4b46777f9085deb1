"""What Burnish finds, fixes, asks and says is what it was: golden files, whose difference shows what a change changes.

A change of meaning is meant, or it is a defect. Where it is meant, `make golden` writes the files anew, and they are
committed with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest

from tests.golden import pinned

FOLDER = Path(__file__).parent / "golden"
FILES: dict[str, Callable[[], Iterable[str]]] = {
    **{
        f"python/{name}": partial(pinned.findings_and_fixes, pinned.SITE_PACKAGES / name)
        for name in pinned.PYTHON_PACKAGES
    },
    **{
        f"javascript/{name.replace('/', '_')}": partial(pinned.findings_and_fixes, pinned.NODE_MODULES / name)
        for name in pinned.JAVASCRIPT_PACKAGES
    },
    "shop": partial(pinned.findings_and_fixes, pinned.SHOP),
    "pages": pinned.pages,
    "examples": pinned.examples,
    "prompts": pinned.prompts,
    "wrong-versions": pinned.wrong_versions,
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_as_it_was(name: str, request: pytest.FixtureRequest) -> None:
    kept = FOLDER / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(pinned.joined(FILES[name]()), encoding="utf-8", newline="\n")
        (FOLDER / "versions.txt").write_text(f"{pinned.versions()}\n", encoding="utf-8", newline="\n")
        return
    if "/" in name and not pinned.NODE_MODULES.is_dir():
        pytest.skip("the packages of the client are not installed")
    if "/" in name and (FOLDER / "versions.txt").read_text(encoding="utf-8").strip() != pinned.versions():
        pytest.skip("other versions of the packages are installed than those that the golden files tell of")
    before, now = kept.read_text(encoding="utf-8"), pinned.joined(FILES[name]())
    difference = "\n".join(unified_diff(before.splitlines(), now.splitlines(), "as it was", "now", n=0, lineterm=""))
    assert before == now, f"{difference}{os.linesep}Where all of this is meant: make golden"
