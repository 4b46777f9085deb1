from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

for package in ("torch", "tokenizers", "gguf", "llama_cpp"):
    pytest.importorskip(package, reason="training needs PyTorch and its company")

from burnish.cli.app import app  # noqa: E402


def train(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["train", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere"], "there is no folder nowhere"),
        (["shop/a.py"], "shop/a.py is not a folder"),
        (["shop", "--name", "../own"], "'../own' cannot be a model's name"),
        (["shop", "--name", "burnish-small"], "burnish-small is the name of a model that comes with Burnish"),
        (["shop", "--held-out", "."], "is to be held out, but is none of the sources"),
        (["shop", "--held-out", "shop"], "at least one source must be left to learn from"),
        (["shop", "--max-minutes", "0"], "max-minutes"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    arguments: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.py").write_text("x = 1\n")
    code, said = train(*arguments)
    assert code == 2 and complaint in said and "Traceback" not in said
    assert not (tmp_path / "burnish-train").exists()


def test_too_little_to_learn_from_ends_with_one_and_a_way_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.py").write_text("def add(a, b):\n    c = a + b\n    return c\n")
    code, said = train("shop")
    assert code == 1
    assert "There is too little to learn from: 1 file, 0 commits, 1 function," in said
    assert "Name more of your repositories" in said
    # What a run leaves is not for git.
    assert (tmp_path / "burnish-train" / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "file").write_text("")
    code, said = train("shop", "--run", "file/run")
    assert code == 2 and "Not a directory" in said and "Traceback" not in said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a signal to one process is for POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_says_how_to_go_on(number: int, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    for file in range(40):
        (tmp_path / "shop" / f"part_{file}.py").write_text(
            f"def load_{file}(path, rows_{file}):\n    with open(path) as source_{file}:\n"
            f"        data_{file} = source_{file}.read()\n    log_{file}(data_{file}, rows_{file})\n    return data_{file}\n\n\n"
            f"def names_{file}(store_{file}):\n    names_{file} = [one_{file}.name for one_{file} in store_{file}.all_{file}()]\n"
            f"    audit_{file}(names_{file})\n    return names_{file}\n"
        )
    command = [sys.executable, "-m", "burnish", "train", "shop", "--threads", "1", "--max-minutes", "5"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = []
        for line in running.stderr:
            said.append(line)
            if "Collecting" in line and sum("Collecting" in one for one in said) == 1:
                running.send_signal(number)
    assert running.returncode == 130, said
    assert said[-1] == (
        "Stopped while collecting. What was done is kept in burnish-train; the same command goes on from there.\n"
    )
