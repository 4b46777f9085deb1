import base64
import functools
import hashlib
import hmac
import json
import time

from flask import current_app, g, jsonify, request

# token id -> who is logged in with it
SESSIONS = {}

ROLE_RANK = {"customer": 0, "clerk": 1, "admin": 2}

PASSWORD_SALT = "x7Gq2LpV9sKd4TzR"


def hash_password(password):
    return hashlib.sha256((PASSWORD_SALT + password).encode()).hexdigest()


def check_password(user, password):
    return hmac.compare_digest(user["password"], hash_password(password))


def _signature(body, secret):
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()[:32]


def make_token(payload, secret, max_age=3600, now=None):
    now = time.time() if now is None else now
    data = dict(payload, exp=int(now + max_age))
    body = base64.urlsafe_b64encode(json.dumps(data, sort_keys=True).encode()).decode().rstrip("=")
    return body + "." + _signature(body, secret)


def read_token(token, secret, now=None):
    """What the token says, or None when it is broken, forged or too old."""
    now = time.time() if now is None else now
    if token:
        if token.count(".") == 1:
            body, signature = token.split(".")
            if hmac.compare_digest(signature, _signature(body, secret)):
                padded = body + "=" * (-len(body) % 4)
                payload = json.loads(base64.urlsafe_b64decode(padded))
                if payload["exp"] > now:
                    return payload
    return None


def may_see_order(user, order):
    if user is not None:
        if order is not None:
            if user["id"] == order["user_id"] or user["role"] in ("clerk", "admin"):
                return True
    return False


def may_cancel(user, order):
    if user["role"] == "admin":
        if order["status"] != "cancelled":
            return True
        else:
            return False
    else:
        return order["user_id"] == user["id"] and order["status"] == "new"


def open_session(user, token):
    SESSIONS[token] = {"user_id": user["id"], "since": int(time.time()), "role": user["role"]}
    return token


def close_session(token):
    return SESSIONS.pop(token, None) is not None


def sessions_of(user_id):
    tokens = []
    for token, session in SESSIONS.items():
        if session["user_id"] == user_id:
            tokens.append(token)
    return tokens


def current_user():
    from api import db

    token = request.headers.get(current_app.config["TOKEN_HEADER"])
    payload = read_token(token, current_app.config["SECRET_KEY"])
    if payload is None or token not in SESSIONS:
        return None
    return db.get_user_by_id(db.get_db(), payload["user_id"])


def login_required(role="customer"):
    def decorate(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            user = current_user()
            if user is None:
                return jsonify(error="login required"), 401
            if ROLE_RANK[user["role"]] < ROLE_RANK[role]:
                return jsonify(error="forbidden"), 403
            g.user = user
            return view(*args, **kwargs)

        return wrapper

    return decorate
