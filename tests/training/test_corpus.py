from __future__ import annotations

import subprocess
from pathlib import Path

from burnish.training.corpus import Function, distinct, files, harvest

LOAD = '''class Store:
    def load(self, path):
        """Read a file."""
        text = path.read_text()
        self.items.append(text)
        return self.items
'''
FETCH = """export async function fetchUser(id) {
  const response = await api.get(`/users/${id}`);
  return response.data;
}

class Panel {
  show(name) {
    this.label.textContent = name;
    this.open();
  }
}
"""


def workspace(root: Path) -> Path:
    (root / "node_modules").mkdir(parents=True)
    (root / "store.py").write_text(LOAD)
    (root / "web.js").write_text(FETCH)
    (root / "node_modules" / "other.js").write_text(FETCH)
    (root / "web.min.js").write_text(FETCH)
    (root / "notes.md").write_text("# Notes")
    (root / "broken.py").write_text("def f(:\n")
    (root / "latin.py").write_bytes(b"name = '\xe9'\n")
    return root


def test_functions_and_methods_are_dedented(tmp_path: Path) -> None:
    found = harvest("a/b", workspace(tmp_path / "w"), most=100, seed=1)
    texts = [function.text for function in found.functions]
    assert "def load(self, path):\n" in texts[0] and texts[0].endswith("\n    return self.items")
    assert any(text.startswith("export async function fetchUser(id) {\n  const") for text in texts)
    assert any(text.startswith("show(name) {\n  this.label") for text in texts)
    assert len(texts) == 3


def test_words_come_from_the_code(tmp_path: Path) -> None:
    found = harvest("a/b", workspace(tmp_path / "w"), most=100, seed=1)
    assert "path.read_text()" in found.expressions["python"]
    assert "self.items.append(text)" in found.statements["python"]
    assert "this.open();" in found.statements["javascript"]


def test_a_bare_repository_reads_like_its_directory(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    (root / "node_modules" / "other.js").unlink()
    run = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(root)]
    subprocess.run([*run, "init", "-q"], check=True)
    subprocess.run([*run, "add", "."], check=True)
    subprocess.run([*run, "commit", "-q", "-m", "Start"], check=True)
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(root), str(bare)], check=True)
    assert list(files(bare, 100, 1)) == list(files(root, 100, 1)) != []


def test_a_file_with_a_secret_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "keys.py").write_text('def f():\n    key = "AKIA' + "ABCDEFGHIJKLMNOP" + '"\n    return key\n')
    assert harvest("a/b", tmp_path, most=10, seed=1).functions == []


def test_near_duplicates_are_dropped_within_and_against() -> None:
    text = "def total(rows):\n    amount = 0\n    for row in rows:\n        amount += row.price * row.count\n    return amount"
    near = text.replace("total", "sum_of")
    other = "def parse(line):\n    name, _, value = line.partition('=')\n    return name.strip(), value.strip()"
    functions = [Function("python", each, "a/b") for each in (text, near, other)]
    assert [function.text for function in distinct(functions)] == [text, other]
    assert [function.text for function in distinct(functions[1:], against=functions[:1])] == [other]
