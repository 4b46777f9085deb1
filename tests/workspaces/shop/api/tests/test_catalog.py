import io
import pickle

import pytest

from api import catalog


def test_price_list():
    pytest.importorskip("yaml")
    text = "- sku: 17\n  name: Cup\n  price: 4.35\n- {sku: A, name: Bowl, price: 10}\n"
    assert catalog.parse_price_list(text) == [
        {"sku": "17", "name": "Cup", "price": 435},
        {"sku": "A", "name": "Bowl", "price": 1000},
    ]
    assert catalog.parse_price_list("") == []


def test_categories_and_aliases(tmp_path):
    pytest.importorskip("yaml")
    path = tmp_path / "categories.yaml"
    path.write_text("categories:\n  books: [novels, cooking]\n")
    assert catalog.load_categories(path) == {"books": ["novels", "cooking"]}
    assert catalog.load_aliases(path) == {"categories": {"books": ["novels", "cooking"]}}
    path.write_text("")
    assert catalog.load_aliases(path) == {}


def test_cart_files(tmp_path):
    path = tmp_path / "cart"
    assert catalog.load_cart(path) == {"items": [], "coupon": None}
    cart = {"items": [{"sku": "T-1", "quantity": 2}], "coupon": "WELCOME10"}
    catalog.save_cart(path, cart)
    assert catalog.load_cart(path) == cart
    catalog.save_cart(path, {"items": []})
    assert catalog.load_cart(path) == {"items": []}


def test_cart_cookies():
    assert catalog.cart_from_cookie(pickle.dumps({"items": [1]}).hex()) == {"items": [1]}
    assert catalog.cart_from_json('{"items": [1]}') == {"items": [1]}


PRODUCTS = [
    {"sku": "a", "name": " red cup", "stock": 2, "category": "cups", "price": 5},
    {"sku": "b", "name": "BOWL", "stock": 0, "category": "bowls", "price": 7},
    {"sku": "c", "name": "blue cup", "stock": 1, "category": "cups", "price": 9},
]


def test_lists_of_products():
    assert catalog.visible_names(PRODUCTS) == ["Red Cup", "Blue Cup"]
    assert catalog.visible_names(PRODUCTS, 2) == ["Red Cup"]
    assert catalog.in_stock_by_category(PRODUCTS) == {"cups": ["a", "c"]}
    assert catalog.prices_by_sku(PRODUCTS) == {"a": 5, "b": 7, "c": 9}


def test_first_valid():
    entries = [{"price": 1}, {"price": 2}, {}, {"price": 3}]
    assert catalog.first_valid(entries, 5) == [{"price": 1}, {"price": 2}]
    assert catalog.first_valid(entries, 1) == [{"price": 1}]
    assert catalog.parse_quantities(["1", "x", " 3 "]) == [1, 0, 3]


def test_check_product():
    assert catalog.check_product({"sku": "a", "name": "b", "price": 1}) == []
    assert catalog.check_product({}) == ["sku is missing", "name is missing", "price is missing"]
    assert catalog.check_product({"sku": "a", "name": "b", "price": -1}) == ["price must be in cents"]


def test_files(tmp_path):
    path = tmp_path / "list.txt"
    catalog.append_log(path, "# head")
    catalog.append_log(path, "grün ")
    catalog.append_log(path, "")
    assert catalog.read_lines(path) == ["grün ", ""]
    assert catalog.read_lines(path, skip_comments=False) == ["# head", "grün ", ""]
    with catalog.open_feed(path) as feed:
        assert isinstance(feed, io.TextIOBase) and feed.readline() == "# head\n"


def test_texts():
    assert catalog.breadcrumb(["Home", "Books", "Tea"]) == "Home / Books / Tea"
    assert catalog.breadcrumb(["Home"], " > ") == "Home"
    assert catalog.breadcrumb([]) == ""
    assert catalog.wrap_words(["aa", "bb", "cccc", "d"], 5) == ["aa bb", "cccc", "d"]


@pytest.mark.parametrize(
    "product, sale, label",
    [
        ({"name": "Cup", "stock": 1}, True, "Cup (sale)"),
        ({"name": "Cup", "stock": 0}, True, "Cup"),
        ({"name": "Cup", "stock": 1, "excluded": True}, True, "Cup"),
        ({"name": "Cup", "stock": 1}, False, "Cup"),
    ],
)
def test_labels(product, sale, label):
    assert catalog.label_for(product, sale=sale) == label
    assert catalog.label_for(product, {"role": "admin"}, sale) == f"{label} [{product['stock']}]"
    assert catalog.label_for(product, {"role": "customer"}, sale) == label
