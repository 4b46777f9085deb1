"""The check `comments` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.verification.checks import comments
from tests.verification.rewriting import passes, refuses, rewrite


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "x = 1  # why\n", "x = 2\n", "# why"),
        ("a.py", 'def f():\n    """Says."""\n    return (1)\n', "def f():\n    return 1\n", "Says."),
        ("a.py", "# burnish: ignore[x]\nx = (1)\n", "x = 1\n", "burnish: ignore"),
        ("a.py", "x = 1  # a\ny = 2  # a\n", "x = 3  # a\ny = 2\n", "# a"),
        ("a.js", "f(); // why\n", "g();\n", "// why"),
        ("a.tsx", "const a = <p>{/* why */}{b}</p>;\n", "const a = <p>{b}</p>;\n", "why"),
        ("a.css", "a { /* why */ top: 0; }\n", "a { left: 0; }\n", "why"),
        ("a.html", "<!-- why -->\n<p>\n", "<p class='a'>\n", "why"),
        (".env", "# why\nA=1\n", "A=\n", "# why"),
    ],
)
def test_comments_refuses_to_lose_one(path: str, before: str, after: str, reason: str) -> None:
    refuses(comments.check, reason, rewrite(before, after, path))


def test_comments_passes_when_they_move_along() -> None:
    before = "if a:\n    # why\n    #   so\n    if b:\n        f()  # that\n"
    after = "if a and b:\n    # why\n    # so\n    f()  # that\n"
    passes(comments.check, rewrite(before, after))
