"""Price lists, categories and what else comes from files."""

import json
import os
import pickle


def parse_price_list(text):
    """Suppliers send YAML, with prices in euros."""
    import yaml

    entries = []
    for raw in yaml.load(text, Loader=yaml.Loader) or []:
        entries.append({"sku": str(raw["sku"]), "name": raw["name"], "price": round(raw["price"] * 100)})
    return entries


def load_categories(path):
    import yaml

    with open(path, encoding="utf-8") as f:
        tree = yaml.load(f, Loader=yaml.UnsafeLoader)
    return tree["categories"]


def load_aliases(path):
    import yaml

    with open(path, encoding="utf-8") as f:
        return yaml.safe_load(f) or {}


def save_cart(path, cart):
    f = open(path, "wb")
    pickle.dump(cart, f)
    f.close()


def load_cart(path):
    if not os.path.exists(path):
        return {"items": [], "coupon": None}
    with open(path, "rb") as f:
        return pickle.load(f)


def cart_from_cookie(blob):
    return pickle.loads(bytes.fromhex(blob))


def cart_from_json(text):
    return json.loads(text)


def check_product(data):
    problems = []
    for field in ("sku", "name", "price"):
        if field not in data:
            problems.append(field + " is missing")
    if "price" in data:
        if not isinstance(data["price"], int) or data["price"] < 0:
            problems.append("price must be in cents")
    return problems


def visible_names(products, min_stock=1):
    names = []
    for product in products:
        if product["stock"] >= min_stock:
            names.append(product["name"].strip().title())
    return names


def in_stock_by_category(products):
    grouped = {}
    for product in products:
        if product["stock"] > 0:
            grouped.setdefault(product["category"], []).append(product["sku"])
    return grouped


def prices_by_sku(products):
    prices = {}
    for product in products:
        prices[product["sku"]] = product["price"]
    return prices


def first_valid(entries, limit):
    """Entries until the limit is reached or one without a price turns up."""
    taken = []
    for entry in entries:
        if entry.get("price") is None:
            break
        taken.append(entry)
        if len(taken) == limit:
            break
    return taken


def parse_quantities(values):
    numbers = []
    for value in values:
        try:
            numbers.append(int(value))
        except ValueError:
            numbers.append(0)
    return numbers


def read_lines(path, skip_comments=True):
    f = open(path, encoding="utf-8")
    lines = []
    for line in f:
        line = line.rstrip("\n")
        if skip_comments and line.startswith("#"):
            continue
        lines.append(line)
    f.close()
    return lines


def append_log(path, message):
    log = open(path, "a", encoding="utf-8")
    log.write(message + "\n")
    log.close()


def open_feed(path):
    feed = open(path, encoding="utf-8")
    return feed


def breadcrumb(path, separator=" / "):
    crumb = ""
    for part in path:
        crumb += part + separator
    return crumb[: -len(separator)] if crumb else ""


def wrap_words(words, width):
    lines = []
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    if line:
        lines.append(line)
    return lines


def label_for(product, user=None, sale=False):
    label = product["name"]
    if sale:
        if product["stock"] > 0:
            if not product.get("excluded"):
                label += " (sale)"
    if user is not None and user["role"] == "admin":
        label += f" [{product['stock']}]"
    return label
