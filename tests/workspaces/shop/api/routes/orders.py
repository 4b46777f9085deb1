import datetime

from flask import Blueprint, current_app, g, jsonify, request

from api import db
from api.auth import login_required, may_cancel, may_see_order
from api.config import SHIPPING_CENTS, TAX_PERCENT

bp = Blueprint("orders", __name__)

STATUS_LABELS = {"new": "New", "paid": "Paid", "shipped": "On its way", "cancelled": "Cancelled"}

# carts of people who have not ordered yet, by session id
cart_sessions = {}

COUPONS = {
    "WELCOME10": {"percent": 10, "min_total": 0, "categories": None},
    "BOOKS5": {"percent": 5, "min_total": 2000, "categories": ["books"]},
    "BIG20": {"percent": 20, "min_total": 20000, "categories": None},
}


@bp.post("/api/cart/<session_id>")
def put_in_cart(session_id):
    data = request.get_json()
    cart = cart_sessions.setdefault(session_id, [])
    cart.append({"product_id": data["product_id"], "quantity": data.get("quantity", 1)})
    cart_sessions[session_id] = cart
    return jsonify(items=cart)


@bp.get("/api/cart/<session_id>")
def show_cart(session_id):
    return jsonify(items=cart_sessions.get(session_id, []))


@bp.post("/api/orders")
@login_required()
def checkout():
    data = request.get_json(silent=True)
    if not data or not data.get("items"):
        return jsonify(error="nothing to order"), 400
    connection = db.get_db()
    user = g.user

    # 1. collect what was ordered
    quantities = {}
    for item in data["items"]:
        if "product_id" not in item:
            return jsonify(error="item without product"), 400
        quantity = int(item.get("quantity", 1))
        if quantity < 1:
            return jsonify(error="quantity must be positive"), 400
        quantities[item["product_id"]] = quantities.get(item["product_id"], 0) + quantity

    # 2. look the products up and check the stock
    lines = []
    missing = []
    for product_id, quantity in quantities.items():
        product = connection.execute("SELECT * FROM products WHERE id = ?", (product_id,)).fetchone()
        if product is None:
            missing.append("product " + str(product_id) + " does not exist")
            continue
        if product["stock"] < quantity:
            if product["stock"] == 0:
                missing.append(product["name"] + " is sold out")
            else:
                missing.append("only " + str(product["stock"]) + " of " + product["name"] + " left")
            continue
        lines.append({"product": product, "quantity": quantity, "price": product["price"]})
    if missing:
        return jsonify(error="; ".join(missing)), 409

    # 3. quantity discounts
    for line in lines:
        if line["product"]["category"] == "books":
            pass  # fixed prices
        elif line["quantity"] >= 50:
            line["price"] = round(line["price"] * 0.85)
        elif line["quantity"] >= 10:
            line["price"] = round(line["price"] * 0.95)
    subtotal = 0
    for line in lines:
        subtotal += line["price"] * line["quantity"]

    # 4. coupon
    discount = 0
    code = data.get("coupon")
    if code:
        coupon = COUPONS.get(code.upper())
        if coupon is None:
            return jsonify(error="unknown coupon"), 400
        if subtotal < coupon["min_total"]:
            return jsonify(error="total too small for this coupon"), 400
        if coupon["categories"] is None:
            discount = subtotal * coupon["percent"] // 100
        else:
            for line in lines:
                if line["product"]["category"] in coupon["categories"]:
                    discount += line["price"] * line["quantity"] * coupon["percent"] // 100

    # 5. shipping
    method = data.get("shipping", "standard")
    if method not in SHIPPING_CENTS:
        return jsonify(error="unknown shipping method"), 400
    shipping = SHIPPING_CENTS[method]
    if method == "standard" and subtotal - discount >= 5000:
        shipping = 0
    if user["country"] not in ("DE", "AT"):
        if method != "pickup":
            shipping += 900

    # 6. tax is part of the price, we only tell how much it is
    total = subtotal - discount + shipping
    rate = TAX_PERCENT.get(user["country"], 19)
    tax = round(total * rate / (100 + rate))

    # 7. write it all
    day = data.get("day") or datetime.date.today().isoformat()
    cursor = connection.execute(
        "INSERT INTO orders (user_id, day, shipping, total) VALUES (?, ?, ?, ?)", (user["id"], day, method, total)
    )
    order_id = cursor.lastrowid
    connection.executemany(
        "INSERT INTO order_items (order_id, product_id, quantity, price) VALUES (?, ?, ?, ?)",
        [(order_id, line["product"]["id"], line["quantity"], line["price"]) for line in lines],
    )
    connection.executemany(
        "UPDATE products SET stock = stock - ? WHERE id = ?",
        [(line["quantity"], line["product"]["id"]) for line in lines],
    )
    connection.commit()

    # 8. confirmation
    text = ""
    for line in lines:
        text += f"{line['quantity']} x {line['product']['name']}\n"
    if discount:
        text += f"Discount: {discount}\n"
    text += f"Total: {total}"
    return jsonify(
        id=order_id,
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        total=total,
        tax=tax,
        confirmation=text,
    ), 201


@bp.get("/api/orders")
@login_required()
def my_orders():
    connection = db.get_db()
    orders = connection.execute(
        "SELECT * FROM orders WHERE user_id = ? ORDER BY id DESC LIMIT 100", (g.user["id"],)
    ).fetchall()
    result = []
    for order in orders:
        items = connection.execute("SELECT * FROM order_items WHERE order_id = ?", (order["id"],)).fetchall()
        names = []
        for item in items:
            product = db.get_product(connection, item["product_id"])
            names.append(product["name"])
        result.append(
            {"id": order["id"], "status": STATUS_LABELS[order["status"]], "total": order["total"], "products": names}
        )
    return jsonify(orders=result)


@bp.get("/api/orders/<int:order_id>")
@login_required()
def order_details(order_id):
    connection = db.get_db()
    order = connection.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if not may_see_order(g.user, order):
        return jsonify(error="not found"), 404
    items = connection.execute("SELECT * FROM order_items WHERE order_id = ? LIMIT 500", (order_id,)).fetchall()
    products = db.products_by_ids(connection, [item["product_id"] for item in items])
    lines = []
    for item in items:
        lines.append(
            {
                "name": products[item["product_id"]]["name"],
                "quantity": item["quantity"],
                "price": item["price"],
            }
        )
    return jsonify(id=order_id, status=order["status"], total=order["total"], items=lines)


@bp.post("/api/orders/<int:order_id>/cancel")
@login_required()
def cancel(order_id):
    connection = db.get_db()
    order = connection.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
    if order is None:
        return jsonify(error="not found"), 404
    if not may_cancel(g.user, order):
        return jsonify(error="too late"), 409
    connection.execute(f"UPDATE orders SET status = 'cancelled' WHERE id = {order_id}")
    for item in connection.execute("SELECT * FROM order_items WHERE order_id = ?", (order_id,)).fetchall():
        connection.execute(
            "UPDATE products SET stock = stock + ? WHERE id = ?", (item["quantity"], item["product_id"])
        )
    connection.commit()
    return jsonify(id=order_id, status="cancelled")


@bp.get("/api/orders/<int:order_id>/pay-url")
@login_required()
def pay_url(order_id):
    return jsonify(url=current_app.config["PAYMENT_URL"] + "?order=" + str(order_id))
