from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish.document import Document, Unreadable, read
from burnish.language import language_of, languages
from burnish.text import Edit, Span


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", "python"),
        ("a.JSX", "javascript"),
        ("a.mts", "typescript"),
        ("a.tsx", "tsx"),
        ("page.jinja2", "html"),
        ("a.css", "css"),
        ("package.json", "json"),
        (".env.example", "env"),
    ],
)
def test_files_are_known_by_their_names(name, language):
    found = language_of(Path(name))
    assert found is not None
    assert found.name == language


def test_a_name_that_no_language_claims_has_none():
    assert language_of(Path("notes.txt")) is None


@pytest.mark.parametrize("name", sorted(languages()))
def test_every_language_parses_the_empty_text(name):
    document = Document.of("x", "", name)
    assert not document.has_errors


def test_template_tags_do_not_confuse_the_parser():
    page = '<ul {% if wide %}class="wide"{% endif %}>{% for x in xs %}<li id="{{ x.id }}">{{ x }}</li>{% endfor %}</ul>'
    document = Document.of("list.html", page)
    assert not document.has_errors
    assert document.text == page


def test_scripts_and_styles_in_a_page_are_documents_with_its_offsets():
    page = "<style>a{top:0}</style><script>let x = 1;</script><script type='application/json'>{}</script>"
    style, script = sorted(Document.of("page.html", page).embedded, key=lambda one: one.root.start_byte)
    assert (style.language.name, script.language.name) == ("css", "javascript")
    declaration = script.root.named_children[0]
    assert script.slice(declaration) == "let x = 1;"
    assert page[declaration.start_byte :].startswith("let x")


def test_an_edit_gives_a_new_document_and_leaves_the_old_one():
    before = Document.of("a.py", "x = 1\n")
    after = before.edited([Edit(Span(4, 5), "'é😀'")])
    assert before.text == "x = 1\n"
    assert after.text == "x = 'é😀'\n"
    assert after.version == before.version + 1


SNIPPET = "def f(a, b):\n    if a:\n        return [x for x in b]\n    return 'é😀'\n\n\nclass C:\n    y = f(1, 2)\n"


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SNIPPET)),
            st.integers(0, 12),
            st.text(alphabet="()[]:\n ax='é😀", max_size=6),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_an_incremental_parse_gives_the_tree_of_a_parse_from_nothing(cuts):
    document = Document.of("a.py", SNIPPET)
    _ = document.tree
    for start, length, text in cuts:
        characters = document.text
        start = min(start, len(characters))
        first = len(characters[:start].encode())
        last = len(characters[: start + length].encode())
        document = document.edited([Edit(Span(first, last), text)])
    assert str(document.root) == str(Document.of("a.py", document.source).root)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe x = 1", "it is not valid UTF-8 (byte 0)"),
        (b"x = 1\0", "it is not a text file"),
        (b"x = 1;" * 500_000, "it is larger than 2 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, content, reason):
    path = tmp_path / "a.js"
    path.write_bytes(content)
    found = read(path)
    assert isinstance(found, Unreadable)
    assert (found.path, found.reason) == (path, reason)
    assert found.too_large == reason.startswith("it is larger")


def test_a_missing_file_and_an_unknown_language_are_said_too(tmp_path):
    missing = read(tmp_path / "gone.py")
    assert isinstance(missing, Unreadable)
    assert missing.reason.startswith("it cannot be read: ")
    assert read(tmp_path / "a.txt") == Unreadable(tmp_path / "a.txt", "its language is not one that Burnish knows")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    assert read(pipe) == Unreadable(pipe, "it is not a regular file")


def test_a_byte_order_mark_is_kept_and_does_no_harm():
    document = Document.of("a.py", b"\xef\xbb\xbfx = 1\n")
    assert not document.has_errors
    assert document.source.startswith(b"\xef\xbb\xbf")
