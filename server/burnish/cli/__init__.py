"""The command line."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point `burnish`."""
    if sys.argv[1:2] == ["serve"] and "--help" not in sys.argv:
        # An editor waits for this one: it must not wait for the command line's own machinery.
        from burnish.lsp.server import serve

        serve()
        return
    from burnish.cli.app import run

    run()
