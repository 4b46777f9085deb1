"""What is no message costs a line in the log: the next one is read, and the session goes on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.lsp.messages import MAX_BYTES, Incoming

FIRST, SECOND = (json.dumps({"jsonrpc": "2.0", "id": number, "method": "x"}).encode() for number in (1, 2))


class Slow:
    """A stream that gives as many bytes at a time as it likes."""

    def __init__(self, content: bytes, most: int) -> None:
        self._rest = io.BytesIO(content)
        self._most = most

    def read1(self, size: int, /) -> bytes:
        return self._rest.read(min(size, self._most))


def framed(body: bytes, length: object = None, more: bytes = b"") -> bytes:
    said = len(body) if length is None else length
    return b"Content-Length: %s\r\n%s\r\n%s" % (str(said).encode(), more, body)


def read(content: bytes, most: int = 1 << 20) -> list[bytes]:
    incoming = Incoming(Slow(content, most))
    return list(iter(incoming.next, None))


@pytest.mark.parametrize("most", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    "broken",
    [
        framed(FIRST, 99999999999999),
        framed(FIRST, MAX_BYTES + 1),
        framed(FIRST, -5),
        framed(FIRST, "abc"),
        framed(FIRST, ""),
        framed(FIRST, "5 5"),
        framed(FIRST, "9" * 5000),
        framed(FIRST, len(FIRST) + 20),
        framed(FIRST, 5 * len(FIRST)),
        b"Content-Type: application/json\r\n\r\n" + FIRST,
        b"\r\n" + FIRST,
        FIRST,
        b"\0\xff" * 40_000,
        b"x" * 100_000 + b"\n",
        b"\n\r\n\n",
    ],
)
def test_after_a_broken_frame_the_next_one_is_read(broken, most):
    assert read(broken + framed(SECOND), most) == [SECOND]


def test_a_frame_that_is_longer_than_it_says_is_cut_and_the_next_one_is_read():
    assert read(framed(FIRST, 10) + framed(SECOND)) == [FIRST[:10], SECOND]


@pytest.mark.parametrize("end", [b"Content-Le", b"Content-Length: 50\r\n", framed(FIRST)[:-1]])
def test_a_stream_that_ends_within_a_frame(end):
    assert read(framed(SECOND) + end) == [SECOND]


def test_headers_as_clients_write_them():
    assert read(framed(FIRST, more=b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n")) == [FIRST]
    assert read(b"content-length:%d\n\n%s" % (len(FIRST), FIRST)) == [FIRST]


texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.just("Content-Length: 5\r\n\r\nhello")


@given(st.lists(st.tuples(texts, st.sampled_from([None, 99999999999999, -5, "abc"])), max_size=8), st.integers(1, 50))
def test_every_frame_that_says_the_truth_arrives_whole(frames, most):
    bodies = [(json.dumps({"text": text}, ensure_ascii=False).encode(), length) for text, length in frames]
    content = b"".join(framed(body, length) for body, length in bodies)
    assert read(content, most) == [body for body, length in bodies if length is None]


BROKEN = [
    framed(b"{", None),
    framed(b"", 0),
    framed(b"{}"),
    framed(b"null"),
    framed(b"[]"),
    framed(b"[" * 60_000),
    framed(b"7" * 5000),
    framed(b"\xff\xfe"),
    framed(b'"text"'),
    framed(b'{"jsonrpc": "2.0"}'),
    framed(b'{"jsonrpc": "1.0", "id": 79, "method": "initialize"}'),
    framed(b'{"jsonrpc": "2.0", "id": null, "method": "initialize", "params": {}}'),
    framed(b'{"jsonrpc": "2.0", "id": [1], "method": "initialize", "params": {}}'),
    framed(b'{"jsonrpc": "2.0", "method": ["initialize"], "params": {}}'),
    framed(b'{"jsonrpc": "2.0", "id": 77, "result": 5}'),
    framed(b'{"jsonrpc": "2.0", "id": 78, "error": 5}'),
    framed(b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": 5}'),
    framed(b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": null}}'),
    framed(b'{"jsonrpc": "2.0", "method": "workspace/didChangeConfiguration", "params": {"settings": 5}}'),
    framed(b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {}}'),
    framed(b'{"jsonrpc": "2.0", "method": "nobody/knows", "params": {"jsonrpc": "2.0", "method": "x"}}'),
    framed(FIRST, 99999999999999),
    framed(FIRST, -5),
]


@pytest.fixture
def serving() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "burnish", "serve", "--stdio"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        yield process
        process.kill()


def test_a_session_outlives_whatever_is_sent_and_answers_what_can_be_answered(serving):
    def request(number: int, method: str, params: object) -> bytes:
        return framed(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())

    sent = [request(1, "initialize", {"capabilities": {}, "processId": None, "rootUri": None})]
    sent += [one + request(100 + at, "burnish/models", {}) for at, one in enumerate(BROKEN)]
    # What asks something is answered, also when it makes no sense.
    sent += [request(2, "textDocument/hover", {"textDocument": 5}), request(3, "nobody/knows", {"jsonrpc": "2.0"})]
    sent += [request(4, "burnish/explain", None), request(5, "shutdown", None), request(6, "burnish/models", {})]
    sent += [framed(b'{"jsonrpc": "2.0", "method": "exit"}')]
    said, log = serving.communicate(b"".join(sent), timeout=120)
    answers = [json.loads(one) for one in read(said)]
    numbers = [one["id"] for one in answers if "id" in one and "method" not in one]
    assert sorted(numbers) == [*range(1, 7), 79, *range(100, 100 + len(BROKEN))]
    failed = {one["id"] for one in answers if "error" in one}
    assert failed >= {2, 3, 4, 6, 79} and not failed & set(range(100, 200))
    assert not [one for one in answers if one.get("method", "").startswith("window/show")]
    assert log.count(b"Left out") >= 15
