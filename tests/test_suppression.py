from __future__ import annotations

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.suppression import ignore_here, ignore_in_file

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
