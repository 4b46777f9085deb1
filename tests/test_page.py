"""Pages: what they say, and where they are wrong."""

from __future__ import annotations

import re

import pytest

from burnish.page import Example, PageError, Purpose, from_data, to_data
from burnish.page_text import page_of
from burnish.rules import pages, read_page

PAGE = """---
id: scalability/missing-timeout
languages: [python, javascript]
safety: unsafe
purpose:
  calls: [get, post]
introduces: [timeout, "10"]
---

Give every call over
the network a timeout.

**Why** a server may never answer.

**Safety** unsafe. It raises.

**Source** https://example.org/timeouts

This is prose with code in it:

```python
not_an_example()
```

```python before file=app/a.py case=1
get(url)
```
```python after
get(url, timeout=10)
```
What is said of the next example only.

```python beside file=app/b.py case=1
VALUE = 1
```

```javascript silent crlf tabs
if (a) {
        get(url);
}
```
"""


def test_a_page_says_what_its_rule_is_about():
    page = page_of(PAGE)
    assert (page.id, page.name, page.objective) == ("scalability/missing-timeout", "missing-timeout", "scalability")
    assert page.summary == "Give every call over the network a timeout."
    assert page.why == "a server may never answer."
    assert page.source == "https://example.org/timeouts"
    assert page.purpose == Purpose(calls=frozenset({"get", "post"}))
    assert page.introduces == {"timeout", "10"}
    assert "not_an_example" not in page.prose and page.prose.endswith("This is prose with code in it:")


def test_examples_are_what_their_fences_say():
    page = page_of(PAGE)
    assert page.examples == (
        Example("get(url)\n", "get(url, timeout=10)\n", "app/a.py", None, (("app/b.py", "VALUE = 1\n"),)),
    )
    assert page.silent == (Example("if (a) {\r\n\t\tget(url);\r\n}\r\n", language="javascript"),)


def test_a_page_is_the_same_from_its_compiled_form():
    for page in (page_of(PAGE), *pages().values()):
        assert from_data(to_data(page)) == page


def test_windows_line_ends_change_nothing():
    assert page_of(PAGE.replace("\n", "\r\n")) == page_of(PAGE)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message"),
    [
        ("safety: unsafe", "safty: unsafe", 4, 1, "“safty” is no key of a page"),
        ("safety: unsafe", "safety: maybe", 4, 1, "“safety” is one of safe, unsafe, none"),
        ("safety: unsafe", "id: a/b", 4, 1, "“id” stands twice"),
        ("id: scalability/missing-timeout", "id: Missing Timeout", 2, 1, "“id” is an objective, a slash and a name"),
        ("[python, javascript]", "python", 3, 1, "“languages” is a list of texts"),
        ("[python, javascript]", "[python", 4, 7, "expected ',' or ']'"),
        ("  calls: [get, post]", "  colour: [get]", 5, 1, "“purpose” is a mapping with some of calls, order"),
        ("safety: unsafe\n", "", 1, 1, "a page has the key “safety”"),
        ("before file=", "befor file=", 25, 11, "“befor” is no word of a fence"),
        ("```python before", "```ruby before", 25, 1, "the rule is for python, javascript, and not for “ruby”"),
        ("silent crlf tabs", "silent before", 37, 1, "an example is one of before, after, silent, beside"),
        ("}\n```\n", "}\n", 37, 1, "this fence is not closed"),
        ("**Why** a server may never answer.\n", "", 9, 1, "the page has no why"),
        ("**Safety** unsafe. It raises.\n", "", 9, 1, "**Safety** is said where there is a fix, and only there"),
        ("---\nid", "id", 1, 1, "a page begins with front matter"),
        ("id: scalability", "id: reliability", 2, 1, "“id” begins with an objective: performance, modularity, "),
        (
            "purpose:",
            "rule: {pattern: $CALL()}\norigin: {CALLS: [a.b]}\npurpose:",
            1,
            1,
            "“origin” has a hole that no pattern has: CALLS",
        ),
        (
            "purpose:",
            "rule: {pattern: $CALL()}\nmessage: $A waits\nfix: $CALL(1)\npurpose:",
            1,
            1,
            "“message” has a hole that no pattern has: A",
        ),
        (
            "purpose:",
            "rule: {pattern: $CALL()}\nmessage: it waits\nfix: $OTHER(1)\npurpose:",
            1,
            1,
            "“fix” has a hole that no pattern has: OTHER",
        ),
        (
            "purpose:",
            "rule: {pattern: $CALL()}\nmessage: it waits\npurpose:",
            11,
            1,
            "“safety” is none where there is no fix",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: int, column: int, message: str):
    assert old in PAGE
    with pytest.raises(PageError) as raised:
        page_of(PAGE.replace(old, new, 1))
    assert message in raised.value.message
    assert (raised.value.line, raised.value.column) == (line, column)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "python/another-name",
            "python/another-name.md:1:1: the page of “scalability/missing-timeout” is called missing-timeout.md",
        ),
        (
            "html/missing-timeout",
            "html/missing-timeout.md:1:1: the page has neither a “message” nor a module beside it, missing_timeout.py",
        ),
    ],
)
def test_a_page_stands_where_its_name_says_beside_its_module(name: str, message: str):
    with pytest.raises(PageError) as raised:
        read_page(name, PAGE)
    assert str(raised.value) == message


def test_a_page_without_examples_is_none():
    with pytest.raises(PageError, match="a page has examples"):
        page_of(PAGE.partition("```python before")[0])


def test_front_matter_makes_no_objects():
    with pytest.raises(PageError):
        page_of(PAGE.replace("[get, post]", "!!python/object/apply:os.getcwd []"))


def test_aliases_that_explode_are_refused():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + above] * 9)}]" for above, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    with pytest.raises(PageError, match="aliases"):
        page_of(PAGE.replace("safety: unsafe", "\n".join(lines)))


def test_what_a_page_says_of_origins_is_of_holes_that_its_patterns_have() -> None:
    for name, page in pages().items():
        holes = {hole for one in page.anchors for hole in re.findall(r"\$+(\w+)", one.pattern or "")}
        assert {hole for hole, _ in page.origins} <= holes, name
