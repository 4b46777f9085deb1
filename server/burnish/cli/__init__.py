"""The command line."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """The entry point `burnish`."""
    if sys.argv[1:2] == ["serve"] and "--help" not in sys.argv:
        # An editor waits for this one: it must not wait for the command line's own machinery, nor for the garbage
        # collector, which takes 15 % of the time of importing and finds little. The session's beginning switches it on again.
        gc.disable()
        from burnish.lsp.server import serve

        serve()
        return
    from burnish.cli.app import run

    run()
