"""Results of calls that a rule is there to change are alike, and only those."""

from __future__ import annotations

import pytest

from burnish.behaviour.allowed import without_calls

CALLS = frozenset({"load", "safe_load", "popen", "run", "read", "stdout", "execute"})


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("<yaml.load('a', Loader=<yaml.Loader>)>", "<…>"),
        ("<yaml.safe_load('a',)>", "<…>"),
        ("<yaml.safe_load('a',).shop[0]>", "<….shop[0]>"),
        ("<os.popen('ls []',).read().split()>", "<….split()>"),
        ("<subprocess.run(['ls', [')']], stdout=<subprocess.PIPE>).stdout.split()>", "<….split()>"),
        ('<connect([],).execute("it\'s (",)#2[1]>', "<…>"),
        ("[<f(<load(1)>)>, 'load(1)', 2]", "[<f(<…>)>, '…', 2]"),
        ("<xs.read().load>", "<…>"),
        ("<xs.stdout>", "<xs.stdout>"),
        ("<upload(1)>", "<upload(1)>"),
        ("Point(load=1)", "Point(load=1)"),
        ("<a.load(", "<…"),
        ("[<a.load('SELECT x, …1fcde5a0>, <a.load(b(\"long…06d6d4e1>]", "[<…>, <…>]"),
        ("<a.load('SELECT x, …1fcde5a0[0].name>", "<….name>"),
        ("[<a.load('SELECT\\…1fcde5a0[0]>, <a.load(1)>]", "[<…>, <…>]"),
        ("'load(", "'…"),
        ("'<li><db.load(1).name></li>'", "'<li><….name></li>'"),
        ("{'sku': \"yaml.load('',)[0]['sku']\"}", "{'sku': \"…\"}"),
    ],
)
def test_a_text_without_calls(text: str, without: str) -> None:
    assert without_calls(text, CALLS) == without


def test_without_allowance_a_text_stays_as_it_is() -> None:
    assert without_calls("<yaml.load(1)>", frozenset()) == "<yaml.load(1)>"
