from __future__ import annotations

import os

import pytest


@pytest.fixture
def needs_llama() -> None:
    """Parts that run a model are skipped without llama-cpp-python, but not in CI."""
    from burnish.model.worker import installed

    if not installed():
        if os.environ.get("CI"):
            pytest.fail("llama-cpp-python is not installed")
        pytest.skip("llama-cpp-python is not installed")
