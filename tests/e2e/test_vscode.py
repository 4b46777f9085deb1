"""Burnish in a real VS Code: what a person sees, and what is on the disk after."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.code_server import CodeServer, Step, code_server, drive
from tests.e2e.texts import (
    CELLS,
    CELLS_FIXED,
    MORE_PYTHON,
    MORE_PYTHON_PARTLY,
    PYTHON,
    PYTHON_ENHANCED,
    PYTHON_FIXED,
    PYTHON_REWRITTEN,
    TSX,
    TSX_ENHANCED,
    TSX_FIXED,
    TSX_REWRITTEN,
    cells_of,
    notebook,
)
from tests.endpoint import Endpoint, stream
from tests.served import by_heart, local_server

RAN = r"proven:\s*\d+\s*inputs?,\s*\d+/\d+\s*branches"
"""What a receipt says of a function that was run before and after. VS Code draws spaces as it likes."""

Started = Callable[..., AbstractContextManager[CodeServer]]


@pytest.fixture
def vscode(vsix: Path, burnish: str, workspace: Path, tmp_path: Path, playwright: None) -> Started:
    """Starts VS Code on the workspace, with the server of these sources and further settings."""

    def start(**settings: Any) -> AbstractContextManager[CodeServer]:
        own = {"burnish.serverCommand": [burnish, "serve"]}
        given = {name.replace("burnish_", "burnish."): value for name, value in settings.items()}
        return code_server(tmp_path / "run", vsix, workspace, own | given)

    return start


def test_a_python_file(vscode: Started, workspace: Path, chromium: str) -> None:
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    with vscode() as server:
        drive(
            server,
            chromium,
            [
                ("open", "orders.py"),
                ("squiggles", 4),
                ("hover", "A with block closes it on every path", "as handle:"),
                ("shot", "hover"),
                ("leave",),
                ("goToText", "open(path"),
                ("lightbulb", "Burnish: Open the file in a with block"),
                ("shot", "lightbulb"),
                ("choose", "Burnish: Open the file in a with block"),
                ("sees", "with open(path"),
                ("savedAs", PYTHON_FIXED),
                ("squiggles", 3),
                ("goToText", "requests.get"),
                ("lightbulb", "(model)"),
                ("choose", "(model)"),
                ("sees", "timeout=10"),
                ("savedAs", PYTHON_REWRITTEN),
                ("squiggles", 2),
                ("hover", "Every level of nesting is one more condition", 'if order["paid"] and', RAN),
                ("shot", "behaviour"),  # docs/screenshot.png is a copy of this one
                ("leave",),
                ("goToText", 'if order["paid"]'),
                ("command", "Burnish: Explain Finding"),
                ("page", "flatten-nested-conditions", "readability/flatten-nested-conditions"),
                ("command", "Burnish: Enhance File"),
                ("review", "Join the nested conditions with and"),
                ("shot", "review"),
                ("press", "Control+Enter"),
                ("toast", "Applied 2 enhancements to orders.py."),
                ("noReview",),
                ("squiggles", 0),
                ("savedAs", PYTHON_ENHANCED),
            ],
        )


def test_a_notebook(vscode: Started, workspace: Path, chromium: str) -> None:
    """Cells are one document: what one imports is known in the next, and a fix changes its own cell."""
    (workspace / "empty.py").write_text("", encoding="utf-8")
    (workspace / "stock.ipynb").write_text(notebook(*CELLS), encoding="utf-8")
    with vscode() as server:
        drive(
            server,
            chromium,
            [
                ("open", "empty.py"),
                ("show", "stock.ipynb"),
                ("squiggles", 1),
                ("hover", "a server that accepts a connection and does not answer"),
                ("shot", "notebook"),
                ("leave",),
                ("click", "requests.get"),
                ("lightbulb", "Burnish: Add a timeout of ten seconds"),
                ("choose", "Burnish: Add a timeout of ten seconds"),
                ("sees", "timeout=10"),
                ("squiggles", 0),
                ("saved", "timeout=10"),
            ],
        )
    assert cells_of((workspace / "stock.ipynb").read_text(encoding="utf-8")) == CELLS_FIXED


def test_a_tsx_file(vscode: Started, workspace: Path, chromium: str) -> None:
    (workspace / "OrderRow.tsx").write_text(TSX, encoding="utf-8")
    with vscode() as server:
        drive(
            server,
            chromium,
            [
                ("open", "OrderRow.tsx"),
                ("squiggles", 4),
                ("hover", "Each level of nesting is one more condition", "&& order.late"),
                ("leave",),
                ("goToText", "if (!order.paid)"),
                ("lightbulb", "Burnish: Join the nested conditions with &&"),
                ("choose", "Burnish: Join the nested conditions with &&"),
                ("sees", "if (!order.paid && order.late) {"),
                ("savedAs", TSX_FIXED),
                ("squiggles", 3),
                ("goToText", "await fetchOrder"),
                ("lightbulb", "(model)"),
                ("choose", "(model)"),
                ("sees", "Promise.all(Array.from(ids"),
                ("savedAs", TSX_REWRITTEN),
                ("squiggles", 2),
                ("command", "Burnish: Enhance File"),
                ("review", "Join the nested conditions with &&"),
                ("press", "Control+Enter"),
                ("toast", "Applied 2 enhancements to OrderRow.tsx."),
                ("noReview",),
                ("squiggles", 0),
                ("savedAs", TSX_ENHANCED),
            ],
        )


def test_a_review_by_keyboard_alone(vscode: Started, workspace: Path, chromium: str) -> None:
    """Safe ones are ticked, some of them are applied and undone in one step, and a review that no longer fits is made anew."""
    (workspace / "orders.py").write_text(MORE_PYTHON, encoding="utf-8")
    with vscode(burnish_model="off") as server:
        drive(
            server,
            chromium,
            [
                ("open", "orders.py"),
                ("squiggles", 5),
                ("command", "Burnish: Enhance File"),
                ("review", "Left as it is", "query"),
                ("ticks", {"Open the file": True, "timeout": False, "list comprehension": True, "Join": True}),
                ("reviewFocus", "Open the file"),
                ("press", "Space"),
                ("press", "Enter"),
                ("reviewSays", "with open(path, encoding"),
                ("press", "End"),
                ("reviewFocus", "Join"),
                ("press", "Space"),
                ("ticks", {"Open the file": False, "timeout": False, "list comprehension": True, "Join": False}),
                ("shot", "review-by-keyboard"),
                ("press", "Tab"),
                ("reviewFocus", "line 26"),
                ("press", "Enter"),
                ("press", "Control+Enter"),
                ("toast", "Applied 1 enhancement to orders.py."),
                ("noReview",),
                ("savedAs", MORE_PYTHON_PARTLY),
                ("squiggles", 4),
                ("press", "Control+z"),
                ("savedAs", MORE_PYTHON),
                ("command", "Burnish: Enhance File"),
                ("review", "Left as it is"),
                ("focus",),
                ("press", "Control+Home"),
                ("type", "# "),
                ("reviewSays", "The file has changed since this review."),
                ("press", "Control+2"),
                ("reviewFocus", "Review again"),
                ("shot", "review-of-an-older-text"),
                ("press", "Enter"),
                ("reviewFocus", "Open the file"),
                ("press", "Escape"),
                ("noReview",),
            ],
        )


COLLECTED = """def names(orders):
    found = []
    for order in orders:
        found.append(order["name"])
    return found
"""
AT_ONCE = """def names(orders):
    return [order["name"] for order in orders]
"""


def instruct(server: CodeServer, chromium: str, shot: str) -> None:
    """The person says what, somebody answers, the same gate judges, and what was ticked is applied."""
    steps: list[Step] = [
        ("open", "orders.py"),
        ("squiggles", 4),
        ("goToText", "found.append"),
        ("command", "Burnish: Enhance Selection with an Instruction"),
        ("answer", "return it at once", "What should be done"),
        ("review", "return it at once", "unsafe"),
        ("press", "Enter"),
        ("reviewSays", "return [order"),
        ("shot", shot),
        ("press", "Space"),
        ("press", "Control+Enter"),
        ("toast", "Applied 1 enhancement to orders.py."),
        ("savedAs", PYTHON.replace(COLLECTED, AT_ONCE)),
    ]
    drive(server, chromium, steps)


def test_an_instruction(vscode: Started, workspace: Path, chromium: str, endpoint: Endpoint) -> None:
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    endpoint.answer = lambda handler: stream(handler, ["```python\n", AT_ONCE, "```"])
    with vscode(burnish_endpoint=endpoint.url, burnish_endpointModel="scripted") as server:
        instruct(server, chromium, "instruction")
    assert "return it at once" in json.dumps(endpoint.asked)


def test_an_instruction_to_a_server_on_this_machine(
    vscode: Started, workspace: Path, chromium: str, tmp_path: Path
) -> None:
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    model = by_heart(tmp_path / "served.gguf", AT_ONCE)
    with (
        local_server(model) as address,
        vscode(burnish_endpoint=address, burnish_endpointModel=str(model)) as server,
    ):
        instruct(server, chromium, "instruction-to-a-local-server")


def test_the_settings_of_a_project(vscode: Started, workspace: Path, chromium: str) -> None:
    """What is wrong in a settings file is underlined until it is mended; the lightbulb switches a rule off in it."""
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    (workspace / "burnish.toml").write_text('select = ["securty", "readability"]\nmax_function_lines = "many"\n')
    (workspace / "index.astro").write_text("<p></p>\n")
    mended = 'select = ["security", "readability"]\nmax_function_lines = 50\n'
    with vscode(burnish_model="off") as server:
        drive(
            server,
            chromium,
            [
                ("open", "burnish.toml"),
                ("squiggles", 2),
                ("hover", "securty"),
                ("shot", "broken-settings"),
                ("leave",),
                ("focus",),
                ("press", "Control+a"),
                ("type", mended),
                ("squiggles", 0),
                ("savedAs", mended),
                ("show", "orders.py"),
                ("squiggles", 3),
                ("goToText", "for order in"),
                ("lightbulb", "Switch readability/loop-to-comprehension off in this project"),
                ("shot", "switch-off"),
                ("choose", "Switch readability/loop-to-comprehension off in this project"),
                ("toast", "Switched readability/loop-to-comprehension off in burnish.toml."),
                ("fileHolds", "burnish.toml", "readability/loop-to-comprehension"),
                ("squiggles", 2),
                ("show", "index.astro"),
                ("toast", "Burnish does not read Astro files yet."),
            ],
        )


def test_a_cancelled_enhancement(vscode: Started, workspace: Path, chromium: str, tmp_path: Path) -> None:
    """A model that takes ten minutes is not waited for, and what was done before it is dropped."""
    slow = tmp_path / "slow.toml"
    slow.write_text('[[answer]]\ntext = "```\\npass\\n```"\npause = 600.0\n')
    code = """\
def totals(cursor, customers):
    for customer in customers:
        cursor.execute("SELECT sum(total) FROM orders WHERE customer = ?", (customer.id,))
        yield cursor.fetchone()
"""
    (workspace / "totals.py").write_text(code)
    with vscode(burnish_model=f"replay:{slow}", burnish_unsafeFixes=True) as server:
        drive(
            server,
            chromium,
            [
                ("open", "totals.py"),
                ("squiggles", 1),
                ("command", "Burnish: Enhance File"),
                ("toast", "Ask the database once"),
                ("button", "Cancel"),
                ("noToast", "Ask the database once"),
                ("savedAs", code),
                ("squiggles", 1),
            ],
        )


def test_a_workspace_that_is_not_trusted(vscode: Started, workspace: Path, chromium: str) -> None:
    """Findings are shown, rewrites by the model are not offered."""
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    trust = {"security.workspace.trust.enabled": True, "security.workspace.trust.startupPrompt": "never"}
    with vscode(**trust) as server:
        drive(
            server,
            chromium,
            [
                ("open", "orders.py"),
                ("status", "Restricted Mode"),
                ("squiggles", 4),
                ("goToText", "open(path"),
                ("lightbulbWithout", r"\(model\)"),
                ("noCommand", "Burnish: Enhance File"),
            ],
        )


def test_a_server_that_does_not_start(vscode: Started, workspace: Path, chromium: str) -> None:
    """One plain error, and the log at hand."""
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    failing = [sys.executable, "-c", "raise SystemExit('no such server')"]
    with vscode(burnish_serverCommand=failing) as server:
        drive(
            server,
            chromium,
            [
                ("open", "orders.py"),
                ("toast", "The server could not be started."),
                ("button", "Show Logs"),
                ("output", "no such server"),
                ("statusMenu", "Retry", "Show Logs", "Open Settings"),
                ("shot", "ways-on"),
                ("press", "Escape"),
                ("command", "Burnish: Enhance File"),
                ("toast", "The server is not running."),
                ("button", "Retry"),
                ("toast", "The server could not be started."),
            ],
        )


@pytest.mark.slow
def test_the_server_that_the_extension_carries(
    vsix: Path, workspace: Path, tmp_path: Path, playwright: None, chromium: str
) -> None:
    """Without a command in the settings the extension makes an environment, and the model comes after the rules."""
    (workspace / "orders.py").write_text(PYTHON, encoding="utf-8")
    with code_server(tmp_path / "run", vsix, workspace, {}) as server:
        drive(
            server,
            chromium,
            [
                ("open", "orders.py"),
                ("toast", "setting up the server"),
                ("toast", "compiling llama-cpp-python", 600),
                ("squiggles", 4),
                ("noToast", "compiling llama-cpp-python", 900),
                ("squiggles", 4),
                ("hover", "Every level of nesting is one more condition", 'if order["paid"] and', RAN),
                ("leave",),
                ("goToText", "requests.get"),
                ("lightbulb", "(model)"),
                ("choose", "(model)"),
                ("sees", "timeout=10"),
            ],
        )
