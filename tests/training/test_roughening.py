"""Roughening as examples: the clean code and what is made of it."""

from __future__ import annotations

import ast
import random
from collections import Counter

import pytest

from burnish import engine
from burnish.config import resource_folder
from burnish.model.manifest import read_manifest
from burnish.model.prompt import parse_answer, render_answer
from burnish.rules import rules
from burnish.training.corpus import Function
from burnish.training.pairing import distracted, pairs_from
from burnish.training.roughening import javascript, javascript_snippets, python, python_snippets
from burnish.training.roughening.pair import OBJECTIVES, Pair
from burnish.training.roughening.python_source import source_of
from burnish.training.roughening.words import Words, fill, words

VOCABULARY = words(
    names=["count", "user", "rows", "path", "name", "total", "result_set", "items"],
    functions=["load_user", "render", "fetchAll", "save", "parse_config", "send", "build"],
    expressions=["self.items()", "config.path", "rows[0]", "get(user)"],
    strings=["done", "not found", "index"],
    statements=["count += 1", "log(user)", "total = 0"],
)


def roughened(text: str, rule: str) -> set[str]:
    """What a rule's reverse makes of the text, over many draws."""
    source = source_of(text)
    assert source is not None
    return {
        made.rough for seed in range(40) for made in python.roughen(source, random.Random(seed)) if made.rule == rule
    }


def roughened_script(text: str, rule: str) -> set[str]:
    source = javascript.source_of(text, "typescript")
    assert source is not None
    return {
        made.rough
        for seed in range(40)
        for made in javascript.roughen(source, random.Random(seed))
        if made.rule == rule
    }


@pytest.mark.parametrize(
    ("rule", "clean", "rough"),
    [
        (
            "loop-to-comprehension",
            "names = [user.name for user in users if user.active]\n",
            "names = []\nfor user in users:\n    if user.active:\n        names.append(user.name)\n",
        ),
        (
            "loop-to-comprehension",
            "names = [user.name for user in users if user.active]\n",
            "names = []\nfor user in users:\n    if not user.active:\n        continue\n    names.append(user.name)\n",
        ),
        (
            "loop-to-comprehension",
            "ages = {user.id: user.age for user in users}\n",
            "ages = {}\nfor user in users:\n    ages[user.id] = user.age\n",
        ),
        (
            "use-context-manager",
            "with open(path) as source:\n    data = source.read()\n",
            "source = open(path)\ndata = source.read()\nsource.close()\n",
        ),
        (
            "use-context-manager",
            "with open(path) as source:\n    data = source.read()\n",
            "source = open(path)\ntry:\n    data = source.read()\nfinally:\n    source.close()\n",
        ),
        (
            "string-concatenation-in-loop",
            'line = "".join(str(part) for part in parts)\n',
            'line = ""\nfor part in parts:\n    line += str(part)\n',
        ),
        (
            "flatten-nested-conditions",
            "def f(a):\n    if not a:\n        return None\n    return a.b\n",
            "def f(a):\n    if a:\n        return a.b\n    return None\n",
        ),
        (
            "flatten-nested-conditions",
            "for a in b:\n    if a < 3:\n        continue\n    print(a)\n",
            "for a in b:\n    if a >= 3:\n        print(a)\n",
        ),
        ("flatten-nested-conditions", "if a and b:\n    f()\n", "if a:\n    if b:\n        f()\n"),
        ("missing-timeout", "page = requests.get(url, timeout=10)\n", "page = requests.get(url)\n"),
    ],
)
def test_clean_python_becomes_rough(rule: str, clean: str, rough: str) -> None:
    assert rough in roughened(clean, rule)


@pytest.mark.parametrize(
    ("rule", "clean", "rough"),
    [
        (
            "flatten-nested-conditions",
            "function f(a) {\n  if (!a) return null;\n  return a.b;\n}\n",
            "function f(a) {\n  if (a) {\n    return a.b;\n  }\n  return null;\n}\n",
        ),
        ("flatten-nested-conditions", "if (a && b.c) {\n  f();\n}\n", "if (a) {\n  if (b.c) {\n    f();\n  }\n}\n"),
        (
            "sequential-awaits",
            "async function f() {\n  const [a, b] = await Promise.all([g(1), h(2)]);\n}\n",
            "async function f() {\n  const a = await g(1);\n  const b = await h(2);\n}\n",
        ),
        (
            "promise-chain-to-async",
            "async function f(id) {\n  const user = await load(id);\n  return user.name;\n}\n",
            "function f(id) {\n  return load(id).then((user) => {\n    return user.name;\n  });\n}\n",
        ),
        (
            "await-in-loop",
            "async function f() {\n  await Promise.all(jobs.map(async (job) => {\n    await job.run();\n  }));\n}\n",
            "async function f() {\n  for (const job of jobs) {\n    await job.run();\n  }\n}\n",
        ),
        ("inner-html", "label.textContent = name;\n", "label.innerHTML = name;\n"),
        (
            "sync-io-in-handler",
            "async function f() {\n  return await fs.promises.readFile(p, 'utf8');\n}\n",
            "async function f() {\n  return fs.readFileSync(p, 'utf8');\n}\n",
        ),
    ],
)
def test_clean_scripts_become_rough(rule: str, clean: str, rough: str) -> None:
    assert rough in roughened_script(clean, rule)


@pytest.mark.parametrize(
    "text",
    [
        "names = [name async for name in load()]\n",  # an asynchronous comprehension has another loop
        "names = [n for row in rows for n in row]\n",  # nested loops are no append loop
        'with open(path) as f:\n    text = """\n    kept as it is\n    """\n',  # dedenting would change the string
        "def f(a):\n    if not a:\n        return None\n    a.b()\n",  # falls off its end with another value
    ],
)
def test_what_cannot_be_reversed_is_left_alone(text: str) -> None:
    source = source_of(text)
    assert source is not None
    assert list(python.roughen(source, random.Random(1))) == []


def test_every_python_snippet_parses_and_its_hunks_lead_back() -> None:
    chance = random.Random(5)
    made_for = set()
    for _ in range(1500):
        made = python_snippets.snippet(VOCABULARY, chance)
        for text in (made.rough, made.clean):
            ast.parse("async def f():\n" + "\n".join(f"    {line}" for line in text.split("\n")))
        assert made.rough != made.clean
        assert parse_answer(render_answer(made.rough, made.clean), made.rough) == made.clean
        made_for.add(made.rule)
    assert len(made_for) == 13


def test_every_script_snippet_parses_and_its_hunks_lead_back() -> None:
    chance = random.Random(5)
    scripts = Words(*([value.replace("+=", "=") for value in part] for part in _parts(VOCABULARY)))
    made_for = set()
    for _ in range(1500):
        made = javascript_snippets.snippet(scripts, chance)
        for text in (made.rough, made.clean):
            whole = text if text.startswith(("import", "export", "class")) else f"async function f() {{\n{text}\n}}"
            assert not javascript.parse(whole, "tsx").root_node.has_error, text
        assert parse_answer(render_answer(made.rough, made.clean), made.rough) == made.clean
        made_for.add(made.rule)
    assert len(made_for) == 12


def _parts(vocabulary: Words) -> tuple[list[str], ...]:
    statements = [f"{statement};" for statement in vocabulary.statements]
    lists = (vocabulary.names, vocabulary.functions, vocabulary.expressions, vocabulary.strings)
    return (*(list(part) for part in lists), statements)


def test_scripts_take_on_another_style() -> None:
    text = "if (a) {\n  f('x');\n}"
    assert javascript_snippets.styled(text, "    ", semicolons=False, quote='"') == 'if (a) {\n    f("x")\n}'


def test_holes_are_filled_alike_and_apart() -> None:
    first, second = fill(("$v1 = $v2", "$v2($v1)"), VOCABULARY, random.Random(3))
    left, right = first.split(" = ")
    assert second == f"{right}({left})" and left != right


def test_a_flattened_pair_has_nothing_that_its_rough_side_cannot_tell() -> None:
    clean = "def f(a):\n    if not a:\n        return None\n\n    b = a.b\n    return b"
    commented = clean.replace("        return", "        # nothing to do\n        return")
    pairs = pairs_from([Function("python", clean, "a/b")], [], {"python": VOCABULARY, "javascript": VOCABULARY}, 0, 1)
    native = [pair for pair in pairs if pair.origin == "native" and pair.rule == "flatten-nested-conditions"]
    assert native and all("\n\n" not in pair.after for pair in native)
    pairs = pairs_from(
        [Function("python", commented, "a/b")], [], {"python": VOCABULARY, "javascript": VOCABULARY}, 0, 1
    )
    assert not [pair for pair in pairs if pair.origin == "native" and pair.rule == "flatten-nested-conditions"]


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_another_problem_in_the_region_stays(language: str) -> None:
    if language == "python":
        before = "def f(path):\n    source = open(path)\n    text = source.read()\n    source.close()\n    return text"
        after = "def f(path):\n    with open(path) as source:\n        text = source.read()\n    return text"
        pair = Pair("python", "use-context-manager", before, after, "native", "a/b")
    else:
        loop = "  for (const each of found) {\n    await each.run();\n  }\n"
        before = f"async function f(label) {{\n  const found = load();\n  show(label);\n{loop}  show(found);\n  return found;\n}}"
        together = "  await Promise.all(found.map(async (each) => {\n    await each.run();\n  }));\n"
        pair = Pair("javascript", "await-in-loop", before, before.replace(loop, together), "native", "a/b")
    lines = pair.before.split("\n")
    mixed = [distracted(pair, VOCABULARY, random.Random(seed)) for seed in range(60)]
    changed = [each for each in mixed if each != pair]
    assert len(changed) > 5
    for each in changed:
        added = Counter(each.before.split("\n")) - Counter(lines)
        assert added and not added - (Counter(each.after.split("\n")) - Counter(pair.after.split("\n")))


def test_a_model_learns_the_rules_for_which_it_is_asked_and_no_others() -> None:
    anything = frozenset[str]()
    never = {rule.name for rule in rules() if not engine.may_be_asked(rule, anything)}
    assert not never & set(OBJECTIVES)
    assert set(read_manifest(resource_folder("models") / "burnish-small.toml").rules) == set(OBJECTIVES)
