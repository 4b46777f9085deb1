"""How a project is tested, from its files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from burnish.verification.project_tests.suites import Suite, framework_of, pytest_settings, python_of, suite_of
from tests.verification.project_tests.repositories import write


def found(root: Path, files: dict[str, str], code: str, language: str = "python") -> Suite | str:
    write(root, files)
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return suite_of(root, [one for one in names if "node_modules" not in one], code, language)


@pytest.fixture(autouse=True)
def our_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)


def test_pytest_by_what_the_tests_import(tmp_path: Path):
    suite = found(
        tmp_path, {"src/p/__init__.py": "", "src/p/a.py": "", "tests/test_a.py": "import pytest\n"}, "src/p/a.py"
    )
    assert isinstance(suite, Suite)
    assert (suite.framework, suite.folder, suite.files, suite.paths) == ("pytest", ".", ("tests/test_a.py",), ("src",))
    assert suite.command[1:] == ("-m", "pytest")


def test_pytest_by_its_settings_with_the_files_and_folders_that_they_name(tmp_path: Path):
    settings = '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\ntestpaths = ["checks"]\n'
    files = {"pyproject.toml": settings, "a.py": "", "checks/check_a.py": "", "check_b.py": "", "checks/test_c.py": ""}
    suite = found(tmp_path, files, "a.py")
    assert isinstance(suite, Suite)
    assert suite.files == ("checks/check_a.py",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\ntestpaths = here\n"),
        ("setup.cfg", "[tool:pytest]\ntestpaths =\n    here\n"),
        ("tox.ini", "[pytest]\ntestpaths = here\n"),
        ("pyproject.toml", '[tool.pytest]\ntestpaths = ["here"]\n'),
    ],
)
def test_settings_of_pytest(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    assert pytest_settings(tmp_path)["testpaths"].split() == ["here"]


def test_settings_that_cannot_be_read_say_nothing(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text("[tool.pytest\n")
    assert pytest_settings(tmp_path) == {}


def test_unittest_by_what_the_tests_import(tmp_path: Path):
    suite = found(tmp_path, {"a.py": "", "test_a.py": "import unittest\nclass T(unittest.TestCase): ...\n"}, "a.py")
    assert isinstance(suite, Suite)
    assert (suite.framework, suite.command[1:]) == ("unittest", ("-m", "burnish_reach.for_unittest"))


def test_the_nearest_folder_with_tests(tmp_path: Path):
    files = {
        "pyproject.toml": "[tool.pytest.ini_options]\n", "tests/test_top.py": "def test(): ...",
        "one/pyproject.toml": "[tool.pytest.ini_options]\n", "one/a.py": "", "one/test_one.py": "def test(): ...",
        "two/pyproject.toml": "", "two/b.py": "",
    }  # fmt: skip
    one, two = found(tmp_path, files, "one/a.py"), found(tmp_path, {}, "two/b.py")
    assert isinstance(one, Suite)
    assert isinstance(two, Suite)
    assert (one.folder, one.files) == ("one", ("one/test_one.py",))
    assert two.folder == "."


def test_no_tests(tmp_path: Path):
    assert found(tmp_path, {"a.py": "", "test_nothing.py": "x = 1\n"}, "a.py") == "no tests were found"


def test_the_projects_own_interpreter_goes_first(tmp_path: Path):
    assert python_of(tmp_path, ".") == str(Path(sys.prefix, "bin", "python"))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text("")
    assert python_of(tmp_path, "packages/one") == str(tmp_path / ".venv" / "bin" / "python")


def test_an_interpreter_without_pytest(tmp_path: Path):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    interpreter = tmp_path / ".venv" / "bin" / "python"
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    interpreter.chmod(0o755)
    assert (
        found(tmp_path, {"a.py": "", "test_a.py": "import pytest\n"}, "a.py")
        == f"pytest is not installed for {interpreter}"
    )


@pytest.mark.parametrize(
    ("package", "framework"),
    [
        ({"scripts": {"test": "node --import tsx --test"}}, "node:test"),
        ({"scripts": {"test": "jest --coverage"}, "devDependencies": {"vitest": "1"}}, "jest"),
        ({"scripts": {"test": "npm run lint && npm run unit", "unit": "cross-env A=1 vitest run"}}, "vitest"),
        ({"scripts": {"test": "nyc mocha test"}}, "mocha"),
        ({"scripts": {"test": "gulp"}, "devDependencies": {"mocha": "11"}}, "mocha"),
        ({"jest": {"preset": "ts-jest"}}, "jest"),
        ({"scripts": {"test": "echo none && exit 1"}}, None),
    ],
)
def test_what_a_package_tests_with(package: dict[str, object], framework: str | None):
    assert framework_of(package) == framework


def test_node_with_the_options_of_the_script(tmp_path: Path):
    package = {"scripts": {"test": "node --import ./setup.mjs --experimental-vm-modules --test test/"}}
    files = {"package.json": json.dumps(package), "a.ts": "", "test/a.ts": "it('x', () => {})", "test/data.ts": "1"}
    suite = found(tmp_path, files, "a.ts", "typescript")
    assert isinstance(suite, Suite)
    assert (suite.framework, suite.files) == ("node:test", ("test/a.ts",))
    assert suite.command[1:] == ("--import", "./setup.mjs", "--experimental-vm-modules", "--test")


def test_the_program_of_an_installed_framework_is_found_above_too(tmp_path: Path):
    files = {
        "node_modules/mocha/package.json": '{"bin": {"mocha": "./bin/mocha.js", "_mocha": "x"}}',
        "packages/a/package.json": '{"scripts": {"test": "mocha"}}',
        "packages/a/x.js": "", "packages/a/test/x.spec.js": "describe('x', () => {})", "package.json": "{}",
    }  # fmt: skip
    suite = found(tmp_path, files, "packages/a/x.js", "javascript")
    assert isinstance(suite, Suite)
    assert suite.command[1:] == (str(tmp_path / "node_modules" / "mocha" / "bin" / "mocha.js"),)
    assert (suite.folder, suite.files) == ("packages/a", ("packages/a/test/x.spec.js",))


def test_a_framework_that_is_not_installed(tmp_path: Path):
    files = {"package.json": '{"devDependencies": {"jest": "30"}}', "x.js": "", "x.test.js": "test('x', () => {})"}
    assert found(tmp_path, files, "x.js", "javascript") == "Jest is not installed in node_modules"
