import pytest

from api import auth, create_app, db

PRODUCTS = [
    ("B-1", "Tea Handbook", "books", 1500, 10, "about tea"),
    ("B-2", "Bread Handbook", "books", 2500, 0, "about bread and butter"),
    ("T-1", "Tea Pot", "kitchen", 3999, 80, "cast iron"),
    ("T-2", "Tray", "kitchen", 1200, 30, "for tea or coffee"),
    ("X-1", "Gift card", "misc", 1000, 3, ""),
]


def fill(connection):
    connection.executemany(
        "INSERT INTO products (sku, name, category, price, stock, description) VALUES (?, ?, ?, ?, ?, ?)", PRODUCTS
    )
    people = [("ada", "customer", "DE"), ("bob", "customer", "FR"), ("eve", "clerk", "DE"), ("root", "admin", "DE")]
    connection.executemany(
        "INSERT INTO users (username, password, role, country) VALUES (?, ?, ?, ?)",
        [(name, auth.hash_password(name + "-pass"), role, country) for name, role, country in people],
    )
    connection.commit()


@pytest.fixture
def connection():
    memory = db.connect(":memory:")
    db.init_schema(memory)
    fill(memory)
    yield memory
    memory.close()


@pytest.fixture
def app(tmp_path):
    application = create_app(
        {"TESTING": True, "DATABASE": str(tmp_path / "shop.db"), "DATA_DIR": str(tmp_path / "data")}
    )
    with application.app_context():
        fill(db.get_db())
    auth.SESSIONS.clear()
    return application


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def login(client):
    def headers_of(name):
        answer = client.post("/api/login", json={"username": name, "password": name + "-pass"})
        assert answer.status_code == 200
        return {"X-Shop-Token": answer.get_json()["token"]}

    return headers_of
