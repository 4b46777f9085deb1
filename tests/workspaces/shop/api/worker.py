"""Background work: python -m api.worker"""

import asyncio
import json
import os
import subprocess
import time

from api import db, shipping

POLL_SECONDS = 0.01

try:
    import requests
except ImportError:
    requests = None


class Feed:
    """Where the figures come from; the warehouse has a slow one."""

    def __init__(self, stock, prices, reviews):
        self.stock = stock
        self.prices = prices
        self.reviews = reviews

    async def fetch_stock(self, sku):
        await asyncio.sleep(0)
        return self.stock.get(sku, 0)

    async def fetch_price(self, sku):
        await asyncio.sleep(0)
        return self.prices.get(sku)

    async def fetch_reviews(self, sku):
        await asyncio.sleep(0)
        return self.reviews.get(sku, [])

    async def fetch_supplier(self, sku):
        await asyncio.sleep(0)
        return sku.split("-")[0]

    async def fetch_lead_time(self, supplier):
        await asyncio.sleep(0)
        return {"B": 2, "T": 7}.get(supplier, 14)


async def product_summary(feed, sku):
    stock = await feed.fetch_stock(sku)
    price = await feed.fetch_price(sku)
    reviews = await feed.fetch_reviews(sku)
    stars = [review["stars"] for review in reviews]
    return {"sku": sku, "stock": stock, "price": price, "stars": max(stars) if stars else None}


async def delivery_days(feed, sku):
    supplier = await feed.fetch_supplier(sku)
    days = await feed.fetch_lead_time(supplier)
    stock = await feed.fetch_stock(sku)
    return 1 if stock else days


async def warm_up(feed, skus):
    first = await product_summary(feed, skus[0])
    last = await product_summary(feed, skus[-1])
    return [first, last]


async def wait_for(path, attempts=5):
    """Wait until another process has written the file."""
    for _ in range(attempts):
        if os.path.exists(path):
            return True
        time.sleep(POLL_SECONDS)
    return False


async def wait_politely(path, attempts=5):
    for _ in range(attempts):
        if os.path.exists(path):
            return True
        await asyncio.sleep(POLL_SECONDS)
    return False


async def parcel_status(parcel):
    response = requests.get(shipping.CARRIER_URL + "/parcels/" + parcel, timeout=5)
    return response.json()["status"]


async def parcel_status_in_thread(parcel):
    return await asyncio.to_thread(shipping.track, parcel)


async def disk_free(folder):
    out = subprocess.check_output(["df", "-Pk", folder], text=True)
    return int(out.splitlines()[-1].split()[3])


async def save_summaries(feed, skus, path):
    summaries = []
    for sku in skus:
        summaries.append(await product_summary(feed, sku))
    with open(path, "w", encoding="utf-8") as f:
        json.dump(summaries, f)
    return len(summaries)


async def drain(queue, handle):
    """Handle jobs until None comes along; pause a little after failures."""
    done = 0
    failed = 0
    while True:
        job = await queue.get()
        if job is None:
            break
        try:
            await handle(job)
            done += 1
        except ValueError:
            failed += 1
            time.sleep(0.005)
    return done, failed


async def sync_stock(connection, feed):
    rows = connection.execute("SELECT sku FROM products ORDER BY sku").fetchall()
    changed = 0
    for row in rows:
        count = await feed.fetch_stock(row["sku"])
        cursor = connection.execute(
            "UPDATE products SET stock = ? WHERE sku = ? AND stock <> ?", (count, row["sku"], count)
        )
        changed += cursor.rowcount
    connection.commit()
    return changed


def pause(seconds):
    time.sleep(min(seconds, 0.02))


def main():
    connection = db.connect(os.environ.get("SHOP_DATABASE", "shop.db"))
    feed = Feed({}, {}, {})
    while True:
        asyncio.run(sync_stock(connection, feed))
        time.sleep(60)


if __name__ == "__main__":
    main()
