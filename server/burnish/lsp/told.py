"""What an editor was told of the cells of its notebooks."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from burnish.lsp.client import Client

Diagnostics = Mapping[str, list[types.Diagnostic]]


class Told:
    """The diagnostics of cells by their notebooks. What is typed in a cell changes what is found in others, so all are told.

    They are sent, even to a client that asks for those of files: vscode-languageclient 9 asks for those of no cell. From one
    that does, they are taken away again; it is told to ask when they change.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asks = False
        self._known: dict[str, Diagnostics] = {}

    def asked(self) -> None:
        """Takes note that the client asks for the diagnostics of a cell."""
        if self._client.can.pulls and not self._asks:
            self._asks = True
            for uri in [one for told in self._known.values() for one, items in told.items() if items]:
                self._client.publish(uri, [])

    def now(self, notebook: str, found: Diagnostics) -> None:
        """Tells what is found in the cells of a notebook now, of each where it is something else than before."""
        before = self._known.get(notebook, {})
        if found:
            self._known[notebook] = found
        else:
            self._known.pop(notebook, None)
        gone: Diagnostics = {uri: [] for uri in before if uri not in found}
        news = {uri: items for uri, items in {**gone, **found}.items() if items != before.get(uri)}
        if self._asks:
            if news:
                self._client.ask_again()
            return
        for uri, items in news.items():
            self._client.publish(uri, items)
