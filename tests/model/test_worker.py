from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from burnish.model import worker
from burnish.model.backend import Request
from burnish.model.errors import BackendError, PromptTooLong
from burnish.model.manifest import Manifest, manifest_for
from burnish.model.worker import LlamaBackend
from tests.model.tiny_gguf import CHAT_TEMPLATE, write_tiny_model

CHILD = Path(__file__).parent / "scripted_child.py"
PROMPT = "<|task|>rewrite<|original|><|L1|>x = 1<|L2|>return x<|updated|>"
Start = Callable[..., LlamaBackend]


@pytest.fixture
def start() -> Iterator[Start]:
    """Backends, closed when the test is over."""
    opened: list[LlamaBackend] = []

    def scripted(manner: str, timeout: float = 60.0) -> LlamaBackend:
        manifest = Manifest(name="scripted", format="hunks", context=512)
        opened.append(LlamaBackend(manifest, timeout=timeout, command=(sys.executable, str(CHILD), manner)))
        return opened[-1]

    yield scripted
    for backend in opened:
        backend.close()


@pytest.fixture
def tiny(tmp_path: Path, needs_llama: None) -> Iterator[LlamaBackend]:
    """A real model that answers every prompt with one hunk."""
    chain = ["<|updated|>", "<|L2|>", "<|L1|>", "return 1", "\n", "<|end|>"]
    backend = LlamaBackend(manifest_for(write_tiny_model(tmp_path / "tiny.gguf", chain)))
    yield backend
    backend.close()


@pytest.fixture
def babbler(tmp_path: Path, needs_llama: None) -> Iterator[LlamaBackend]:
    """A real model that never ends its answer."""
    backend = LlamaBackend(manifest_for(write_tiny_model(tmp_path / "babbler.gguf", context=8192)))
    yield backend
    backend.close()


def test_a_real_model_answers_with_its_special_tokens_written_out(tiny: LlamaBackend) -> None:
    heard: list[str] = []
    completion = tiny.complete(Request(PROMPT, max_tokens=50), heard.append)
    assert completion.text == "<|L2|><|L1|>return 1\n<|end|>"
    assert "".join(heard) == completion.text
    assert len(heard) == completion.tokens == 5
    assert completion.finish == "stop"
    assert tiny.tokens_per_second == completion.tokens_per_second > 0


def test_the_model_is_loaded_once_and_tells_how(tiny: LlamaBackend) -> None:
    assert tiny.running is None
    running = tiny.start()
    assert running.context == 512
    assert running.threads >= 1
    tiny.complete(Request(PROMPT, max_tokens=5))
    assert tiny.running is running


def test_an_answer_ends_before_a_stop_text_and_at_its_limit(tiny: LlamaBackend) -> None:
    stopped = tiny.complete(Request(PROMPT, max_tokens=50, stop=("urn 1",)))
    assert (stopped.text, stopped.finish) == ("<|L2|><|L1|>ret", "stop")
    cut = tiny.complete(Request(PROMPT, max_tokens=2))
    assert (cut.text, cut.finish, cut.tokens) == ("<|L2|><|L1|>", "length", 2)


def test_a_grammar_binds_the_answer(tiny: LlamaBackend) -> None:
    bound = tiny.complete(Request(PROMPT, max_tokens=8, grammar='root ::= "x" | "y"'))
    assert bound.text in ("x<|end|>", "y<|end|>")
    with pytest.raises(BackendError, match="not valid GBNF"):
        tiny.complete(Request(PROMPT, max_tokens=8, grammar="root ::= ("))


def test_a_prompt_that_leaves_no_room_is_refused_and_the_model_goes_on(tiny: LlamaBackend) -> None:
    with pytest.raises(PromptTooLong, match="leaves no room for an answer in the model's context of 512"):
        tiny.complete(Request("x" * 500 + PROMPT, max_tokens=50))
    assert tiny.complete(Request(PROMPT, max_tokens=50)).finish == "stop"


def test_the_same_seed_gives_the_same_answer_and_another_one_a_different_one(babbler: LlamaBackend) -> None:
    first, same, other = (
        babbler.complete(Request(PROMPT, max_tokens=40, temperature=0.8, seed=seed)).text for seed in (1, 1, 2)
    )
    assert first == same != other


def test_drafts_and_the_cache_leave_the_answer_as_it_is(babbler: LlamaBackend) -> None:
    fresh = babbler.complete(Request(PROMPT, max_tokens=120)).text
    babbler.complete(Request(PROMPT.replace("x = 1", "y = 2"), max_tokens=20))
    assert babbler.complete(Request(PROMPT, max_tokens=120)).text == fresh


def test_cancelling_ends_the_answer_soon_and_the_model_lives_on(babbler: LlamaBackend) -> None:
    cancelled = threading.Event()
    heard: list[str] = []

    def on_text(text: str) -> None:
        heard.append(text)
        if len(heard) == 5:
            cancelled.set()

    completion = babbler.complete(Request(PROMPT, max_tokens=8000), on_text, cancelled)
    assert completion.finish == "cancelled"
    assert completion.tokens < 8000
    running = babbler.running
    assert babbler.complete(Request(PROMPT, max_tokens=10)).tokens == 10
    assert babbler.running is running


def test_a_request_waits_for_the_one_before_and_can_be_cancelled_meanwhile(babbler: LlamaBackend) -> None:
    first_speaks, first_may_end, impatient = threading.Event(), threading.Event(), threading.Event()

    def hold(_: str) -> None:
        first_speaks.set()
        first_may_end.wait(10)

    first = threading.Thread(target=babbler.complete, args=(Request(PROMPT, max_tokens=3), hold))
    first.start()
    assert first_speaks.wait(10)
    impatient.set()
    assert babbler.complete(Request(PROMPT, max_tokens=3), cancelled=impatient).finish == "cancelled"
    first_may_end.set()
    first.join(10)
    assert babbler.complete(Request(PROMPT, max_tokens=3)).finish == "length"


def test_chat_models_are_asked_through_their_template(tmp_path: Path, needs_llama: None) -> None:
    special = ["<|im_start|>", "<|im_end|>"]
    chain = ["assistant\n", "```\n", "x = 2", "\n```", "<|im_end|>"]
    path = write_tiny_model(tmp_path / "chat.gguf", chain, special, "<|im_end|>", CHAT_TEMPLATE)
    manifest = manifest_for(path)
    assert manifest.format == "chat"
    backend = LlamaBackend(manifest)
    try:
        completion = backend.complete(Request([{"role": "user", "content": "x = 1"}], max_tokens=50))
        assert completion.finish in ("stop", "length")
        assert "<|im_end|>" not in completion.text
    finally:
        backend.close()


def test_a_process_that_talks_nonsense_is_ended_and_the_next_request_starts_another(start: Start) -> None:
    backend = start("garbage")
    for _ in range(2):
        with pytest.raises(BackendError, match="gave an answer that cannot be understood"):
            backend.complete(Request("x", max_tokens=5))


def test_an_answer_out_of_turn_is_not_trusted_either(start: Start) -> None:
    with pytest.raises(BackendError, match="gave an answer that cannot be understood"):
        start("odd").complete(Request("x", max_tokens=5))


def test_a_model_that_says_nothing_is_given_up(start: Start) -> None:
    backend = start("silent", timeout=0.2)
    with pytest.raises(BackendError, match=r"did not finish within 0\.2 seconds and was stopped"):
        backend.complete(Request("x", max_tokens=5))


def test_a_model_that_answers_for_ever_is_given_up(start: Start) -> None:
    backend = start("forever", timeout=0.2)
    began = monotonic()
    with pytest.raises(BackendError, match="did not finish"):
        backend.complete(Request("x", max_tokens=5))
    assert monotonic() - began < 10


def test_a_process_that_does_not_listen_to_a_cancellation_is_killed(start: Start) -> None:
    backend, cancelled = start("deaf"), threading.Event()
    backend.start()
    cancelled.set()
    assert backend.complete(Request("x", max_tokens=5), cancelled=cancelled).finish == "cancelled"


def test_loading_can_be_cancelled(start: Start) -> None:
    backend, cancelled = start("never-loads"), threading.Event()
    threading.Timer(0.1, cancelled.set).start()
    assert backend.complete(Request("x", max_tokens=5), cancelled=cancelled).finish == "cancelled"


def test_a_process_that_dies_is_started_again_but_not_for_ever(start: Start) -> None:
    backend = start("crash")
    for _ in range(worker.CRASHES):
        with pytest.raises(BackendError, match="ended unexpectedly"):
            backend.complete(Request("x", max_tokens=5))
    with pytest.raises(BackendError, match="3 times in a row and is not started again"):
        backend.complete(Request("x", max_tokens=5))


def test_what_a_dying_process_said_last_is_told(start: Start) -> None:
    with pytest.raises(BackendError, match="exit code 3"):
        start("crash-at-load").start()


def test_a_killed_process_is_replaced(start: Start) -> None:
    backend = start("polite")
    assert backend.complete(Request("hello", max_tokens=5)).text == "hello"
    assert backend._child is not None
    backend._child.kill()
    assert backend.complete(Request("again", max_tokens=5)).text == "again"


def test_closing_ends_the_process_and_a_new_request_starts_another(start: Start) -> None:
    backend = start("polite")
    backend.start()
    child = backend._child
    assert child is not None
    backend.close()
    assert not child.alive
    assert backend.complete(Request("back", max_tokens=5)).text == "back"


def test_the_process_ends_with_its_owner(tmp_path: Path, needs_llama: None) -> None:
    """The owner dies without a word in the midst of an answer of thousands of tokens; the process must not live on.

    The process holds a connection to this test, so that its end is seen here.
    """
    model = write_tiny_model(tmp_path / "babbler.gguf", context=100_000)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        port = str(listener.getsockname()[1])
        owner = subprocess.run([sys.executable, "-c", OWNER, str(model), port], timeout=60, check=False)
        assert owner.returncode == 9
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(20)
            assert connection.recv(1) == b""


OWNER = """
import os, sys
from pathlib import Path
from burnish.model.backend import Request
from burnish.model.manifest import Manifest
from burnish.model.worker import LlamaBackend

CHILD = "import runpy, socket, sys; held = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
CHILD += "runpy.run_module('burnish.model.llama', run_name='__main__')"
manifest = Manifest("babbler", "hunks", 100_000, Path(sys.argv[1]))
backend = LlamaBackend(manifest, threads=1, command=(sys.executable, "-c", CHILD, sys.argv[2]))
backend.complete(Request("<|task|>", max_tokens=99_000), lambda text: os._exit(9))
"""


def test_files_in_the_working_folder_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needs_llama: None
) -> None:
    """The editor starts the server within a workspace, which may hold a file that is named like a module."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    for name in ("json", "numpy", "llama_cpp", "burnish"):
        (workspace / f"{name}.py").write_text("raise SystemExit('this must not run')")
    write_tiny_model(workspace / "tiny.gguf")
    monkeypatch.chdir(workspace)
    backend = LlamaBackend(manifest_for("tiny.gguf"))
    try:
        assert backend.start().context == 512
    finally:
        backend.close()


def test_without_llama_cpp_python_there_is_a_sentence_that_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)  # as if it were not there
    backend = LlamaBackend(Manifest(name="any", format="hunks", context=512))
    with pytest.raises(BackendError, match=r"needs llama-cpp-python.* -m pip install llama-cpp-python=="):
        backend.complete(Request("x", max_tokens=5))
    assert worker.local_build() is None


def test_the_installed_build_says_what_it_can_do(needs_llama: None) -> None:
    build = worker.local_build()
    assert build is not None
    assert build.version.count(".") == 2
    assert "CPU" in build.system
