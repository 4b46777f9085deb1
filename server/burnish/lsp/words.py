"""The protocol's words that are Burnish's own, and the client's commands that entries and notices may run."""

from __future__ import annotations

REWRITE = "refactor.rewrite.burnish"
FIX_ALL = "source.fixAll.burnish"

ENHANCE = "burnish.server.enhance"
EXPLAIN, MODELS, REFUSED = "burnish/explain", "burnish/models", "burnish/refused"
SWITCH_OFF = "burnish/switchOff"
REVIEW, REVIEW_EDITS = "burnish/review", "burnish/reviewEdits"

STATUS = "burnish/status"
"""Tells the client's status bar what is going on."""

RUN = "burnish/run"
"""Has the client run one of the commands that it said it has: {command}."""

EXPLAIN_COMMAND, SWITCH_OFF_COMMAND = "burnish.explain", "burnish.switchOff"
SELECT_MODEL_COMMAND, SHOW_LOGS_COMMAND = "burnish.selectModel", "burnish.showLogs"
