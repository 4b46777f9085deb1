"""Code that nobody waits for, by what it says of itself: what runs once in the life of a program, and background tasks."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names.imports import imports
from burnish.tree import ancestors, field_text


def is_run_once(node: Node, code: Code) -> bool:
    """Whether code stands in a function that migrates, installs or fills what there is: `async migrateStatusPage() {…}`."""
    functions = code.document.language.functions
    return any(
        one.type in functions and _ONCE.match(field_text(one, "name", code.document.source) or "") is not None
        for one in ancestors(node)
    )


def is_background_task(node: Node, code: Code) -> bool:
    """Whether code is a task of a queue or a clock, or a command: `@shared_task`, `@actor(…)`, a `tasks.py` that imports Celery,
    `importers/github.py`, `management/commands/load.py`."""
    for one in ancestors(node):
        if one.type == "decorated_definition" and any(
            _TASK.match(code.text(child)) for child in one.named_children if child.type == "decorator"
        ):
            return True
    if not _OFFLINE.isdisjoint(code.document.path.parts[-3:-1]):
        return True
    if _TASK_FILE.fullmatch(code.document.path.stem) is None:
        return False
    return any(_QUEUE.search(path) is not None for path in imports(code.document).values())


def tells_of_one_run(name: str, said: str) -> bool:
    """Whether a function's name or docstring tells that it runs once, or is a step of what does: "backfills what was empty"."""
    return _MOVES.match(name) is not None or _SAID.search(said) is not None


_MOVES = re.compile(r"_*(?:migrate|migration|backfill)(?=[A-Z_\d]|$)")
_SAID = re.compile(r"(?i)\bone[- ](?:off|time)\b|\b(?:run|used|executed) (?:only )?once\b|(?:\b|_)back-?fill")
_ONCE = re.compile(r"_*(?:migrat(?:e|ion)|upgrade|downgrade|install|seed|populate|backfill)(?=[A-Z_\d]|$)")
_TASK = re.compile(
    r"@(?:\w+\.)*(?:shared_task|task|periodic_task|db_task|db_periodic_task|actor|job|cron\w*|scheduled_job|on_after_\w+)\b"
)
_OFFLINE = frozenset({"commands", "importers", "importer", "backfills"})
_TASK_FILE = re.compile(r"(?i)(?:.*_)?(?:tasks?|jobs?|cron|workers?|backfills?)")
_QUEUE = re.compile(
    r"(?i)(?:^|\.)(?:celery|dramatiq|huey|rq|arq|apscheduler|django_q|procrastinate|taskiq|actor|shared_task|periodic_task)(?:\.|$)"
)
