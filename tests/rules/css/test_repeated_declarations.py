"""Which rules of a style sheet are named together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.running import burnish

PROPERTIES = tuple("abcdefghijklmn")


def block(selector: str, number: int, properties: tuple[str, ...]) -> str:
    return f"{selector} {{ {' '.join(f'{name}: {number}px;' for name in properties)} }}\n"


@pytest.mark.parametrize("seed", ["2", "3", "4"])
def test_a_tie_is_decided_by_the_order_of_the_rules(seed: str, tmp_path: Path) -> None:
    """The first rule shares as much with the second as with the third, which have nothing in common."""
    text = "".join(
        block(f".both-{number}", number, PROPERTIES)
        + block(f".first-{number}", number, PROPERTIES[:7])
        + block(f".second-{number}", number, PROPERTIES[7:])
        for number in range(1, 21)
    )
    (tmp_path / "site.css").write_text(text, encoding="utf-8")
    done = burnish("check", "--format", "json", cwd=tmp_path, PYTHONHASHSEED=seed)
    messages = [one["message"] for one in json.loads(done.stdout)["findings"]]
    assert messages == [f"7 declarations of '.both-{number}' stand in '.first-{number}' too" for number in range(1, 21)]


def test_mail_and_compiled_style_sheets_are_left_alone(tmp_path: Path) -> None:
    """Mail clients do not inherit; a compiled sheet is written by a program, from one that lies beside it."""
    repeated = "".join(block(f".part-{number}", 1, PROPERTIES) for number in range(3))
    mail = tmp_path / "mail" / "templates" / "welcome.html"
    mail.parent.mkdir(parents=True)
    mail.write_text(f"<html><head><style>{repeated}</style></head><body>{{{{ user.name }}}}</body></html>")
    for path, text in (
        ("css/site.css", f"/*! site v1.0 | MIT License */\n{repeated}/*# sourceMappingURL=site.css.map */\n"),
        ("sass/site.scss", "$gap: 4px;\n"),
    ):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    done = burnish("check", "--select", "repeated-declarations", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    (tmp_path / "page.html").write_text(mail.read_text())
    assert burnish("check", "--select", "repeated-declarations", cwd=tmp_path).returncode == 1
