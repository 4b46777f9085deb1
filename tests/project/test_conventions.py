"""How a project lays its code out: by its settings first, else by what the code does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from burnish.document import Document
from burnish.project import Project
from burnish.project.conventions import Conventions, conventions_of, line_length

SHORT = "x = 1\n"


def of(root: Path, files: Mapping[str, str | bytes], path: str, text: str | None = None) -> Conventions:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    source = text if text is not None else files.get(path, "")
    return conventions_of(Document.of(root / path, source), Project(root))


@pytest.mark.parametrize(
    ("files", "length"),
    [
        ({"pyproject.toml": "[tool.ruff]\nline-length = 120\n"}, 120),
        ({"ruff.toml": "line-length = 100\n", "pyproject.toml": "[tool.ruff]\nline-length = 120\n"}, 100),
        ({".ruff.toml": "line-length = 99\n", "ruff.toml": "line-length = 100\n"}, 99),
        ({"pyproject.toml": "[tool.ruff]\nextend = 'base.toml'\n", "base.toml": "line-length = 110\n"}, 110),
        ({"app/ruff.toml": "line-length = 70\n", "ruff.toml": "line-length = 100\n"}, 70),
        ({"pyproject.toml": "[tool.ruff.format]\nquote-style = 'single'\n"}, 88),
        ({"pyproject.toml": "[tool.ruff.lint.pycodestyle]\nmax-line-length = 95\n"}, 95),
        ({"pyproject.toml": "[tool.black]\nline-length = 100\n"}, 100),
        ({"pyproject.toml": "[tool.black]\n"}, 88),
        ({"pyproject.toml": "[tool.black]\nline-length = 90\n[tool.ruff]\nline-length = 130\n"}, 90),
        ({"setup.cfg": "[flake8]\nmax-line-length = 160\n"}, 160),
        ({"tox.ini": "[flake8]\nmax_line_length = 150\n"}, 150),
        ({".flake8": "[flake8]\nmax-line-length = 110\n", "pyproject.toml": "[project]\nname = 'a'\n"}, 110),
        ({".editorconfig": "root = true\n[*.py]\nmax_line_length = 105\n"}, 105),
        ({".editorconfig": "root = true\n[*.py]\nmax_line_length = off\n"}, 88),
        ({".editorconfig": "[*]\nmax_line_length = 105\n", "setup.cfg": "[flake8]\nmax-line-length = 90\n"}, 90),
        ({}, 88),
    ],
)
def test_the_length_of_pythons_lines(tmp_path: Path, files: dict[str, str], length: int) -> None:
    assert of(tmp_path, files, "app/views.py", SHORT).line_length == length


@pytest.mark.parametrize(
    ("files", "quotes", "indentation"),
    [
        ({"ruff.toml": "[format]\nquote-style = 'single'\nindent-style = 'tab'\n"}, "'", "\t"),
        ({"ruff.toml": "indent-width = 2\n[format]\n"}, '"', "  "),
        ({"ruff.toml": "[lint.flake8-quotes]\ninline-quotes = 'single'\n"}, "'", "    "),
        ({"pyproject.toml": "[tool.black]\n"}, '"', "    "),
        ({"pyproject.toml": "[tool.black]\nskip-string-normalization = true\n"}, "'", "    "),
        ({".editorconfig": "[*.py]\nindent_style = tab\n"}, "'", "\t"),
        ({}, "'", "    "),
    ],
)
def test_pythons_quotes_and_indentation(tmp_path: Path, files: dict[str, str], quotes: str, indentation: str) -> None:
    found = of(tmp_path, files, "a.py", "def f():\n    return 'a' + 'b'\n")
    assert (found.quotes, found.indentation) == (quotes, indentation)


PRETTIER = [
    {".prettierrc": '{"semi": false, "singleQuote": true, "printWidth": 100, "tabWidth": 4}'},
    {".prettierrc": "semi: false\nsingleQuote: true\nprintWidth: 100\ntabWidth: 4\n"},
    {".prettierrc": "# ours\nsemi: false\nsingleQuote: true\nprintWidth: 100\ntabWidth: 4\n"},
    {
        ".prettierrc.json": '{\n  // ours\n  "semi": false,\n  "singleQuote": true,\n  "printWidth": 100,\n  "tabWidth": 4,\n}'
    },
    {".prettierrc.json5": "{semi: false, singleQuote: true, printWidth: 100, tabWidth: 4}"},
    {".prettierrc.yml": "semi: no\nsingleQuote: true\nprintWidth: 100\ntabWidth: 4\n"},
    {".prettierrc.toml": "semi = false\nsingleQuote = true\nprintWidth = 100\ntabWidth = 4\n"},
    {"package.json": '{"prettier": {"semi": false, "singleQuote": true, "printWidth": 100, "tabWidth": 4}}'},
    {"package.yaml": "prettier:\n  semi: false\n  singleQuote: true\n  printWidth: 100\n  tabWidth: 4\n"},
    {".prettierrc.js": "module.exports = { semi: false, singleQuote: true, printWidth: 100, tabWidth: 4 };"},
    {
        "prettier.config.cjs": "const c = { semi: false, singleQuote: true, printWidth: 100, tabWidth: 4 };\nmodule.exports = c"
    },
    {
        "prettier.config.mjs": "const base = { semi: false, singleQuote: true };\n"
        "/** @type {import('prettier').Config} */\nconst config = { ...base, printWidth: 100, tabWidth: 4 };\n"
        "export default config;\n"
    },
    {
        "prettier.config.ts": "import type { Config } from 'prettier'\nconst config: Config = "
        "{ semi: false, singleQuote: true, printWidth: 100, tabWidth: 4 }\nexport default config satisfies Config\n"
    },
    {
        ".prettierrc": '{"semi": false, "singleQuote": true}',
        ".editorconfig": "[*.js]\nmax_line_length = 100\nindent_size = 4\n",
    },
    {
        ".prettierrc": '{"semi": true, "printWidth": 100, "tabWidth": 4, '
        '"overrides": [{"files": "web/**/*.js", "excludeFiles": "*.test.js", "options": {"semi": false, "singleQuote": true}}]}'
    },
]


@pytest.mark.parametrize("files", PRETTIER)
def test_prettiers_settings_in_all_their_forms(tmp_path: Path, files: dict[str, str]) -> None:
    found = of(tmp_path, files, "web/app.js", 'const a = "b";\n')
    assert found == Conventions(100, "'", False, "    ", "all", "\n")
    assert found.statement_end == ""


def test_the_nearest_settings_of_prettier_hold_and_their_defaults(tmp_path: Path) -> None:
    files = {".prettierrc": '{"semi": false, "useTabs": true}', "web/.prettierrc": '{"printWidth": 120}'}
    assert of(tmp_path, files, "web/app.js", "a()\n") == Conventions(120, '"', True, "  ", "all", "\n")
    assert of(tmp_path, files, "app.js", "a()\n") == Conventions(80, '"', False, "\t", "all", "\n")


def test_commas_follow_prettiers_version(tmp_path: Path) -> None:
    manifest = '{"prettier": {}, "devDependencies": {"prettier": "^2.8.0"}}'
    assert of(tmp_path, {"package.json": manifest}, "app.js").trailing_commas == "es5"
    assert of(tmp_path, {"package.json": manifest.replace("^2.8.0", "3.1")}, "app.js").trailing_commas == "all"


def test_prettier_without_settings_of_its_own(tmp_path: Path) -> None:
    manifest = '{"devDependencies": {"prettier": "3"}, "scripts": {"lint": "prettier --check ."}}'
    assert of(tmp_path, {"package.json": manifest}, "app.js", "a('b')\n") == Conventions(
        80, '"', True, "  ", "all", "\n"
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"biome.json": "{}"}, Conventions(80, '"', True, "\t", "all", "\n")),
        (
            {
                "biome.jsonc": '{ // ours\n"formatter": {"indentStyle": "space", "indentWidth": 4, "lineWidth": 110},'
                '"javascript": {"formatter": {"quoteStyle": "single", "semicolons": "asNeeded", "trailingCommas": "none"}}}'
            },
            Conventions(110, "'", False, "    ", "none", "\n"),
        ),
        (
            {
                "biome.json": '{"extends": ["./base.json"], "formatter": {"lineWidth": 90}, "overrides": '
                '[{"includes": ["web/**"], "javascript": {"formatter": {"semicolons": "asNeeded"}}}]}',
                "base.json": '{"formatter": {"lineWidth": 70, "indentStyle": "space"}}',
            },
            Conventions(90, '"', False, "  ", "all", "\n"),
        ),
        (
            {"biome.json": '{"formatter": {"enabled": false}}', ".prettierrc": '{"semi": false}'},
            Conventions(80, '"', False, "  ", "all", "\n"),
        ),
    ],
)
def test_biomes_settings(tmp_path: Path, files: dict[str, str], expected: Conventions) -> None:
    assert of(tmp_path, files, "web/app.ts", "a();\n") == expected


ESLINT = [
    {".eslintrc.json": '{"rules": {"quotes": ["error", "single"], "semi": [2, "never"], "indent": ["error", "tab"]}}'},
    {".eslintrc": "rules:\n  quotes: [error, single]\n  semi: [error, never]\n  indent: [error, tab]\n"},
    {
        ".eslintrc.cjs": "module.exports = {rules: {quotes: ['warn', 'single'], semi: ['error', 'never'], indent: [1, 'tab']}}"
    },
    {
        "package.json": '{"eslintConfig": {"rules": {"quotes": ["error", "single"], "semi": [2, "never"], "indent": [2, "tab"]}}}'
    },
    {
        ".eslintrc.json": '{"rules": {"semi": 2, "quotes": [2, "single"], "indent": [2, "tab"]}, "overrides": '
        '[{"files": ["*.js"], "rules": {"semi": ["error", "never"]}}]}'
    },
    {
        ".eslintrc.json": '{"root": true, "rules": {"quotes": [2, "single"], "semi": [2, "always"]}}',
        "web/.eslintrc.json": '{"rules": {"semi": [2, "never"], "indent": [2, "tab"]}}',
    },
    {
        "eslint.config.js": "import js from '@eslint/js'\nimport stylistic from '@stylistic/eslint-plugin'\n"
        "export default [js.configs.recommended, {plugins: {'@stylistic': stylistic}, rules: "
        "{'@stylistic/quotes': ['error', 'single'], '@stylistic/semi': ['error', 'never'], '@stylistic/indent': [2, 'tab']}},"
        " {files: ['**/*.test.js'], rules: {'@stylistic/semi': 'error'}}]"
    },
    {
        "eslint.config.mjs": "export default tseslint.config(eslint.configs.recommended, "
        "{rules: {quotes: ['error', 'single'], semi: ['error', 'never'], indent: ['error', 'tab']}});"
    },
    {".eslintrc.json": '{"extends": ["standard"], "rules": {"indent": ["error", "tab"]}}'},
]


@pytest.mark.parametrize("files", ESLINT)
def test_eslints_rules(tmp_path: Path, files: dict[str, str]) -> None:
    found = of(tmp_path, files, "web/app.js", 'call("a");\ncall("b");\n')
    assert (found.quotes, found.semicolons, found.indentation) == ("'", False, "\t")


def test_eslints_longest_line(tmp_path: Path) -> None:
    files = {".eslintrc.json": '{"rules": {"max-len": ["warn", {"code": 130, "ignoreUrls": true}]}}'}
    assert of(tmp_path, files, "app.js").line_length == 130
    assert of(tmp_path, {".eslintrc.json": '{"rules": {"max-len": [2, 140, 4]}}'}, "app.js").line_length == 140
    assert of(tmp_path, {".eslintrc.json": '{"rules": {"max-len": "off"}}'}, "app.js").line_length == 100


EDITORCONFIG = """\
; ours
root = true

[*]
end_of_line = LF
indent_style = space
indent_size = 2

[*.{js,ts}]
quote_type = single
max_line_length = 90 ; enough

[legacy/**]
indent_style = tab
end_of_line = crlf

[Makefile]
indent_style = space
"""


def test_editorconfig(tmp_path: Path) -> None:
    files = {".editorconfig": EDITORCONFIG}
    assert of(tmp_path, files, "src/a.ts", 'f("a");\n') == Conventions(90, "'", True, "  ", "all", "\n")
    old = of(tmp_path, files, "legacy/a/b.js", 'f("a");\n')
    assert (old.indentation, old.newline, old.quotes) == ("\t", "\r\n", "'")


def test_the_nearest_editorconfig_goes_first_up_to_the_root(tmp_path: Path) -> None:
    files = {
        ".editorconfig": "[*]\nindent_size = 3\nmax_line_length = 77\n",
        "a/.editorconfig": "root = true\n[*]\nindent_size = 8\nmax_line_length = 66\n",
        "a/b/.editorconfig": "[*]\nindent_size = 2\nmax_line_length = unset\n",
    }
    found = of(tmp_path, files, "a/b/c.js", "f();\n")
    assert (found.indentation, found.line_length) == ("  ", 100)
    assert of(tmp_path, files, "a/c.js", "f();\n").line_length == 66


# What is counted where nothing is said.


def test_code_says_how_javascript_is_written(tmp_path: Path) -> None:
    text = "import a from 'a'\nfunction f(x) {\n    const b = [\n        'c',\n        'd'\n    ]\n    return b\n}\n"
    found = of(tmp_path, {}, "app.js", text)
    assert found == Conventions(100, "'", False, "    ", "none", "\n")
    windows = of(tmp_path, {}, "app.ts", text.replace("    ", "\t").replace("'", '"').replace("\n", "\r\n"))
    assert (windows.quotes, windows.indentation, windows.newline) == ('"', "\t", "\r\n")


def test_quotes_that_were_not_chosen_do_not_count(tmp_path: Path) -> None:
    text = "f('it')\nf(\"it's\")\nf(\"he's\")\nx = '''a'''\n"
    assert of(tmp_path, {}, "a.py", text).quotes == "'"
    jsx = 'const a = <p className="a" id="b" title="c">{f(\'d\')}</p>;\n'
    assert of(tmp_path, {}, "a.jsx", jsx).quotes == "'"


def wide(width: int, lines: int = 200) -> str:
    """Code whose lines come up to a width, with a comment and a text that are as long as they are."""
    code = "".join(f"name_{one} = {'x' * (width - 8 - len(str(one)))}\n" for one in range(lines))
    return f'# {"https://example.org/" * 9}\n"""\n{"text " * 40}\n"""\n{code}' + "print('" + "x" * 200 + "')\n"


@pytest.mark.parametrize(("width", "expected"), [(79, 79), (86, 88), (99, 100), (118, 120), (300, 120), (40, 88)])
def test_the_file_says_how_long_its_lines_are(tmp_path: Path, width: int, expected: int) -> None:
    assert of(tmp_path, {"a.py": wide(width)}, "a.py").line_length == expected


def test_the_project_says_it_where_the_file_is_too_short(tmp_path: Path) -> None:
    files = {"app/models.py": wide(118), "app/views.py": wide(115), "web/app.js": wide(79)}
    assert of(tmp_path, files, "app/new.py", SHORT).line_length == 120
    assert of(tmp_path, files, "node_modules/a.js", SHORT).line_length == 79


def test_typing_changes_no_line_length(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(wide(79))
    project = Project(tmp_path)
    before, after = (Document.of(tmp_path / "a.py", text) for text in (wide(79), wide(300)))
    assert line_length(before, project) == line_length(after, project) == 79


def test_a_text_that_lies_nowhere_has_only_itself() -> None:
    assert conventions_of(Document.of("new.py", "a = 'b'\n"), Project()).quotes == "'"
    assert conventions_of(Document.of("new.py", ""), Project()) == Conventions(88, '"', False, "    ", "all", "\n")


# Settings that cannot be read say nothing.

DEEP = "[" * 20_000 + "]" * 20_000
BROKEN = [
    b"\xff\xfe\x00",
    b"",
    b"{",
    b"null",
    b"[]",
    b"- a\n- b\n",
    b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    b"a: b: c\n",
    b"? {}\n: x\n",
    b"!!python/object/apply:os.system [x]\n",
    DEEP.encode(),
    b"[tool]\nruff = 3\nblack = 'x'\n",
    b"[tool.ruff]\nextend = 'pyproject.toml'\nline-length = 'long'\n",
    b"[format]\nquote-style = 3\n[lint]\nflake8-quotes = []\n",
    b'{"prettier": 3, "eslintConfig": "x", "overrides": {"files": 3}}',
    b'{"semi": {}, "printWidth": 1e99, "tabWidth": -3, "overrides": [{"files": [[]]}, 3]}',
    b'{"rules": {"quotes": [], "semi": {}, "indent": [2], "max-len": [2, {}], "comma-dangle": [2, {}]}, "extends": [3]}',
    b'{"formatter": [], "javascript": {"formatter": 3}, "overrides": [{"includes": 3}], "extends": ["./biome.json"]}',
    b"const a = [b, b]; const b = [c, c]; const c = [a, a]; module.exports = a",
    b"export default { ...(await import('x')), rules: require('y') }",
    b"[*\nindent_size\n=\n[]\n[{}]\nindent_size = 1e9\n",
    b"[flake8]\nmax-line-length = %(x)s\n[flake8]\n",
    b"no section\n",
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize(
    "name",
    [
        "pyproject.toml", "ruff.toml", "setup.cfg", ".editorconfig", ".prettierrc", "package.json", "prettier.config.js",
        ".prettierrc.yaml", "biome.json", ".eslintrc.json", ".eslintrc.yml", "eslint.config.mjs",
    ],
)  # fmt: skip
def test_settings_of_others_that_cannot_be_read_say_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    for path in ("a.py", "web/a.js"):
        found = of(tmp_path, {name: content}, path, "f('a')\n")
        assert 20 <= found.line_length <= 500
        assert found.quotes in ("'", '"')


def test_settings_that_are_folders_or_links_in_a_circle_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / ".editorconfig").symlink_to(tmp_path / ".editorconfig")
    (tmp_path / ".prettierrc").mkdir()
    assert of(tmp_path, {}, "a.py", "f('a')\n").line_length == 88
    assert of(tmp_path, {}, "a.js", "f('a')\n").line_length == 100
