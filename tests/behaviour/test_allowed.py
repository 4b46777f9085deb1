"""Results of calls that a rule is there to change are alike, and only those."""

from __future__ import annotations

import pytest

from burnish.behaviour.allowed import without_calls
from burnish.behaviour.verdict import Allowed

from .comparing import judged

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


def test_what_follows_from_a_long_call_is_not_known_where_texts_were_cut() -> None:
    before = """\
import requests
from settings import PASSWORD, URL

def track(parcel: str):
    response = requests.get(f"{URL}/parcels/{parcel}", auth=("the name of the shop as the carrier knows it", PASSWORD))
    response.raise_for_status()
    return [response.json()["status"]]
"""
    after = before.replace("PASSWORD))", "PASSWORD), timeout=10)")
    allowed = Allowed(frozenset({"get"}))
    assert judged(before, after, allowed=allowed).verdict == "proven"
    wrong = after.replace("return [response", "return [parcel, response")
    assert judged(before, wrong, allowed=allowed).verdict == "refuted"
