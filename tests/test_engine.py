"""The pipeline: fixes and rewrites to the end, within bounds, cancelled, refused; and its edits put together."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish import engine
from burnish.config import Config
from burnish.document import Document, read
from burnish.engine import Progress, Run
from burnish.enhancement import Enhancement, Origin, Refusal
from burnish.model.errors import BackendError
from burnish.model.replay import ReplayBackend, Scripted
from burnish.project import Project
from burnish.report.combined import combined_edits
from burnish.rule import Objective, Safety
from burnish.text import Span, apply

SHOP = Path(__file__).parent / "workspaces" / "shop"
PROJECT = Project(config=Config(behaviour=False))
"""What both versions do is the gate's matter, and takes longer than all of the rest."""

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
NESTED = "def nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
NESTED_FIXED = "def nested(a, b):\n    if a and b:\n        g()\n        h()\n"
# No rule fix: the rule leaves a line alone that holds more than one statement.
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LOGGED_FIXED = (
    "def logged(path, log):\n    with open(path) as handle:\n        log(path)\n"
    "        data = handle.read()\n    return data\n"
)
LOGGED_LOSING = LOGGED_FIXED.replace("        log(path)\n", "")
SCRIPT = """<!doctype html>
<p>é😀</p>
<script>
  function show(a, b) {
    if (a) {
      if (b) {
        draw(a);
        draw(b);
      }
    }
  }
</script>
<p>after</p>
"""
SCRIPT_FIXED = """<!doctype html>
<p>é😀</p>
<script>
  function show(a, b) {
    if (a && b) {
      draw(a);
      draw(b);
    }
  }
</script>
<p>after</p>
"""


def model(tmp_path: Path, *answers: tuple[str, str], **more: object) -> ReplayBackend:
    path = tmp_path / "answers.json"
    entries = [{"before": before, "after": after, **more} for before, after in answers]
    path.write_text(json.dumps({"answer": entries}), encoding="utf-8")
    return ReplayBackend.of_file(path)


def document(text: str, path: str = "code.py") -> Document:
    return Document.of(path, text)


def together(run: Run) -> bytes:
    """The original text after the run's combined edits."""
    return apply(run.original.source, [edit for edit, _ in combined_edits(run)])


def test_every_fix_is_made_and_then_there_is_none_left():
    run = engine.fix_all(document(PLAIN + "\n\n" + NESTED), PROJECT)
    assert run.result.text == PLAIN_FIXED + "\n\n" + NESTED_FIXED
    assert [step.enhancement.rule for step in run.steps] == [
        "readability/flatten-nested-conditions",
        "readability/use-context-manager",
    ]
    assert engine.findings(run.result, PROJECT) == ()
    assert engine.fix_all(run.result, PROJECT).steps == ()


def test_fixes_of_nested_code_are_made_one_on_top_of_the_other():
    deep = "def deep(a, b, c):\n    if a:\n        if b:\n            if c:\n                g()\n                h()\n"
    run = engine.fix_all(document(deep), PROJECT)
    assert run.result.text == "def deep(a, b, c):\n    if a and b and c:\n        g()\n        h()\n"
    for step, following in pairwise(run.steps):
        assert step.after.source == following.before.source
    assert all(apply(one.before.source, one.enhancement.edits) == one.after.source for one in run.steps)


def test_unsafe_fixes_wait_to_be_asked_for():
    text = "import pickle\n\n\nimport yaml\n\n\ndef settings(text):\n    return yaml.load(text)\n"
    found = engine.findings(document(text), PROJECT)
    planned = [engine.plan_fix(document(text), PROJECT, one) for one in found]
    unsafe = [one for one in planned if one is not None and engine.safety_of(*one) is Safety.UNSAFE]
    assert unsafe, "the example has an unsafe fix"
    assert engine.fix_all(document(text), PROJECT).steps == ()
    (step,) = engine.fix_all(document(text), PROJECT, unsafe=True).steps
    assert step.enhancement.safety is Safety.UNSAFE


def test_work_within_a_span_leaves_the_rest_alone():
    text = PLAIN + "\n\n" + NESTED + "\n\n" + PLAIN.replace("load", "load_again")
    start = text.index("def nested")
    run = engine.fix_all(document(text), PROJECT, within=(Span(start, start + len(NESTED)),))
    assert run.result.text == text.replace(NESTED, NESTED_FIXED)


def test_the_span_follows_the_code_as_it_grows_and_shrinks():
    two = NESTED + "\n\n" + PLAIN
    text = PLAIN.replace("load", "before") + "\n\n" + two + "\n\n" + PLAIN.replace("load", "after")
    start = text.index(two)
    run = engine.enhance(document(text), PROJECT, None, within=(Span(start, start + len(two)),))
    assert run.result.text == text.replace(two, NESTED_FIXED + "\n\n" + PLAIN_FIXED)


class AfterAsking(threading.Event):
    """Set once it was asked a number of times: a cancellation in the middle of the work, always at the same place."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_cancelled_run_keeps_whole_steps():
    text = "\n\n".join(PLAIN.replace("load", f"load_{n}") for n in range(5))
    run = engine.fix_all(document(text), PROJECT, cancelled=AfterAsking(2))
    assert len(run.steps) == 2
    assert run.result.text.count("with open(path)") == 2
    assert together(run) == run.result.source
    assert engine.fix_all(document(text), PROJECT, cancelled=AfterAsking(0)).steps == ()


def test_a_run_that_is_cancelled_while_the_model_answers_makes_nothing_of_the_answer(tmp_path: Path):
    cancelled = threading.Event()
    backend = model(tmp_path, (LOGGED, LOGGED_FIXED), pause=600)
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        if progress.message == "Open files in a `with` block":
            threading.Timer(0.1, cancelled.set).start()

    text = PLAIN + "\n\n" + LOGGED
    run = engine.enhance(document(text), PROJECT, backend, cancelled=cancelled, on_progress=on_progress)
    assert run.result.text == PLAIN_FIXED + "\n\n" + LOGGED
    assert run.refusals == ()
    assert [(one.done, one.total, one.message) for one in seen] == [
        (0, 1, "Open the file in a with block"),
        (0, 1, "Open files in a `with` block"),
    ]


def test_the_model_rewrites_what_no_rule_can_and_a_second_run_finds_nothing_to_do(tmp_path: Path):
    backend = model(tmp_path, (LOGGED, LOGGED_FIXED))
    run = engine.enhance(document(PLAIN + "\n\n" + LOGGED), PROJECT, backend)
    assert run.result.text == PLAIN_FIXED + "\n\n" + LOGGED_FIXED
    assert [step.enhancement.origin for step in run.steps] == [Origin.RULE, Origin.MODEL]
    assert all(step.enhancement.receipt.accepted for step in run.steps)
    again = engine.enhance(run.result, PROJECT, backend)
    assert (again.steps, again.refusals) == ((), ())


def test_a_refusal_is_counted_once_however_often_the_run_starts_over(tmp_path: Path):
    other, other_fixed = LOGGED.replace("logged", "other"), LOGGED_FIXED.replace("logged", "other")
    third, third_fixed = LOGGED.replace("logged", "third_one"), LOGGED_FIXED.replace("logged", "third_one")
    backend = model(tmp_path, (LOGGED, LOGGED_LOSING), (other, other_fixed), (third, third_fixed))
    run = engine.enhance(document("\n\n".join((LOGGED, other, third))), PROJECT, backend)
    assert run.result.text == "\n\n".join((LOGGED, other_fixed, third_fixed))
    (refusal,) = run.refusals
    assert (refusal.check, refusal.origin) == ("content", Origin.MODEL)


def test_code_that_reads_the_same_in_two_places_is_rewritten_in_both(tmp_path: Path):
    method = "".join("    " + line for line in LOGGED.splitlines(keepends=True))
    fixed = "".join("    " + line for line in LOGGED_FIXED.splitlines(keepends=True))
    run = engine.enhance(document(f"class A:\n{method}\n\n{LOGGED}"), PROJECT, model(tmp_path, (LOGGED, LOGGED_FIXED)))
    assert run.result.text == f"class A:\n{fixed}\n\n{LOGGED_FIXED}"


def test_the_first_candidate_that_the_gate_accepts_is_taken_and_no_other_is_asked_for(tmp_path: Path):
    path = tmp_path / "answers.json"
    entries = [
        {"seed": 0, "before": LOGGED, "after": LOGGED_LOSING},
        {"seed": 1, "before": LOGGED, "after": LOGGED_FIXED},
    ]  # a third candidate has no answer, which would be an error
    path.write_text(json.dumps({"answer": entries}), encoding="utf-8")
    backend = ReplayBackend.of_file(path)
    (finding,) = engine.findings(document(LOGGED), PROJECT)
    outcome = engine.rewrite_finding(document(LOGGED), Project(None, Config(candidates=3)), finding, backend)
    assert isinstance(outcome, Enhancement)
    assert apply(LOGGED.encode(), outcome.edits).decode() == LOGGED_FIXED
    single = engine.rewrite_finding(document(LOGGED), Project(None, Config(candidates=1)), finding, backend)
    assert isinstance(single, Refusal)
    assert single.check == "content"


def test_code_of_a_model_passes_the_gate_for_an_objective_too(tmp_path: Path):
    before = "def f(a):\n    if a:\n        g(a)\n        return 1\n    else:\n        h(a)\n        return 2\n"
    after = "def f(a):\n    if a:\n        g(a)\n        return 1\n    h(a)\n    return 2\n"
    outcome = engine.rewrite_region(
        document(before), PROJECT, Span(20, 20), Objective.READABILITY, model(tmp_path, (before, after))
    )
    assert isinstance(outcome, Enhancement)
    assert outcome.rule is None
    worse = engine.rewrite_region(
        document(after), PROJECT, Span(20, 20), Objective.READABILITY, model(tmp_path, (after, before))
    )
    assert isinstance(worse, Refusal)


def test_a_script_in_a_page_is_enhanced_where_it_stands():
    run = engine.fix_all(document(SCRIPT, "page.html"), PROJECT)
    assert run.result.text == SCRIPT_FIXED
    assert together(run) == run.result.source
    crlf = engine.fix_all(document(SCRIPT.replace("\n", "\r\n"), "page.html"), PROJECT)
    assert crlf.result.text == SCRIPT_FIXED.replace("\n", "\r\n")


def test_the_model_rewrites_a_script_in_a_page(tmp_path: Path):
    function = "".join(line[2:] for line in SCRIPT.splitlines(keepends=True)[3:-2]).rstrip("\n")
    fixed = "".join(line[2:] for line in SCRIPT_FIXED.splitlines(keepends=True)[3:-2]).rstrip("\n")
    page = document(SCRIPT, "page.html")
    (finding,) = engine.findings(page, PROJECT)
    outcome = engine.rewrite_finding(page, PROJECT, finding, model(tmp_path, (function, fixed)))
    assert isinstance(outcome, Enhancement), outcome
    assert apply(page.source, outcome.edits).decode() == SCRIPT_FIXED


REAL_FILES = [
    "api/backup.py",
    "api/catalog.py",
    "api/reporting.py",
    "api/routes/orders.py",
    "api/templates/base.html",
    "service/src/inventory.js",
    "web/src/pages/Users.tsx",
    "web/src/pages/Dashboard.jsx",
    "web/package.json",
]


@pytest.mark.parametrize("name", REAL_FILES)
def test_real_files_end_where_nothing_is_left_to_fix_and_the_edits_put_together_say_the_same(name: str):
    project = Project(SHOP, Config(model="off"))
    original = read(SHOP / name)
    assert isinstance(original, Document)
    run = engine.fix_all(original, project, unsafe=True)
    assert together(run) == run.result.source
    assert all(causes for _, causes in combined_edits(run))
    again = engine.fix_all(run.result, project, unsafe=True)
    assert again.steps == ()
    refused = {(one.rule, one.reason) for one in (*run.refusals, *again.refusals)}
    left = [one for one in engine.findings(run.result, project) if engine.plan_fix(run.result, project, one)]
    assert {one.rule for one in left} <= {rule for rule, _ in refused}


PIECES = [
    PLAIN,
    NESTED,
    LOGGED,
    "TEXT = 'é😀\u0301'\n",
    "# a comment\x0cwith a form feed, and \u2028 what some call a line end\n",
    "def told(xs):\n    found = []\n    for x in xs:\n        found.append(x.name)\n    return found\n",
    "\n",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_combined_edits_give_the_result_byte_for_byte(pieces: list[str], newline: str, ended: bool):
    named = [piece.replace("def ", f"def f{number}_") for number, piece in enumerate(pieces)]
    text = "\n".join(named).replace("\n", newline)
    run = engine.fix_all(document(text if ended else text.rstrip("\r\n")), PROJECT)
    assert together(run) == run.result.source
    spans = [edit.span for edit, _ in combined_edits(run)]
    assert all(one.end <= other.start for one, other in pairwise(spans))


# What a person asks for in words of their own.

COUNTED = "def counted(rows):\n    n = 0\n    for row in rows:\n        n += 1\n    return n\n"
COUNTED_BY_LEN = "def counted(rows):\n    return sum(1 for _ in rows)\n"
COUNTED_WRONG = "def counted(rows):\n    return sum(2 for _ in rows)\n"


def told(text: str, instruction: str, answer: str, config: Config | None = None) -> Enhancement | Refusal:
    """What comes of an instruction for a whole text, when the model answers with this code."""
    backend = ReplayBackend((Scripted(f"```python\n{answer}```"),))
    code = document(text)
    return engine.rewrite_instructed(code, Project(config=config or PROJECT.config), Span(5, 5), instruction, backend)


def test_an_instruction_may_bring_in_names_and_need_not_measure_better() -> None:
    helper = "def _one(row):\n    return 1\n\n\ndef counted(rows):\n    n = 0\n    for row in rows:\n        n += _one(row)\n    return n\n"
    made = told(COUNTED, "  use a helper\n", helper)
    assert isinstance(made, Enhancement)
    assert (made.title, made.origin, made.safety) == ("use a helper", Origin.MODEL, Safety.UNSAFE)
    assert (made.rule, made.objective) == (None, None)
    assert apply(COUNTED.encode(), made.edits).decode() == helper


def test_the_same_gate_refuses_what_a_person_asked_for_when_it_does_something_else() -> None:
    made = told(COUNTED, "use sum", COUNTED_BY_LEN, Config())
    assert isinstance(made, Enhancement)
    wrong = told(COUNTED, "use sum", COUNTED_WRONG, Config())
    assert isinstance(wrong, Refusal)
    assert wrong.check == "behaviour"


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        ("Roses are red, loops are long\n", "syntax"),
        ("def other(rows):\n    return len(rows)\n", "interface"),
        ("def counted(rows, start):\n    return len(rows) + start\n", "interface"),
        ("def counted(rows):\n    return length(rows)\n", "names"),
        (COUNTED, "proposal"),
    ],
)
def test_an_answer_to_an_instruction_that_is_wrong_is_refused(answer: str, check: str) -> None:
    refused = told(COUNTED, "make it better", answer)
    assert isinstance(refused, Refusal)
    assert refused.check == check


@pytest.mark.parametrize(
    ("instruction", "reason"), [(" \n", "is empty"), ("x" * 2001, "has more than 2,000 characters")]
)
def test_an_instruction_that_is_none_is_not_asked(instruction: str, reason: str) -> None:
    refused = told(COUNTED, instruction, COUNTED_BY_LEN)
    assert isinstance(refused, Refusal)
    assert reason in refused.reason


def test_a_long_instruction_is_a_short_title() -> None:
    made = told(COUNTED, "use sum " * 30, COUNTED_BY_LEN)
    assert isinstance(made, Enhancement)
    assert made.title == ("use sum " * 8)[:60].rstrip() + "…"


def test_burnishs_own_model_takes_no_instructions() -> None:
    backend = ReplayBackend((), "hunks", "burnish-small")
    assert not engine.takes_instructions(backend)
    with pytest.raises(BackendError, match="burnish-small takes no instructions"):
        engine.rewrite_instructed(document(COUNTED), PROJECT, Span(5, 5), "use sum", backend)
