"""Where a node stands in its code, and the calls around it."""

from __future__ import annotations

import pytest
from tree_sitter import Node

from burnish.document import Document
from burnish.syntax import call_given, call_on
from burnish.tree import field_of, place_of


def named(text: str, name: str = "a.py") -> Node:
    """The first `x` of some code."""
    return Document.of(name, text).nodes_of_text("x", "identifier")[0]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("for a in x: pass", "a.py", "for_statement.right"),
        ("for x in a: pass", "a.py", "for_statement.left"),
        ("f(x)", "a.py", "argument_list"),
        ("x[0] = 1", "a.py", "subscript.value"),
        ("a[x] = 1;", "a.js", "subscript_expression.index"),
        ("x(", "a.py", "ERROR"),
    ],
)
def test_a_node_stands_in_a_field_of_what_is_around_it(text: str, name: str, place: str):
    assert place_of(named(text, name)) == place


def test_a_root_stands_in_nothing():
    assert place_of(Document.of("a.py", "x").root) == ""


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("f(x)", "a.py", "f"),
        ("a.f(1, x)", "a.py", "f"),
        ("new F(x)", "a.js", "F"),
        ("f(k=x)", "a.py", None),
        ("class A(x): pass", "a.py", None),
        ("x(1)", "a.py", None),
        ("f(1)[x]", "a.py", None),
    ],
)
def test_a_call_is_given_its_arguments(text: str, name: str, called: str | None):
    call = call_given(named(text, name))
    assert (None if call is None else call.name) == called


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("x.close()", "a.py", "close"),
        ("x.close();", "a.js", "close"),
        ("x.close", "a.py", None),
        ("f(x.close)", "a.py", None),
        ("a.b(x).c()", "a.py", None),
    ],
)
def test_a_method_is_called_on_what_it_is_a_method_of(text: str, name: str, called: str | None):
    call = call_on(named(text, name))
    assert (None if call is None else call.name) == called


def test_a_chain_of_fields_ends_where_one_is_missing():
    root = Document.of("a.py", "x.close()").root
    call = root.named_children[0].named_children[0]
    assert (field_of(call, "function", "object") or root).text == b"x"
    assert field_of(call, "body", "object") is None and field_of(None, "function") is None
