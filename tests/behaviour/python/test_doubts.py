"""What the world outside lacks or refuses follows from what the code checks for and catches."""

from __future__ import annotations

from tests.behaviour.python.observing import given, program, ran, stub

WORLDS = range(40)


def values(module: str, *arguments: object) -> set[str]:
    seen = ran(program(module, "f"), *[given(*arguments, world=world) for world in WORLDS])
    return {one["value"] or one["exception"] for one in seen}


def test_attributes_that_are_checked_for_may_be_lacking_and_others_are_not() -> None:
    checked = """
    def f(file):
        if hasattr(file, "name"):
            return file.name, file.size
        return None
    """
    caught = """
    def f(file):
        try:
            return file.name
        except AttributeError:
            return None
    """
    asked = """
    def f(file, name):
        try:
            return getattr(file, name)
        except AttributeError:
            return None
    """

    assert values(checked, stub("file")) == {"(<file.name>, <file.size>)", "None"}
    assert values(caught, stub("file")) == {"<file.name>", "None"}
    assert values(asked, stub("file"), "mode") == {"<file.mode>", "None"}
    assert values("def f(file):\n    return file.name", stub("file")) == {"<file.name>"}


def test_attributes_that_are_compared_with_none_may_be_none() -> None:
    module = """
    def f(node):
        return "top" if node.parent is None else node.parent.name
    """

    assert values(module, stub("node")) == {"'top'", "<node.parent.name>"}


def test_special_attributes_are_there_where_code_reads_them() -> None:
    module = """
    def f(command):
        if not hasattr(command, "__params__"):
            return "no " + command.__name__
        return command.__params__
    """

    assert values(module, stub("command")) == {"<command.__params__>", "'no command'"}


def test_items_and_numbers_may_be_missing_where_that_is_caught() -> None:
    items = """
    from emoji import CODES

    def f(name):
        try:
            return CODES[name]
        except KeyError:
            return name
    """
    numbers = """
    from settings import port

    def f():
        try:
            return int(port)
        except ValueError:
            return 80
    """

    assert values(items, "a") == {"<emoji.CODES['a']>", "'a'"}
    assert {"3", "80"} <= values(numbers)
    assert values(items.replace("KeyError", "OSError"), "a") == {"<emoji.CODES['a']>"}


def test_imports_fail_where_that_is_caught() -> None:
    module = """
    import json
    try:
        import brotli
    except ImportError:
        brotli = None

    def f():
        try:
            from orjson import loads
        except ImportError:
            return "slow"
        return brotli is None, loads
    """

    assert values(module) == {"'slow'", "(False, <orjson.loads>)", "(True, <orjson.loads>)"}


def test_what_a_helper_catches_may_be_raised() -> None:
    module = """
    import metadata

    def version(name):
        try:
            return metadata.version(name)
        except metadata.NotFound:
            return None

    def f(name):
        return "there" if version(name) == "1" or version(name) else "not there"
    """
    found = values(module.replace('if version(name) == "1" or version(name)', "if version(name) is not None"), "a")

    assert found >= {"'there'", "'not there'"}


def test_a_search_in_a_text_from_outside_may_find_nothing() -> None:
    module = """
    import re
    NAME = re.compile(r"a+")

    def f(page):
        if re.match("b", page.title):
            return "b"
        found = NAME.search(page.title)
        return found.group(1) if found else None
    """

    assert {"'b'", "None"} < values(module, stub("page"))
    assert not {"TypeError", "AttributeError"} & values(module, stub("page"))


def test_calls_whose_result_is_compared_with_none_give_it_often() -> None:
    module = """
    from lib import token

    def f(tokens):
        first = token(tokens)
        if first is None:
            return "none"
        return "more" if token(tokens) is not None else "one"
    """

    assert {"'none'", "'more'", "'one'"} <= values(module, [])


def test_the_machine_is_another_one_in_other_worlds() -> None:
    module = """
    import os
    from sys import platform

    def f():
        return os.name, platform
    """

    assert values(module) == {"('posix', 'linux')", "('posix', 'darwin')", "('nt', 'win32')"}
