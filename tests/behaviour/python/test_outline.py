"""Where functions are, and what is left of a module without them."""

from textwrap import dedent

import pytest

from burnish.behaviour.program import Unrunnable
from burnish.behaviour.python import functions, remainder

MODULE = dedent(
    '''
    import os

    @cache
    def f(x):
        def inner():
            return x
        return inner

    class A:
        """About."""

        class B:
            def deep(self): ...

        @property
        def size(self): return 1

        @size.setter
        def size(self, value): self.n = value

    if os.name == "nt":
        async def late(): ...
    '''
)


def test_functions_and_methods_have_qualified_names_and_inner_ones_belong_to_the_outer() -> None:
    found = functions(MODULE)

    assert list(found) == ["f", "A.B.deep", "A.size", "A.size.setter", "late"]
    assert found["f"].startswith("@cache\ndef f(x):\n    def inner():")


def test_text_that_is_no_python_is_not_runnable() -> None:
    with pytest.raises(Unrunnable) as error:
        functions("def f(:\n")

    assert error.value.kind == "syntax"


def test_the_remainder_is_what_stands_outside_functions() -> None:
    same = MODULE.replace("return x", "return x + 1").replace("import os", "import os  # for names")

    assert remainder(same) == remainder(MODULE)
    assert remainder(MODULE.replace('"nt"', '"posix"')) != remainder(MODULE)
    assert remainder(MODULE.replace('"""About."""', '"""Of something."""')) == remainder(MODULE)


@pytest.mark.parametrize(
    "text", ["", "\ufeffx = 1\r\n", "class A: pass", "match x:\n    case 1:\n        def f(): ...\n"]
)
def test_odd_modules_are_read(text: str) -> None:
    functions(text)
    remainder(text)
