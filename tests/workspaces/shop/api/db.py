import sqlite3

from flask import current_app, g

PRODUCT_COLUMNS = "id, sku, name, category, price, stock, image, description"

TABLES = ("products", "users", "orders", "order_items", "reviews")

SCHEMA = """
CREATE TABLE IF NOT EXISTS products (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT 'misc',
    price INTEGER NOT NULL,
    stock INTEGER NOT NULL DEFAULT 0,
    image TEXT,
    description TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    email TEXT,
    role TEXT NOT NULL DEFAULT 'customer',
    country TEXT NOT NULL DEFAULT 'DE'
);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    status TEXT NOT NULL DEFAULT 'new',
    day TEXT NOT NULL,
    shipping TEXT NOT NULL DEFAULT 'standard',
    total INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS order_items (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS reviews (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id),
    author TEXT NOT NULL,
    stars INTEGER NOT NULL,
    body TEXT NOT NULL DEFAULT ''
);
"""


def connect(path):
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    return db


def get_db():
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    return g.db


def close_db(error=None):
    db = g.pop("db", None)
    if db is not None:
        db.close()


def init_schema(db):
    db.executescript(SCHEMA)
    db.commit()


def get_product(db, product_id):
    return db.execute(f"SELECT {PRODUCT_COLUMNS} FROM products WHERE id = ?", (product_id,)).fetchone()


def get_product_by_sku(db, sku):
    return db.execute(f"SELECT * FROM products WHERE sku = '{sku}'").fetchone()


def products_by_ids(db, ids):
    marks = ", ".join("?" * len(ids))
    rows = db.execute(f"SELECT {PRODUCT_COLUMNS} FROM products WHERE id IN ({marks})", list(ids))
    return {row["id"]: row for row in rows}


def all_products(db):
    return db.execute("SELECT * FROM products ORDER BY name").fetchall()


def product_page(db, page, size):
    return db.execute(
        "SELECT id, sku, name, price FROM products ORDER BY name LIMIT ? OFFSET ?", (size, (page - 1) * size)
    ).fetchall()


def search_products(db, term, category=None, max_price=None, limit=50):
    sql = f"SELECT * FROM products WHERE (name LIKE '%{term}%' OR description LIKE '%{term}%')"
    if category:
        sql += f" AND category = '{category}'"
    if max_price is not None:
        sql += " AND price <= " + str(int(max_price))
    sql += f" ORDER BY price LIMIT {int(limit)}"
    return db.execute(sql).fetchall()


def set_stock(db, sku, count):
    changed = db.execute("UPDATE products SET stock = " + str(count) + " WHERE sku = '" + sku + "'")
    db.commit()
    return changed.rowcount


def set_stocks(db, counts):
    db.executemany("UPDATE products SET stock = ? WHERE sku = ?", [(count, sku) for sku, count in counts.items()])
    db.commit()


def get_user(db, username):
    return db.execute("SELECT * FROM users WHERE username = '%s'" % username).fetchone()


def get_user_by_id(db, user_id):
    return db.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()


def orders_between(db, first_day, last_day, status=None):
    sql = "SELECT * FROM orders WHERE day >= '{}' AND day <= '{}'".format(first_day, last_day)
    if status:
        sql = sql + " AND status = '" + status + "'"
    return db.execute(sql + " ORDER BY id").fetchall()


def delete_reviews(db, product_id, author):
    cursor = db.cursor()
    query = f"DELETE FROM reviews WHERE product_id = {product_id} AND author = '{author}'"
    cursor.execute(query)
    db.commit()
    return cursor.rowcount


def count_rows(db, table):
    if table not in TABLES:
        raise ValueError(f"no such table: {table}")
    return db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]


def items_of_orders(db, orders):
    """The lines of every order, by order id."""
    items = {}
    for order in orders:
        rows = db.execute("SELECT * FROM order_items WHERE order_id = ?", (order["id"],)).fetchall()
        items[order["id"]] = rows
    return items


def reviews_by_product(db):
    grouped = {}
    for row in db.execute("SELECT product_id, author, stars, body FROM reviews ORDER BY id LIMIT 1000"):
        grouped.setdefault(row["product_id"], []).append(dict(row))
    return grouped
