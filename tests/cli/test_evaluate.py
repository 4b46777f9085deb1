from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("llama_cpp", reason="running a GGUF needs llama-cpp-python")

from burnish.cli import evaluate
from burnish.cli.app import app
from burnish.verification import gate

CODE = """def names(users):
    result = []
    for user in users:
        result.append(user.name)
    return result


def load(path):
    handle = open(path)
    data = handle.read()
    handle.close()
    return data
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text(CODE)
    return tmp_path


def test_the_table_counts_and_a_legend_says_in_words_what_its_columns_mean(shop: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "--candidates", "2"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].split("  ")[0] == "rule" and "copy" not in lines[0]
    total = next(line for line in lines if line.startswith("all "))
    assert total.split()[1] == "2" and "2 (100 %)" in total
    for column in ("sites", "rule alone", "resolve@1", "resolve@2", "rule + model", "ms"):
        assert column in lines[0]
        assert any(line.startswith(f"{column} ") for line in lines[1:])
    assert "2 sites: by chance alone a share may be off by 70 points either way (95 %)." in lines


def test_as_json_the_rates_are_shares_of_sites(shop: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "--candidates", "1", "--format", "json"])
    assert json.loads(done.stdout)["rates"]["all"]["sites"] == 2


def test_every_check_of_the_gate_has_its_words() -> None:
    named = {check.__module__.rpartition(".")[2] for check in gate.CHECKS}
    assert named <= set(evaluate._CHECKS)
