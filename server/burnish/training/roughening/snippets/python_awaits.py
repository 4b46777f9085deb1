"""Asynchronous Python that waits where it need not."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown
from burnish.training.roughening.words import Words


def blocking(words: Words, chance: random.Random) -> Snippet:
    roll = chance.random()
    around = chance.choice(
        (
            ("", ""),
            ("", ""),
            ("while $v8:\n    $x\n    ", ""),
            ("for $v8 in $e8:\n    ", ""),
            ("if not $v8:\n    ", ""),
            ("try:\n    ", "\nexcept $w1Error:\n    $x"),
        )
    )
    lead = chance.choice(("$v4 = ", "return ", "", "$v4 = "))
    if roll < 0.5:
        amount = chance.choice(("1", "0.1", "5", "$n1", "$v1", "self.$v1", "$v1 * 2", "2 ** $v1", "0.5", "$e1"))
        rough, clean = f"time.sleep({amount})", f"await asyncio.sleep({amount})"
    elif roll < 0.75:
        arguments = chance.choice(
            ("$v1", "url", "$v1, json=$v2", "$v1, timeout=10", "$v1, params=$v2, timeout=$n1", "self.$v1, headers=$v2")
        )
        verb = chance.choice(("get", "post", "put", "delete"))
        rough, clean = (
            f"{lead}requests.{verb}({arguments})",
            f"{lead}await asyncio.to_thread(requests.{verb}, {arguments})",
        )
    else:
        arguments = chance.choice(
            ("$v1", '["$f1", $v1]', "$v1, check=True", '["$f1", "--$c1", $v1], check=True', "$v1, capture_output=True")
        )
        verb = chance.choice(("run", "call", "check_output", "check_call"))
        rough, clean = (
            f"{lead}subprocess.{verb}({arguments})",
            f"{lead}await asyncio.to_thread(subprocess.{verb}, {arguments})",
        )
    return grown(
        "blocking-call-in-async",
        around[0] + rough + around[1],
        around[0] + clean + around[1],
        words,
        chance,
        awaits=True,
    )


def gather(words: Words, chance: random.Random) -> Snippet:
    count = chance.choices((2, 3, 4), (6, 3, 1))[0]
    names = [f"$v{index}" for index in range(1, count + 1)]
    receiver = chance.choice(("", "", "self.", "$o9.", "client.", "api.", "db."))
    argument = chance.choice(("", "$v7", "$v7", "$v7.$c7", "$v7, $v8", "request"))
    same = chance.random() < 0.3
    calls = []
    for index in range(1, count + 1):
        mine = (
            argument if chance.random() < 0.7 else chance.choice(("", f"$v6.$c{index}", f"$e{index}", f'"$s{index}"'))
        )
        calls.append(f"{receiver}{'$f1' if same else f'$f{index}'}({f'$v7{index}' if same else mine})")
    rough = "\n".join(f"{name} = await {call}" for name, call in zip(names, calls, strict=True))
    if chance.random() < 0.2:
        rough, clean = "\n".join(f"await {call}" for call in calls), f"await asyncio.gather({', '.join(calls)})"
    else:
        clean = f"{', '.join(names)} = await asyncio.gather({', '.join(calls)})"
    if chance.random() < 0.4:
        use = chance.choice(
            (
                f"return {', '.join(names)}",
                "return {" + ", ".join(f'"{name}": {name}' for name in names) + "}",
                f"$f9({', '.join(names)})",
            )
        )
        rough, clean = f"{rough}\n{use}", f"{clean}\n{use}"
    return grown("sequential-awaits", rough, clean, words, chance, awaits=True)
