from __future__ import annotations

from burnish.config import Config, find_file, from_vscode, load, vscode_settings


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


def test_wrong_settings_are_named_with_their_line_and_left_at_their_defaults(tmp_path):
    path = tmp_path / "burnish.toml"
    path.write_text('modle = "x"\nthreads = "two"\nmodel_timeout = 5\nselect = "security"\nunsafe_fixes = 1\n')
    config, problems = load(tmp_path)
    assert config == Config(model_timeout=5.0)
    assert [str(problem) for problem in problems] == [
        f"{path}:1: unknown setting 'modle'; did you mean 'model'?",
        f"{path}:2: 'threads' must be a whole number, not 'two'",
        f"{path}:4: 'select' must be a list of strings, not 'security'",
        f"{path}:5: 'unsafe_fixes' must be true or false, not 1",
    ]


def test_a_file_that_is_no_toml_is_said_and_the_defaults_hold(tmp_path):
    (tmp_path / "burnish.toml").write_text("model = \n")
    config, problems = load(tmp_path)
    assert config == Config()
    assert "cannot be read" in str(problems[0])


def test_every_setting_is_offered_in_the_editor_unset():
    settings = vscode_settings()
    assert settings["burnish.maxFunctionLines"]["type"] == ["integer", "null"]
    assert all(one["default"] is None for one in settings.values())
    assert all("Default: `" in one["markdownDescription"] for one in settings.values())


def test_a_workspace_cannot_name_an_endpoint_but_the_person_can(tmp_path):
    path = tmp_path / "burnish.toml"
    path.write_text('endpoint = "http://elsewhere.example/v1"\n')
    config, problems = load(tmp_path)
    assert config.endpoint == ""
    assert str(problems[0]).startswith(f"{path}:1: 'endpoint' is taken from your editor's settings")
    assert load(tmp_path, {"endpoint": "http://127.0.0.1:1/v1"})[0].endpoint == "http://127.0.0.1:1/v1"
    assert vscode_settings()["burnish.endpoint"]["scope"] == "machine"


def test_a_models_path_is_relative_to_the_file_that_names_it(tmp_path):
    (tmp_path / "burnish.toml").write_text('model = "models/own.gguf"\n')
    assert load(tmp_path)[0].model == str(tmp_path / "models" / "own.gguf")
    (tmp_path / "burnish.toml").write_text('model = "burnish-small"\n')
    assert load(tmp_path)[0].model == "burnish-small"
