"""A small language client with a stopwatch: it talks to any server on standard input and output."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TIMEOUT = 60.0

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "codeDescriptionSupport": True},
        "diagnostic": {"dynamicRegistration": False},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "resolveSupport": {"properties": ["edit"]},
        },
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True, "workspaceFolders": True, "applyEdit": True},
}


class Client:
    """One server process. Times are in milliseconds."""

    def __init__(self, command: Sequence[str], root: Path) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        self.root = root
        self.pulls = False
        self._ids = 0
        self._answers: dict[int, tuple[float, dict[str, Any]]] = {}
        self._answered = threading.Condition()
        self._notes: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def initialize(self, options: dict[str, Any] | None = None) -> float:
        """Opens the session; milliseconds from the start of the process to the server's answer."""
        uri = self.root.as_uri()
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": self.root.name}],
                "initializationOptions": options,
                "capabilities": CAPABILITIES,
            },
        )
        took = (time.perf_counter() - self.started) * 1e3
        self.tell("initialized", {})
        return took

    def open(self, uri: str, language: str, text: str) -> tuple[float, int]:
        """Milliseconds from opening a document to its diagnostics, and how many those are."""
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        return self._told("textDocument/didOpen", {"textDocument": item}, uri, 1)

    def type(self, uri: str, version: int, line: int, column: int, text: str) -> tuple[float, int]:
        """Milliseconds from text typed at a place to the diagnostics of that version, and how many those are."""
        place = {"line": line, "character": column}
        change = {"range": {"start": place, "end": place}, "text": text}
        document = {"uri": uri, "version": version}
        return self._told(
            "textDocument/didChange", {"textDocument": document, "contentChanges": [change]}, uri, version
        )

    def ask(self, method: str, params: Any) -> tuple[float, Any]:
        """Milliseconds to the answer of a request, and its result. Raises RuntimeError for an error."""
        number, since = self.begin(method, params)
        return self.answer(number, since)

    def begin(self, method: str, params: Any) -> tuple[int, float]:
        """Sends a request; what `answer` wants to know of it."""
        self._ids += 1
        since = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._ids, "method": method, "params": params})
        return self._ids, since

    def answer(self, number: int, since: float) -> tuple[float, Any]:
        with self._answered:
            if not self._answered.wait_for(lambda: number in self._answers, TIMEOUT):
                raise TimeoutError(f"no answer in {TIMEOUT:g} s")
            at, message = self._answers.pop(number)
        if "error" in message:
            raise RuntimeError(message["error"]["message"])
        return (at - since) * 1e3, message["result"]

    def answered(self, number: int) -> bool:
        return number in self._answers

    def tell(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(10)

    def _told(self, method: str, params: Any, uri: str, version: int) -> tuple[float, int]:
        since = time.perf_counter()
        self.tell(method, params)
        if self.pulls:
            _, report = self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            return (time.perf_counter() - since) * 1e3, len(report.get("items", ()))
        while True:
            at, note = self._notes.get(timeout=TIMEOUT)
            params = note["params"]
            if note["method"] != "textDocument/publishDiagnostics" or at < since or params["uri"] != uri:
                continue
            if params.get("version") in (None, version):
                return (at - since) * 1e3, len(params["diagnostics"])

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while body := _message(self.process.stdout):
            at = time.perf_counter()
            message = json.loads(body)
            if "method" not in message:
                with self._answered:
                    result = message.get("result")
                    if isinstance(result, dict) and "capabilities" in result:
                        self.pulls = bool(result["capabilities"].get("diagnosticProvider"))
                    self._answers[message["id"]] = (at, message)
                    self._answered.notify_all()
            elif "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": _answer(message)})
            else:
                self._notes.put((at, message))


def _answer(message: dict[str, Any]) -> Any:
    if message["method"] == "workspace/configuration":
        return [None for _ in message["params"]["items"]]
    if message["method"] == "workspace/applyEdit":
        return {"applied": True}
    return None


def _message(stream: Any) -> bytes:
    """The body of the next message; empty at the end of the stream."""
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return bytes(stream.read(length)) if length else b""
