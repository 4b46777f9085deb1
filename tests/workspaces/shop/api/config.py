import os


class Config:
    DATABASE = os.environ.get("SHOP_DATABASE", "shop.db")
    OVERRIDES = os.environ.get("SHOP_OVERRIDES", "overrides.json")
    DATA_DIR = os.environ.get("SHOP_DATA_DIR", "data")
    ALLOWED_ORIGINS = "http://localhost:3000, https://shop.example"

    SECRET_KEY = "b7f3c1e95a2d4806bf9e71c3a4d8e260"
    TOKEN_HEADER = "X-Shop-Token"
    TOKEN_MAX_AGE = 8 * 3600
    PASSWORD_MIN_LENGTH = 8
    PASSWORD_HINT = "at least eight characters"

    PAYMENT_URL = "https://payments.example/v2/charges"
    PAYMENT_API_KEY = "Zq81vLr0tXn47KwBm2Yc93HdPs65GfJa"
    MAIL_HOST = os.environ.get("MAIL_HOST", "localhost")
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD", "")

    PAGE_SIZE = 25


SHIPPING_CENTS = {"standard": 490, "express": 1290, "pickup": 0}
TAX_PERCENT = {"DE": 19, "AT": 20, "FR": 20, "CH": 8}
