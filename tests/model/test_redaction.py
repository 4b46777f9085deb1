from __future__ import annotations

import pytest

from burnish.model.redaction import mentions_placeholder, redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("key = 'AKIAIOSFODNN7EXAMPLE'", "key = 'BURNISH_REDACTED_1'"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "BURNISH_REDACTED_1"),
        ('api_key = "sk-proj-abcdefghijklmnop1234"', 'api_key = "BURNISH_REDACTED_1"'),
        ('PASSWORD = "hunter2"', 'PASSWORD = "BURNISH_REDACTED_1"'),
        ("{'secret': 'abc'}", "{'secret': 'BURNISH_REDACTED_1'}"),
        ("const authToken = `t0ps3cret`;", "const authToken = `BURNISH_REDACTED_1`;"),
        ("postgres://shop:s3cret@db:5432/shop", "postgres://shop:BURNISH_REDACTED_1@db:5432/shop"),
        ("A=1\nDB_PASSWORD=geheim\n", "A=1\nDB_PASSWORD=BURNISH_REDACTED_1\n"),
        ("x = 'q7RkP2vXz9LmN4tYbW8sDfGh'", "x = 'BURNISH_REDACTED_1'"),
        ("h = '9f86d081884c7d659a2feaa0c55ad015'", "h = 'BURNISH_REDACTED_1'"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "BURNISH_REDACTED_1"),
    ],
)
def test_a_secret_becomes_a_placeholder(text: str, redacted: str) -> None:
    assert redact(text).text == redacted
    assert mentions_placeholder(redacted)


@pytest.mark.parametrize(
    "text",
    [
        "password = os.environ['SHOP_PASSWORD']",
        "def get_token(self, request): return request.token",
        "from sqlalchemy.orm import declarative_base, relationship, sessionmaker",
        "const response = await fetchCustomerOrdersByIdentifier(customerIdentifier);",
        "url = 'https://example.org/static/images/Product12345/Large'",
        "if password == other_password:",
        "handler = onClickOfButton12.bind(addressBook2Widget.handleUserLogin22Click)",
        "COLOURS = ['#ff8800', 'rebeccapurple']",
    ],
)
def test_ordinary_code_stays_as_it_is(text: str) -> None:
    assert redact(text).text == text
    assert not mentions_placeholder(text)


def test_equal_secrets_get_one_placeholder_and_others_their_own() -> None:
    text = "password = 'first'\ntoken = 'second'\npassword = 'first'"
    assert redact(text).text == (
        "password = 'BURNISH_REDACTED_1'\ntoken = 'BURNISH_REDACTED_2'\npassword = 'BURNISH_REDACTED_1'"
    )
    assert redact(text).count == 2
