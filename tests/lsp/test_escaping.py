"""What stands in files is shown as it stands there: in a hover it is no picture, link, command, HTML or fence."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from lsprotocol import types
from markdown_it import MarkdownIt
from markdown_it.token import Token

from burnish.analysis import analyze
from burnish.config import Config
from burnish.document import Document
from burnish.lsp import convert
from burnish.lsp.documents import OpenDocument
from burnish.lsp.hover import finding_page
from burnish.page import Example
from burnish.project import Project
from burnish.rule import Finding, Rule
from burnish.rules import rule_of, rules

PROJECT = Project(config=Config(behaviour=False))
HOSTILE = (
    "![i](https://evil.example/x.png)", "[c](command:burnish.selectModel)", "<img src=x onerror=alert(1)>",
    "</code><script>alert(1)</script>", "```\n\n![i](//evil.example)", "**bold** _it_ ~~s~~ `c`", "\x1b[31m\u202e",
    "https://evil.example/", "<https://evil.example/>", "[r]: https://evil.example", "| a | b |", "&lt;b&gt;",
)  # fmt: skip
WORD = re.compile(r"""(?<=["'`])[^"'`\n{}$]{1,40}(?=["'`])|\b[A-Za-z_][A-Za-z_0-9-]{2,}\b""")


def variants(rule: Rule, example: Example) -> Iterator[Document]:
    """The example as it is, and with each of its words in turn as somebody hostile would write them."""
    language = example.language or rule.languages[0]
    path, known = example.path or f"example.{language}", None if example.path else language
    yield Document.of(path, example.before, known)
    for number, word in enumerate(WORD.finditer(example.before)):
        text = HOSTILE[number % len(HOSTILE)]
        yield Document.of(path, example.before[: word.start()] + text + example.before[word.end() :], known)


def active(page: str, finding: Finding, language: str) -> list[str]:
    """What of a page does something, but for the link to the rule's source."""
    rule = rule_of(finding.rule, language)
    own = convert.link_of(rule) if rule is not None else None
    markdown = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    found = []
    for token in _every(markdown.parse(page)):
        if token.type in ("image", "html_inline", "html_block", "table_open", "s_open"):
            found.append(token.type)
        elif token.type == "link_open" and token.attrs.get("href") != own:
            found.append(str(token.attrs))
        elif token.type == "fence" and token.info != "diff":
            found.append("a fence of its own")
    return found + re.findall(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]|(?<!\\)www\.", page)


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _every(token.children or [])


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, rule.page.examples[n], id=f"{rule.id}-{rule.languages[0]}-{n}")
        for rule in rules()
        for n in (0, 1)
    ],
)
def test_no_text_of_a_file_is_active_in_a_hover(rule, example):
    verified, hurried = threading.Event(), threading.Event()
    hurried.set()  # to verify every variant takes long and adds nothing of the file's
    for number, document in enumerate(variants(rule, example)):
        for finding in analyze(document, PROJECT, (rule,))[:2]:
            page = finding_page(document, PROJECT, finding, hurried if number else verified)
            assert active(page, finding, document.part_at(finding.anchor).language.name) == [], page


def test_a_package_with_the_name_of_a_picture_and_of_a_command():
    names = '{"dependencies": {"![i](https://evil.example/x.png)": "*", "[c](command:burnish.selectModel)": "latest"}}'
    document = Document.of("package.json", names)
    first, second = analyze(document, PROJECT)
    for finding in (first, second):
        page = finding_page(document, PROJECT, finding, threading.Event())
        assert active(page, finding, "json") == []
    diagnostic = convert.diagnostic(OpenDocument("file:///package.json", document, None), first, "utf-16", PROJECT)
    assert "![i](https://evil.example/x.png)" in diagnostic.message, "a diagnostic is plain text"
    assert convert.same([diagnostic], first) == [diagnostic]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notice_holds_no_link(text):
    shown = convert.notice(text)
    assert "](" not in shown and not re.search(r"[\x00-\x1f\u202e]", shown)
    assert isinstance(types.ShowMessageParams(types.MessageType.Info, shown).message, str)
