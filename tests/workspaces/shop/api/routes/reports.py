import os

from flask import Blueprint, Response, current_app, jsonify, request

from api import backup, db, reporting
from api.auth import login_required

bp = Blueprint("reports", __name__)


@bp.get("/api/reports/sales")
@login_required("clerk")
def sales():
    first = request.args.get("from", "0000-00-00")
    last = request.args.get("to", "9999-99-99")
    connection = db.get_db()
    orders = db.orders_between(connection, first, last)
    items = db.items_of_orders(connection, orders)
    report = reporting.sales_report(orders, items, db.all_products(connection))
    if request.args.get("format") == "csv":
        return Response(reporting.to_csv(report["days"]), mimetype="text/csv")
    return jsonify(report)


@bp.get("/api/reports/low-stock")
@login_required("clerk")
def low_stock():
    limit = request.args.get("limit", 5, type=int)
    rows = db.get_db().execute("SELECT sku, name, stock FROM products WHERE stock < ? LIMIT 200", (limit,))
    return Response(reporting.stock_table(rows), mimetype="text/html")


@bp.get("/api/reports/best-customers")
@login_required("admin")
def best_customers():
    connection = db.get_db()
    totals = []
    for user in connection.execute("SELECT * FROM users").fetchall():
        row = connection.execute(
            "SELECT COALESCE(SUM(total), 0) AS total, COUNT(*) AS orders FROM orders WHERE user_id = ?", (user["id"],)
        ).fetchone()
        totals.append({"username": user["username"], "total": row["total"], "orders": row["orders"]})
    totals.sort(key=lambda entry: -entry["total"])
    return jsonify(customers=totals[:10])


@bp.get("/api/reports/counts")
@login_required("clerk")
def counts():
    connection = db.get_db()
    return jsonify({table: db.count_rows(connection, table) for table in db.TABLES})


@bp.post("/api/reports/archive")
@login_required("admin")
def archive():
    name = os.path.basename(request.get_json()["name"])
    folder = os.path.join(current_app.config["DATA_DIR"], "reports")
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return jsonify(error="not found"), 404
    packed = backup.compress(path)
    return jsonify(file=os.path.basename(packed), lines=backup.count_lines(path))
