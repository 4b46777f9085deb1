"""What a secret looks like: the names that hold one, and the values that are one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from burnish.text import Span

_KEY_PATTERN = (
    "(^|[^A-Za-z0-9])("
    "(AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{20}"
    "|xox[abprs]-[A-Za-z0-9-]{20,}|[sr]k_live_[A-Za-z0-9]{20,}|AIza[0-9A-Za-z_-]{35}"
    "|SG[.][A-Za-z0-9_-]{20,}[.][A-Za-z0-9_-]{20,}|sk-(proj-|ant-)?[A-Za-z0-9_-]{32,}|npm_[A-Za-z0-9]{36}"
    r"|hf_[A-Za-z0-9]{34}|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\[nr])*[A-Za-z0-9+/]{40})"
)
"""Matches keys that providers issue in a form of their own: secrets under any name."""

SHORTEST = 6
"""Characters: nothing shorter is taken for a secret."""


def names_secret(name: str) -> bool:
    """Whether a name (`apiKey`, `DB_PASSWORD`, `client-secret`) says that its value is a secret."""
    words = name_words(name)
    while words and (words[-1].isdigit() or words[-1] in _AFTERTHOUGHTS):
        words.pop()
    if not words or not _NOT_SECRET.isdisjoint(words):
        return False
    return words[-1] in _SECRET_WORDS or (words[-1] in ("key", "keys") and len(words) > 1 and words[-2] in _KEY_KINDS)


def looks_secret(value: str, name: str) -> bool:
    """Whether a literal under a name is a secret that somebody uses, not a placeholder or a label."""
    if is_issued_key(value):
        return not (_WEB_KEY.search(value) and (is_public(name) or "://" in value))
    if not SHORTEST <= len(value) <= 4096 or is_public(name) or not names_secret(name):
        return False
    if not value.isascii() or " " in name:
        return False  # what a program says to people, in their language or by the sentence that it stands for
    if _REFERENCE.fullmatch(value) is not None:
        return False
    if re.search(r"\s|[<>{}$()]|\.\.\.|…|^%|^/|://", value):
        return False
    if _is_placeholder(value) or value.startswith(_PUBLISHED) or _repeats(name, value):
        return False
    letters, digits = re.search(r"[A-Za-z]", value) is not None, re.search(r"\d", value) is not None
    if _is_password(name):
        if len(value) < 12 and "default" in name_words(name):
            return False  # the first password, which whoever sets the program up is told of
        return (letters and digits) or re.search(r"[^\w.:-]", value) is not None
    # A key that a machine made has letters and digits, and hardly repeats itself.
    return len(value) >= 12 and letters and digits and (_entropy(value) >= 3.0 or len(value) < 20)


def is_public(name: str) -> bool:
    """Whether a bundler hands what has this name to everyone's browser, so that nobody takes it for a secret."""
    return name.startswith(_PUBLIC_PREFIXES)


def opens_a_service(name: str) -> bool:
    """Whether a name says that a secret is one with which a program tells a service of others who it is (`API_KEY`), not one
    of the program's own (`SECRET_KEY`, `DB_PASSWORD`)."""
    words = name_words(name)
    return _OWN.isdisjoint(words) and words != ["secret", "key"] and not _OF_SERVICES.isdisjoint(words)


def is_for_development(*names: str) -> bool:
    """Whether names, of a file without its ending or of a class, say that what they hold is for a developer's own machine."""
    return any(not _DEVELOPMENT.isdisjoint(name_words(one)) for one in names)


def is_explained(comment: str) -> bool:
    """Whether words beside a value say that it is nobody's secret: what everyone may see, a sample, what is used for want of
    another."""
    return _EXPLAINED.search(comment) is not None


def is_web_configuration(keys: Iterable[str], value: str) -> bool:
    """Whether a key stands among others that say it is one of Google's for pages that everyone may read."""
    return _WEB_KEY.search(value) is not None and not _WEB_CONFIGURATION.isdisjoint(keys)


def is_issued_key(value: str) -> bool:
    """Whether the value holds a key in a provider's own form, and is no sample of it."""
    found = _ISSUED.search(value)
    return found is not None and _entropy(found[2]) >= 3.0 and not re.search(r"(?i)example|x{4}|0{6}|1234567", value)


def is_web_key(value: str) -> bool:
    """Whether a key is one of Google's, which pages that everyone may read have, too."""
    return _WEB_KEY.fullmatch(value) is not None


def password_inside(value: str) -> tuple[int, int] | None:
    """Where the password stands in an address like `postgres://user:password@host`, or in a connection string like
    `Server=host;Password=password`; None for a placeholder."""
    return _in_address(value) if "://" in value else _in_connection_string(value) if "=" in value else None


def _in_address(value: str) -> tuple[int, int] | None:
    found = re.match(r"[a-z][a-z0-9+.-]*://[^/:@\s]*:([^/@\s]+)@([^/:\s]*)", value)
    if found is None or re.search(r"[<>{}$%]", found[1]) or len(found[1]) < SHORTEST or _is_placeholder(found[1]):
        return None
    if _is_nowhere(found[2]):
        return None
    return (found.start(1), found.end(1)) if re.search(r"\d|[^\w]", found[1]) else None


def _in_connection_string(value: str) -> tuple[int, int] | None:
    setting = _SETTING if ";" in value else _WORD_SETTING
    settings = {one["key"].strip().lower(): one for one in setting.finditer(value)}
    host = next((one["value"].strip() for key, one in settings.items() if key in _HOSTS), None)
    secret = next((one for key, one in settings.items() if key in _PASSWORDS), None)
    if secret is None or host is None or _is_nowhere(host.removeprefix("tcp:").split(",")[0]):
        return None
    written = secret["value"].strip()
    if not looks_secret(written, "password"):
        return None
    start = secret.start("value") + secret["value"].index(written)
    return start, start + len(written)


def _is_nowhere(host: str) -> bool:
    """Whether a host is this machine, or one that nobody has: what its password opens is no secret."""
    return re.fullmatch(_NOWHERE, host) is not None


def secret_under_no_name(text: str, at: int) -> tuple[Span, str] | None:
    """Where a literal's text, which begins at byte `at`, holds a secret whatever it is given to, and what to say of it."""
    if len(text) < _SHORTEST_OF_ITSELF:
        return None
    if is_issued_key(text):
        if "://" in text and _WEB_KEY.search(text) is not None:
            return None  # the address that a public page asks, with the key that stands in it
        return Span(at, at + len(text.encode())), "A key that a provider issued stands in the code"
    inside = password_inside(text)
    if inside is None:
        return None
    start, end = (at + len(text[:one].encode()) for one in inside)
    where = "address" if "://" in text else "connection string"
    return Span(start, end), f"A password stands in the code, in this {where}"


def name_words(name: str) -> list[str]:
    """The words of a name in lower case: `dbPassword2` gives db, password, 2."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def environment_name(*names: str) -> str:
    """The name of the environment variable for a secret: ("db", "password") gives DB_PASSWORD."""
    words: list[str] = []
    for name in names:
        for word in name_words(name):
            if word not in words:
                words.append(word)
    return "_".join(words).upper()


def _is_password(name: str) -> bool:
    return not {"password", "passwd", "pwd", "passphrase", "pass", "secret"}.isdisjoint(name_words(name))


def _is_placeholder(value: str) -> bool:
    words = set(re.findall(r"[a-z]+", value.lower()))
    if not words.isdisjoint(_PLACEHOLDER_WORDS) or _PLACEHOLDER_PART.search(value):
        return True
    if _PLACEHOLDER_PART.search(value.lower().translate(_DIGITS_FOR_LETTERS)):
        return True
    # Words with dots, dashes and underscores between them name a setting or a message; so do names in code, and selectors.
    return len(set(value)) < 5 or re.fullmatch(r"[#.]?[A-Za-z]+(?:\d?[._:/-][A-Za-z]+)*\d?[!?.]*", value) is not None


def _repeats(name: str, value: str) -> bool:
    """Whether a value is a name itself, of words and small numbers, some of which are its own name's: `"client_secret_2"`."""
    is_name = re.fullmatch(r"[A-Za-z]+(?:\d{0,2}[._:/-](?:[A-Za-z]+|\d{1,3}))*\d{0,2}", value) is not None
    return is_name and not set(name_words(name)).isdisjoint(word for word in name_words(value) if word.isalpha())


def _entropy(value: str) -> float:
    """Bits per character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


_PUBLISHED = ("pk_live_", "pk_test_", "phc_")  # keys that providers issue for the pages that everyone may read
_PUBLIC_PREFIXES = (
    "NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "PUBLIC_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_", "NG_APP_",
    "STORYBOOK_",
)  # fmt: skip
"""What bundlers ask the names of those variables to begin with that they write into the files for browsers."""
_WEB_KEY = re.compile(r"AIza[0-9A-Za-z_-]{35}")
_WEB_CONFIGURATION = frozenset({"authDomain", "messagingSenderId", "storageBucket", "measurementId"})
_SETTING = re.compile(r"(?:^|;)(?P<key>[^=;]+)=(?P<value>[^;]*)")
_WORD_SETTING = re.compile(r"(?:^|\s)(?P<key>\w+)=(?P<value>[^\s']+)")
"""PostgreSQL's: `host=db user=svc password=…`."""
_HOSTS = frozenset(
    {
        "server", "data source", "host", "hostname", "hostaddr", "address", "addr", "endpoint", "network address",
        "accountname",
    }
)  # fmt: skip
_PASSWORDS = frozenset({"password", "pwd", "accountkey", "sharedaccesskey"})
_NOWHERE = r"(?i)localhost|127\.0\.0\.1|0\.0\.0\.0|\(local\)|\.|.*\bexample\.(com|org|net)"
_SHORTEST_OF_ITSELF = 16
"""Characters: less is no key of a provider, nor an address or connection string with a password."""
_ISSUED = re.compile(_KEY_PATTERN)
_SECRET_WORDS = frozenset(
    {"secret", "secrets", "password", "passwd", "pwd", "passphrase", "token", "apikey", "secretkey", "privatekey"}
)
_KEY_KINDS = frozenset(
    {
        "api", "secret", "private", "access", "auth", "encryption", "signing", "session", "jwt", "client", "account",
        "hmac",
    }
)  # fmt: skip
_OF_SERVICES = frozenset({"api", "apikey", "apisecret", "client", "consumer", "auth", "app", "access", "token"})
_OWN = frozenset(
    {"password", "passwd", "pwd", "passphrase", "jwt", "session", "signing", "encryption", "private", "hmac", "csrf"}
)
_DEVELOPMENT = frozenset(
    {
        "dev", "devel", "develop", "development", "local", "test", "tests", "testing", "ci", "devcontainer", "seed", "seeds",
        "seeder", "seeding", "fixture", "fixtures", "sample", "samples", "preview", "previews", "stories", "mock", "mocks",
        "demo", "faker",
    }
)  # fmt: skip
_EXPLAINED = re.compile(
    r"(?i)\bfallback|\bpublic (?:api|app|client|key|page|site|token)|\bpublicly (?:available|known)|not (?:a |really )?secret|\bnot? (?:real|sensitive)"
)
"""Where somebody says beside a service's key that it is nobody's secret. Where a key was found says nothing of that."""
_AFTERTHOUGHTS = frozenset({"base", "value", "prod", "production", "live", "default"})
_NOT_SECRET = frozenset(
    {
        "public", "header", "name", "field", "url", "uri", "path", "file", "label", "hint", "regex", "pattern", "prefix",
        "placeholder", "message", "error", "type", "test", "fake", "dummy", "mock", "example", "sample", "invalid", "wrong",
    }
)  # fmt: skip
_PLACEHOLDER_WORDS = frozenset(
    {
        "your", "changeme", "change", "placeholder", "example", "sample", "dummy", "fake", "todo", "fixme", "insert", "replace",
        "test", "testing", "mock", "development", "localdev", "foo", "bar", "redacted", "hidden", "none", "null", "undefined", "xxx", "xxxx", "default",
        "keyboard", "lorem", "seed", "sandbox", "abc", "abcdef", "qwerty", "demo", "here", "notasecret", "supersecret",
    }
)  # fmt: skip
_REFERENCE = re.compile(r"@?[a-z]+:[A-Za-z_./-]+")
"""Where a secret is kept: `@keychain:AC_PASSWORD`, `env:DB_PASSWORD`."""
_DIGITS_FOR_LETTERS = str.maketrans("0134567", "oieasgt")
"""As in `ch4n63m3`."""
_PLACEHOLDER_PART = re.compile(r"(?i)change.?me|x{4}|\*{3}|123456789|your[_-]|placeholder|example|_here$")
