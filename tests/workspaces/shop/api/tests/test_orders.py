import pytest

TEA, BREAD, POT, TRAY, CARD = 1, 2, 3, 4, 5


@pytest.fixture
def order(client, login):
    def place(name, *items, **extra):
        data = dict(extra, items=[{"product_id": product, "quantity": quantity} for product, quantity in items])
        return client.post("/api/orders", json=data, headers=login(name))

    return place


def test_plain_order(client, order):
    answer = order("ada", (TEA, 2), (CARD, 1))
    assert answer.status_code == 201
    data = answer.get_json()
    assert (data["subtotal"], data["discount"], data["shipping"], data["total"]) == (4000, 0, 490, 4490)
    assert data["tax"] == 717
    assert data["confirmation"] == "2 x Tea Handbook\n1 x Gift card\nTotal: 4490"
    assert client.get("/api/products/1").get_json()["stock"] == 8


def test_the_same_product_twice_counts_once(order):
    data = order("ada", (CARD, 1), (CARD, 2)).get_json()
    assert data["subtotal"] == 3000


@pytest.mark.parametrize(
    "product, quantity, subtotal",
    [(TRAY, 9, 10800), (TRAY, 10, 11400), (POT, 50, 169950), (TEA, 10, 15000)],
)
def test_quantity_discounts(order, product, quantity, subtotal):
    assert order("ada", (product, quantity)).get_json()["subtotal"] == subtotal


@pytest.mark.parametrize(
    "coupon, items, discount",
    [
        ("welcome10", [(TEA, 1)], 150),
        ("BOOKS5", [(TEA, 2), (TRAY, 1)], 150),
        ("BIG20", [(POT, 8)], 6398),
    ],
)
def test_coupons(order, coupon, items, discount):
    data = order("ada", *items, coupon=coupon).get_json()
    assert data["discount"] == discount
    assert f"Discount: {discount}\n" in data["confirmation"]
    assert data["total"] == data["subtotal"] - discount + data["shipping"]


def test_coupons_of_a_category_look_at_every_line(client, order, login):
    client.put("/api/products/B-2/stock", json={"count": 5}, headers=login("eve"))
    assert order("ada", (TEA, 2), (BREAD, 1), (TRAY, 1), coupon="BOOKS5").get_json()["discount"] == 150 + 125


def test_coupons_that_do_not_fit(order):
    assert order("ada", (TEA, 1), coupon="NOPE").get_json()["error"] == "unknown coupon"
    assert order("ada", (TEA, 1), coupon="BOOKS5").get_json()["error"] == "total too small for this coupon"


@pytest.mark.parametrize(
    "name, method, quantity, shipping",
    [
        ("ada", "standard", 1, 490),
        ("ada", "standard", 5, 0),
        ("ada", "express", 5, 1290),
        ("bob", "standard", 1, 1390),
        ("bob", "express", 1, 2190),
        ("bob", "pickup", 1, 0),
    ],
)
def test_shipping(order, name, method, quantity, shipping):
    assert order(name, (TEA, quantity), shipping=method).get_json()["shipping"] == shipping


def test_orders_that_cannot_be(client, order, login):
    assert order("ada").get_json()["error"] == "nothing to order"
    assert order("ada", (TEA, 0)).get_json()["error"] == "quantity must be positive"
    assert order("ada", (TEA, 1), shipping="pigeon").get_json()["error"] == "unknown shipping method"
    answer = order("ada", (BREAD, 1), (TEA, 11), (99, 1))
    assert answer.status_code == 409
    assert answer.get_json()["error"] == (
        "Bread Handbook is sold out; only 10 of Tea Handbook left; product 99 does not exist"
    )
    assert client.post("/api/orders", json={"items": [{}]}, headers=login("ada")).status_code == 400
    assert client.post("/api/orders", json={"items": [{}]}).status_code == 401


def test_my_orders_newest_first(client, order, login):
    order("ada", (TEA, 1), (TRAY, 1))
    order("bob", (TEA, 1))
    order("ada", (CARD, 1))
    orders = client.get("/api/orders", headers=login("ada")).get_json()["orders"]
    assert [entry["products"] for entry in orders] == [["Gift card"], ["Tea Handbook", "Tray"]]
    assert {entry["status"] for entry in orders} == {"New"}


def test_details(client, order, login):
    number = order("ada", (TEA, 2), (TRAY, 1)).get_json()["id"]
    data = client.get(f"/api/orders/{number}", headers=login("ada")).get_json()
    assert data["items"] == [
        {"name": "Tea Handbook", "quantity": 2, "price": 1500},
        {"name": "Tray", "quantity": 1, "price": 1200},
    ]
    assert client.get(f"/api/orders/{number}", headers=login("bob")).status_code == 404
    assert client.get(f"/api/orders/{number}", headers=login("eve")).status_code == 200


def test_cancel_gives_the_stock_back(client, order, login):
    keep = order("ada", (TEA, 1)).get_json()["id"]
    number = order("ada", (TEA, 2), (TRAY, 3)).get_json()["id"]
    headers = login("ada")
    assert client.post(f"/api/orders/{number}/cancel", headers=login("bob")).status_code == 409
    assert client.post(f"/api/orders/{number}/cancel", headers=headers).get_json()["status"] == "cancelled"
    assert client.post(f"/api/orders/{number}/cancel", headers=headers).status_code == 409
    assert client.get("/api/products/1").get_json()["stock"] == 9
    assert client.get("/api/products/4").get_json()["stock"] == 30
    assert client.get(f"/api/orders/{keep}", headers=headers).get_json()["status"] == "new"
    assert client.post("/api/orders/999/cancel", headers=headers).status_code == 404


def test_cart(client):
    client.post("/api/cart/abc", json={"product_id": 1})
    answer = client.post("/api/cart/abc", json={"product_id": 2, "quantity": 3})
    expected = [{"product_id": 1, "quantity": 1}, {"product_id": 2, "quantity": 3}]
    assert answer.get_json()["items"] == expected
    assert client.get("/api/cart/abc").get_json()["items"] == expected
    assert client.get("/api/cart/other").get_json()["items"] == []


def test_pay_url(client, login):
    assert client.get("/api/orders/5/pay-url", headers=login("ada")).get_json()["url"].endswith("?order=5")
