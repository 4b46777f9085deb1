"""An import is added where a person would put it."""

import pytest

from burnish.document import Document
from burnish.rules.python.about.import_lines import importing


def with_asyncio(source: str) -> str | None:
    document = Document.of("a.py", source)
    found = importing(document, "asyncio")
    return None if found is None else document.edited(found[1]).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import abc\nimport time\n", "import abc\nimport asyncio\nimport time\n"),
        ("import abc  # first\n\nimport flask\n", "import abc  # first\nimport asyncio\n\nimport flask\n"),
        ("from time import sleep\n", "import asyncio\nfrom time import sleep\n"),
        ("import requests\n", "import asyncio\n\nimport requests\n"),
        ("from .db import rows\n", "import asyncio\n\nfrom .db import rows\n"),
        ('"""Doc."""\n\nx = 1\n', '"""Doc."""\n\nimport asyncio\n\nx = 1\n'),
        ("#!/usr/bin/env python\n# notice\nx = 1\n", "#!/usr/bin/env python\n# notice\nimport asyncio\n\nx = 1\n"),
        (
            "from __future__ import annotations\r\n\r\nx = 1\r\n",
            "from __future__ import annotations\r\n\r\nimport asyncio\r\n\r\nx = 1\r\n",
        ),
        (
            "def f():\n    import asyncio\n",
            "import asyncio\n\ndef f():\n    import asyncio\n",
        ),
    ],
)
def test_the_import_stands_with_the_others(before: str, after: str) -> None:
    assert with_asyncio(before) == after


def test_an_import_that_is_there_is_used_by_its_name() -> None:
    assert importing(Document.of("a.py", "import asyncio as aio\n"), "asyncio") == ("aio", ())
    assert importing(Document.of("a.py", "import asyncio.subprocess\n"), "asyncio") == ("asyncio", ())


def test_a_name_that_is_taken_is_left_alone() -> None:
    assert with_asyncio("from mylib import asyncio\n") is None
