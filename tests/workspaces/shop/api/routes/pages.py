from flask import Blueprint, abort, render_template

from api import db, reporting

bp = Blueprint("pages", __name__)


@bp.get("/")
def home():
    products = db.product_page(db.get_db(), 1, 12)
    return render_template("home.html", products=products, promo=True)


@bp.get("/catalogue")
def catalogue():
    products = db.all_products(db.get_db())
    return render_template("catalogue.html", products=products, euros=reporting.euros)


@bp.get("/invoice/<int:order_id>")
def invoice(order_id):
    connection = db.get_db()
    order = connection.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if order is None:
        abort(404)
    items = connection.execute(
        "SELECT p.name, p.image, i.quantity, i.price FROM order_items i JOIN products p ON p.id = i.product_id"
        " WHERE i.order_id = ? LIMIT 500",
        (order_id,),
    ).fetchall()
    return render_template("invoice.html", order=order, items=items, euros=reporting.euros)
