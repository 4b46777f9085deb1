"""Settings: what there is to set, where it is read from, and what is wrong with it.

Settings come from `[tool.burnish]` in pyproject.toml or from burnish.toml, the nearest file above the code; the editor's
or the command line's own settings go over them.
"""

from burnish.config.editor import from_vscode, setting_rows, settings_schema, vscode_settings
from burnish.config.files import FILE_NAMES, file_in, find_file, load, load_file, problems_in
from burnish.config.problem import Problem
from burnish.config.resources import resource_folder
from burnish.config.role import LEFT_ALONE, WRITTEN, Role
from burnish.config.settings import PERSONAL, SEVERITIES, Config, PerPath, RoleByPath
from burnish.config.toml_text import read_toml

__all__ = [
    "FILE_NAMES",
    "LEFT_ALONE",
    "PERSONAL",
    "SEVERITIES",
    "WRITTEN",
    "Config",
    "PerPath",
    "Problem",
    "Role",
    "RoleByPath",
    "file_in",
    "find_file",
    "from_vscode",
    "load",
    "load_file",
    "problems_in",
    "read_toml",
    "resource_folder",
    "setting_rows",
    "settings_schema",
    "vscode_settings",
]
