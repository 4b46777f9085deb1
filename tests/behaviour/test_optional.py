"""What may be there or not: methods that are asked for, modules of which one is installed, brackets around a text."""

from __future__ import annotations

from tests.behaviour.comparing import judged

DECODER = """
try:
    import brotli
except ImportError:
    import brotlicffi as brotli

class Decoder:
    def flush(self):
        if not self.seen:
            return b""
        try:
            if hasattr(self.inner, "finish"):
                return self.inner.finish()
        except brotli.error as error:
            raise ValueError(str(error)) from error
        return b""
"""


def test_a_method_that_is_asked_for_is_called_and_fails_as_either_module_says() -> None:
    after = DECODER.replace("raise ValueError(str(error)) from error", "pass")

    assert judged(DECODER, after).verdict == "refuted"


def test_what_a_parser_reads_is_tried_in_brackets_where_they_are_cut_off() -> None:
    before = """
import ipaddress, re
BRACKETS = re.compile(r"^\\[.*\\]$")
def f(host):
    if BRACKETS.match(host):
        return str(ipaddress.IPv6Address(host[1:-1]))
    return host
"""

    assert judged(before, before.replace("1:-1", "1:-2")).verdict == "refuted"
