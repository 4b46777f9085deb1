"""The report as one HTML file: everything in it, nothing of it live but our own script."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.report.html import runs_html
from burnish.report.outcome import file_run
from burnish.report.side_by_side import side_by_side

ROOT = Path("/project")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'\x1b[31m"
OPENED = (
    f"def load(path):\n    handle = open(path)\n    data = handle.read() # {HOSTILE}\n"
    "    handle.close()\n    return data\n"
)
TIMEOUT = "\n\nimport requests\ndef status(url):\n    return requests.get(url).status_code\n"


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(name: str = "app/db.py") -> str:
    document = Document.of(ROOT / name, OPENED + TIMEOUT)
    run = engine.fix_all(document, Project(config=Config(behaviour=False)))
    return runs_html([file_run(run)], ROOT, True, f"Made 1 enhancement. {HOSTILE}")


def test_it_needs_nothing_else_and_runs_nothing_but_its_own_script() -> None:
    text = report(f"{HOSTILE.replace('/', '')}.py")
    page = Page(text)
    assert len(page.of("script")) == len(page.of("style")) == 1
    assert not page.of("img")
    assert not [one for _, one in page.tags if any(name.startswith("on") or name in ("src", "href") for name in one)]
    assert not [one for _, one in page.tags if "style" in one]
    assert "\x1b" not in text
    policy = next(str(one["content"]) for one in page.of("meta") if "http-equiv" in one)
    for tag in ("script", "style"):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_each_enhancement_has_its_reason_receipt_before_and_after() -> None:
    text = report()
    assert "<h3>Open the file in a with block</h3>" in text
    assert "stays open when an exception leaves the function before <code>close()</code>" in text
    assert "unproven: it is switched off in the settings" in text
    assert "<li>resolves: passed</li>" in text
    assert '<td class="old">    handle.close()</td>' in text
    states = [one["data-state"] for one in Page(text).of("article")]
    assert states == ["unproven", "left"]
    assert "Its fix is unsafe (Add a timeout of ten seconds)" in text


def test_what_can_be_filtered_is_on_every_item() -> None:
    page = Page(report())
    names = {str(one["name"]) for one in page.of("select")}
    assert names == {"objective", "safety", "state"}
    for item in page.of("article"):
        assert {f"data-{name}" for name in names} <= set(item)
    assert [one["data-path"] for one in page.of("section")] == ["app/db.py"]


def rows(before: str, after: str) -> list[str]:
    cells = re.findall(r"<tr.*?</tr>", side_by_side(before, after))
    return [re.sub(r"(<[^>]*>)+", "|", row).strip("|") for row in cells]


def test_both_versions_stand_beside_each_other() -> None:
    before = "".join(f"line {n}\n" for n in range(1, 21))
    after = before.replace("line 10\n", "line ten\nline more\n")
    assert rows(before, after) == [
        "7|line 7|7|line 7",
        "8|line 8|8|line 8",
        "9|line 9|9|line 9",
        "10|line |10|10|line |ten",
        "11|line more",
        "11|line 11|12|line 11",
        "12|line 12|13|line 12",
        "13|line 13|14|line 13",
    ]


def test_line_ends_that_differ_are_told() -> None:
    assert rows("a\r\nb\n", "a\nb\n")[0] == "1|a |CRLF|1|a |LF"


def test_far_changes_are_parted_and_a_long_file_is_quick() -> None:
    before = "".join(f"line {n}\n" for n in range(30_000))
    after = before.replace("line 5\n", "five\n").replace("line 29990\n", "other\n")
    assert len(rows(before, after)) == 15


def test_nothing_changes() -> None:
    assert rows("a\n", "a\n") == []
