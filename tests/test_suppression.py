from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.analysis import Analysis, analyze
from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.suppression import ignore_here, ignore_in_file
from burnish.text import Edit, Span

RULE = "readability/use-context-manager"
OPENED = "handle = open(path)\ndata = handle.read()\nhandle.close()\n"


def rules_found(source: str) -> set[str]:
    return {one.rule for one in analyze(Document.of("a.py", source), Project.empty())}


def test_without_a_comment_the_finding_stands():
    assert RULE in rules_found(OPENED)


@pytest.mark.parametrize(
    "comment",
    [
        "# burnish: ignore",
        f"# burnish: ignore[{RULE}]",
        "# burnish: ignore[use-context-manager]",
        f"# burnish: ignore[security/shell-injection, {RULE}]",
    ],
)
def test_a_comment_silences_the_line_below_it_or_its_own(comment):
    assert RULE not in rules_found(f"{comment}\n{OPENED}")
    assert RULE not in rules_found(OPENED.replace("open(path)", f"open(path)  {comment}", 1))


def test_a_comment_for_another_rule_or_another_line_changes_nothing():
    assert RULE in rules_found(f"# burnish: ignore[security/shell-injection]\n{OPENED}")
    assert RULE in rules_found(f"# burnish: ignore\n\n{OPENED}")


@pytest.mark.parametrize(
    ("comment", "mistake"),
    [
        ("# burnish: ignore [readability]", "its '[' must follow at once"),
        ("# burnish: ignore[readability", "its ']' is missing"),
        ("# burnish: ignore[]", "it names no rule"),
        ("# burnish: ignore[ , ]", "it names no rule"),
        ("# burnish: ignore-file[readability", "its ']' is missing"),
    ],
)
def test_a_comment_whose_names_cannot_be_read_silences_nothing_and_is_found(comment, mistake):
    found = analyze(Document.of("a.py", f"{comment}\n{OPENED}"), Project.empty())
    assert RULE in {one.rule for one in found}
    said = {one.message for one in found if one.rule == "readability/unknown-suppression"}
    assert said == {f"This comment silences nothing: {mistake}"}


def test_a_comment_behind_code_does_not_reach_the_next_line():
    assert RULE in rules_found(f"x = 1  # burnish: ignore\n{OPENED}")


def test_a_whole_file_can_be_silenced():
    assert RULE not in rules_found(f"{OPENED}\n\n# burnish: ignore-file[{RULE}]\n")


@pytest.mark.parametrize("where", [ignore_here, ignore_in_file])
def test_the_edits_of_the_ignore_actions_silence_the_finding(where):
    source = "#!/usr/bin/env python\n\n\ndef f(path):\n" + "".join(f"    {line}\n" for line in OPENED.splitlines())
    document = Document.of("a.py", source)
    (finding,) = (one for one in analyze(document, Project.empty()) if one.rule == RULE)
    edit = where(document, finding)
    assert edit is not None
    after = document.edited([edit]).text
    assert RULE not in rules_found(after)
    assert after.startswith("#!/usr/bin/env python\n")


def test_a_language_without_comments_has_nothing_to_ignore_with():
    document = Document.of("package.json", '{"dependencies": {"left-pad": "*"}}')
    for finding in analyze(document, Project.empty()):
        assert ignore_here(document, finding) is None


def said(source: str, path: str = "a.py", **settings: tuple[str, ...]) -> list[str]:
    """What is found on the comments themselves."""
    found = analyze(Document.of(path, source), Project(None, Config(**settings)))
    return [f"{one.rule.partition('/')[2]}: {one.message}" for one in found if one.rule.endswith("-suppression")]


NOTHING = "unused-suppression: '{}' is not found here: there is nothing to silence"


@pytest.mark.parametrize("name", ["readability", "security, readability", "readability/use-context-manager"])
def test_a_comment_may_name_an_objective(name):
    assert RULE not in rules_found(f"# burnish: ignore[{name}]\n{OPENED}")
    assert RULE not in rules_found(f"{OPENED}# burnish: ignore-file[{name}]\n")
    assert RULE in rules_found(f"# burnish: ignore[security]\n{OPENED}")


def test_of_several_names_those_that_silence_nothing_are_found():
    source = f"# burnish: ignore[security, use-context-manager, modularity]\n{OPENED}"
    assert said(source) == [NOTHING.format("security"), NOTHING.format("modularity")]


def test_a_comment_without_names_silences_everything_or_is_unused():
    assert said(f"# burnish: ignore\n{OPENED}") == []
    assert said("x = 1  # burnish: ignore\n") == [
        "unused-suppression: Nothing is found here: there is nothing to silence"
    ]


@pytest.mark.parametrize(
    "settings", [{"select": ("readability",)}, {"ignore": ("shell-injection",)}, {"ignore": ("unused-suppression",)}]
)
def test_a_rule_that_was_not_asked_may_have_needed_its_comment(settings):
    assert said("x = 1  # burnish: ignore[shell-injection]\n", **settings) == []
    assert said("x = 1  # burnish: ignore[security]\n", **settings) == []
    assert said("x = 1  # burnish: ignore\n", **settings) == []


def test_a_name_that_nobody_knows():
    assert said(f"# burnish: ignore[use-contextmanager, scalabilty]\n{OPENED}") == [
        "unknown-suppression: There is no rule or objective 'use-contextmanager'; did you mean 'use-context-manager'?",
        "unknown-suppression: There is no rule or objective 'scalabilty'; did you mean 'scalability'?",
    ]
    (long,) = said(f"x = 1  # burnish: ignore[{'a' * 9000}]\n")
    assert len(long) < 200


def test_such_findings_are_silenced_by_their_own_names_only():
    comment = "# burnish: ignore[unused-suppression]"
    assert said(f"{comment}\nx = 1  # burnish: ignore[shell-injection]\n") == []
    assert said("x = 1  # burnish: ignore[shell-injection, readability/unused-suppression]\n") == []
    assert said("# burnish: ignore-file[unknown-suppression]\nx = 1  # burnish: ignore[nothing]\n") == []
    assert len(said("# burnish: ignore-file\nx = 1  # burnish: ignore[nothing]\n")) == 2


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", "x = '# burnish: ignore[nothing]'\n"),
        ("a.py", "def f():\n    '''\n    # burnish: ignore[nothing]\n    '''\n"),
        ("a.js", "const a = `\n// burnish: ignore[nothing]\n`;\n"),
        ("a.js", "const a = <p>// burnish: ignore[nothing]</p>;\n"),
        ("a.css", '.a::before { content: "/* burnish: ignore[nothing] */"; }\n'),
        ("a.html", "<p># burnish: ignore[nothing]</p>\n"),
        (".env", "A=1\nB=burnish: ignore[nothing]\n"),
        ("a.py", "# Write `# burnish: ignore[rule-or-objective]` or burnish: ignore[nothing] behind the line\n"),
    ],
)
def test_what_is_no_comment_silences_nothing_and_is_not_judged(path, source):
    assert said(source, path) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.js", "f(); // burnish: ignore[nothing]\r\n"),
        ("a.ts", "/*\n * burnish: ignore[nothing]\n */\nf();\n"),
        ("a.jsx", "const a = <p>{/* burnish: ignore[nothing] */}</p>;\n"),
        ("a.css", "/* burnish: ignore[nothing] */\n"),
        ("a.html", "<!-- burnish: ignore[nothing] -->\n"),
        ("a.html", "<script>\n// burnish: ignore[nothing]\n</script>\n"),
        ("a.html", "<p>{# burnish: ignore[nothing] #}</p>\n"),
        (".env", "# burnish: ignore[nothing]\r\nA=1\r\n"),
        ("a.py", "\ufeff# burnish: ignore[nothing]\r\n"),
    ],
)
def test_the_comments_of_every_language_are_judged(path, source):
    assert said(source, path) == ["unknown-suppression: There is no rule or objective 'nothing'"]


PIECES = st.sampled_from(
    ["# burnish: ignore", "[shell-injection]", "[security, nothing]", "\n", "x = 1  ", "'", "-file", OPENED, "def f(:"]
)


@given(st.lists(PIECES, max_size=8), st.lists(st.tuples(PIECES, st.integers(0, 200)), max_size=4))
def test_after_edits_the_same_is_said_as_from_scratch(pieces, edits):
    analysis = Analysis.of(Document.of("a.py", "".join(pieces)), Project.empty())
    for text, place in edits:
        at = place % (len(analysis.document.source) + 1)
        analysis = analysis.after([Edit(Span(at, at), text)])
        if not analysis.document.has_errors:
            fresh = Analysis.of(Document.of("a.py", analysis.document.source), Project.empty())
            assert analysis.findings == fresh.findings


def test_every_finding_of_many_is_silenced_by_the_comment_above_it():
    source = "".join(f"# burnish: ignore[{RULE}]\n{OPENED.replace('handle', f'handle_{n}')}" for n in range(300))
    assert analyze(Document.of("a.py", source), Project.empty()) == ()
