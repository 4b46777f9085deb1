"""`burnish serve`: the language server."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    stdio: bool = typer.Option(True, "--stdio", help="Accepted because editors pass it; nothing else is spoken."),
) -> None:
    """Speak the Language Server Protocol over standard input and output."""
    from burnish.lsp.server import serve as serve_client

    serve_client()
