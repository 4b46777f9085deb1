"""A rule that is its page alone: what to look for, what names must mean, and the fix as code with holes."""

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.language import languages
from burnish.page import PageError
from burnish.page_text import page_of
from burnish.project import Project
from burnish.rule import PageRule
from burnish.template import filled, said
from burnish.text import Span, apply

MISSING_TIMEOUT = """---
id: scalability/missing-timeout
languages: [python]
safety: unsafe
rule: {pattern: "$CALL($$$ARGUMENTS)"}
origin: {CALL: [requests.get, requests.post, urllib.request.urlopen]}
message: $CALL() waits for ever when the server does not answer
title: Add a timeout of ten seconds
fix: $CALL($$$ARGUMENTS, timeout=10)
---
Give every call over the network a timeout.

**Why** a server that does not answer holds a worker.

**Safety** unsafe. A slow server now causes an exception.

**Source** https://example.com

```python before
import requests
def status(url):
    return requests.get(url).status_code
```
```python after
import requests
def status(url):
    return requests.get(url, timeout=10).status_code
```
```python silent
def status(url, requests):
    return requests.get(url)
```
"""
RULE = PageRule(page_of(MISSING_TIMEOUT))


def found_in(text: str):
    document = Document.of("a.py", text, languages()["python"])
    project = Project.empty()
    return document, [(one, RULE.fix_of(one, document, project)) for one in analyze(document, project, [RULE])]


def fixed(text: str) -> str:
    document, found = found_in(text)
    edits = [edit for _, fix in found for edit in fix.edits]
    return apply(document.source, edits).decode()


def test_a_page_alone_finds_and_fixes():
    text = "import requests as r\nx = r.get(\n    url,\n    data={\n        'a': 1,\n    })\n"
    assert (
        fixed(text) == "import requests as r\nx = r.get(\n    url,\n    data={\n        'a': 1,\n    }, timeout=10)\n"
    )
    ((finding, fix),) = found_in(text)[1]
    assert finding.message == "r.get() waits for ever when the server does not answer"
    assert fix.title == "Add a timeout of ten seconds"


@pytest.mark.parametrize(
    "text", ["def f(requests):\n    requests.get(1)\n", "open(1)\n", "import requests\nrequests.put(1)\n"]
)
def test_a_name_that_means_something_else_is_silent(text):
    assert found_in(text)[1] == []


def test_a_hole_without_anything_leaves_no_comma():
    source = b"f()"
    holes = {"CALL": Span(0, 1), "MORE": Span(0, 0)}
    assert filled("$CALL($$$MORE, timeout=1)", holes, source, 0) == "f(timeout=1)"
    assert filled("$CALL(1, $$$MORE)", holes, source, 0) == "f(1)"


def test_lines_stand_where_the_template_puts_them():
    source = b"def f():\r\n    if a:\r\n        b()\r\n        c()\r\n"
    body = Span(source.index(b"b()"), source.index(b"c()") + 3)
    text = filled("with x:\n    $BODY", {"BODY": body}, source, source.index(b"if a"))
    assert text == "with x:\r\n        b()\r\n        c()"


def test_messages_are_one_line():
    source = b"f(\n  a)"
    assert said("$X is bad, $Y", {"X": Span(0, len(source))}, source) == "f( a) is bad, $Y"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("message: $CALL() waits for ever when the server does not answer\n", "", "says the message, too"),
        ("fix: $CALL($$$ARGUMENTS, timeout=10)", "fix: [1]", "“fix” is code"),
        ("safety: unsafe", "? [a]\n: b", "this is no key of a page"),
        ("safety: unsafe", "safety: " + "[" * 200 + "]" * 200, "nested too deep"),
        ("safety: unsafe", "safety: 2001-99-99", "“safety” month must be"),
    ],
)
def test_a_wrong_page_is_an_error_at_its_place(old, new, message):
    with pytest.raises(PageError, match=message):
        page_of(MISSING_TIMEOUT.replace(old, new))
