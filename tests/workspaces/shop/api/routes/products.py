import csv
import io
import os

from flask import Blueprint, Response, current_app, jsonify, request

from api import catalog, db
from api.auth import login_required

bp = Blueprint("products", __name__)


@bp.get("/api/products")
def list_products():
    rows = db.get_db().execute("SELECT * FROM products").fetchall()
    result = []
    for row in rows:
        result.append(dict(row))
    return jsonify(products=result)


@bp.get("/api/products/page/<int:page>")
def page_of_products(page):
    rows = db.product_page(db.get_db(), page, current_app.config["PAGE_SIZE"])
    return jsonify(products=[dict(row) for row in rows], page=page)


@bp.get("/api/products/search")
def search():
    term = request.args.get("q", "")
    max_price = request.args.get("max_price", type=int)
    rows = db.search_products(db.get_db(), term, request.args.get("category"), max_price)
    return jsonify(products=[dict(row) for row in rows])


@bp.get("/api/products/<int:product_id>")
def product(product_id):
    row = db.get_product(db.get_db(), product_id)
    if row is None:
        return jsonify(error="not found"), 404
    reviews = db.get_db().execute(
        "SELECT author, stars, body FROM reviews WHERE product_id = ? ORDER BY id DESC LIMIT 20", (product_id,)
    )
    data = dict(row)
    data["reviews"] = [dict(review) for review in reviews]
    data["stars"] = average_stars(data["reviews"])
    return jsonify(data)


def average_stars(reviews):
    total = 0
    for review in reviews:
        total += review["stars"]
    return round(total / len(reviews), 1) if reviews else None


@bp.post("/api/products")
@login_required("clerk")
def create_product():
    data = request.get_json()
    problems = catalog.check_product(data)
    if problems:
        return jsonify(error="; ".join(problems)), 400
    connection = db.get_db()
    cursor = connection.execute(
        "INSERT INTO products (sku, name, category, price, stock, image) VALUES (?, ?, ?, ?, ?, ?)",
        (
            data["sku"],
            data["name"],
            data.get("category", "misc"),
            data["price"],
            data.get("stock", 0),
            data.get("image"),
        ),
    )
    connection.commit()
    return jsonify(id=cursor.lastrowid), 201


@bp.put("/api/products/<sku>/stock")
@login_required("clerk")
def update_stock(sku):
    count = int(request.get_json()["count"])
    if db.set_stock(db.get_db(), sku, count) == 0:
        return jsonify(error="not found"), 404
    return jsonify(sku=sku, stock=count)


@bp.post("/api/products/import")
@login_required("admin")
def import_products():
    entries = catalog.parse_price_list(request.get_data(as_text=True))
    connection = db.get_db()
    created = []
    for entry in entries:
        found = connection.execute("SELECT id FROM products WHERE sku = ?", (entry["sku"],)).fetchone()
        if found is None:
            connection.execute(
                "INSERT INTO products (sku, name, price) VALUES (?, ?, ?)",
                (entry["sku"], entry["name"], entry["price"]),
            )
            created.append(entry["sku"])
    connection.commit()
    return jsonify(created=created)


@bp.get("/api/products.csv")
def export_products():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["sku", "name", "price"])
    for row in db.all_products(db.get_db()):
        writer.writerow([row["sku"], row["name"], row["price"]])
    return Response(out.getvalue(), mimetype="text/csv")


@bp.post("/api/products/<int:product_id>/reviews")
@login_required()
def add_review(product_id):
    data = request.get_json()
    connection = db.get_db()
    connection.execute(
        "INSERT INTO reviews (product_id, author, stars, body) VALUES (?, ?, ?, ?)",
        (product_id, data["author"], max(1, min(5, int(data["stars"]))), data.get("body", "")),
    )
    connection.commit()
    return jsonify(ok=True), 201


@bp.get("/api/products/<sku>/datasheet")
def datasheet(sku):
    path = os.path.join(current_app.config["DATA_DIR"], "datasheets", os.path.basename(sku) + ".txt")
    if not os.path.exists(path):
        return jsonify(error="not found"), 404
    handle = open(path, encoding="utf-8")
    text = handle.read()
    handle.close()
    return Response(text, mimetype="text/plain")
