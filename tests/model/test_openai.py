"""Against a real HTTP server on this machine, scripted to answer as endpoints do, well and badly."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from burnish.model.backend import Request
from burnish.model.errors import BackendError, PromptTooLong
from burnish.model.openai import OpenAIBackend
from tests.endpoint import Endpoint, reply, stream

ASK = Request([{"role": "user", "content": "Rewrite this."}], max_tokens=50)


def test_a_streamed_answer_arrives_piece_by_piece(endpoint: Endpoint) -> None:
    endpoint.answer = lambda handler: stream(handler, ["x = ", "größer 🦊"])
    heard: list[str] = []
    completion = OpenAIBackend(endpoint.url, "qwen").complete(ASK, heard.append)
    assert heard == ["x = ", "größer 🦊"]
    assert (completion.text, completion.finish, completion.tokens) == ("x = größer 🦊", "stop", 7)
    assert endpoint.paths == ["/v1/chat/completions"]
    assert endpoint.asked == [
        {"model": "qwen", "messages": [{"role": "user", "content": "Rewrite this."}], "max_tokens": 50, "temperature": 0.0, "stream": True}
    ]  # fmt: skip


def test_an_answer_that_comes_at_once_is_fine_too(endpoint: Endpoint) -> None:
    endpoint.answer = lambda handler: reply(
        handler,
        200,
        {"choices": [{"message": {"content": "x"}, "finish_reason": "length"}], "usage": {"completion_tokens": 3}},
    )
    completion = OpenAIBackend(endpoint.url, "").complete(ASK)
    assert (completion.text, completion.finish, completion.tokens) == ("x", "length", 3)
    assert "model" not in endpoint.asked[0]


def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(endpoint: Endpoint) -> None:
    endpoint.answer = lambda handler: stream(handler, ["half of "], reason=None)
    assert OpenAIBackend(endpoint.url, "m").complete(ASK).finish == "length"


def test_the_key_comes_from_the_named_variable_and_from_nowhere_else(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "k-123")
    OpenAIBackend(endpoint.url, "m", "MY_KEY").complete(ASK)
    OpenAIBackend(endpoint.url, "m", "OTHER_KEY").complete(ASK)
    assert endpoint.headers[0]["Authorization"] == "Bearer k-123"
    assert "Authorization" not in endpoint.headers[1]


def test_secrets_do_not_leave_the_machine(endpoint: Endpoint) -> None:
    secret = "password = 'hunter2-and-more'"
    OpenAIBackend(endpoint.url, "m").complete(Request([{"role": "user", "content": secret}], max_tokens=9))
    assert endpoint.asked[0]["messages"][0]["content"] == "password = 'BURNISH_REDACTED_1'"


def test_an_answer_with_a_placeholder_is_refused(endpoint: Endpoint) -> None:
    endpoint.answer = lambda handler: stream(handler, ["password = 'BURNISH_", "REDACTED_1'"])
    with pytest.raises(BackendError, match="holds a secret, which was not sent"):
        OpenAIBackend(endpoint.url, "m").complete(ASK)


def test_candidates_are_drawn_with_their_seed(endpoint: Endpoint) -> None:
    OpenAIBackend(endpoint.url, "m").complete(Request("plain", 5, temperature=0.5, seed=3, stop=("END",)))
    asked = endpoint.asked[0]
    assert (asked["seed"], asked["temperature"], asked["stop"]) == (3, 0.5, ["END"])
    assert asked["messages"] == [{"role": "user", "content": "plain"}]


def test_cancelling_ends_an_answer_that_does_not_end(endpoint: Endpoint) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        stream(handler, ["half"], reason=None)
        endpoint.may_end.wait(20)

    endpoint.answer = hang
    cancelled = threading.Event()
    completion = OpenAIBackend(endpoint.url, "m").complete(ASK, lambda _: cancelled.set(), cancelled)
    assert (completion.text, completion.finish) == ("half", "cancelled")


def test_an_endpoint_that_never_answers_is_given_up(endpoint: Endpoint) -> None:
    endpoint.answer = lambda handler: bool(endpoint.may_end.wait(20)) and None
    with pytest.raises(BackendError, match=r"127\.0\.0\.1:\d+ did not answer"):
        OpenAIBackend(endpoint.url, "m", timeout=0.2).complete(ASK)


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, {"error": {"message": "Incorrect API key."}}, r"refuses the key \(it is read from KEY\): Incorrect API key\.$"),
        (404, {"error": "model 'x' not found"}, "answered 404 Not Found: model 'x' not found"),
        (500, b"<html>", r"answered 500 Internal Server Error\.$"),
        (299, {}, "answered 299"),
        (200, b"not json", "none of an OpenAI-compatible endpoint"),
        (200, {"choices": []}, "none of an OpenAI-compatible endpoint"),
        (200, ["?"], "none of an OpenAI-compatible endpoint"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_a_sentence(endpoint: Endpoint, status: int, body: object, sentence: str) -> None:
    endpoint.answer = lambda handler: reply(handler, status, body)
    with pytest.raises(BackendError, match=sentence):
        OpenAIBackend(endpoint.url, "m", "KEY").complete(ASK)


def test_a_prompt_that_is_too_long_is_told_from_other_errors(endpoint: Endpoint) -> None:
    message = "This model's maximum context length is 4096 tokens."
    endpoint.answer = lambda handler: reply(handler, 400, {"error": {"message": message}})
    with pytest.raises(PromptTooLong):
        OpenAIBackend(endpoint.url, "m").complete(ASK)


def test_an_error_in_the_midst_of_a_stream_is_one(endpoint: Endpoint) -> None:
    def fail(handler: BaseHTTPRequestHandler) -> None:
        stream(handler, ["half"], reason=None)
        handler.wfile.write(b'data: {"error": {"message": "out of memory"}}\n\n')

    endpoint.answer = fail
    with pytest.raises(BackendError, match="none of an OpenAI-compatible endpoint"):
        OpenAIBackend(endpoint.url, "m").complete(ASK)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(BackendError, match=rf"127\.0\.0\.1:{port} cannot be reached: Connection refused"):
        OpenAIBackend(f"http://127.0.0.1:{port}/v1", "m").complete(ASK)


@pytest.mark.parametrize("address", ["", "ftp://host/v1", "http://"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(BackendError, match="is not an address such as"):
        OpenAIBackend(address, "m")
