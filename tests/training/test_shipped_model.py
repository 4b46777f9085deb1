"""The model that Burnish ships, run for real on small examples that it has to get right."""

from __future__ import annotations

import hashlib

import pytest

from burnish.config import resource_folder
from burnish.model.manifest import read_manifest
from burnish.model.prompt import RewriteTask, render

pytest.importorskip("llama_cpp", reason="running a GGUF needs the extra [local]")

from burnish.training.evaluate import Completer

MANIFEST = read_manifest(resource_folder("models") / "burnish-small.toml")

SOLVED = [
    (
        "python", "security", "sql-built-from-strings",
        'def find(cur, user_id):\n    cur.execute(f"SELECT name FROM users WHERE id = {user_id}")\n    return cur.fetchone()',
        'def find(cur, user_id):\n    cur.execute("SELECT name FROM users WHERE id = ?", (user_id,))\n    return cur.fetchone()',
    ),
    (
        "python", "readability", "loop-to-comprehension",
        "def names(users):\n    result = []\n    for user in users:\n        result.append(user.name)\n    return result",
        "def names(users):\n    result = [user.name for user in users]\n    return result",
    ),
    (
        "python", "scalability", "missing-timeout",
        "def fetch(url):\n    response = requests.get(url)\n    return response.json()",
        "def fetch(url):\n    response = requests.get(url, timeout=10)\n    return response.json()",
    ),
    (
        "python", "readability", "use-context-manager",
        "def read(path):\n    f = open(path)\n    data = f.read()\n    f.close()\n    return data",
        "def read(path):\n    with open(path) as f:\n        data = f.read()\n    return data",
    ),
    (
        "javascript", "security", "inner-html",
        "function show(name) {\n  label.innerHTML = name;\n}",
        "function show(name) {\n  label.textContent = name;\n}",
    ),
    (
        "javascript", "security", "sql-built-from-strings",
        "async function load(id) {\n  const rows = await db.query(`SELECT * FROM users WHERE id = ${id}`);\n  return rows;\n}",
        "async function load(id) {\n  const rows = await db.query('SELECT * FROM users WHERE id = ?', [id]);\n  return rows;\n}",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Completer:
    assert MANIFEST.file is not None
    return Completer(MANIFEST.file, context=MANIFEST.context)


def test_the_file_is_the_one_that_the_manifest_describes() -> None:
    assert MANIFEST.file is not None and MANIFEST.format == "hunks"
    assert hashlib.sha256(MANIFEST.file.read_bytes()).hexdigest() == MANIFEST.sha256
    assert MANIFEST.file.stat().st_size < 10_000_000


def test_it_solves_most_small_tasks_and_answers_all_of_them(model: Completer) -> None:
    answers = [
        model.rewrite(render(RewriteTask(language, objective, rule, before)), before)
        for language, objective, rule, before, _ in SOLVED
    ]
    assert [answer.reason for answer in answers] == [""] * len(SOLVED)
    right = [answer.text == after for answer, (*_, after) in zip(answers, SOLVED, strict=True)]
    assert sum(right) >= 4, [answer.text for answer in answers]


def test_it_leaves_most_clean_code_alone(model: Completer) -> None:
    kept = [
        model.rewrite(render(RewriteTask(language, objective, rule, after)), after).text == after
        for language, objective, rule, _, after in SOLVED
    ]
    assert sum(kept) >= 4


def test_it_answers_alike_every_time(model: Completer) -> None:
    language, objective, rule, before, _ = SOLVED[0]
    prompt = render(RewriteTask(language, objective, rule, before))
    assert len({model.rewrite(prompt, before).text for _ in range(3)}) == 1
