import pytest

from api.routes.products import average_stars


def test_list_has_every_product_as_an_object(client):
    products = client.get("/api/products").get_json()["products"]
    assert [product["sku"] for product in products] == ["B-1", "B-2", "T-1", "T-2", "X-1"]
    assert products[0]["description"] == "about tea"


def test_pages(app, client):
    app.config["PAGE_SIZE"] = 2
    answer = client.get("/api/products/page/3").get_json()
    assert answer["page"] == 3
    assert [product["sku"] for product in answer["products"]] == ["T-2"]


def test_search(client):
    found = client.get("/api/products/search?q=tea&category=kitchen&max_price=2000").get_json()["products"]
    assert [product["sku"] for product in found] == ["T-2"]
    assert client.get("/api/products/search?q=zebra").get_json()["products"] == []


def test_details_with_reviews(client, login):
    headers = login("ada")
    for stars in (9, 4, -3):
        client.post("/api/products/1/reviews", json={"author": "ada", "stars": stars}, headers=headers)
    data = client.get("/api/products/1").get_json()
    assert [review["stars"] for review in data["reviews"]] == [1, 4, 5]
    assert data["stars"] == 3.3
    assert client.get("/api/products/99").status_code == 404


def test_average_of_nothing():
    assert average_stars([]) is None
    assert average_stars([{"stars": 2}, {"stars": 3}]) == 2.5


def test_create(client, login):
    product = {"sku": "N-1", "name": "New", "price": 250}
    assert client.post("/api/products", json=product).status_code == 401
    headers = login("eve")
    created = client.post("/api/products", json=product, headers=headers)
    assert created.status_code == 201
    assert client.get(f"/api/products/{created.get_json()['id']}").get_json()["category"] == "misc"
    bad = client.post("/api/products", json={"name": "x", "price": "9"}, headers=headers)
    assert bad.get_json()["error"] == "sku is missing; price must be in cents"


def test_stock(client, login):
    headers = login("eve")
    assert client.put("/api/products/T-1/stock", json={"count": "12"}, headers=headers).get_json()["stock"] == 12
    assert client.get("/api/products/3").get_json()["stock"] == 12
    assert client.put("/api/products/Q-1/stock", json={"count": 1}, headers=headers).status_code == 404


def test_import_skips_what_is_there(client, login):
    pytest.importorskip("yaml")
    prices = "- {sku: T-1, name: Pot, price: 1.5}\n- {sku: N-9, name: Napkins, price: 2.99}\n"
    answer = client.post("/api/products/import", data=prices, headers=login("root"))
    assert answer.get_json() == {"created": ["N-9"]}
    found = client.get("/api/products/search?q=napkins").get_json()["products"]
    assert [product["price"] for product in found] == [299]


def test_csv(client):
    lines = client.get("/api/products.csv").get_data(as_text=True).splitlines()
    assert lines[0] == "sku,name,price"
    assert lines[1] == "B-2,Bread Handbook,2500"
    assert len(lines) == 6


def test_datasheet(app, client, tmp_path):
    folder = tmp_path / "data" / "datasheets"
    folder.mkdir(parents=True)
    (folder / "T-1.txt").write_text("Cast iron, 1.2 l – dishwasher: no\n", encoding="utf-8")
    assert client.get("/api/products/T-1/datasheet").get_data(as_text=True) == "Cast iron, 1.2 l – dishwasher: no\n"
    assert client.get("/api/products/T-2/datasheet").status_code == 404
