"""What a program pickles itself is its own."""

from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

RULE = rule_of("security/unsafe-deserialization", "python")
READ = """\
import pickle

def read(path):
    with open(path, "rb") as file:
        return pickle.load(file)
"""


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ("import pickle\n\ndef write(job, file):\n    pickle.dump(job, file)\n", False),
        ("import json\n\ndef write(job, file):\n    json.dump(job, file)\n", True),
    ],
)
def test_a_file_that_a_module_beside_writes(tmp_path: Path, beside: str, found: bool) -> None:
    (tmp_path / "job.py").write_text(beside)
    (tmp_path / "runner.py").write_text(READ)
    (tmp_path / "odd.py").mkdir()
    assert RULE is not None
    assert bool(analyze(Document.of(tmp_path / "runner.py", READ), Project(tmp_path), (RULE,))) is found


def test_a_request_is_not_what_the_module_wrote() -> None:
    source = "import pickle\nfrom flask import request\n\ndef read():\n    return pickle.loads(request.data)\n\ndef write(x):\n    return pickle.dumps(x)\n"
    assert RULE is not None
    assert analyze(Document.of("a.py", source), Project.empty(), (RULE,))
