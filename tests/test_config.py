from __future__ import annotations

import json
import os
import re
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish.config import (
    PERSONAL,
    Config,
    PerPath,
    find_file,
    from_vscode,
    load,
    problems_in,
    settings_schema,
    vscode_settings,
)
from burnish.config.toml_places import places_in


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load(tmp_path) == (Config(), ())


def test_the_nearest_file_wins(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.burnish]\nmax-function-lines = 10\n")
    (inner / "burnish.toml").write_text("max-function-lines = 20\n")
    assert load(tmp_path)[0].max_function_lines == 10
    assert load(inner)[0].max_function_lines == 20


def test_a_pyproject_that_does_not_speak_of_burnish_is_passed_over(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "burnish.toml").write_text('model = "off"\n')
    (inner / "pyproject.toml").write_text("[tool.ruff]\n")
    assert find_file(inner) == tmp_path / "burnish.toml"


def test_the_editor_goes_over_the_file(tmp_path):
    (tmp_path / "burnish.toml").write_text('model = "off"\nignore = ["security"]\n')
    config, problems = load(tmp_path, from_vscode({"model": "mine.gguf", "maxFunctionLines": None}))
    assert (config.model, config.ignore, problems) == ("mine.gguf", ("security",), ())


def test_all_that_is_wrong_is_named_at_once_with_its_place_and_left_at_its_default(tmp_path):
    path = tmp_path / "burnish.toml"
    path.write_text(
        'modle = "x"\nthreads = "two"\nmodel_timeout = 5\nselect = "security"\n"unsafe_fixes" = 1\n'
        'max-function-lines = 0\nexclude = ["ok", 7, "a\\\\b"]\n'
    )
    config, problems = load(tmp_path)
    assert config == Config(model_timeout=5.0, exclude=("ok",), exclude_base=tmp_path)
    assert [str(problem).removeprefix(f"{path}:") for problem in problems] == [
        "1:1: unknown setting 'modle'; did you mean 'model'?",
        "2:11: 'threads' must be a whole number, not 'two'",
        "4:10: 'select' must be a list of strings, not 'security'",
        "5:18: 'unsafe_fixes' must be true or false, not 1",
        "6:22: 'max-function-lines' must be at least 1, not 0",
        "7:18: 'exclude' must be a list of strings, not with 7 in it",
        "7:21: 'a\\b' in 'exclude' excludes nothing: use forward slashes",
    ]


KNOWN = {"security", "readability", "long-function", "readability/long-function"}


def problems_of(text: str, name: str = "burnish.toml") -> list[str]:
    return [one.shown(name) for one in problems_in(text, Path(name), KNOWN)]


def test_a_name_that_no_rule_and_no_objective_has_is_a_problem_wherever_it_stands():
    assert problems_of(
        'select = [\n  "security",\n  "securty",\n]\nignore = ["zzz"]\n[severity]\nlong-functoin = "info"\n'
        '[per-path."tests/**"]\nignore = ["long-function", "readabilty"]\nseverity = { securitty = "error" }\n'
    ) == [
        "burnish.toml:3:3: 'select' names no rule or objective: 'securty'; did you mean 'security'?",
        "burnish.toml:5:11: 'ignore' names no rule or objective: 'zzz'; see `burnish rules`",
        "burnish.toml:7:1: 'severity' names no rule or objective: 'long-functoin'; did you mean 'long-function'?",
        "burnish.toml:9:28: 'ignore' names no rule or objective: 'readabilty'; did you mean 'readability'?",
        "burnish.toml:10:14: 'severity' names no rule or objective: 'securitty'; did you mean 'security'?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('severity = "high"', "1:12: 'severity' must be a table of rules or objectives, not 'high'"),
        (
            '[severity]\nsecurity = "off"',
            "2:12: the severity of 'security' must be 'error', 'warning' or 'info', not 'off'; "
            "to leave a rule out, name it under 'ignore'",
        ),
        ("per-path = 3", "1:12: 'per-path' must be a table for each pattern, not 3"),
        (
            '[per-path]\n"tests/**" = ["security"]',
            "2:14: 'tests/**' in 'per-path' must be a table with 'select', 'ignore' or 'severity', not a list",
        ),
        ('[per-path."../x"]', None),
        (
            '[per-path."tests"]\nignroe = []',
            "2:1: 'ignroe' cannot be set by path; did you mean 'ignore'?",
        ),
        ("select = 1979-05-27", "1:10: 'select' must be a list of strings, not 1979-05-27"),
        ("model-timeout = nan", "1:17: 'model-timeout' must be at least 0, not nan"),
        ("threads = 99999999999999999999", "1:11: 'threads' must be at most 2147483647, not a number as large as that"),
        ("endpoint = 3", None),
        ("[tool.burnish]", "1:2: unknown setting 'tool'"),
        ("ignore = [", "1:10: is not valid TOML: invalid value, at its end"),
        ("a = 1\r\na = 2\r\n", "2:6: is not valid TOML: cannot overwrite a value"),
    ],
)
def test_a_wrong_setting_has_one_sentence_with_its_place(text, message):
    (found,) = problems_of(text)
    assert message is None or found == f"burnish.toml:{message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tool = 1\n", "pyproject.toml:1:8: 'tool' must be a table"),
        ("[tool]\nburnish = 7\n", "pyproject.toml:2:11: 'tool.burnish' must be a table"),
        ("tool.burnish.threads = []\n", "pyproject.toml:1:24: 'threads' must be a whole number, not a list"),
        ("[tool]\nburnish = { modle = 1 }\n", "pyproject.toml:2:13: unknown setting 'modle'; did you mean 'model'?"),
        ("[[tool.burnish]]\n", "pyproject.toml:1:8: 'tool.burnish' must be a table"),
    ],
)
def test_a_pyproject_of_any_shape_is_read(text, message):
    assert problems_of(text, "pyproject.toml") == [message]


@pytest.mark.parametrize("opening", ["[", "{a=", "[[[[{a=["])
def test_a_file_nested_deeper_than_can_be_read_is_a_sentence(tmp_path, opening):
    path = tmp_path / "burnish.toml"
    path.write_text("x = " + opening * 20_000)
    assert [str(one) for one in load(tmp_path)[1]] == [f"{path}: cannot be read: it is nested too deep"]
    path.unlink()
    (tmp_path / "pyproject.toml").write_text("# [tool.burnish]\ntool = " + opening * 20_000)
    assert load(tmp_path) == (Config(), ())


def test_a_mark_of_the_byte_order_and_windows_line_endings_change_no_place(tmp_path):
    (tmp_path / "burnish.toml").write_bytes(b'\xef\xbb\xbfmodel = "off"\r\n# \xc3\xa4\r\n"unsafe-fixes" = 1\r\n')
    config, (problem,) = load(tmp_path)
    assert (config.model, problem.line, problem.column, problem.length) == ("off", 3, 18, 1)


def test_a_settings_file_that_cannot_be_read_is_a_sentence(tmp_path):
    path = tmp_path / "burnish.toml"
    path.mkdir()
    assert str(load(tmp_path)[1][0]) == f"{path}: cannot be read: it is a folder"
    path.rmdir()
    path.symlink_to("nowhere")
    assert str(load(tmp_path)[1][0]) == f"{path}: cannot be read: it leads to no file"
    path.unlink()
    path.symlink_to(path)
    assert str(load(tmp_path)[1][0]) == f"{path}: cannot be read: it leads to no file"
    path.unlink()
    os.mkfifo(path)
    assert str(load(tmp_path)[1][0]) == f"{path}: cannot be read: it is no regular file"
    path.unlink()
    path.write_bytes(b'model = "\xff"\n')
    assert str(load(tmp_path)[1][0]) == f"{path}: cannot be read: it is not valid UTF-8 (byte 9)"


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab1.=\"[]{}'\n,# -tool.burnishselect"), max_size=40))
def test_no_text_raises(text):
    for name in ("burnish.toml", "pyproject.toml"):
        problems_in(text, Path(name), KNOWN)


def quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


KEYS = st.text("ab .\"'\\#[]=é😀-", min_size=1, max_size=5)


@settings(max_examples=200)
@given(st.dictionaries(KEYS, st.one_of(st.integers(), st.text("a#]\"'\n", max_size=6)), max_size=4), KEYS)
def test_a_key_stands_where_it_is_said_to_stand(table, heading):
    text = f"[{quoted(heading)}]\n" + "".join(
        f"  {quoted(key)} = [ {quoted(value)} ]  # x = 1\n" for key, value in table.items()
    )
    places = places_in(text)
    for key, value in table.items():
        at, of = places.keys[heading, key], places.values[heading, key, 0]
        line = text.split("\n")[at.line - 1]
        assert line[at.column - 1 :][: at.length] == quoted(key)
        assert line[of.column - 1 :][: of.length] == quoted(value)


def test_every_setting_of_one_value_is_a_check_box_a_number_or_a_text_in_the_editor():
    shown = vscode_settings()
    assert shown["burnish.behaviour"]["type"] == "boolean"
    assert shown["burnish.behaviour"]["default"] is True
    assert (shown["burnish.maxFunctionLines"]["type"], shown["burnish.maxFunctionLines"]["minimum"]) == ("integer", 1)
    assert shown["burnish.severity"]["additionalProperties"]["enum"] == ["error", "warning", "info"]
    assert "`burnish fix`" not in shown["burnish.unsafeFixes"]["markdownDescription"]


def test_the_schema_offers_what_a_settings_file_may_say():
    schema = settings_schema(KNOWN)
    assert set(schema["properties"]) == {
        name.replace("_", "-") for name in Config.__dataclass_fields__.keys() - PERSONAL - {"exclude_base"}
    }
    assert schema["properties"]["max-function-lines"] == {
        "description": "A function with more lines than this, and with many decisions, is a long function.",
        "type": "integer",
        "minimum": 1,
        "default": 60,
    }
    assert schema["definitions"]["rule"] == {"enum": sorted(KNOWN)}
    path = re.compile(schema["properties"]["model"]["not"]["pattern"])
    assert path.search("a/b.gguf") and path.search("replay:x") and not path.search("burnish-small")


def test_a_workspace_cannot_name_an_endpoint_but_the_person_can(tmp_path):
    path = tmp_path / "burnish.toml"
    path.write_text('endpoint = "http://elsewhere.example/v1"\n')
    config, problems = load(tmp_path)
    assert config.endpoint == ""
    assert str(problems[0]).startswith(f"{path}:1:1: 'endpoint' is taken from your editor's settings")
    assert load(tmp_path, {"endpoint": "http://127.0.0.1:1/v1"})[0].endpoint == "http://127.0.0.1:1/v1"
    assert vscode_settings()["burnish.endpoint"]["scope"] == "machine"


@pytest.mark.parametrize(
    "model",
    [
        "models/own.gguf",
        "own.gguf",
        "own.GGUF",
        "../x",
        "C:\\x",
        "\\\\host\\x",
        "replay:a.toml",
        "a/b",
        "own.toml",
        "~x",
        "",
    ],
)
def test_a_workspace_names_a_model_by_its_name_only_but_the_person_may_give_a_path(tmp_path, model):
    path = tmp_path / "burnish.toml"
    path.write_text(f"model = {json.dumps(model)}\n")
    config, (problem,) = load(tmp_path)
    assert config.model == "burnish-small"
    assert str(problem).startswith(f"{path}:1:9: 'model' names an installed model here, not ")
    assert load(None, {"model": model})[0].model == model


@pytest.mark.parametrize("model", ["off", "burnish-small", "Qwen2.5-Coder 0.5B"])
def test_a_workspace_may_name_a_model(tmp_path, model):
    (tmp_path / "burnish.toml").write_text(f'model = "{model}"\n')
    assert load(tmp_path) == (Config(model=model), ())


def test_settings_by_path_go_over_the_others(tmp_path):
    (tmp_path / "burnish.toml").write_text(
        'ignore = ["security"]\n[severity]\nsecurity = "error"\n[per-path."tests/**"]\nselect = ["readability"]\n'
        'ignore = ["long-function"]\nseverity.readability = "info"\n[per-path."*.gen.js"]\nselect = ["security"]\n'
    )
    config, problems = load(tmp_path)
    assert problems == ()
    for_test = config.for_path(tmp_path / "tests" / "unit" / "a.py")
    assert (for_test.select, for_test.ignore) == (("readability",), ("security", "long-function"))
    assert for_test.severity == {"security": "error", "readability": "info"}
    assert config.for_path(tmp_path / "tests" / "a.gen.js").select == ("security",)
    assert config.for_path(tmp_path / "a.py").select == ()
    assert config.for_path(tmp_path / "sub" / "tests" / "a.py").select == ()


def test_who_asks_for_some_rules_only_gets_no_others_in_any_path(tmp_path):
    (tmp_path / "burnish.toml").write_text('[per-path."tests"]\nselect = ["readability"]\nignore = ["long-function"]\n')
    config, _ = load(tmp_path, {"select": ["security"]})
    in_tests = config.for_path(tmp_path / "tests" / "a.py")
    assert (in_tests.select, in_tests.ignore) == (("security",), ("long-function",))


def test_a_windows_path_is_matched_by_forward_slashes():
    base = PureWindowsPath(r"C:\Users\me\pro ject")
    one = PerPath("tests/**", cast("Path", base))
    assert one.holds_for(cast("Path", PureWindowsPath(r"c:\users\me\Pro Ject\tests\unit\a.py")))
    assert not one.holds_for(cast("Path", PureWindowsPath(r"D:\Users\me\pro ject\tests\a.py")))
    share = PerPath("*.py", cast("Path", PureWindowsPath(r"\\host\share\pro")))
    assert share.holds_for(cast("Path", PureWindowsPath(r"\\host\share\pro\deep\a.py")))
