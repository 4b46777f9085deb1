"""Syntax errors in the editor: which are told, where they are after an edit, and what becomes of the process that reads."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from burnish.document import Document
from burnish.faults import Fault, fault_in
from burnish.lsp.sound import seen_by_all
from burnish.lsp.syntax import Reader
from tests.lsp.editing import diagnostics, open_file
from tests.lsp.session import until
from tests.waiting import a_moment

PATIENCE = 120.0
"""Seconds that an error may take to be seen on a busy machine, and between two looks."""


def told(path: str, text: str) -> tuple[int, str] | None:
    document = Document.of(path, text)
    fault = seen_by_all(document, fault_in(document.language.name, document.text))
    return None if fault is None else (fault.line, fault.message)


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("a.py", "def f():\n    return (1\n", (1, "'(' was never closed")),
        ("a.js", "const = 1;\n", (0, "unexpected token =")),
        ("a.js", "function f() {\n  return [1, 2;\n}\n", (1, "unexpected token ;")),
        ("a.jsx", "const a = <b>c</d>;\n", (0, "expected corresponding JSX closing tag for b")),
        ("a.js", "for (;;) {}\nbreak;\n", (1, "illegal break statement")),
        ("a.ts", "function f(a: number) {\n  if (a) {\n    g(a);\n}\n", (3, "'}' is missing")),
        ("a.json", '{"a": 1 "b": 2}\n', (0, "expecting ',' delimiter")),
        ("package.json", '{"a": 1,}\n', (0, "expecting property name enclosed in double quotes")),
        ("a.css", "a { top: 0 }\nb\n", (1, "EOF reached before {} block for a qualified rule")),
    ],
)
def test_what_is_wrong_is_told(path: str, text: str, fault: tuple[int, str]):
    assert told(path, text) == fault


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "const a = b?.c ?? d;\n"),
        ("a.js", "class A {\n  x = 1;\n  #y = 2;\n  static { f(); }\n}\n"),
        ("a.js", "async function f() {\n  for await (const a of b) {}\n  try { g(); } catch { h(); }\n}\n"),
        ("a.js", "const big = 1_000n;\na ||= b;\nexport * as c from './c';\nawait d();\n"),
        ("a.js", "const f = async () => {\n  const { a, ...rest } = await import('./b.js');\n  return a ** 2;\n};\n"),
        ("a.js", "return 1;\n"),
        ("a.jsx", "const a = <><b.c {...d} /></>;\n"),
        ("a.ts", "const a = <T,>(b: T) => b satisfies unknown;\nenum C { D = 'd' }\n"),
        ("a.tsx", "export const A = <T,>({ b }: { b: T }) => <p>{String(b)}</p>;\n"),
        ("tsconfig.json", '{\n  // what\n  "a": [1, 2,],\n}\n'),
        ("a.css", "@layer a { b { &:hover { top: 0 } } }\n@import url('c.css');\n"),
        ("a.html", "<p"),
    ],
)
def test_what_is_newer_or_looser_than_a_strict_parser_is_not(path: str, text: str):
    assert told(path, text) is None


def test_newer_code_before_an_error_hides_it_rather_than_being_blamed():
    found = told("a.js", "const a = b?.c;\n\n\n\n\nconst = 1;\n")
    assert found is None or found[0] >= 4


@pytest.fixture
def reader():
    one = Reader(seconds=PATIENCE)
    yield one
    one.end()


@pytest.mark.parametrize(
    ("language", "text"),
    [("python", "(" * 60_000), ("javascript", "[" * 60_000), ("json", "[" * 60_000), ("css", "a{" * 60_000)],
)
def test_text_that_parsers_fall_over_costs_one_answer(reader: Reader, language: str, text: str):
    reader.fault(language, text)
    assert reader.fault("python", "x = )\n") == Fault(0, 4, "unmatched ')'")


def test_a_process_that_hangs_is_ended():
    silent = Reader([sys.executable, "-c", "import sys; sys.stdin.read()"], seconds=0.1, starting=0.0)
    assert silent.fault("python", "x = )\n") is None
    assert not silent.alive


def test_a_process_that_cannot_be_started_is_no_error():
    assert Reader(["/there/is/no/such/program"]).fault("python", "x = )\n") is None


def change(client: LanguageClient, uri: str, version: int, text: str) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, uri), [types.TextDocumentContentChangeWholeDocument(text)]
        )
    )


NESTED = "def nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"


async def test_an_error_is_pushed_beside_the_findings_moves_with_its_line_and_goes(
    plain_client: LanguageClient, tmp_path: Path
):
    def shown() -> list[tuple[object, int]]:
        return sorted((str(one.code), one.range.start.line) for one in plain_client.diagnostics.get(uri, ()))

    uri = open_file(plain_client, tmp_path / "a.py", NESTED + "é = '你好' + (1\n")
    finding = ("readability/flatten-nested-conditions", 1)
    await until(lambda: shown() == [finding, ("syntax", 5)], PATIENCE)
    (error,) = (one for one in plain_client.diagnostics[uri] if one.code == "syntax")
    assert (error.severity, error.source, error.message) == (
        types.DiagnosticSeverity.Error,
        "Burnish",
        "'(' was never closed",
    )
    assert (error.range.start.character, error.range.end.character) == (11, 12)
    change(plain_client, uri, 2, "import os\n" + NESTED + "é = '你好' + (1\n")
    await until(lambda: shown() == [(finding[0], 2), ("syntax", 6)], PATIENCE)
    change(plain_client, uri, 3, NESTED)
    await until(lambda: shown() == [finding], PATIENCE)


async def test_an_error_is_in_what_a_client_pulls(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.js", "const = 1;\n", "javascript")
    report = await diagnostics(client, uri)
    end = time.monotonic() + PATIENCE
    while not report.items and time.monotonic() < end:
        await a_moment()
        report = await diagnostics(client, uri)
    assert [(one.code, one.message) for one in report.items] == [("syntax", "unexpected token =")]
    again = await diagnostics(client, uri, report.result_id)
    assert again.kind == types.DocumentDiagnosticReportKind.Unchanged
    change(client, uri, 2, "const a = 1;\n")
    assert (await diagnostics(client, uri)).items == ()
