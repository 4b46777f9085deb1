"""The result is no worse in other respects: no rule finds more than before, and Ruff sees no new error in Python."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from functools import lru_cache

from burnish.child import NO_WINDOW
from burnish.enhancement import Check, Outcome
from burnish.installation import own_ruff
from burnish.verification.rewrite import Rewrite

SELECTED = "E9,F,B,PLE"
"""Ruff's rules that mean a mistake, not a matter of style."""

_TIMEOUT = 10.0  # seconds; Ruff takes about 0.01


def check(rewrite: Rewrite) -> Check:
    new = Counter(one.rule for one in rewrite.findings_after)
    new.subtract(one.rule for one in rewrite.findings_before)
    known = {(one.rule, one.message) for one in rewrite.findings_before}
    # What a comment silenced may be gone with the rewrite, which is no fault of it.
    worse = [
        one for one in rewrite.findings_after if new[one.rule] > 0 and one.rule != "readability/unused-suppression"
    ]
    if worse:
        finding = next((one for one in worse if (one.rule, one.message) not in known), worse[-1])
        return Check("quiet", Outcome.FAILED, f"a new finding, {finding.rule}: {finding.message}")
    if rewrite.before.language.name != "python":
        return Check("quiet", Outcome.PASSED)
    before, after = _lint(rewrite.before.source), _lint(rewrite.after.source)
    if before is None or after is None:
        return Check("quiet", Outcome.PASSED, "Ruff was not run: it is not installed or did not answer")
    errors = after - before
    if errors:
        return Check("quiet", Outcome.FAILED, f"a new lint error, {min(errors)}")
    return Check("quiet", Outcome.PASSED)


@lru_cache(maxsize=16)
def _lint(source: bytes) -> Counter[str] | None:
    """Ruff's findings as "code: message"; None where Ruff cannot be run."""
    ruff = own_ruff()
    if ruff is None:
        return None
    command = [ruff, "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--output-format", "json"]
    try:
        done = subprocess.run(
            [*command, "--select", SELECTED, "--stdin-filename", "code.py", "-"],
            input=source,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            creationflags=NO_WINDOW,
        )
        return Counter(
            f"{one.get('code') or 'syntax'}: {_placeless(one['message'])}" for one in json.loads(done.stdout)
        )
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None


def _placeless(message: str) -> str:
    """A message without the line that it names ("redefinition of `f` from line 6"): lines move, the error stays."""
    return re.sub(r" from line \d+", "", message)
