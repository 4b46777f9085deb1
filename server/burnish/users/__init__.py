"""Rules that a project keeps for itself, in `.burnish/rules`: pages, and YAML of ast-grep.

They are data that anybody may have written: read safely and within bounds, and searched for in a process of its own.
What is wrong with one is a Problem at its place, and that rule alone is off.
"""

from __future__ import annotations

from burnish.users.reading import FOLDER, Users, read_rules, read_text
from burnish.users.rule import UsersRule, faults_of

__all__ = ["FOLDER", "Users", "UsersRule", "faults_of", "read_rules", "read_text"]
