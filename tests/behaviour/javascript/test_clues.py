from __future__ import annotations

import pytest

from burnish.behaviour.javascript import programs, shown
from burnish.behaviour.values import Shape


def told(shape: Shape) -> str:
    """A shape in one line: "list[str]", "dict{id: int}='a'"."""
    text = "|".join(sorted(shape.kinds)) or "?"
    if shape.items is not None:
        text += f"[{told(shape.items)}]"
    if shape.fields:
        text += "{" + ", ".join(f"{name}: {told(one)}" for name, one in shape.fields.items()) + "}"
    return text + ("=" + ",".join(map(shown, shape.literals)) if shape.literals else "")


def clues(module: str, name: str = "f", language: str = "javascript") -> dict[str, str]:
    first, _ = programs(module, module, name, (), language)
    return {one.name: told(one.shape) + (" optional" if one.optional else "") for one in first.parameters}


@pytest.mark.parametrize(
    ("type_", "shape"),
    [
        ("string", "str"),
        ("number[]", "list[float|int]"),
        ("Map<string, boolean>", "map[bool]"),
        ("Record<string, Date>", "dict[date]"),
        ("'a' | 'b' | null", "none|str='a','b'"),
        ("{ id: string, tags?: Array<string> }", "dict{id: str, tags: list|undefined[str]}"),
        ("User", "dict{name: str, at: dict{x: float|int}}"),
        ("Level", "int=0,1"),
        ("(x: number) => void", "function"),
        ("Request", "object"),
        ("Partial<Point>", "dict{x: float|int}"),
    ],
)
def test_typescript_says_what_a_parameter_is(type_: str, shape: str) -> None:
    module = f"""
        interface User {{ name: string; at: Point }}
        type Point = {{ x: number }}
        enum Level {{ Low, High }}
        function f(q: {type_}) {{ }}"""
    assert clues(module, language="typescript")["q"] == shape


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("return q.toLowerCase()", "str"),
        ("return q.map(one => one.price * 2)", "list[dict{price: float|int}]"),
        ("for (const one of q) one.trim()", "list[str]"),
        ("return q.slice().sort((a, b) => a.n - b.n)", "list[dict{n: float|int}]"),
        ("return q.getFullYear()", "date"),
        ("return q(1)", "function"),
        ("if (q === 'a' || q === 'b') return 1", "str='a','b'"),
        ("switch (q.kind) { case 'x': return 1 }", "dict{kind: str='x'}"),
        ("if (typeof q === 'string') return 1", "bool|dict|int|list|none|str|undefined"),
        ("const { a, b: c } = q; return a.length + c.trim()", "dict{a: list|str, b: str}"),
        ("return q == null ? 0 : q * 2", "float|int|none|undefined"),
        ("return q.save()", "object{save: function}"),
        ("return q.find(7).name", "object"),
        ("return Object.keys(q)", "dict"),
    ],
)
def test_what_code_does_with_a_parameter_says_what_it_is(body: str, shape: str) -> None:
    assert clues(f"function f(q) {{ {body} }}")["q"] == shape


def test_defaults_and_patterns_say_what_is_given() -> None:
    assert clues("function f({ a, b = 'x' }, c = 2, ...rest) { return rest.map(one => one.id) }") == {
        "props": "dict{a: ?, b: str|undefined='x'}",
        "c": "int|undefined=2 optional",
        "rest": "list[dict{id: str}]",
    }


def test_jsdoc_says_what_a_parameter_is() -> None:
    module = """
        /** Adds.
         * @param {string[]} names of people
         * @param {?number} [most=2] how many
         * @param {Object} q
         * @param {'a'|'b'} q.kind
         */
        function f(names, most, q) {}"""
    assert clues(module) == {
        "names": "list[str]",
        "most": "float|int|none|undefined optional",
        "q": "dict{kind: str='a','b'}",
    }


def test_a_receiver_has_what_its_class_says() -> None:
    module = """
        class A {
          private names: string[] = []
          constructor(private readonly db: Db) { this.open = false }
          m() { return this.helper(this.names, this.open, this.db) }
          helper() {}
        }"""
    assert clues(module, "A.m", "typescript") == {"this": "object{names: list[str]=[], db: object, open: bool=false}"}


def test_handlers_of_requests_get_objects_of_the_world() -> None:
    module = "app.post('/', (req, res, next) => { if (!req.body.name) return next(); res.json(req.params.id) })"
    assert clues(module, "app.post('/') callback") == {
        "req": "object{body: dict{name: str|undefined}, params: dict{id: str}}",
        "res": "object{json: function}",
        "next": "function",
    }


def test_calls_in_the_module_and_in_other_files_are_samples() -> None:
    module = "function f(a, b) { return a === 7 ? 'seven' : b } f(1, { x: [true] }); f(n)"
    first, _ = programs(module, module, "f", ("assert.equal(f(-2, null, `t`), 3)",))
    assert [", ".join(map(shown, sample)) for sample in first.samples] == ["1, { x: [true] }", "-2, null, 't'"]
    assert [shown(one) for one in first.constants] == ["7", "'seven'"]
