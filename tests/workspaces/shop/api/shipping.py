"""What the carriers and the bank tell us."""

import json
import urllib.request

try:
    import requests
except ImportError:
    requests = None

CARRIER_URL = "https://carrier.example/api"
CARRIER_PASSWORD = "hV3!rQ8zLw5#Nd1s"

RETRIES = 3


def track(parcel):
    response = requests.get(f"{CARRIER_URL}/parcels/{parcel}", auth=("shop", CARRIER_PASSWORD))
    response.raise_for_status()
    return response.json()["status"]


def quote(country, grams):
    response = requests.get(CARRIER_URL + "/quote", params={"country": country, "grams": grams}, timeout=5)
    return response.json()["cents"]


def book(order, address):
    payload = {"order": order["id"], "address": address, "method": order["shipping"]}
    for attempt in range(RETRIES):
        response = requests.post(
            CARRIER_URL + "/bookings",
            json=payload,
            headers={"X-Attempt": str(attempt + 1)},
        )
        if response.status_code == 503:
            continue
        response.raise_for_status()
        return response.json()["parcel"]
    return None


def exchange_rate(currency):
    with urllib.request.urlopen("https://bank.example/rates.json") as answer:
        rates = json.load(answer)
    return rates.get(currency, 1.0)


def holidays(country):
    with urllib.request.urlopen(f"https://bank.example/holidays/{country}.json", timeout=10) as answer:
        return json.load(answer)


def cheapest(quotes):
    """The carrier with the lowest price among those that deliver at all."""
    best = None
    for name, offer in quotes.items():
        if offer is not None:
            if offer.get("available", True):
                if best is None or offer["cents"] < quotes[best]["cents"]:
                    best = name
    return best
