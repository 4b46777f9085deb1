import gzip

from api import reporting


def place(client, headers, day, *items):
    data = {"day": day, "items": [{"product_id": product, "quantity": quantity} for product, quantity in items]}
    return client.post("/api/orders", json=data, headers=headers).get_json()["id"]


def test_sales(client, login):
    headers = login("ada")
    place(client, headers, "2024-05-02", (1, 2), (4, 1))
    place(client, headers, "2024-05-01", (5, 3))
    gone = place(client, headers, "2024-05-02", (4, 1))
    client.post(f"/api/orders/{gone}/cancel", headers=headers)
    report = client.get("/api/reports/sales", headers=login("eve")).get_json()
    assert report["days"] == [
        {"day": "2024-05-01", "orders": 1, "turnover": 3490},
        {"day": "2024-05-02", "orders": 1, "turnover": 4690},
    ]
    assert report["categories"] == {"books": 3000, "kitchen": 1200, "misc": 3000}
    assert [(entry["sku"], entry["quantity"]) for entry in report["best"]] == [("X-1", 3), ("B-1", 2), ("T-2", 1)]
    assert report["warnings"] == ["reorder X-1", "nobody wants T-1", "many cancellations"]
    assert report["shipping"] == {"standard": 2}
    assert (report["turnover"], report["average"], report["cancelled"]) == (8180, 4090, 1)


def test_sales_of_a_period_as_csv(client, login):
    headers = login("ada")
    place(client, headers, "2024-05-01", (1, 1))
    place(client, headers, "2024-06-01", (1, 1))
    answer = client.get("/api/reports/sales?from=2024-06-01&to=2024-06-30&format=csv", headers=login("eve"))
    assert answer.get_data(as_text=True) == "day;orders;turnover\n2024-06-01;1;1990\n"


def test_report_without_orders():
    report = reporting.sales_report([], {}, [{"id": 1, "sku": "A", "category": "c", "stock": 0}])
    assert report["days"] == [] and report["warnings"] == [] and report["average"] == 0


def test_low_stock(client, login):
    html = client.get("/api/reports/low-stock?limit=5", headers=login("eve")).get_data(as_text=True)
    assert html == (
        '<table><tr><td>B-2</td><td class="empty">sold out</td></tr><tr><td>X-1</td><td>3</td></tr></table>'
    )


def test_best_customers(client, login):
    place(client, login("bob"), "2024-05-01", (1, 2))
    place(client, login("ada"), "2024-05-01", (1, 1))
    customers = client.get("/api/reports/best-customers", headers=login("root")).get_json()["customers"]
    assert [(entry["username"], entry["orders"]) for entry in customers] == [
        ("bob", 1),
        ("ada", 1),
        ("eve", 0),
        ("root", 0),
    ]
    assert customers[2]["total"] == 0


def test_counts(client, login):
    counts = client.get("/api/reports/counts", headers=login("eve")).get_json()
    assert counts == {"products": 5, "users": 4, "orders": 0, "order_items": 0, "reviews": 0}


def test_archive(client, login, tmp_path):
    folder = tmp_path / "data" / "reports"
    folder.mkdir(parents=True)
    (folder / "may.csv").write_text("a\nb\n")
    headers = login("root")
    answer = client.post("/api/reports/archive", json={"name": "may.csv"}, headers=headers)
    assert answer.get_json() == {"file": "may.csv.gz", "lines": 2}
    with gzip.open(folder / "may.csv.gz", "rt") as packed:
        assert packed.read() == "a\nb\n"
    assert client.post("/api/reports/archive", json={"name": "june.csv"}, headers=headers).status_code == 404


def test_small_texts():
    assert reporting.euros(123456) == "1234,56 €"
    assert reporting.euros(5) == "0,05 €"
    assert reporting.to_csv([]) == ""
    assert reporting.to_csv([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]) == "a;b\n1;x\n2;y\n"
    assert reporting.stock_table([]) == "<table></table>"
    assert "&lt;b&gt;" in reporting.stock_table([{"sku": "<b>", "stock": 1}])
    assert reporting.initials(["ada", "", "lovelace"]) == "AL"
    assert reporting.initials([]) == ""
    assert reporting.address_block({"username": "ada", "country": "DE"}, ["x", "y"]) == "ada\nDE\nx\ny"
    assert reporting.truncate_ids([1, 22, 333]) == "1 22 333"
    assert reporting.truncate_ids([10, 20, 30], limit=7) == "10 20 …"


def test_pages(client, login):
    home = client.get("/").get_data(as_text=True)
    assert 'class="promo"' in home and 'class="first"' in home
    assert home.count('src="/static/products/') == 5
    catalogue = client.get("/catalogue").get_data(as_text=True)
    assert "39,99 €" in catalogue and 'class="row sold-out" data-sku="B-2"' in catalogue
    number = place(client, login("ada"), "2024-05-01", (1, 2))
    invoice = client.get(f"/invoice/{number}").get_data(as_text=True)
    assert "2 × Tea Handbook" in invoice and "34,90 €" in invoice
    assert client.get("/invoice/99").status_code == 404
