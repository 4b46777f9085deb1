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
        ("return TABLE[q].size", "int|str"),
        ("if (q === void 0) { q = 5 } return q > 2", "float|int|undefined=5,2 optional"),
        ("if (!q) q = {}; return q", "dict|undefined={} optional"),
        ("const { a, b: c } = q; return a.length + c.trim()", "dict{a: list|str, b: str}"),
        ("return q == null ? 0 : q * 2", "float|int|none|undefined"),
        ("return q.save()", "object{save: function}"),
        ("return q.find(7).name", "object"),
        ("return Object.keys(q)", "dict"),
        ("return Object.hasOwn(q, 'a')", "dict{a: ?}"),
        ("return Object.prototype.hasOwnProperty.call(q, 'a')", "dict{a: ?}"),
        ("return 'a' in q", "dict{a: ?}"),
        ("return Array.isArray(q) ? 1 : 2", "bool|dict|int|list|none|str|undefined"),
        ("return q[0] - q[1] + q[2]", "list|str[float|int]=[3, 5, 2],[1, 4, 2]"),
        ("for (const c of q) if (c === '(' || c === ')') return c", "list|str[str='(',')']"),
    ],
)
def test_what_code_does_with_a_parameter_says_what_it_is(body: str, shape: str) -> None:
    assert clues(f"function f(q) {{ {body} }}")["q"] == shape


def test_what_code_does_counts_besides_a_type_of_which_nothing_is_known() -> None:
    module = "import { Keys } from './keys'; function f(q: Keys, r: Keys) { return Object.keys(q).map(k => r.at[k]) }"
    assert clues(module, language="typescript") == {"q": "dict|object", "r": "object{at: ?}"}


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


def test_methods_are_given_the_fields_that_they_may_read_as_the_constructor_leaves_them() -> None:
    module = """
        class Text {
          constructor(options = {}) {
            const { width = 70, mark = '...' } = options;
            this.width = width; this.mark = mark; this.sep = options.sep || ', '; this.parent = null; this.unused = 3;
          }
          cut(x) { return this.parent ? '' : this.short(x) + this.mark }
          short(x) { return x.slice(0, this.width) + this.sep.trim() }
        }"""
    this = clues(module, "Text.cut")["this"]
    assert this == "object{width: int=70, mark: str='...', sep: str=', ', parent: none|stub|undefined}"


def test_options_are_no_list() -> None:
    assert clues("function f(options, items) { return g(options, items) }") == {"options": "dict", "items": "list"}


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        ("function g(x) { return x.trim() } function f(q) { return g(q) }", "str"),
        ("function g({ id, tags = [] }) { return tags.map(one => one.n - id) } function f(q) { return g(q) }",
         "dict{id: float|int, tags: list|undefined[dict{n: float|int}]=[]}"),
        ("const g = (xs) => { for (const x of xs) return x }; function f(q) { const x = g(q); return x.size - 1 }",
         "list[dict{size: float|int}]"),
        ("function f(q) { const walk = (node) => node.kind === 'a' ? 1 : walk(node.left); return walk(q) }",
         "dict{kind: str='a', left: dict{kind: str='a', left: ?}}"),
        ("function g({ one, more }) { return one.trim() + more } function f(q) { return g({ one: q, more: 1 }) }", "str"),
        ("function g(xs) { return xs.map(x => x.id - 1) } function f(q) { return g([q]) }", "dict{id: float|int}"),
        ("function g(x = 'a') { return typeof x === 'string' ? x.trim() : 0 } function f(q) { return g(q) }", "str='a'"),
    ],
)  # fmt: skip
def test_what_other_functions_do_with_a_parameter_says_what_it_is(module: str, shape: str) -> None:
    assert clues(module)["q"] == shape


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("return text.substr(1) + text.indexOf(q) + q.length", "str"),
        ("return text.indexOf(q) + q.length", "list|str"),
        ("return text.startsWith(q)", "str"),
        ("return 'ab'.repeat(q)", "int"),
        ("return text.slice(0, q)", "int"),
        ("return TABLE[q]", "int|str"),
        ("return toString.call(q) === '[object Date]'", "bool|date|dict|int|list|none|str|undefined"),
    ],
)
def test_what_methods_of_texts_take_says_what_is_given(body: str, shape: str) -> None:
    assert clues(f"function f(text, q) {{ {body} }}")["q"] == shape


def test_what_other_methods_do_with_a_parameter_says_what_it_is() -> None:
    module = """
        class Cart {
            add(line, at) { this.checked(line); return this.rounded(line.price) + Cart.place(at) }
            checked(one) { if (one.count < 1) throw new RangeError("none") }
            rounded = (price) => price.toFixed(2)
            static place(at) { return at.trim() }
        }"""
    found = clues(module, "Cart.add")
    assert (found["line"], found["at"]) == ("dict{count: float|int=1, price: float|int}", "str")
