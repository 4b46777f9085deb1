from flask import Blueprint, current_app, g, jsonify, request

from api import auth, db

bp = Blueprint("users", __name__)


def check_registration(data, min_length):
    """What is wrong with a registration, or None."""
    if "username" in data:
        if "password" in data:
            if len(data["password"]) >= min_length:
                return None
    return "username and a password of at least %d characters" % min_length


@bp.post("/api/users")
def register():
    data = request.get_json()
    problem = check_registration(data, current_app.config["PASSWORD_MIN_LENGTH"])
    if problem:
        return jsonify(error=problem), 400
    connection = db.get_db()
    if db.get_user(connection, data["username"]) is not None:
        return jsonify(error="name is taken"), 409
    cursor = connection.execute(
        "INSERT INTO users (username, password, email, country) VALUES (?, ?, ?, ?)",
        (data["username"], auth.hash_password(data["password"]), data.get("email"), data.get("country", "DE")),
    )
    connection.commit()
    return jsonify(id=cursor.lastrowid), 201


@bp.post("/api/login")
def login():
    data = request.get_json()
    user = db.get_user(db.get_db(), data["username"])
    if user is None or not auth.check_password(user, data["password"]):
        return jsonify(error="wrong name or password"), 401
    token = auth.make_token(
        {"user_id": user["id"]}, current_app.config["SECRET_KEY"], current_app.config["TOKEN_MAX_AGE"]
    )
    return jsonify(token=auth.open_session(user, token))


@bp.post("/api/logout")
@auth.login_required()
def logout():
    auth.close_session(request.headers[current_app.config["TOKEN_HEADER"]])
    return jsonify(ok=True)


@bp.get("/api/me")
@auth.login_required()
def me():
    user = g.user
    return jsonify(id=user["id"], username=user["username"], role=user["role"], country=user["country"])


@bp.get("/api/users")
@auth.login_required("admin")
def list_users():
    rows = db.get_db().execute("SELECT id, username, email, role FROM users ORDER BY username").fetchall()
    return jsonify(users=[dict(row) for row in rows])


@bp.get("/api/users/find")
@auth.login_required("clerk")
def find_users():
    country = request.args.get("country", "DE")
    role = request.args.get("role", "customer")
    sql = "SELECT username FROM users WHERE country = '" + country + "' AND role = '" + role + "' LIMIT 100"
    names = []
    for row in db.get_db().execute(sql):
        names.append(row["username"])
    return jsonify(users=names)


@bp.put("/api/users/<int:user_id>/role")
@auth.login_required("admin")
def set_role(user_id):
    role = request.get_json()["role"]
    if role not in auth.ROLE_RANK:
        raise ValueError("unknown role: " + role)
    connection = db.get_db()
    connection.execute("UPDATE users SET role = ? WHERE id = ?", (role, user_id))
    connection.commit()
    return jsonify(id=user_id, role=role)
