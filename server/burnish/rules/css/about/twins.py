"""Style sheets that a tool makes of others."""

from __future__ import annotations

import re
from pathlib import Path


def is_turned_twin(path: Path) -> bool:
    """Whether a style sheet is one turned round for languages that run from right to left: tools make it of another."""
    return _TURNED.search(path.name) is not None


_TURNED = re.compile(r"(?i)[._-]rtl\.(?:min\.)?(?:css|scss|less)$")
