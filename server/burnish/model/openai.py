"""A model behind an OpenAI-compatible endpoint. The one place from which code leaves the machine, secrets
redacted.
"""

from __future__ import annotations

import http
import http.client
import json
import logging
import os
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from burnish.files import json_of
from burnish.model.backend import Completion, Finish, Request
from burnish.model.errors import BackendError, PromptTooLong
from burnish.model.manifest import Manifest
from burnish.model.redaction import mentions_placeholder, redact

log = logging.getLogger(__name__)

CONTEXT = 16384
"""Tokens that a model behind an endpoint is taken to read; it says so itself when it does not."""

TICK = 0.02
_LONGEST_ERROR = 64_000


class OpenAIBackend:
    """A chat model at `endpoint`, the address that "/chat/completions" is added to; see `Backend`.

    `key_variable` names the environment variable that holds the key; without a value no key is sent.
    `timeout` is in seconds, for a whole answer.
    """

    def __init__(self, endpoint: str, model: str, key_variable: str = "", timeout: float = 60.0) -> None:
        self._address = _address(endpoint)
        self._manifest = Manifest(
            name=model or self._address.netloc, format="chat", context=CONTEXT, about=f"at {self._address.netloc}"
        )
        self._model = model
        self._key_variable = key_variable
        self._timeout = timeout
        self._turn = threading.Lock()

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        stop = cancelled or threading.Event()
        while not self._turn.acquire(timeout=TICK):
            if stop.is_set():
                return Completion("", 0, 0.0, "cancelled")
        try:
            return self._ask(request, on_text, stop)
        finally:
            self._turn.release()

    def close(self) -> None:
        """Nothing is kept open between requests."""

    def _ask(self, request: Request, on_text: Callable[[str], None] | None, cancelled: threading.Event) -> Completion:
        started = monotonic()
        body = json.dumps(_body(request, self._model)).encode("utf-8")
        exchange = _Exchange(self._address, self._timeout, self._key_variable, body)
        parts: list[str] = []
        try:
            while True:
                if cancelled.is_set():
                    return Completion("".join(parts), len(parts), monotonic() - started, "cancelled")
                if monotonic() - started > self._timeout:
                    raise BackendError(f"{self._address.netloc} did not answer within {self._timeout:g} seconds.")
                item = exchange.next(TICK)
                if isinstance(item, str):
                    parts.append(item)
                    if on_text is not None:
                        on_text(item)
                elif isinstance(item, _End):
                    return Completion(
                        _usable("".join(parts)), item.tokens or len(parts), monotonic() - started, item.finish
                    )
                elif item is not None:
                    raise item
        finally:
            exchange.hang_up()


@dataclass(frozen=True, slots=True)
class _End:
    """The end of an answer; `tokens` is 0 where the endpoint does not count them."""

    finish: Finish
    tokens: int


class _Exchange:
    """One request on its way: a thread waits for the network, so that the caller can give up at any moment."""

    def __init__(self, address: SplitResult, timeout: float, key_variable: str, body: bytes) -> None:
        self._address = address
        self._key_variable = key_variable
        self._connection = _connection(address, timeout)
        self._heard: queue.Queue[str | _End | BackendError] = queue.Queue()
        threading.Thread(target=self._run, args=(body,), daemon=True).start()

    def next(self, seconds: float) -> str | _End | BackendError | None:
        """The next piece of the answer, its end, or what went wrong; None when there is nothing yet."""
        try:
            return self._heard.get(timeout=seconds)
        except queue.Empty:
            return None

    def hang_up(self) -> None:
        """Close the connection, also under a thread that waits for it."""
        try:
            if self._connection.sock is not None:
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was closed already
        self._connection.close()

    def _run(self, body: bytes) -> None:
        where = self._address.netloc
        try:
            self._connection.request("POST", self._path(), body, _headers(self._key_variable))
            response = self._connection.getresponse()
            if response.status != http.HTTPStatus.OK:
                text = response.read(_LONGEST_ERROR).decode("utf-8", "replace")
                self._heard.put(_refusal(where, response.status, text, self._key_variable))
                return
            for item in _answer(response):
                self._heard.put(item)
        except TimeoutError:
            self._heard.put(BackendError(f"{where} did not answer in time."))
        except ssl.SSLError as error:
            self._heard.put(BackendError(f"There is no secure connection to {where}: {error.reason or error}."))
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            self._heard.put(BackendError(f"{where} cannot be reached: {reason}."))
        except (ValueError, LookupError, TypeError, AttributeError):
            log.exception("the endpoint's answer cannot be read")
            self._heard.put(BackendError(f"{where} gave an answer that is none of an OpenAI-compatible endpoint."))

    def _path(self) -> str:
        path = self._address.path + (f"?{self._address.query}" if self._address.query else "")
        through_proxy = self._address.scheme == "http" and self._connection.host != self._address.hostname
        return f"http://{self._address.netloc}{path}" if through_proxy else path


def _address(endpoint: str) -> SplitResult:
    """Where requests go. Raises BackendError unless the endpoint is an address that can be used."""
    address = urlsplit(endpoint if "://" in endpoint else f"http://{endpoint}")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BackendError(f"The endpoint {endpoint!r} is not an address such as http://localhost:11434/v1.")
    path = address.path.rstrip("/")
    return address._replace(path=path if path.endswith("/chat/completions") else f"{path}/chat/completions")


def _connection(address: SplitResult, timeout: float) -> http.client.HTTPConnection:
    """A connection that is not open yet, through the environment's proxy where there is one."""
    host, secure = str(address.hostname), address.scheme == "https"
    port = address.port or (443 if secure else 80)
    proxy = None if proxy_bypass(host) else getproxies().get(address.scheme)
    if proxy is None:
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(host, port, timeout=timeout)
    via = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if not secure:
        return http.client.HTTPConnection(str(via.hostname), via.port or 80, timeout=timeout)
    tunnel = http.client.HTTPSConnection(str(via.hostname), via.port or 80, timeout=timeout)
    tunnel.set_tunnel(host, port)
    return tunnel


def _headers(key_variable: str) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    key = os.environ.get(key_variable, "") if key_variable else ""
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return headers


def _body(request: Request, model: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": request.prompt}] if isinstance(request.prompt, str) else request.prompt
    body: dict[str, Any] = {
        "messages": [{"role": one["role"], "content": redact(one["content"]).text} for one in messages],
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "stream": True,
    }
    if model:
        body["model"] = model
    if request.temperature > 0:
        body["seed"] = request.seed
    if request.stop:
        body["stop"] = list(request.stop)
    return body


def _usable(answer: str) -> str:
    if mentions_placeholder(answer):
        raise BackendError(
            "The code holds a secret, which was not sent to the endpoint, so the endpoint cannot rewrite it."
        )
    return answer


def _answer(response: http.client.HTTPResponse) -> Iterator[str | _End]:
    """The pieces of a streamed answer, or the whole of one that came at once. Raises ValueError,
    LookupError, TypeError.
    """
    if "text/event-stream" not in (response.headers.get("Content-Type") or ""):
        whole = json_of(response.read())
        yield str(whole["choices"][0]["message"]["content"] or "")
        yield _End(_finish(whole["choices"][0]), _tokens(whole))
        return
    finish: Finish = "length"
    tokens = 0
    for line in response:
        field, _, data = line.decode("utf-8").partition(":")
        if field != "data":
            continue
        if data.strip() == "[DONE]":
            break
        event = json_of(data)
        if "error" in event:
            raise ValueError(event["error"])
        tokens = _tokens(event) or tokens
        for choice in event.get("choices", ())[:1]:
            if text := (choice.get("delta") or {}).get("content"):
                yield str(text)
            if choice.get("finish_reason"):
                finish = _finish(choice)
    yield _End(finish, tokens)


def _finish(choice: Mapping[str, Any]) -> Finish:
    return "stop" if choice.get("finish_reason") == "stop" else "length"


def _tokens(answer: Mapping[str, Any]) -> int:
    return int((answer.get("usage") or {}).get("completion_tokens", 0))


def _refusal(where: str, status: int, text: str, key_variable: str) -> BackendError:
    try:
        error = json_of(text)["error"]
        said = str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, LookupError, TypeError):
        said = ""
    said = said.strip().rstrip(".")[:300]
    if status in (401, 403):
        key = f" (it is read from {key_variable})" if key_variable else ""
        return BackendError(f"{where} refuses the key{key}{': ' + said if said else ''}.")
    if "context" in said.lower() and "length" in said.lower():
        return PromptTooLong(f"{where} cannot read so much at once: {said}.")
    what = http.client.responses.get(status, "(an unknown status)")
    return BackendError(f"{where} answered {status} {what}{': ' + said if said else ''}.")
