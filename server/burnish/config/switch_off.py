"""A rule switched off in the text of a settings file, which otherwise stays as somebody laid it out."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from burnish.config.files import config_of

NEW_FILE = "burnish.toml"


class NotWritten(Exception):
    """Why a settings file was left as it is, as a sentence for people."""


def switched_off(text: str, path: Path, rule: str) -> str:
    """The text with the rule under `ignore`; the same text where it is off already. Raises NotWritten."""
    config, problems = config_of(text, path)
    if rule in config.ignore:
        return text
    if problems and any(one.line is None or "TOML" in one.message for one in problems):
        raise NotWritten(f"{path.name} {problems[0].message}. Mend it first.")
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        whole = tomlkit.parse(text)
        table = _table(whole, path)
        if isinstance(table.get("ignore"), list):
            table["ignore"].append(rule)
        elif "ignore" in table:
            raise NotWritten(f"'ignore' in {path.name} is not a list of strings. Mend it first.")
        else:
            table["ignore"] = [rule]
        written = tomlkit.dumps(whole)
    except (TOMLKitError, RecursionError, TypeError, KeyError) as error:
        raise NotWritten(f"{path.name} could not be changed: {error}.") from error
    if "\r\n" in text:
        written = written.replace("\r\n", "\n").replace("\n", "\r\n")
    if rule not in config_of(written, path)[0].ignore:
        raise NotWritten(f"{path.name} could not be changed without harm. Add '{rule}' to its 'ignore' list.")
    return written


def _table(whole: MutableMapping[str, Any], path: Path) -> MutableMapping[str, Any]:
    if path.name != "pyproject.toml":
        return whole
    import tomlkit

    tool = whole.setdefault("tool", tomlkit.table(is_super_table=True))
    found: MutableMapping[str, Any] = tool.setdefault("burnish", tomlkit.table())
    return found
