"""What messages call a function."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.rules.javascript.about.functions import FUNCTIONS, function_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("function f() {}", "f"),
        ("const o = { 'monitor.type': function () {} }", "monitor.type"),
        ('const o = { "monitor.type"() {} }', "monitor.type"),
        ("class A { 'a b' = () => {} }", "a b"),
        ("const o = { '': () => {} }", None),
        ("const o = { key: () => {} }", "key"),
        ("const o = { [key]: () => {} }", "[key]"),
        ("o['monitor.type'] = () => {}", "o['monitor.type']"),
    ],
)
def test_a_name_in_quotes_is_named_without_them(text: str, name: str | None) -> None:
    document = Document.of("a.js", text)
    (function,) = document.nodes(*FUNCTIONS)
    assert function_name(document, function) == name
