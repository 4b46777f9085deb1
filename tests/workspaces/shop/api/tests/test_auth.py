import base64
import json

import pytest

from api import auth

KEY = "k" * 8


def test_token_round_trip():
    token = auth.make_token({"user_id": 7}, KEY, max_age=60, now=1000)
    assert auth.read_token(token, KEY, now=1059) == {"user_id": 7, "exp": 1060}


@pytest.mark.parametrize("now", [1060, 5000])
def test_old_tokens_are_refused(now):
    assert auth.read_token(auth.make_token({"user_id": 7}, KEY, 60, now=1000), KEY, now=now) is None


def test_broken_and_forged_tokens_are_refused():
    token = auth.make_token({"user_id": 7}, KEY, now=1000)
    body, signature = token.split(".")
    forged = base64.urlsafe_b64encode(json.dumps({"user_id": 1, "exp": 9999}).encode()).decode().rstrip("=")
    for bad in (None, "", "abc", "a.b.c", body, body + "." + "0" * 32, forged + "." + signature):
        assert auth.read_token(bad, KEY, now=1000) is None
    assert auth.read_token(token, "other", now=1000) is None


CUSTOMER = {"id": 1, "role": "customer"}
CLERK = {"id": 2, "role": "clerk"}
ADMIN = {"id": 3, "role": "admin"}


def test_who_may_see_an_order():
    order = {"user_id": 1}
    assert auth.may_see_order(CUSTOMER, order) is True
    assert auth.may_see_order(CLERK, order) is True
    assert auth.may_see_order({"id": 9, "role": "customer"}, order) is False
    assert auth.may_see_order(None, order) is False
    assert auth.may_see_order(ADMIN, None) is False


def test_who_may_cancel():
    assert auth.may_cancel(ADMIN, {"user_id": 1, "status": "shipped"}) is True
    assert auth.may_cancel(ADMIN, {"user_id": 1, "status": "cancelled"}) is False
    assert auth.may_cancel(CUSTOMER, {"user_id": 1, "status": "new"}) is True
    assert auth.may_cancel(CUSTOMER, {"user_id": 1, "status": "shipped"}) is False
    assert auth.may_cancel(CUSTOMER, {"user_id": 2, "status": "new"}) is False


def test_password_hashes():
    user = {"password": auth.hash_password("open sesame")}
    assert auth.check_password(user, "open sesame")
    assert not auth.check_password(user, "open sesam")


def test_sessions(client, login):
    first = login("ada")["X-Shop-Token"]
    user_id = auth.SESSIONS[first]["user_id"]
    auth.open_session({"id": user_id, "role": "customer"}, "second")
    auth.open_session({"id": 99, "role": "customer"}, "third")
    assert auth.sessions_of(user_id) == [first, "second"]
    assert auth.close_session("second") is True
    assert auth.close_session("second") is False
    assert auth.sessions_of(user_id) == [first]
