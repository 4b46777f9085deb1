"""Command lines of the JavaScript frameworks, and their reports: recorded from Jest 30.5, Vitest 4.1 and Mocha 12.0.

The recordings are of one file with a test that passes, one that fails, and one that is skipped; `..._broken` of the same file when
what it tests does not parse. Stacks are cut after their first frame, the folder is written as {root}.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from burnish.verification.project_tests.functions import Places
from burnish.verification.project_tests.javascript_runs import arguments, reached_in, read
from burnish.verification.project_tests.suites import Suite
from tests.verification.project_tests.repositories import write

RECORDED = Path(__file__).parent / "recorded"
ROOT = Path("/somewhere/copy")


def recorded(framework: str, name: str) -> tuple[list[tuple[str, str, str]], str]:
    text = (RECORDED / f"{name}.json").read_text(encoding="utf-8").replace("{root}", str(ROOT))
    results, failure = read(framework, text, ROOT, "sum.test.js")
    assert all(one.file == "sum.test.js" for one in results)
    return [(one.test.removeprefix("sum.test.js > "), one.outcome, one.why) for one in results], failure


def test_a_report_of_jest():
    assert recorded("jest", "jest") == (
        [
            ("sums > adds", "passed", ""),
            ("sums > means", "passed", ""),
            ("sums > skipped", "skipped", ""),
            ("sums > fails", "failed", "Expected: 2, Received: 1"),
        ],
        "",
    )


def test_a_report_of_vitest():
    assert recorded("vitest", "vitest") == (
        [
            ("sums > adds", "passed", ""),
            ("sums > means", "passed", ""),
            ("sums > skipped", "skipped", ""),
            ("sums > fails", "failed", "AssertionError: expected 1 to be 2 // Object.is equality"),
        ],
        "",
    )


def test_a_report_of_mocha():
    assert recorded("mocha", "mocha") == (
        [
            ("sums adds", "passed", ""),
            ("sums means", "passed", ""),
            ("sums pending", "skipped", ""),
            ("sums fails", "failed", "no"),
        ],
        "",
    )


def test_a_file_that_jest_cannot_load():
    assert recorded("jest", "jest_broken") == ([], "SyntaxError: src/sum.js: Unexpected reserved word 'let'. (3:6)")


def test_a_file_that_vitest_cannot_load():
    assert recorded("vitest", "vitest_broken") == ([], "Unexpected strict mode reserved word")


@pytest.mark.parametrize("framework", ["jest", "vitest", "mocha", "node:test"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"testResults": 1}', "null", "1\n2"])
def test_a_report_that_was_cut_off_says_nothing(framework: str, text: str):
    assert read(framework, text, ROOT, "a.js") == ([], "")


@pytest.mark.parametrize(
    ("framework", "expected"),
    [
        (
            "jest",
            "--ci --watchman=false --coverage=false --runInBand --json --outputFile=/o --runTestsByPath test/a b.test.js",
        ),
        ("vitest", "run --pool=threads --coverage.enabled=false --reporter=json --outputFile=/o test/a b.test.js"),
        ("mocha", "--reporter json --reporter-option output=/o test/a b.test.js"),
    ],
)
def test_command_lines(framework: str, expected: str):
    suite = Suite(framework, "packages/one", ("node",), ())
    made = arguments(suite, "packages/one/test/a b.test.js", Path(PurePosixPath("/o")))
    assert " ".join(made) == expected
    assert made[-1] == "test/a b.test.js"


def test_the_command_line_of_node():
    made = arguments(Suite("node:test", ".", ("node", "--test"), ()), "a.test.js", Path("/o"))
    assert made[0].startswith("--test-reporter=file://")
    assert made[1:] == ["--test-reporter-destination=/o", "a.test.js"]


def test_coverage_by_v8(tmp_path: Path):
    """Offsets count UTF-16 code units; a file that was transformed is reached as a whole."""
    text = "// 漢😀 ü\nfunction one() { return 1; }\nclass A { two() { return 2; } }\n"
    write(tmp_path, {"src/a.js": text, "src/b.ts": "export const b = 1\n", "node_modules/x.js": ""})
    units = len(text.encode("utf-16-le")) // 2
    start = len(text[: text.index("two()")].encode("utf-16-le")) // 2
    functions = [
        {"functionName": "", "ranges": [{"startOffset": 0, "endOffset": units, "count": 1}]},
        {"functionName": "one", "ranges": [{"startOffset": 9, "endOffset": 37, "count": 0}]},
        {"functionName": "two", "ranges": [{"startOffset": start, "endOffset": start + 19, "count": 2}]},
    ]
    whole = [{"functionName": "", "ranges": [{"startOffset": 0, "endOffset": 99, "count": 1}]}]
    report = {
        "result": [
            {"url": (tmp_path / "src/a.js").as_uri(), "functions": functions},
            {"url": (tmp_path / "src/b.ts").as_uri(), "functions": whole},
            {"url": (tmp_path / "node_modules/x.js").as_uri(), "functions": whole},
            {"url": "node:internal/x", "functions": whole},
        ]
    }
    import json

    write(tmp_path, {"coverage/one.json": json.dumps(report), "coverage/two.json": "cut o"})
    assert reached_in(tmp_path / "coverage", tmp_path, Places(tmp_path)) == {
        "src/a.js": {"", "A.two"},
        "src/b.ts": {"", "*"},
    }
