"""JavaScript and JSX whose shape could be better."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown, indented
from burnish.training.roughening.words import Words, fill


def inner_html(words: Words, chance: random.Random) -> Snippet:
    target = chance.choice(
        (
            "$v1",
            "$o1",
            "document.getElementById('$c1')",
            "document.querySelector('.$c1')",
            "this.$v1",
            "$v1.current",
            "event.target",
            "$v1[0]",
        )
    )
    value = chance.choice(
        (
            "$v2",
            "$v2.$c2",
            "$e2",
            "$f2($v2)",
            "`$s2 ${$v2}`",
            "'$s2 ' + $v2",
            "`${$v2.$c2}: ${$v3}`",
            "data.$c2",
            "'$s2'",
            "response.$c2",
            "$v2.join(', ')",
            "location.hash",
            "$v2 || '$s2'",
        )
    )
    around = chance.choice(
        (
            ("", ""),
            ("", ""),
            ("if ($v5) {\n  ", "\n}"),
            ("$v5.forEach(($v6) => {\n  ", "\n});"),
            ("const $v1 = document.createElement('li');\n", "\n$v5.appendChild($v1);"),
            ("for (const $v5 of $v6) {\n  ", "\n}"),
        )
    )
    return grown(
        "inner-html",
        f"{around[0]}{target}.innerHTML = {value};{around[1]}",
        f"{around[0]}{target}.textContent = {value};{around[1]}",
        words,
        chance,
    )


def lazy(words: Words, chance: random.Random) -> Snippet:
    count = chance.randint(1, 5)
    names = [f"$w{index}{chance.choice(('', 'Page', 'Page', 'View', 'Screen'))}" for index in range(1, count + 1)]
    folder = chance.choice(("./pages", "./views", "./routes", "../pages", "./screens", "./components", "@/pages"))
    names = fill(names, words, chance)
    names = list(dict.fromkeys(names))
    eager = [f"import {name} from '{folder}/{name}';" for name in names]
    lazy = [f"const {name} = lazy(() => import('{folder}/{name}'));" for name in names]
    has_react = chance.random() < 0.6
    others = chance.sample(
        [
            "import { Routes, Route } from 'react-router-dom';",
            "import Layout from './components/Layout';",
            "import './$s1.css';",
            "import { $f1 } from './$f2';",
            "import { BrowserRouter, Routes, Route } from 'react-router-dom';",
        ],
        chance.randint(0, 2),
    )
    react, lazy_react = (
        ("import React from 'react';", "import React, { lazy } from 'react';")
        if has_react
        else ("", "import { lazy } from 'react';")
    )
    rough = "\n".join([line for line in (react, *others, *eager) if line])
    clean = "\n".join([lazy_react, *others, "", *lazy])
    return grown("lazy-route-component", rough, clean, words, chance)


_OPPOSITES = (
    ("$v1", "!$v1"),
    ("$v1.$c1", "!$v1.$c1"),
    ("$v1 !== null", "$v1 === null"),
    ("$v1 === $v2", "$v1 !== $v2"),
    ("$f1($v1)", "!$f1($v1)"),
    ("!$v1", "$v1"),
    ("$v1.length > 0", "$v1.length <= 0"),
    ("$v1.$c1 === '$s1'", "$v1.$c1 !== '$s1'"),
    ("$v1 && $v2", "!($v1 && $v2)"),
    ("$v1 < $n1", "$v1 >= $n1"),
    ("Array.isArray($v1)", "!Array.isArray($v1)"),
)


def nested(words: Words, chance: random.Random) -> Snippet:
    depth = chance.choices((2, 3, 4), (4, 4, 1))[0]
    tests = [
        tuple(text.replace("1", str(level + 1)).replace("v2", f"v{level + 1}7") for text in chance.choice(_OPPOSITES))
        for level in range(depth)
    ]
    work = chance.choice(
        (
            "return $v9;",
            "$x\nreturn $v9;",
            "$x",
            "const $v8 = $e8;\nreturn $v8;",
            "$x1\n$x2",
            "return $f9($v9);",
            "const $v8 = $f8($v9);\n$x\nreturn $v8;",
            "$v8.$c8 = $v9;",
            "res.json($v9);",
        )
    )
    returns = "return " in work.split("\n")[-1]
    rough = work
    in_loop = not returns and chance.random() < 0.4
    if returns and chance.random() < 0.6:
        leaf = chance.choice(("return null;", "return false;", "throw new Error('$s9');", "return $v31;", "return [];"))
        leaves = [leaf.replace("9", f"9{level}").replace("31", f"31{level}") for level in range(depth)]
        for (test, _), leaf in zip(reversed(tests), reversed(leaves), strict=True):
            rough = f"if ({test}) {{\n{indented(rough)}\n}} else {{\n{indented(leaf)}\n}}"
        guards = [
            f"if ({opposite}) {{\n{indented(leaf)}\n}}" for (_, opposite), leaf in zip(tests, leaves, strict=True)
        ]
        clean = "\n".join([*guards, work])
    else:
        rest = (
            chance.choice(("\nreturn null;", "\nreturn false;", "\nthrow new Error('$s9');", "\nreturn $v31;"))
            if returns
            else ""
        )
        for test, _ in reversed(tests):
            rough = f"if ({test}) {{\n{indented(rough)}\n}}"
        clean = f"if ({' && '.join(test for test, _ in tests)}) {{\n{indented(work)}\n}}{rest}"
        rough += rest
    if in_loop:
        head, close = "for (const $v20 of $v21) {", "}"
    else:
        head, close = chance.choice(
            (
                ("function $f20($v1) {", "}"),
                ("const $f20 = ($v1, $v9) => {", "};"),
                ("function $f20($v1, $v9) {", "}"),
                ("export const $f20 = ($v1) => {", "};"),
                ("$v22.on('$f20', ($v1) => {", "});"),
            )
        )
    return grown(
        "flatten-nested-conditions",
        f"{head}\n{indented(rough)}\n{close}",
        f"{head}\n{indented(clean)}\n{close}",
        words,
        chance,
    )


def hooks(words: Words, chance: random.Random) -> Snippet:
    state = chance.sample(["$v1", "$v2"], chance.randint(1, 2))
    starts = [chance.choice(("0", "''", "false", "null", "[]", "true")) for _ in state]
    filled = fill(["$w1", *state, "$f3"], words, chance)
    name, states, method = filled[0], filled[1:-1], filled[-1]
    setters = [f"set{value[0].upper()}{value[1:]}" for value in states]
    initial = ", ".join(f"{value}: {start}" for value, start in zip(states, starts, strict=True))
    update = chance.choice(("!@", "@ + 1", "$e1", "null"))
    first, setter = states[0], setters[0]
    old = update.replace("@", f"this.state.{first}")
    new = update.replace("@", first)
    shown = " ".join(f"{{#{value}}}" for value in states)
    element = chance.choice(("div", "section", "li", "span", "article"))
    prop = chance.choice(("", " {^title}", " {^label}"))
    button = f"<button onClick={{!{method}}}>{{'$s1'}}</button>"
    view = f"<{element}>\n  {button}\n  {shown}{prop}\n</{element}>"
    class_view = view.replace("#", "this.state.").replace("^", "this.props.").replace("!", "this.")
    hook_view = view.replace("#", "").replace("^", "props.").replace("!", "")
    rough = (
        f"class {name} extends React.Component {{\n  state = {{ {initial} }};\n\n"
        f"  {method} = () => {{\n    this.setState({{ {first}: {old} }});\n  }};\n\n"
        f"  render() {{\n    return (\n{indented(class_view, 3)}\n    );\n  }}\n}}"
    )
    hooks = "\n".join(
        f"  const [{value}, {set_}] = useState({start});"
        for value, set_, start in zip(states, setters, starts, strict=True)
    )
    clean = (
        f"function {name}({'props' if prop else ''}) {{\n{hooks}\n\n"
        f"  const {method} = () => {{\n    {setter}({new});\n  }};\n\n"
        f"  return (\n{indented(hook_view, 2)}\n  );\n}}"
    )
    return grown("class-component-to-hooks", rough, clean, words, chance)
