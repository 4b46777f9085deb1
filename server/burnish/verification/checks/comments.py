"""Every comment and docstring of the rewritten part is still there."""

from __future__ import annotations

from collections import Counter

from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.text import Span
from burnish.verification.parts import nodes_in
from burnish.verification.rewrite import Rewrite


def check(rewrite: Rewrite) -> Check:
    if rewrite.rule is not None and rewrite.rule.page.purpose.comments:
        return Check("comments", Outcome.NOT_APPLICABLE, "its rule takes comments away")
    before, after = comments_in(rewrite.before, rewrite.touched), comments_in(rewrite.after, rewrite.touched_after)
    for edit in rewrite.outside:
        before += comments_in(rewrite.before, edit.span)
        after += Counter(comment for comment in before if comment in edit.text)
    lost = before - after
    if lost:
        text = next(iter(lost))
        return Check("comments", Outcome.FAILED, f"a comment is lost: {text[:80]}")
    return Check("comments", Outcome.PASSED)


def comments_in(document: Document, span: Span) -> Counter[str]:
    """How often each comment or docstring stands in a part of a document, white space made equal."""
    if document.tree is None:
        lines = (line.strip() for line in document.slice(span).splitlines())
        mark = document.language.line_comment
        return Counter(" ".join(line.split()) for line in lines if mark is not None and line.startswith(mark))
    found: Counter[str] = Counter()
    for part in (document, *document.embedded):
        kinds = part.language.comments | {"expression_statement"}
        for node in nodes_in(part, span, kinds):
            if node.type in part.language.comments or (
                node.named_child_count == 1
                and node.named_children[0].type == "string"
                and part.language.name == "python"
            ):
                found[" ".join(part.slice(node).split())] += 1
    return found
