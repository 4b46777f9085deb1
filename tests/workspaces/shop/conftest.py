import os

# Settings that a machine may take from its environment; here and not in api/tests, because importing `api` reads them.
for name in ("SECRET_KEY", "PAYMENT_API_KEY", "PASSWORD_SALT", "CARRIER_PASSWORD"):
    os.environ.setdefault(name, "for-tests-" + name.lower())
