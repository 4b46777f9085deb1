"""Why there is no answer."""

from __future__ import annotations


class BackendError(Exception):
    """Why a model could not answer, in one plain sentence that is shown to people as it is."""


class PromptTooLong(BackendError):
    """The prompt and the room for its answer are more than the model can read at once."""
