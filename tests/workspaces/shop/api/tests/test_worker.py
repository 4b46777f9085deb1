import asyncio
import json
import threading

from api import shipping, worker
from api.tests.test_shipping import Answer, Carrier


def feed():
    return worker.Feed(
        {"B-1": 4, "T-1": 0, "T-2": 9}, {"B-1": 1500, "T-1": 3999}, {"B-1": [{"stars": 3}, {"stars": 5}]}
    )


def test_summary():
    known = asyncio.run(worker.product_summary(feed(), "B-1"))
    assert known == {"sku": "B-1", "stock": 4, "price": 1500, "stars": 5}
    unknown = asyncio.run(worker.product_summary(feed(), "Q-1"))
    assert unknown == {"sku": "Q-1", "stock": 0, "price": None, "stars": None}


def test_delivery_days():
    assert asyncio.run(worker.delivery_days(feed(), "B-1")) == 1
    assert asyncio.run(worker.delivery_days(feed(), "T-1")) == 7
    assert asyncio.run(worker.delivery_days(feed(), "Z-1")) == 14


def test_warm_up():
    first, last = asyncio.run(worker.warm_up(feed(), ["B-1", "X", "T-2"]))
    assert (first["sku"], last["stock"]) == ("B-1", 9)


def test_waiting_for_a_file(tmp_path):
    path = tmp_path / "ready"
    assert asyncio.run(worker.wait_for(path, attempts=2)) is False
    assert asyncio.run(worker.wait_politely(path, attempts=2)) is False
    timer = threading.Timer(0.01, path.touch)
    timer.start()
    assert asyncio.run(worker.wait_for(path, attempts=200)) is True
    timer.join()
    assert asyncio.run(worker.wait_politely(path)) is True


def test_parcel_status(monkeypatch):
    carrier = Carrier(Answer({"status": "on its way"}), Answer({"status": "lost"}))
    monkeypatch.setattr(worker, "requests", carrier)
    monkeypatch.setattr(shipping, "requests", carrier)
    assert asyncio.run(worker.parcel_status("P3")) == "on its way"
    assert asyncio.run(worker.parcel_status_in_thread("P4")) == "lost"
    assert [url.rsplit("/", 1)[1] for url, _ in carrier.calls] == ["P3", "P4"]


def test_disk_free(tmp_path):
    assert asyncio.run(worker.disk_free(str(tmp_path))) >= 0


def test_save_summaries_keeps_the_order(tmp_path):
    path = tmp_path / "summaries.json"
    assert asyncio.run(worker.save_summaries(feed(), ["T-2", "B-1"], path)) == 2
    assert [entry["sku"] for entry in json.loads(path.read_text())] == ["T-2", "B-1"]


def test_drain():
    handled = []

    async def handle(job):
        if job == "bad":
            raise ValueError(job)
        handled.append(job)

    async def run():
        queue = asyncio.Queue()
        for job in ("a", "bad", "b", None, "c"):
            queue.put_nowait(job)
        return await worker.drain(queue, handle), queue.qsize()

    assert asyncio.run(run()) == ((2, 1), 1)
    assert handled == ["a", "b"]


def test_sync_stock(connection):
    stocked = worker.Feed({"B-1": 10, "B-2": 6, "T-1": 80, "T-2": 29, "X-1": 3}, {}, {})
    assert asyncio.run(worker.sync_stock(connection, stocked)) == 2
    stock = {row["sku"]: row["stock"] for row in connection.execute("SELECT sku, stock FROM products")}
    assert stock == {"B-1": 10, "B-2": 6, "T-1": 80, "T-2": 29, "X-1": 3}
    assert asyncio.run(worker.sync_stock(connection, stocked)) == 0


def test_pause():
    assert worker.pause(0.001) is None
