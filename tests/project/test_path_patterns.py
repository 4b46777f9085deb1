"""Patterns of paths as formatters and EditorConfig write them."""

import pytest

from burnish.project.path_patterns import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.js", "app.js"),
        ("*.js", "src/deep/app.js"),
        ("*", "src/app.js"),
        ("legacy/**/*.js", "legacy/app.js"),
        ("legacy/**/*.js", "legacy/a/b/app.js"),
        ("**/test/**", "src/test/app.js"),
        ("**/*.{ts,tsx}", "app.tsx"),
        ("{package.json,*.y{a,}ml}", "ci/build.yaml"),
        ("{package.json,*.y{a,}ml}", "ci/build.yml"),
        ("/src/*.py", "src/app.py"),
        ("./src/*.py", "src/app.py"),
        ("part{1..3}.js", "part2.js"),
        ("[!a]*.css", "base.css"),
        ("[a-c]?.css", "b1.css"),
        ("{one}.js", "{one}.js"),
        ("a\\*b.js", "a*b.js"),
        ("straße/*.js", "straße/größe.js"),
    ],
)
def test_taken(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.js", "app.jsx"),
        ("src/*.js", "src/deep/app.js"),
        ("src/*.js", "other/src/app.js"),
        ("a/**/b", "axb"),
        ("part{1..3}.js", "part4.js"),
        ("[!a]*.css", "a.css"),
        ("a\\*b.js", "axb.js"),
        ("", "app.js"),
        ("[", "app.js"),
        ("[z-a].js", "b.js"),
        ("{" * 900, "app.js"),
        ("{a,b}" * 190, "app.js"),
        ("{1..999999999}.js", "app.js"),
        ("x" * 5_000, "app.js"),
    ],
)
def test_not_taken(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not matches("*a" * 8 + "x.js", "a" * 4_000)
    assert not matches("*a" * 400, "a" * 4_000)
