"""Notebooks: the code of their cells is one text, line by line where it stands in the file, and goes back into them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnish import engine
from burnish.analysis import analyze
from burnish.cli.writing import NotWritten, write
from burnish.document import Document, Unreadable, of_bytes, read
from burnish.enhancement import Enhancement, Refusal
from burnish.language import languages
from burnish.notebook import NoNotebook, code_cells, code_of, joined, keeps_to_a_cell, with_code
from burnish.project import Project
from burnish.text import Edit, Span
from tests.running import called

PROJECT = Project.empty()
SECRET = "PAYMENT_API_KEY = '9f86d081884c7d659a2feaa0c55ad015'"
NESTED = "def show(a, b):\n    if a:\n        if b:\n            draw('é\\n')\n            draw(b)"
FIXED = "def show(a, b):\n    if a and b:\n        draw('é\\n')\n        draw(b)"


def notebook(
    *cells: str, kind: str = "code", indent: int = 1, language: str = "python", ascii_only: bool = False
) -> str:
    """A notebook as Jupyter writes it."""
    made = [
        {
            "cell_type": kind,
            "execution_count": 3,
            "id": f"c{number}",
            "metadata": {"tags": ["a"]},
            "outputs": [{"output_type": "stream", "text": ["1\n", "2"], "source": ["no\n", "code"]}],
            "source": cell.splitlines(keepends=True),
        }
        for number, cell in enumerate(cells)
    ]
    metadata = {"language_info": {"name": language}}
    whole = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=indent, ensure_ascii=ascii_only) + "\n"


def document(text: str) -> Document:
    found = of_bytes(Path("a.ipynb"), text.encode(), languages()["python"])
    assert isinstance(found, Document)
    return found


def code(text: str) -> list[str]:
    return [line for line in code_of(text.encode()).decode().split("\n") if line]


@pytest.mark.parametrize("indent", [1, 4])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_fix_changes_the_lines_that_it_changes_and_nothing_else(indent: int, newline: str, ascii_only: bool) -> None:
    before, after = (
        notebook("import a\n", text, "show(1, 2)", indent=indent, ascii_only=ascii_only).replace("\n", newline)
        for text in (NESTED, FIXED)
    )
    run = engine.fix_all(document(before), PROJECT)
    assert with_code(before.encode(), run.result.source).decode() == after


def test_a_finding_has_the_line_that_it_has_in_the_file() -> None:
    text = notebook("import a", NESTED)
    (finding,) = analyze(document(text), PROJECT)
    line = document(text).lines.line_of(finding.span.start)
    assert "if a:" in text.splitlines()[line]


def test_what_is_no_code_is_no_code() -> None:
    assert code(notebook("# Title\n", kind="markdown")) == []
    assert code(notebook("x = 1", "")) == ["# Cell 1", "x = 1", "# Cell 2"]
    assert code(notebook("%%bash\nls -l", "%%time\nx = 1")) == [
        "# Cell 1",
        "# Cell 2",
        "pass  # IPython: %%time",
        "x = 1",
    ]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("%matplotlib inline", "pass  # IPython: %matplotlib inline"),
        ("    !pip install -q $name", "    pass  # IPython: !pip install -q $name"),
        ("files = !ls *.py", "files = None  # IPython: !ls *.py"),
        ("frame.head?", "pass  # IPython: frame.head?"),
        ("?frame", "pass  # IPython: ?frame"),
        ("% b)", "% b)"),
        ("a != b", "a != b"),
    ],
)
def test_commands_of_ipython_are_statements_that_do_nothing(line: str, shown: str) -> None:
    text = notebook(f"{line}\nx = 1")
    assert code(text) == ["# Cell 1", shown, "x = 1"]
    changed = code_of(text.encode()).replace(b"x = 1", b"x = 2")
    assert with_code(text.encode(), changed).decode() == text.replace("x = 1", "x = 2")


@pytest.mark.parametrize(
    "text",
    [
        'print("%s of %s"\n      %name, "(")\nx = 1',
        "total = [  # ]\n%count\n]\nx = 1",
        "text = '''\n!important\n%time\n\\'''?\n'''\nx = 1",
        'text = """\nwhat?\n"""\nx = 1',
        "y = b \\\n  %c\nx = 1",
    ],
)
def test_what_goes_on_a_statement_is_no_command(text: str) -> None:
    assert code(notebook(text)) == ["# Cell 1", *text.split("\n")]


def test_behind_what_a_statement_closes_a_command_is_one() -> None:
    shown = code(notebook("f('(')\n%ls\nt = '''('''\n%pwd\n!echo it's (\n%who"))
    assert shown[1:] == [
        "f('(')", "pass  # IPython: %ls",
        "t = '''('''", "pass  # IPython: %pwd",
        "pass  # IPython: !echo it's (", "pass  # IPython: %who",
    ]  # fmt: skip


def test_prose_may_be_laid_out_otherwise() -> None:
    cells = [{"cell_type": "markdown", "source": ["a\nb", "c"]}, {"cell_type": "code", "source": ["x = 1\r", "y = 2"]}]
    assert code(json.dumps({"cells": cells}, indent=1)) == ["# Cell 2", "x = 1", "y = 2"]


def test_a_comment_that_reads_like_the_beginning_of_a_cell_is_none() -> None:
    text = notebook("# Cell 2\na = 1\n# Cell 1", "# Cell 2\nb = 2")
    changed = code_of(text.encode()).replace(b"a = 1", b"a = 3").replace(b"b = 2", b"b = 4")
    assert with_code(text.encode(), changed).decode() == text.replace("a = 1", "a = 3").replace("b = 2", "b = 4")


def test_new_lines_end_as_those_of_their_cell_do() -> None:
    text = notebook("a = 1\r\nb = 2")
    changed = code_of(text.encode()).replace(b"b = 2", b"b = 2\nc = 3\nd = 4")
    assert code_cells(with_code(text.encode(), changed)) == ("a = 1\r\nb = 2\r\nc = 3\r\nd = 4",)


def test_a_command_that_moves_stays_a_command() -> None:
    text = notebook("if a:\n    if b:\n        !ls \\\n          -l\n        c()")
    moved = code_of(text.encode()).replace(b"        pass", b"    pass")
    assert '"    !ls \\\\\\n"' in with_code(text.encode(), moved).decode()


def test_a_command_that_goes_on_and_moves_stays_whole() -> None:
    text = notebook("if a:\n  if b:\n    !ls \\\n      -l")
    moved = code_of(text.encode()).replace(b"    pass", b"  pass").replace(b"# IPython goes", b"  # IPython goes")
    assert '"        -l"' in with_code(text.encode(), moved).decode()


def test_cells_that_are_typed_are_one_text() -> None:
    text, (first, second, third) = joined(["import a\r\n%ls\r", "", "%%bash\nls"])
    lines = text.split("\n")
    assert lines == [
        "# Cell 1", "import a", "pass  # IPython: %ls", "", "",
        "# Cell 2", "", "",
        "# Cell 3", "", "", "",
    ]  # fmt: skip
    assert [[lines[row] for row in one] for one in (first, second, third)] == [lines[1:4], [""], ["", ""]]


def test_the_cells_of_code_of_a_file_are_what_is_typed_in_them() -> None:
    text = json.loads(notebook("a\nb", "", "c"))
    text["cells"][2]["source"] = "c\nd"
    assert code_cells(json.dumps(text).encode()) == ("a\nb", "", "c\nd")
    assert code_cells(notebook("a", kind="markdown").encode()) == ()


@pytest.mark.parametrize(
    ("old", "new", "keeps"),
    [
        ("b = 2", "b = 3", True),
        ("b = 2\nc = 3", "", True),
        ("a = 1", "", True),
        ("c = 3\n\n# Cell 2", "", False),
        ("c = 3\n\n# Cell 2\nd", "d", False),
        ("# Cell 2", "# Cell 2", False),
        ("# Cell 1", "import a\n# Cell 1", False),
        ("b = 2", "# Cell 3\nb = 2", False),
    ],
)
def test_a_change_keeps_to_a_cell(old: str, new: str, keeps: bool) -> None:
    text, _ = joined(["a = 1\nb = 2\nc = 3", "d = 4"])
    start = text.index(old)
    assert keeps_to_a_cell(text.encode(), [Edit(Span(start, start + len(old)), new)]) is keeps


def test_changes_of_two_cells_do_not_keep_to_one() -> None:
    text, _ = joined(["a", "b"])
    edits = [Edit(Span(at, at + 1), "c") for at in (text.index("\na") + 1, text.index("\nb") + 1)]
    assert [keeps_to_a_cell(text.encode(), some) for some in (edits[:1], edits[1:], edits)] == [True, True, False]


@pytest.mark.parametrize(
    ("cells", "made"), [(("import sys", SECRET), False), ((f"import sys\n\n{SECRET}",), True), ((SECRET,), True)]
)
def test_a_rewrite_that_leaves_its_cell_is_refused(cells: tuple[str, ...], made: bool) -> None:
    """An import that is put into another cell may not have run."""
    before = Document.of(Path("a.ipynb"), joined(cells)[0])
    (finding,) = analyze(before, PROJECT)
    outcome = engine.fix_finding(before, PROJECT, finding)
    if made:
        assert isinstance(outcome, Enhancement)
    else:
        assert isinstance(outcome, Refusal)
        assert outcome.reason == "the change leaves its cell"


def test_comments_silence_findings() -> None:
    assert analyze(document(notebook("# burnish: ignore-file[readability]", NESTED)), PROJECT) == ()


def test_a_change_that_does_not_keep_to_its_cell_is_refused() -> None:
    text = notebook("a = 1", "b = 2").encode()
    for changed in (b"a = 1\nb = 2", code_of(text).replace(b"# Cell 2", b""), b"c = 3\n" + code_of(text)):
        with pytest.raises(NoNotebook):
            with_code(text, changed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"cells": [', "it is not JSON"),
        ("[]", "it has no cells, as notebooks of version 4 have them"),
        ('{"cells": [1]}', "it has no cells, as notebooks of version 4 have them"),
        (notebook("x", language="R"), "its code is r, not Python"),
        (json.dumps(json.loads(notebook("x = 1\ny"))), "its cells are not laid out as Jupyter lays them out"),
        (
            '{"cells": [{"cell_type": "code", "source": "x = 1"}]}',
            "its cells are not laid out as Jupyter lays them out",
        ),
        *(
            (
                json.dumps({"cells": [{"cell_type": "code", "source": source}]}, indent=1),
                "its cells are not laid out as Jupyter lays them out",
            )
            for source in (["a = 1\nb = 2\n"], ["a = 1\rb = 2"], ["a = 1\n", "b\n\nc"], ["a", "b"], ["a\n", "", "b"])
        ),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    found = of_bytes(Path("a.ipynb"), text.encode(), languages()["python"])
    assert isinstance(found, Unreadable)
    assert found.reason.startswith(reason)


def test_a_notebook_that_is_torn_anywhere_is_no_error() -> None:
    text = notebook(NESTED).encode()
    for end in range(0, len(text), 13):
        of_bytes(Path("a.ipynb"), text[:end], languages()["python"])


def test_a_notebook_is_checked_and_fixed(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook("%matplotlib inline", NESTED).encode())
    line = next(at for at, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "if a:" in text)
    assert f"a.ipynb:{line}:5" in called("check", "a.ipynb", cwd=tmp_path).stdout
    assert called("fix", "a.ipynb", cwd=tmp_path).returncode == 0
    assert path.read_bytes() == notebook("%matplotlib inline", FIXED).encode()
    assert called("undo", cwd=tmp_path).returncode == 0
    assert path.read_bytes() == notebook("%matplotlib inline", NESTED).encode()


def test_code_that_does_not_keep_to_the_cells_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook(NESTED).encode())
    before = read(path)
    assert isinstance(before, Document)
    with pytest.raises(NotWritten):
        write(path, before.source, b"x = 1\n")
    assert path.read_bytes() == notebook(NESTED).encode()
