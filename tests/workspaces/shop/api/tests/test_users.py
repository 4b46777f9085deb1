import pytest

from api.routes.users import check_registration


def credentials(name, extra=""):
    return {"username": name, "password": name + "-pass" + extra}


def test_registration_needs_name_and_password():
    assert check_registration(credentials("zoe"), 8) is None
    assert "8 characters" in check_registration(credentials("z"), 8)
    assert check_registration({"username": "zoe"}, 8) is not None
    assert check_registration({}, 8) is not None


def test_register_and_log_in(client):
    answer = client.post("/api/users", json=dict(credentials("zoe"), country="AT"))
    assert answer.status_code == 201
    assert client.post("/api/users", json=credentials("zoe")).status_code == 409
    assert client.post("/api/users", json={"username": "yan"}).status_code == 400
    token = client.post("/api/login", json=credentials("zoe")).get_json()["token"]
    me = client.get("/api/me", headers={"X-Shop-Token": token}).get_json()
    assert (me["username"], me["role"], me["country"]) == ("zoe", "customer", "AT")


def test_wrong_password(client):
    assert client.post("/api/login", json=credentials("ada", "x")).status_code == 401
    assert client.post("/api/login", json=credentials("nobody")).status_code == 401


def test_logout_ends_the_session(client, login):
    headers = login("ada")
    assert client.get("/api/me", headers=headers).status_code == 200
    assert client.post("/api/logout", headers=headers).status_code == 200
    assert client.get("/api/me", headers=headers).status_code == 401


@pytest.mark.parametrize("name, status", [("ada", 403), ("eve", 403), ("root", 200)])
def test_only_admins_list_users(client, login, name, status):
    answer = client.get("/api/users", headers=login(name))
    assert answer.status_code == status
    if status == 200:
        assert [user["username"] for user in answer.get_json()["users"]] == ["ada", "bob", "eve", "root"]


def test_find_users(client, login):
    headers = login("eve")
    assert client.get("/api/users/find", headers=headers).get_json() == {"users": ["ada"]}
    assert client.get("/api/users/find?country=FR", headers=headers).get_json() == {"users": ["bob"]}
    assert client.get("/api/users/find?role=admin", headers=headers).get_json() == {"users": ["root"]}
    assert client.get("/api/users/find?country=FR&role=admin", headers=headers).get_json() == {"users": []}


def test_roles(client, login):
    headers = login("root")
    assert client.put("/api/users/1/role", json={"role": "clerk"}, headers=headers).status_code == 200
    assert client.get("/api/users/find", headers=login("ada")).status_code == 200
    assert client.put("/api/users/1/role", json={"role": "king"}, headers=headers).status_code == 400
