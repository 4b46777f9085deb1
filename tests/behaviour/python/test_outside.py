"""The world outside a program: it answers, and remembers what was done to it."""

from __future__ import annotations

from tests.behaviour.python.observing import given, observed, program, ran, stub, thing, trace


def test_calls_and_changes_leave_a_trace_and_reads_do_not() -> None:
    module = """
    import shop.db as db

    def f(name):
        row = db.rows[0].first
        db.session.add(row, kind=name)
        row.name = name
        del row.old
        with db.begin():
            db.cache["k"] = row.name
    """

    assert trace(module, "f", "x") == [
        "shop.db.session.add(<shop.db.rows[0].first>, kind='x')",
        "shop.db.rows[0].first.name =('x',)",
        "del shop.db.rows[0].first.old()",
        "shop.db.begin()",
        "shop.db.begin().__enter__()",
        "shop.db.cache[] =('k', 'x')",
        "shop.db.begin().__exit__(None,)",
    ]


def test_the_same_question_has_the_same_answer_in_every_order() -> None:
    module = """
    import db

    def f(x):
        a, b = db.get(1), db.get(2)
        return a < b, a == b, bool(a), len(b), str(a)
    """
    turned = module.replace("a, b = db.get(1), db.get(2)", "b = db.get(2); a = db.get(1)")
    inputs = [given(1, world=world) for world in range(30)]

    values = [[one["value"] for one in ran(program(text, "f"), *inputs)] for text in (module, turned)]

    assert values[0] == values[1]
    assert len(set(values[0])) > 3


def test_in_the_plain_world_nothing_raises_and_things_hold_two_items() -> None:
    module = "def f(db):\n    return [row.id for row in db.rows()]"

    assert observed(module, "f", stub("db"))["value"] == "[<db.rows()[0].id>, <db.rows()[1].id>]"


def test_some_worlds_raise_what_a_handler_names() -> None:
    module = """
    import requests

    def f(url):
        try:
            return requests.get(url)
        except requests.Timeout:
            return "late"
        except (KeyError, requests.ConnectionError) as error:
            return type(error).__name__
    """
    values = {one["value"] for one in ran(program(module, "f"), *[given("u", world=world) for world in range(200)])}

    assert {"'late'", "'KeyError'", "'ConnectionError'", "<requests.get('u',)>"} <= values


def test_outside_classes_work_as_bases_in_checks_and_as_exceptions() -> None:
    module = """
    from framework import Model, ModelError, Field

    class Mine(Model, table=True):
        size: int = Field(default=1)

        def save(self, x):
            if isinstance(x, Model) or issubclass(int, Field):
                raise ModelError("no")
            super().save(x)
            return self.other(self.size)
    """
    seen = observed(module, "Mine.save", thing(), 1)
    raised = observed(module, "Mine.save", thing(), stub("x"))

    assert [path for path, _ in seen["trace"]] == ["super().save", "self.other"]
    assert raised["exception"] == "framework.ModelError"


def test_awaited_together_takes_less_time_than_one_after_the_other() -> None:
    together = """
    import asyncio, client

    async def f(ids):
        return await asyncio.gather(*(client.get(i) for i in ids))
    """
    after = together.replace(
        "await asyncio.gather(*(client.get(i) for i in ids))", "[await client.get(i) for i in ids]"
    )
    first, second = (observed(text, "f", [1, 2, 3]) for text in (together, after))

    assert first["value"] == second["value"] == "awaited [<client.get(1,)>, <client.get(2,)>, <client.get(3,)>]"
    assert (first["clock"], second["clock"]) == (1, 3)


def test_asyncio_runs_on_a_clock_of_its_own() -> None:
    module = """
    import asyncio

    async def f(n):
        queue = asyncio.Queue()
        async def fill():
            for i in range(n):
                await asyncio.sleep(1000)
                await queue.put(i)
        task = asyncio.create_task(fill())
        items = [await queue.get() for _ in range(n)]
        try:
            await asyncio.wait_for(queue.get(), 5)
        except asyncio.TimeoutError:
            items.append("timeout")
        items.append(await asyncio.to_thread(len, items))
        await task
        return items
    """
    seen = observed(module, "f", 2)

    assert seen["value"] == "awaited [0, 1, 'timeout', 3]"
    assert seen["clock"] >= 2005


def test_waiting_for_ever_is_unfinished() -> None:
    module = "import asyncio\n\nasync def f(x):\n    await asyncio.Event().wait()\n"

    assert observed(module, "f", 1)["ending"] == "unfinished"


def test_files_and_the_operating_system_are_outside_and_paths_are_real() -> None:
    module = """
    import os
    from pathlib import Path

    def f(name):
        path = Path("a") / name
        with open(path) as file:
            text = file.read()
        os.remove(os.path.join("x", name))
        path.unlink()
        return path.suffix, os.path.basename(str(path))
    """
    seen = observed(module, "f", "b.txt")

    assert seen["value"] == "('.txt', 'b.txt')"
    assert [path for path, _ in seen["trace"]] == ["open", "open().read", "open().close", "os.remove", "Path.unlink"]


def test_only_what_the_function_needs_is_taken_along() -> None:
    module = """
    import heavy
    LIMIT = 2
    TABLE = {}
    TABLE["x"] = LIMIT
    heavy.start()

    def unused(): return heavy.more

    def helper(x): return x * LIMIT + TABLE["x"]

    def f(x): return helper(x)
    """
    subject = program(module, "f")

    assert subject.outside == ()
    assert "heavy" not in subject.text
    assert ran(subject, given(3))[0]["value"] == "8"


def test_a_name_that_only_one_version_lacks_is_a_mistake() -> None:
    seen = observed("def f(x):\n    return x + 1\n\ndef g(x):\n    return f(x)\n", "g", 1)

    assert seen["value"] == "2"


def test_decorators_from_outside_are_left_out() -> None:
    module = """
    from framework import route

    @route("/x")
    def f(x): return x + 1
    """

    assert observed(module, "f", 1)["value"] == "2"


def test_functions_that_the_world_outside_is_given_are_called_back() -> None:
    module = """
    import events

    def f(log):
        def stopped(code, *, why):
            log.add(code + 1)
            return why
        events.on("stop", stopped)
        events.on("start", lambda: 1 / 0)
    """

    done = trace(module, "f", stub("log"))[2:]

    assert done[0] == "log.add(<(argument0 + 1)>,)"
    assert [one for one in done if one.startswith("call back")] == [
        next(one for one in done if one.startswith("call back a function that returns <why>")),
        "call back a function that returns raises ZeroDivisionError",
    ]


def test_a_base_that_is_outside_may_be_called_by_its_name() -> None:
    module = """
    from lib import Formatter

    class Html(Formatter):
        def __init__(self, **options):
            Formatter.__init__(self, **options)
            self.styles = {}
    """

    seen = observed(module, "Html.__init__", thing(), title="x")

    assert seen["trace"] == [["lib.Formatter.__init__", "(Html(), title='x')"]]
    assert seen["arguments"] == "(Html(styles={}),) {'title': 'x'}"


def test_names_that_a_module_binds_under_a_condition_are_there() -> None:
    module = """
    if __name__ == "__main__":
        loop = new_loop()

    def f(task):
        return loop.run(task)
    """

    assert observed(module, "f", 1)["value"] == "<loop.run(1,)>"


def test_what_is_looked_for_in_a_text_may_be_outside() -> None:
    module = "def f(token):\n    return token.sign in '+-', token.sign not in 'token.sign'"

    assert observed(module, "f", stub("token"))["value"] == "(False, False)"


def test_linked_lists_of_things_from_outside_end() -> None:
    module = """
    def f(node, kind):
        seen = 0
        while node:
            seen += 1
            node = node.next if kind == "attribute" else node.parent() if kind == "call" else node[0]
        return seen
    """

    assert [observed(module, "f", stub("node"), kind)["value"] for kind in ("attribute", "call", "item")] == ["6"] * 3


def test_what_is_asked_of_the_world_again_and_again_ends_soon() -> None:
    module = """
    def f(graph, a, b):
        while a != b:
            a = graph.next(a, graph)
    """
    seen = observed(module, "f", stub("graph"), 1, 2)

    assert seen["ending"] == "unfinished"
    assert seen["trace"] == []


def test_things_from_outside_are_now_and_then_what_the_code_compares_their_names_with() -> None:
    module = """
    LIMIT = 400

    def f(reader, response):
        token = reader.next()
        kind = token.kind
        return kind == "number", token.sign in ("+", "-"), response.status() >= LIMIT
    """
    inputs = [given(stub("reader"), stub("response"), world=world) for world in range(60)]

    seen = [one["value"] for one in ran(program(module, "f"), *inputs)]
    parts = [text.strip("()").split(", ") for text in seen if text]
    assert all(sum(part[place] == "True" for part in parts) > len(parts) / 6 for place in range(3))
