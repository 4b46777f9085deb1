from __future__ import annotations

import pytest

from .observing import returned, traced


@pytest.mark.parametrize(
    ("markup", "result"),
    [
        ("<p>Hi {x}!</p>", "<p>Hi {3}!</p>"),
        ("<A.B x={x} on y='&lt;' {...{ z: 1 }} />", "<A.B on=true x=3 y='<' z=1 />"),
        ("<>\n  a\n  b {x}\n</>", "<>a b {3}</>"),
        ("<ul>{[1, 2].map(n => <li key={n}>{n}</li>)}</ul>", "<ul>{<li key=1>{1}</li>}{<li key=2>{2}</li>}</ul>"),
        ("<p>{/* nothing */}{null}{false}{0}</p>", "<p>{0}</p>"),
        ("<p icon=<b/> data-x={x > 2 ? 'big' : 'small'}></p>", "<p 'data-x'='big' icon=<b /> />"),
    ],
)
@pytest.mark.parametrize("language", ["javascript", "tsx"])
def test_markup_is_a_tree_of_elements(markup: str, result: str, language: str) -> None:
    assert returned(f"function f(x) {{ return ({markup}) }}", 3, language=language) == result


def test_handlers_in_markup_are_called() -> None:
    module = """
        function f({ name }) {
          const [count, setCount] = useState(0);
          useEffect(() => { document.title = name }, [name]);
          return <button onClick={() => setCount(n => n + 1)}>{count}</button>;
        }"""
    trace = traced(module, {"name": "x"})
    assert trace[:3] == ["useState (0)", "useEffect (<function>, ['x'])", "returned"]
    assert "useState().set (<function>)" in trace
    assert "document.title = 'x'" in trace
