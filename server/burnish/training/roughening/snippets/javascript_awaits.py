"""JavaScript that waits where it need not, or chains promises."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown, indented
from burnish.training.roughening.snippets.javascript_queries import NOISE
from burnish.training.roughening.words import Words


def sync_io(words: Words, chance: random.Random) -> Snippet:
    path = chance.choice(
        (
            "$v1",
            "$e1",
            "path.join(__dirname, '$s1')",
            "path.join(__dirname, $v1)",
            "`${$v1}.json`",
            "'./$s1.json'",
            "req.params.$c1",
            "path.resolve($v1, $v3)",
        )
    )
    verb, extra = chance.choice(
        (
            ("readFile", ""),
            ("readFile", ", 'utf8'"),
            ("readFile", ", 'utf-8'"),
            ("readFile", ", { encoding: 'utf8' }"),
            ("writeFile", ", $v2"),
            ("writeFile", ", JSON.stringify($v2)"),
            ("stat", ""),
            ("readdir", ""),
            ("unlink", ""),
            ("mkdir", ", { recursive: true }"),
            ("appendFile", ", `${$v2}\\n`"),
        )
    )
    reads = verb in ("readFile", "stat", "readdir")
    old, new = f"fs.{verb}Sync({path}{extra})", f"await fs.promises.{verb}({path}{extra})"
    if verb == "readFile" and chance.random() < 0.3:
        use = chance.choice(
            ("const $v4 = JSON.parse(@);", "return JSON.parse(@);", "res.send(@);", "res.json(JSON.parse(@));")
        )
    else:
        use = chance.choice(("const $v4 = @;", "const $v4 = @;", "res.send(@);", "return @;")) if reads else "@;"
    follow = chance.choice(("", "\nres.json($v4);", "\nres.send($v4);", "\n$x", "\nres.end();"))
    noise = chance.choice(NOISE)
    body = noise + use + follow
    rough, clean = body.replace("@", old), body.replace("@", new)
    if chance.random() < 0.6:
        verb_name = chance.choice(("get", "get", "post", "put", "delete"))
        router, form = (
            chance.choice(("app", "router", "api")),
            chance.choice(("(req, res) => {", "(req, res, next) => {", "function (req, res) {")),
        )
        already = chance.random() < 0.3
        head = f"{router}.{verb_name}('/$p1', {{}}{form}\n"
        rough = head.replace("{}", "async " if already else "", 1) + indented(rough) + "\n});"
        clean = head.replace("{}", "async ", 1) + indented(clean) + "\n});"
        return grown("sync-io-in-handler", rough, clean, words, chance)
    return grown("sync-io-in-handler", rough, clean, words, chance, awaits=True)


def _calls(count: int, chance: random.Random) -> list[str]:
    receiver = chance.choice(("", "", "this.", "api.", "db.", "$o9.", "axios.", "client."))
    same = chance.random() < 0.35
    argument = chance.choice(("", "$v7", "$v7", "$v7.$c7", "$v7, $v8", "req.params.id", "req.user.id", "userId"))
    if same and receiver in ("", "axios.") and chance.random() < 0.5:
        verb = "axios.get" if receiver else "fetch"
        return [
            f"{verb}({chance.choice((f'`/api/$p{index}/${{$v7}}`', f'{chr(39)}/api/$p{index}{chr(39)}'))})"
            for index in range(1, count + 1)
        ]
    calls = []
    for index in range(1, count + 1):
        other = argument if chance.random() < 0.7 else f"$e{index}"
        calls.append(f"{receiver}$f1($v7{index})" if same else f"{receiver}$f{index}({other})")
    return calls


def gather(words: Words, chance: random.Random) -> Snippet:
    count = chance.choices((2, 3, 4), (6, 3, 1))[0]
    names, calls = [f"$v{index}" for index in range(1, count + 1)], _calls(count, chance)
    if chance.random() < 0.15:
        rough, clean = "\n".join(f"await {call};" for call in calls), f"await Promise.all([{', '.join(calls)}]);"
    else:
        rough = "\n".join(f"const {name} = await {call};" for name, call in zip(names, calls, strict=True))
        clean = f"const [{', '.join(names)}] = await Promise.all([{', '.join(calls)}]);"
    use = chance.choice(
        (
            "",
            "",
            f"\nreturn {{ {', '.join(names)} }};",
            f"\nres.json({{ {', '.join(names)} }});",
            f"\nreturn $f9({', '.join(names)});",
        )
    )
    return grown("sequential-awaits", rough + use, clean + use, words, chance, awaits=True)


def await_loop(words: Words, chance: random.Random) -> Snippet:
    items = chance.choice(("$v1", "$v1", "$o1", "$v1.$c1", "$e1", "Object.values($v1)", "this.$v1"))
    call = chance.choice(
        (
            "$f1($v2)",
            "$f1($v2)",
            "$o3.$f1($v2)",
            "$f1($v2.$c2)",
            "$v2.$f1()",
            "fetch($v2)",
            "axios.get(`/api/$p1/${$v2}`)",
            "$f1($v2, $v4)",
            "fetch(`/api/$p1/${$v2.id}`)",
            "db.$f1($v2.id)",
        )
    )
    if chance.random() < 0.5:
        result = "$v5"
        rough = f"const {result} = [];\nfor (const $v2 of {items}) {{\n  {result}.push(await {call});\n}}"
        if chance.random() < 0.4:
            body = f"  const $v6 = await {call};\n  {result}.push($v6);"
            rough = f"const {result} = [];\nfor (const $v2 of {items}) {{\n{body}\n}}"
        clean = f"const {result} = await Promise.all(Array.from({items}, ($v2) => {call}));"
        use = chance.choice(("", "", f"\nreturn {result};", f"\nres.json({result});"))
        return grown("await-in-loop", rough + use, clean + use, words, chance, awaits=True)
    if chance.random() < 0.5:
        return grown(
            "await-in-loop",
            f"for (const $v2 of {items}) {{\n  await {call};\n}}",
            f"await Promise.all(Array.from({items}, ($v2) => {call}));",
            words,
            chance,
            awaits=True,
        )
    body = chance.choice(
        (
            f"const $v6 = await {call};\n$v6.$c5 = $v7;",
            f"const $v6 = await {call};\n$f8($v6);",
            f"$x\nawait {call};",
            f"await {call};\n$x",
            f"$v2.$c8 = await {call};",
        )
    )
    rough = f"for (const $v2 of {items}) {{\n{indented(body)}\n}}"
    clean = f"await Promise.all(Array.from({items}, async ($v2) => {{\n{indented(body)}\n}}));"
    return grown("await-in-loop", rough, clean, words, chance, awaits=True)


def chain(words: Words, chance: random.Random) -> Snippet:
    first = chance.choice(
        (
            "fetch($v9)",
            "fetch('/api/$p1')",
            "axios.get(`/api/$p1/${$v9}`)",
            "$f1($v9)",
            "$o1.$f1($v9)",
            "fetch(`/api/$p1/${$v9}`)",
            "$w1.findOne({ $c1: $v9 })",
            "$f1()",
            "db.$f1($v9)",
        )
    )
    current, code = first, []
    count = chance.choices((1, 2, 3), (5, 4, 1))[0]
    chain, name = first, ""
    unit = "  "
    for index in range(count):
        name = f"$v{index + 1}" if not (index == 0 and "fetch" in first) else chance.choice(("response", "res", "r"))
        code.append(f"const {name} = await {current};")
        last = index == count - 1
        if not last:
            current = (
                f"{name}.json()"
                if index == 0 and "fetch" in first
                else chance.choice(
                    (f"$f{index + 5}({name})", f"{name}.$f{index + 5}()", f"$f{index + 5}({name}.$c{index + 5})")
                )
            )
            chain += (
                f"\n{unit}.then(({name}) => {current})"
                if chance.random() < 0.8
                else f"\n{unit}.then(function ({name}) {{\n{unit * 2}return {current};\n{unit}}})"
            )
    body = chance.choice(
        (
            f"$f8({name});",
            f"return {name}.$c8;",
            f"this.$v8 = {name};",
            f"$x\nreturn {name};",
            f"$f8({name}.$c8);\n$x",
            f"const $v8 = {name}.$c8;\nreturn $v8;",
            f"set$w8({name});",
            f"if (!{name}) {{\n  return null;\n}}\nreturn {name}.$c8;",
            f"res.json({name});",
        )
    )
    deeper = indented(body, 2)
    chain += f"\n{unit}.then(({name}) => {{\n{deeper}\n{unit}}})"
    handler = chance.choice(
        ("", "", "console.error(err);", "$f7(err);", "$x\nthrow err;", "next(err);", "set$w7(err.message);")
    )
    code.append(body)
    clean = "\n".join(code)
    if handler:
        chain += f"\n{unit}.catch((err) => {{\n{indented(handler, 2)}\n{unit}}})"
        clean = f"try {{\n{indented(clean)}\n}} catch (err) {{\n{indented(handler)}\n}}"
    arguments = chance.choice(("", "$v9", "$v9", "$v9, $v19"))
    noise = chance.choice(NOISE)
    head = chance.choice(
        (
            ("function $f20({}) {{", "}"),
            ("const $f20 = ({}) => {{", "};"),
            ("  $f20({}) {{", "  }"),
            ("export function $f20({}) {{", "}"),
        )
    )
    opened = head[0].format(arguments)
    if head[0].startswith("  "):
        opened, shown = opened.strip(), "async " + opened.strip()
    else:
        shown = (
            opened.replace("function", "async function") if "function" in opened else opened.replace("= (", "= async (")
        )
    closing = head[1].strip()
    rough = f"{opened}\n{indented(f'{noise}return {chain};')}\n{closing}"
    clean = f"{shown}\n{indented(noise + clean)}\n{closing}"
    if head[0].startswith("  "):
        rough, clean = f"class $w20 {{\n{indented(rough)}\n}}", f"class $w20 {{\n{indented(clean)}\n}}"
    return grown("promise-chain-to-async", rough, clean, words, chance)
