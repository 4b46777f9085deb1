"""`burnish enhance --instruction`: what a person asks for, in one file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.running import burnish

BEFORE = "import os\n\n\ndef double(x: int):\n    y = x * 2\n    return y\n"
AFTER = "import os\n\n\ndef double(x: int):\n    return x * 2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(BEFORE)
    (tmp_path / "b.py").write_text(BEFORE)
    (tmp_path / "burnish.toml").write_text("behaviour = false\n")
    return tmp_path


def asked(folder: Path, answer: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What comes of an instruction when the model says this."""
    answers = folder / "answers.json"
    answers.write_text(json.dumps({"answer": [{"text": answer, "contains": ["Instruction: drop y"]}]}))
    model = ("--model", f"replay:{answers}", "--instruction", "drop y")
    return burnish("enhance", *model, *arguments, cwd=folder)


CODE = "```python\ndef double(x: int):\n    return x * 2\n```"


def test_an_instruction_changes_the_function_of_its_lines(folder: Path) -> None:
    shown = asked(folder, CODE, "a.py", "--lines", "5")
    assert shown.returncode == 0, shown.stderr
    assert "a.py:4: drop y" in shown.stdout
    assert "Nothing was written" in shown.stdout
    assert (folder / "a.py").read_text() == BEFORE
    written = asked(folder, CODE, "a.py", "--lines", "4:6", "--write")
    assert written.returncode == 0
    assert (folder / "a.py").read_text() == AFTER
    assert (folder / "b.py").read_text() == BEFORE


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("Roses are red.", "the answer holds no complete fenced code block"),
        ("```javascript\nconst double = (x) => x * 2;\n```", "the answer is in javascript, not in python"),
        ("```python\ndef triple(x: int):\n    return x * 3\n```", "refused by the check 'interface'"),
        (CODE.replace("return x * 2", "y = x * 2\n    return y"), "The model left the code as it is."),
    ],
)
def test_an_answer_that_will_not_do_is_said_and_nothing_is_written(folder: Path, answer: str, sentence: str) -> None:
    done = asked(folder, answer, "a.py", "--lines", "5", "--write")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert (folder / "a.py").read_text() == BEFORE


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("a.py",), "--instruction needs one file and --lines, such as --lines 10:40"),
        (("a.py", "b.py", "--lines", "5"), "--instruction needs one file and --lines, such as --lines 10:40"),
        (("a.py", "--lines", "five"), "--lines takes two numbers, such as 10:40, not five"),
        (("a.py", "--lines", "5:900"), "--lines 5:900 is not in the file, which has 6 lines"),
        (("a.py", "--lines", "6:5"), "--lines 6:5 is not in the file, which has 6 lines"),
        (
            ("a.py", "--lines", "5", "--model", "off"),
            "an instruction needs a model: name one with --model or --endpoint",
        ),
        (
            ("a.py", "--lines", "5", "--model", "burnish-small"),
            "burnish-small takes no instructions. Choose a chat model",
        ),
    ],
)
def test_a_wrong_call_is_an_error(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = asked(folder, CODE, *arguments)
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())


def test_lines_alone_mean_nothing(folder: Path) -> None:
    done = burnish("enhance", "a.py", "--lines", "5", cwd=folder)
    assert (done.returncode, done.stderr.strip()) == (2, "error: --lines goes with --instruction")
