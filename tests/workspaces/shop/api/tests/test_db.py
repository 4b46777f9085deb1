import pytest

from api import db


def skus(rows):
    return [row["sku"] for row in rows]


def test_product_by_id_and_by_sku(connection):
    pot = db.get_product_by_sku(connection, "T-1")
    assert pot["name"] == "Tea Pot"
    assert db.get_product(connection, pot["id"])["sku"] == "T-1"
    assert db.get_product_by_sku(connection, "nope") is None


def test_search_looks_at_name_and_description(connection):
    assert skus(db.search_products(connection, "tea")) == ["T-2", "B-1", "T-1"]
    assert skus(db.search_products(connection, "butter")) == ["B-2"]
    assert db.search_products(connection, "granite") == []


def test_search_narrows_by_category_price_and_limit(connection):
    assert skus(db.search_products(connection, "tea", category="kitchen")) == ["T-2", "T-1"]
    assert skus(db.search_products(connection, "tea", max_price=1500)) == ["T-2", "B-1"]
    assert skus(db.search_products(connection, "tea", "kitchen", 1500)) == ["T-2"]
    assert skus(db.search_products(connection, "tea", limit=1)) == ["T-2"]
    assert skus(db.search_products(connection, "tea", max_price=0)) == []


def test_set_stock_touches_one_product(connection):
    assert db.set_stock(connection, "T-2", 7) == 1
    assert db.get_product_by_sku(connection, "T-2")["stock"] == 7
    assert db.get_product_by_sku(connection, "T-1")["stock"] == 80
    assert db.set_stock(connection, "nope", 7) == 0


def test_set_stocks(connection):
    db.set_stocks(connection, {"T-1": 1, "T-2": 2})
    assert [row["stock"] for row in connection.execute("SELECT stock FROM products ORDER BY sku")] == [10, 0, 1, 2, 3]


def test_users(connection):
    eve = db.get_user(connection, "eve")
    assert eve["role"] == "clerk"
    assert db.get_user_by_id(connection, eve["id"])["username"] == "eve"
    assert db.get_user(connection, "nobody") is None


def add_orders(connection):
    connection.executemany(
        "INSERT INTO orders (id, user_id, day, status, total) VALUES (?, ?, ?, ?, ?)",
        [(1, 1, "2024-03-01", "new", 100), (2, 1, "2024-03-02", "paid", 200), (3, 2, "2024-03-05", "new", 300)],
    )
    connection.executemany(
        "INSERT INTO order_items (order_id, product_id, quantity, price) VALUES (?, ?, ?, ?)",
        [(1, 1, 2, 1500), (1, 3, 1, 3999), (3, 4, 1, 1200)],
    )


def test_orders_between(connection):
    add_orders(connection)
    assert [row["id"] for row in db.orders_between(connection, "2024-03-01", "2024-03-02")] == [1, 2]
    assert [row["id"] for row in db.orders_between(connection, "2024-03-01", "2024-03-31", "new")] == [1, 3]
    assert db.orders_between(connection, "2025-01-01", "2025-12-31") == []


def test_items_of_orders(connection):
    add_orders(connection)
    items = db.items_of_orders(connection, db.orders_between(connection, "2024-03-01", "2024-03-31"))
    assert {order: [row["product_id"] for row in rows] for order, rows in items.items()} == {1: [1, 3], 2: [], 3: [4]}


def test_products_by_ids(connection):
    assert sorted(row["sku"] for row in db.products_by_ids(connection, [1, 3]).values()) == ["B-1", "T-1"]
    assert db.products_by_ids(connection, []) == {}


def test_reviews(connection):
    connection.executemany(
        "INSERT INTO reviews (product_id, author, stars) VALUES (?, ?, ?)",
        [(1, "ada", 5), (1, "bob", 2), (3, "ada", 4), (1, "ada", 1)],
    )
    assert [review["stars"] for review in db.reviews_by_product(connection)[1]] == [5, 2, 1]
    assert db.delete_reviews(connection, 1, "ada") == 2
    assert {key: len(rows) for key, rows in db.reviews_by_product(connection).items()} == {1: 1, 3: 1}


def test_count_rows_knows_its_tables(connection):
    assert db.count_rows(connection, "products") == 5
    with pytest.raises(ValueError):
        db.count_rows(connection, "sqlite_master")


def test_product_pages(connection):
    assert skus(db.all_products(connection)) == ["B-2", "X-1", "B-1", "T-1", "T-2"]
    assert skus(db.product_page(connection, 2, 2)) == ["B-1", "T-1"]
