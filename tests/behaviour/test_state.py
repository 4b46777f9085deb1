"""Module variables that begin empty are met filled, too: what earlier calls left there is an input."""

from __future__ import annotations

from burnish.behaviour.compare import compare
from burnish.behaviour.verdict import Question, Verdict
from burnish.sandbox import available

from .comparing import judged, told

SESSIONS = """\
SESSIONS = {}

def open_session(token, user):
    SESSIONS[token] = {"user_id": user["id"]}

def sessions_of(user_id):
    tokens = []
    for token, session in SESSIONS.items():
        if session["user_id"] == user_id:
            tokens.append(token)
    return tokens
"""
ORDERS = """\
const orders = new Map();

export function place(id, order) {
  orders.set(id, { owner: order.owner });
}

export function ordersOf(owner) {
  const found = [];
  for (const [id, order] of orders) {
    if (order.owner === owner) found.push(id);
  }
  return found;
}
"""
MEMO = """\
_known = {}

def square(n: int) -> int:
    if n not in _known:
        _known[n] = n * n
    return _known[n]
"""


def verdict_on(language: str, name: str, before: str, after: str) -> Verdict:
    (verdict,) = compare(Question(language, before, after, (name,), seconds=60.0), available.sandboxes)
    return verdict


def test_a_function_that_reads_what_others_stored_is_proven():
    after = SESSIONS.replace(
        """    tokens = []
    for token, session in SESSIONS.items():
        if session["user_id"] == user_id:
            tokens.append(token)
    return tokens""",
        '    return [token for token, session in SESSIONS.items() if session["user_id"] == user_id]',
    )
    verdict = judged(SESSIONS, after)
    assert verdict.verdict == "proven"
    assert verdict.branches == (8, 8)


def test_the_counterexample_says_what_was_stored():
    after = SESSIONS.replace("tokens.append(token)", "tokens.append(user_id)")
    assert told(judged(SESSIONS, after)) == (
        "for user_id=0, SESSIONS={'': {'user_id': 0}}: before returned [''], after returned [0]"
    )


def test_a_map_in_javascript():
    assert verdict_on("javascript", "ordersOf", ORDERS, ORDERS).verdict == "proven"
    after = ORDERS.replace("order.owner === owner", "order.owner !== owner")
    verdict = verdict_on("javascript", "ordersOf", ORDERS, after)
    assert verdict.verdict == "refuted"
    assert "orders=new Map(" in verdict.reason


def test_what_only_one_version_stores_is_not_filled():
    # Filled with anything, the memo would answer what nobody ever computed.
    after = "from functools import lru_cache\n\n@lru_cache\ndef square(n: int) -> int:\n    return n * n\n"
    assert verdict_on("python", "square", MEMO, after).verdict != "refuted"


def test_a_local_variable_of_the_same_name_is_not_filled():
    before = "found = []\n\ndef double(xs: list[int]) -> list[int]:\n    found = []\n    for x in xs:\n        found.append(2 * x)\n    return found\n"
    after = "found = []\n\ndef double(xs: list[int]) -> list[int]:\n    return [2 * x for x in xs]\n"
    assert judged(before, after).verdict == "proven"


SYMBOLS = """\
class Symbol:
    known = {}

    def __new__(cls, name: str):
        if name in cls.known:
            return cls.known[name]
        made = super().__new__(cls)
        cls.known[name] = made
        return made
"""
HANDLERS = """\
class Bus:
    _handlers: dict[str, list[str]] = {}

    def names(self, event: str) -> list[str]:
        return [name.upper() for name in self._handlers.get(event, [])]
"""


def test_what_earlier_calls_left_in_a_class_is_an_input():
    after = SYMBOLS.replace("return cls.known[name]", "return None")
    assert verdict_on("python", "Symbol.__new__", SYMBOLS, after).verdict == "refuted"
    after = HANDLERS.replace("name.upper()", "name")
    assert verdict_on("python", "Bus.names", HANDLERS, after).verdict == "refuted"
    after = HANDLERS.replace("self._handlers.get(event, [])", "(self._handlers.get(event) or [])")
    assert verdict_on("python", "Bus.names", HANDLERS, after).verdict == "proven"
