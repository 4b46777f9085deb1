"""The command line."""

from __future__ import annotations

import gc
import sys

from burnish import __version__

MOST_NEW = 50_000
"""Objects that are made before garbage is looked for."""


def main() -> None:
    """The entry point `burnish`."""
    if sys.argv[1:2] == ["serve"] and "--help" not in sys.argv:
        # An editor waits for this one: it must not wait for the command line's own machinery, nor for the garbage
        # collector, which takes 15 % of the time of importing and finds little. The session's beginning switches it on again.
        gc.disable()
        from burnish.lsp.server import serve

        serve()
        return
    if sys.argv[1:] == ["--version"]:
        print(__version__)
        return
    # What is imported stays: to look for garbage in it again and again takes long and finds none.
    gc.set_threshold(MOST_NEW, 20, 20)
    from burnish.cli.app import run

    run()
