from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.sandbox import Sandbox, available
from tests.sandbox.host import Host, host


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Host]:
    with host(tmp_path) as there:
        yield there


@pytest.fixture(scope="session")
def opened() -> Iterator[dict[str, Sandbox]]:
    """Every sandbox by its name; those that are not installed are not there."""
    every = (*available.sandboxes("python", natively=True), *available.sandboxes("javascript", natively=True))
    yield {sandbox.name: sandbox for sandbox in every}
    available.close_all()


@pytest.fixture
def sandbox(opened: dict[str, Sandbox], request: pytest.FixtureRequest) -> Sandbox:
    name: str = request.param
    if name not in opened:
        pytest.skip(f"{name} is not installed")
    return opened[name]
