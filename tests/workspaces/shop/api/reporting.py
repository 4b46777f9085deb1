"""Figures and texts for the office."""

from html import escape


def euros(cents):
    return f"{cents // 100},{cents % 100:02d} €"


def to_csv(rows):
    if not rows:
        return ""
    header = list(rows[0])
    out = ";".join(header) + "\n"
    for row in rows:
        out += ";".join(str(row[name]) for name in header) + "\n"
    return out


def stock_table(rows):
    html = "<table>"
    for row in rows:
        html += "<tr>"
        html += f"<td>{escape(row['sku'])}</td>"
        if row["stock"] == 0:
            html += '<td class="empty">sold out</td>'
        else:
            html += f"<td>{row['stock']}</td>"
        html += "</tr>"
    html += "</table>"
    return html


def initials(names):
    result = ""
    for name in names:
        if name:
            result += name[0].upper()
    return result


def address_block(user, lines):
    block = user["username"]
    block += "\n" + user["country"]
    return block + "\n" + "\n".join(lines)


def truncate_ids(ids, limit=40):
    """As many ids as fit into the limit, with an ellipsis when some do not."""
    text = ""
    for number in ids:
        if len(text) + len(str(number)) + 1 > limit:
            return text + "…"
        text += str(number) + " "
    return text.strip()


def sales_report(orders, items, products):
    """Turnover by day, category and product, with the usual warnings."""
    by_id = {}
    for product in products:
        by_id[product["id"]] = product

    days = {}
    for order in orders:
        if order["status"] == "cancelled":
            continue
        day = days.setdefault(order["day"], {"day": order["day"], "orders": 0, "turnover": 0})
        day["orders"] += 1
        day["turnover"] += order["total"]

    categories = {}
    sold = {}
    cancelled = 0
    for order in orders:
        if order["status"] == "cancelled":
            cancelled += 1
            continue
        for item in items.get(order["id"], []):
            product = by_id.get(item["product_id"])
            if product is not None:
                name = product["category"]
            else:
                name = "gone"
            categories[name] = categories.get(name, 0) + item["price"] * item["quantity"]
            sold[item["product_id"]] = sold.get(item["product_id"], 0) + item["quantity"]

    best = []
    for product_id, quantity in sorted(sold.items(), key=lambda pair: (-pair[1], pair[0])):
        if product_id in by_id:
            best.append({"sku": by_id[product_id]["sku"], "quantity": quantity})
        if len(best) == 3:
            break

    warnings = []
    for product in products:
        if product["stock"] == 0:
            if sold.get(product["id"], 0) > 0:
                warnings.append("reorder " + product["sku"])
        elif product["stock"] > 20 and product["id"] not in sold:
            warnings.append("nobody wants " + product["sku"])
    if cancelled:
        if len(orders) > 0:
            if cancelled / len(orders) > 0.2:
                warnings.append("many cancellations")

    shipping = {}
    for order in orders:
        if order["status"] != "cancelled":
            shipping[order["shipping"]] = shipping.get(order["shipping"], 0) + 1

    turnover = 0
    count = 0
    for day in days.values():
        turnover += day["turnover"]
        count += day["orders"]

    return {
        "days": [days[name] for name in sorted(days)],
        "categories": categories,
        "best": best,
        "warnings": warnings,
        "shipping": shipping,
        "turnover": turnover,
        "average": turnover // count if count else 0,
        "cancelled": cancelled,
    }
