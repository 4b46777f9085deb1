"""Python loops, conditions and files in a longer shape than they need."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown
from burnish.training.roughening.words import Words


def concatenation(words: Words, chance: random.Random) -> Snippet:
    element = chance.choice(
        (
            "$v3",
            "str($v3)",
            "$v3.$c1",
            "$f1($v3)",
            'f"{$v3}\\n"',
            'f"<li>{$v3}</li>"',
            "$v3.$f1()",
            '$v3["$c1"]',
            '$v3 + "\\n"',
            'f"{$v3.$c1}: {$v3.$c2}\\n"',
            "chr($v3)",
            "$f1($v3, $v4)",
            'f"$s1 {$v3}"',
        )
    )
    condition = chance.choice(
        ("", "", "", "$v3", "$v3.$c3", "$v3 != $v5", "$v3 is not None", "$f3($v3)", "not $v3.$c3")
    )
    items = chance.choice(("$v2", "$e2", "$v2", "self.$v2", "$v2.$c4", "range($v2)", "sorted($v2)"))
    plus = chance.choice((f"$v1 += {element}", f"$v1 += {element}", f"$v1 = $v1 + {element}"))
    body = f"    if {condition}:\n        {plus}" if condition else f"    {plus}"
    tail = chance.choice(("", "\nreturn $v1", "\nreturn $v1", "\n$f9($v1)"))
    quote = chance.choice(('""', '""', "''"))
    noise = chance.choice(("", "", "", "$x83\n"))
    rough = f"$v1 = {quote}\n{noise}for $v3 in {items}:\n{body}{tail}"
    clean = f'{noise}$v1 = "".join({element} for $v3 in {items}{f" if {condition}" if condition else ""}){tail}'
    return grown("string-concatenation-in-loop", rough, clean, words, chance)


def comprehension(words: Words, chance: random.Random) -> Snippet:
    element = chance.choice(
        (
            "$v3",
            "$v3.$c1",
            "$f1($v3)",
            '$v3["$c1"]',
            "$v3.$f1()",
            "($v3.$c1, $v3.$c2)",
            '{"$c1": $v3.$c1, "$c2": $v3.$c2}',
            "$f1($v3, $v4)",
            "$v3 * $n1",
            "int($v3)",
            "str($v3)",
            'f"{$v3}-$s1"',
            "$w1(**$v3)",
            "$v4[$v3]",
            "dict($v3)",
            '{**$v3, "$c1": $v4}',
        )
    )
    condition = chance.choice(
        (
            "",
            "",
            "$v3",
            "$v3.$c3",
            "$v3 != $v5",
            "$v3 is not None",
            "$f3($v3)",
            "not $v3.$c3",
            '$v3["$c3"] == "$s3"',
            "$v3.$c3 > $n3",
            "$v3 not in $v5",
            "$v3.$c3 and $v3.$c4",
            "isinstance($v3, $w3)",
        )
    )
    if element == "$v3" and not condition:
        condition = "$v3.$c3"
    items = chance.choice(
        ("$v2", "$v2", "$e2", "self.$v2", "$v2.$c5", "range($v2)", "$f2($v2)", "$v2.items()", "$v2.values()")
    )
    kind = chance.random()
    if kind < 0.75:
        start, add, form = "[]", f"$v1.append({element})", "[{} for $v3 in {}{}]"
    elif kind < 0.85:
        start, add, form = "set()", f"$v1.add({element})", "{{{} for $v3 in {}{}}}"
    else:
        key = chance.choice(("$v3.id", "$v3.$c6", '$v3["$c6"]', "$v3"))
        start, add, form = "{}", f"$v1[{key}] = {element}", "{{" + key + ": {} for $v3 in {}{}}}"
    if element.startswith("{") and kind >= 0.75:
        return comprehension(words, chance)
    body = f"    if {condition}:\n        {add}" if condition else f"    {add}"
    if condition.startswith("not ") and chance.random() < 0.5:
        body = f"    if {condition[4:]}:\n        continue\n    {add}"
    if kind < 0.75 and chance.random() < 0.15:
        body = body.replace(
            add, f"$v8 = {element}\n" + " " * (8 if condition and "continue" not in body else 4) + "$v1.append($v8)"
        )
    note = chance.choice(("", "", "", "# $s7\n"))
    noise = chance.choice(("", "", "", "$x83\n"))
    tail = chance.choice(("", "\nreturn $v1", "\nreturn $v1", "\n$x", "\n$f9($v1)", "\nself.$v10 = $v1"))
    rough = f"{note}$v1 = {start}\n{noise}for $v3 in {items}:\n{body}{tail}"
    clean = f"{note}{noise}$v1 = " + form.format(element, items, f" if {condition}" if condition else "") + tail
    return grown("loop-to-comprehension", rough, clean, words, chance)


def context(words: Words, chance: random.Random) -> Snippet:
    handle = chance.choice(("f", "fh", "file", "handle", "fp", "$v1", "out", "source", "infile"))
    mode = chance.choice(
        (
            "",
            "",
            ', "r"',
            ', "w"',
            ', "rb"',
            ', "wb"',
            ', "a"',
            ', encoding="utf-8"',
            ', "w", encoding="utf-8"',
            ', newline=""',
        )
    )
    path = chance.choice(
        ("$v2", "$v2", '"$s2.txt"', "self.$v2", "$o2", "os.path.join($v2, $v3)", 'f"{$v2}.csv"', "$e2", "path")
    )
    opener = f"open({path}{mode})"
    if '"w' in mode or '"a' in mode:
        bodies = [
            f"{handle}.write($v4)",
            f"json.dump($v4, {handle})",
            f"for $v5 in $v4:\n    {handle}.write($v5)",
            f'{handle}.write("$s4\\n")\n{handle}.write($v4)',
            f"$v5 = csv.writer({handle})\n$v5.writerow($v4)\n$v5.writerows($v6)",
            f"pickle.dump($v4, {handle})",
            f"{handle}.write(json.dumps($v4, indent=2))",
        ]
    else:
        bodies = [
            f"$v4 = {handle}.read()",
            f"$v4 = json.load({handle})",
            f"$v4 = {handle}.readlines()",
            f"for $v5 in {handle}:\n    $x",
            f"for $v5 in {handle}:\n    $v4.append($v5.strip())",
            f"$v4 = [$v5.strip() for $v5 in {handle}]",
            f"$v4 = csv.reader({handle})\n$v6 = list($v4)",
            f"$v4 = {handle}.read().splitlines()",
            f"$v4 = yaml.safe_load({handle})",
            f"$v5 = {handle}.readline()\n$v4 = {handle}.read()",
        ]
    body = chance.choice(bodies)
    if chance.random() < 0.25:
        body = f"{body}\n$x"
    tail = chance.choice(("", "", "\nreturn $v4", "\n$x"))
    inner = "\n".join(f"    {line}" for line in body.split("\n"))
    if chance.random() < 0.25:
        rough = f"{handle} = {opener}\ntry:\n{inner}\nfinally:\n    {handle}.close(){tail}"
    else:
        rough = f"{handle} = {opener}\n{body}\n{handle}.close(){tail}"
    return grown("use-context-manager", rough, f"with {opener} as {handle}:\n{inner}{tail}", words, chance)


_OPPOSITES = (
    ("$v1", "not $v1"),
    ("$v1.$c1", "not $v1.$c1"),
    ("$v1 is not None", "$v1 is None"),
    ("$v1 == $v2", "$v1 != $v2"),
    ("$f1($v1)", "not $f1($v1)"),
    ("$v1 in $v2", "$v1 not in $v2"),
    ("$v1.$c1 > $n1", "$v1.$c1 <= $n1"),
    ('$v1["$c1"]', 'not $v1["$c1"]'),
    ('$v1.$c1 == "$s1"', '$v1.$c1 != "$s1"'),
    ("len($v1) > $n1", "len($v1) <= $n1"),
    ("isinstance($v1, $w1)", "not isinstance($v1, $w1)"),
    ("not $v1", "$v1"),
    ("$v1 >= $v2", "$v1 < $v2"),
)


def nested(words: Words, chance: random.Random) -> Snippet:
    depth = chance.choices((2, 3, 4), (4, 4, 1))[0]
    tests = []
    for level in range(depth):
        test, opposite = chance.choice(_OPPOSITES)
        tests.append(
            tuple(text.replace("1", str(level + 1)).replace("2", f"{level + 1}7") for text in (test, opposite))
        )
    work = chance.choice(
        (
            "return $v9",
            "$x\nreturn $v9",
            "$x",
            "$v8 = $e8\nreturn $v8",
            "$x1\n$x2",
            "for $v8 in $v9:\n    $x",
            "return $f9($v9)",
            "$v8 = $f8($v9)\n$x\nreturn $v8",
        )
    )
    returns = work.split("\n")[-1].startswith("return")
    style = chance.random()
    in_loop = not returns and style < 0.4

    def indented(text: str, by: int) -> str:
        return "\n".join("    " * by + line for line in text.split("\n"))

    rough = [indented(f"if {test}:", level) for level, (test, _) in enumerate(tests)] + [indented(work, depth)]
    if in_loop:
        clean = [f"if {' and '.join(test for test, _ in tests)}:", indented(work, 1)]
        head = "for $v20 in $e20:\n"
        return grown(
            "flatten-nested-conditions",
            head + indented("\n".join(rough), 1),
            head + indented("\n".join(clean), 1),
            words,
            chance,
        )
    if returns:
        leaves = [
            chance.choice(
                ("return None", "return False", "return []", 'raise ValueError("$s9")', "return $v11", 'return "$s9"')
            )
        ] * depth
        if chance.random() < 0.5:
            leaves = [leaf.replace("9", f"9{level}").replace("11", f"11{level}") for level, leaf in enumerate(leaves)]
            rough += [
                line
                for level in reversed(range(depth))
                for line in (indented("else:", level), indented(leaves[level], level + 1))
            ]
            clean = [f"if {opposite}:\n    {leaf}" for (_, opposite), leaf in zip(tests, leaves, strict=True)] + [work]
        else:
            rough.append(leaves[0])
            clean = [f"if {' and '.join(test for test, _ in tests)}:", indented(work, 1), leaves[0]]
        name = chance.choice(("$f20($v1)", "$f20(self, $v1)", "$f20($v1, $v2)", "$f20($v1, $v9=None)"))
        return grown(
            "flatten-nested-conditions",
            f"def {name}:\n" + indented("\n".join(rough), 1),
            f"def {name}:\n" + indented("\n".join(clean), 1),
            words,
            chance,
        )
    clean = [f"if {' and '.join(test for test, _ in tests)}:", indented(work, 1)]
    return grown("flatten-nested-conditions", "\n".join(rough), "\n".join(clean), words, chance)
