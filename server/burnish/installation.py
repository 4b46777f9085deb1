"""What Burnish can be given beside itself, and the command that adds it to this very installation."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import shutil
import sys
import sysconfig
from functools import cache
from pathlib import Path


def how_to_add(*extras: str) -> str:
    """The command that installs what these extras stand for, into the Python that runs now.

    It names the packages themselves: Burnish may come from a checkout, a wheel or the editor's extension, and under its own name
    an index holds nothing, or something else.
    """
    return _spoken((sys.executable, "-m", "pip", "install", *requirements(*extras)))


@cache
def own_ruff() -> str | None:
    """The Ruff that was installed with Burnish, or one that is found by name."""
    beside = Path(sysconfig.get_path("scripts"), "ruff.exe" if os.name == "nt" else "ruff")
    return str(beside) if beside.is_file() else shutil.which("ruff")


def requirements(*extras: str) -> tuple[str, ...]:
    """What these extras require, each once, as pip takes it."""
    required = importlib.metadata.requires("burnish") or []
    of_extra = [(one, re.search(r"extra == ['\"]([\w-]+)['\"]", one)) for one in required]
    return tuple(
        dict.fromkeys(one.partition(";")[0].strip() for one, extra in of_extra if extra and extra[1] in extras)
    )


def _spoken(command: tuple[str, ...]) -> str:
    if os.name != "nt":
        return shlex.join(command)
    return " ".join(f'"{one}"' if re.search(r"[ <>&|^]", one) else one for one in command)
