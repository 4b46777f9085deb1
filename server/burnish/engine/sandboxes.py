"""The sandboxes in which both versions of a function run: started before they are needed, ended with the program."""

from __future__ import annotations

from burnish.behaviour import worker
from burnish.document import Document
from burnish.sandbox import available
from burnish.verification.checks import behaviour


def prepare(document: Document) -> None:
    """Has the sandboxes for a document's language started in the background, where it has any."""
    behaviour.prepare(document)


def missing_sandboxes() -> tuple[str, ...]:
    """What to install so that both versions of a function can run as well as they can, a sentence each."""
    return tuple(sentence for language in ("python", "javascript") if (sentence := available.missing(language)))


def shutdown() -> None:
    """Ends every sandbox; the next comparison starts them again."""
    worker.shutdown()
