"""JavaScript that talks to databases, or keeps its secrets in the source."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown
from burnish.training.roughening.words import Words, fill

POOLS = ("db", "pool", "client", "connection", "conn", "knex", "this.db", "this.pool", "database")


NOISE = ("", "", "", "$x83\n", "// $s\n", "console.log($e);\n")


def sql(words: Words, chance: random.Random) -> Snippet:
    count = chance.choices((1, 2, 3), (6, 3, 1))[0]
    values = [
        chance.choice(
            (
                f"$v{index}",
                f"$v{index}",
                f"$v{index}.$c{index}",
                f"req.params.$c{index}",
                f"req.body.$c{index}",
                f"req.query.$c{index}",
                f"Number($v{index})",
            )
        )
        for index in range(1, count + 1)
    ]
    columns = [f"$c{index}" for index in range(1, count + 1)]
    kind = chance.random()
    if kind < 0.6:
        joiner, tail = (
            chance.choice((" AND ", " AND ", " OR ")),
            chance.choice(("", "", " ORDER BY $c6", " LIMIT $n1", " ORDER BY $c6 DESC LIMIT 10")),
        )
        head, pieces = (
            f"SELECT {chance.choice(('*', '*', '$c8', '$c8, $c9', 'COUNT(*) AS $c7'))} FROM $t1 WHERE ",
            [f"{column} {chance.choice(('=', '=', '=', '>', '<'))} " for column in columns],
        )
    elif kind < 0.76:
        head, pieces, joiner, tail = f"INSERT INTO $t1 ({', '.join(columns)}) VALUES (", [""] * count, ", ", ")"
    elif kind < 0.9:
        head, pieces, joiner, tail = "UPDATE $t1 SET ", [*(f"{column} = " for column in columns), "id = "], ", ", ""
        values.append("$v9")
    else:
        head, pieces, joiner, tail = "DELETE FROM $t1 WHERE ", [f"{column} = " for column in columns], " AND ", ""

    def glue(holes: list[str]) -> str:
        parts = [piece + hole for piece, hole in zip(pieces, holes, strict=True)]
        text = joiner.join(parts[:-1]) + " WHERE " + parts[-1] if head.startswith("UPDATE") else joiner.join(parts)
        return head + text + tail

    marks = "'" if chance.random() < 0.35 else ""
    if chance.random() < 0.65:
        built = "`" + glue([f"{marks}${{{value}}}{marks}" for value in values]) + "`"
    else:
        texts = glue([f"{marks}\0{marks}" for _ in values]).split("\0")
        mark = '"' if marks else "'"
        built = mark + texts[0] + mark
        for value, text in zip(values, texts[1:], strict=True):
            built += f" + {value}" + (f" + {mark}{text}{mark}" if text else "")
    safe = "'" + glue(["?"] * len(values)) + "'"
    parameters = "[" + ", ".join(values) + "]"
    pool = chance.choice(POOLS)
    verb = chance.choice(("query", "query", "query", "all", "get", "run", "execute"))
    lead = chance.choice(
        (
            "const $v6 = await ",
            "const $v6 = await ",
            "const [$v6] = await ",
            "return ",
            "const { rows } = await ",
            "await ",
            "",
        )
    )
    callback = ""
    if lead == "" and chance.random() < 0.6:
        callback = (
            ", ($v7, $v8) => {\n  $x\n}"
            if chance.random() < 0.5
            else ", function (err, $v8) {\n  if (err) return $f1(err);\n  $x\n}"
        )
    if chance.random() < 0.55:
        rough, clean = (
            f"{lead}{pool}.{verb}({built}{callback});",
            f"{lead}{pool}.{verb}({safe}, {parameters}{callback});",
        )
    else:
        name, noise = chance.choice(("query", "sql", "statement", "q")), chance.choice(NOISE)
        rough = f"const {name} = {built};\n{noise}{lead}{pool}.{verb}({name}{callback});"
        clean = f"const {name} = {safe};\n{noise}{lead}{pool}.{verb}({name}, {parameters}{callback});"
    return grown("sql-built-from-strings", rough, clean, words, chance, awaits="await" in lead)


def query_in_loop(words: Words, chance: random.Random) -> Snippet:
    model = chance.choice(("$w1", "$w1", "db.$w1", "this.$f1Model", "prisma.$t1"))
    value = chance.choice(("$v2", "$v2.$c2", "$v2.id"))
    finder, key = chance.choice(
        (
            ("findById({})", "_id"),
            ("findByPk({})", "id"),
            ("findOne({{ where: {{ $c3: {} }} }})", "$c3"),
            ("findOne({{ $c3: {} }})", "$c3"),
        )
    )
    items = chance.choice(("$v1", "$v1", "$o1", "$v1.$c1"))
    every = items if value == "$v2" else f"{items}.map(($v2) => {value})"
    inside = (
        f"{{ where: {{ {key}: {every} }} }}"
        if "Pk" in finder or "where" in finder
        else f"{{ {key}: {{ $in: {every} }} }}"
    )
    verb = "findAll" if "where" in inside else "find"
    push = chance.choice(
        (
            f"$v5.push(await {model}.{finder.format(value)});",
            f"const $v6 = await {model}.{finder.format(value)};\n  $v5.push($v6);",
        )
    )
    rough = f"const $v5 = [];\nfor (const $v2 of {items}) {{\n  {push}\n}}"
    clean = f"const $v5 = await {model}.{verb}({inside});"
    return grown("query-in-loop", rough, clean, words, chance, awaits=True)


def unbounded(words: Words, chance: random.Random) -> Snippet:
    lead = chance.choice(("const $v1 = await ", "return ", "const $v1 = await ", "res.json(await "))
    close = ")" if lead.startswith("res") else ""
    shape = chance.random()
    if shape < 0.35:
        tail = chance.choice(("", " WHERE $c1 = ?", " ORDER BY $c2", " WHERE $c1 = ? ORDER BY $c2 DESC"))
        parameters, pool = (", [$v3]" if "?" in tail else ""), chance.choice(POOLS)
        rough = f"{lead}{pool}.query('SELECT {chance.choice(('*', '$c4, $c5'))} FROM $t1{tail}@'{parameters}){close};"
        rough, clean = rough.replace("@", ""), rough.replace("@", " LIMIT 100")
    elif shape < 0.7:
        arguments = chance.choice(("", "{ $c1: $v3 }", "{ $c1: $v3, $c2: $v4 }"))
        sort = chance.choice(("", ".sort({ $c3: -1 })"))
        rough, clean = (
            f"{lead}$w1.find({arguments}){sort}{close};",
            f"{lead}$w1.find({arguments}){sort}.limit(100){close};",
        )
    else:
        where = chance.choice(("", "where: { $c1: $v3 }", "where: { $c1: $v3 }, order: ['$c2']"))
        rough = f"{lead}$w1.findAll({f'{{ {where} }}' if where else ''}){close};"
        clean = f"{lead}$w1.findAll({{ {where + ', ' if where else ''}limit: 100 }}){close};"
    return grown("unbounded-query", rough, clean, words, chance, awaits="await" in lead)


def secret(words: Words, chance: random.Random) -> Snippet:
    name = fill(
        (
            chance.choice(
                (
                    "$k1_api_key",
                    "$k1_secret",
                    "$k1_token",
                    "$k1_password",
                    "api_key",
                    "password",
                    "jwt_secret",
                    "session_secret",
                    "access_token",
                    "auth_token",
                )
            ),
        ),
        words,
        chance,
    )[0]
    parts = name.split("_")
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    secret = chance.choice(("sk_live_", "ghp_", "key-", "", "", "AIza", "xoxb-", "pk_")) + "".join(
        chance.choices(alphabet, k=chance.randint(8, 18))
    )
    if chance.random() < 0.2:
        secret = chance.choice(("hunter2", "s3cr3t", "changeme123", "keyboard cat", "super-secret", "my-secret-key"))
    shape = chance.random()
    env = f"process.env.{name.upper()}"
    if shape < 0.4:
        rough, clean = f"const {name.upper()} = '{secret}';", f"const {name.upper()} = {env};"
    elif shape < 0.65:
        rough, clean = f"const {camel} = '{secret}';", f"const {camel} = {env};"
    elif shape < 0.9:
        before, after = chance.choice(
            (("", "  $c1: $v1,\n"), ("  $c1: $v1,\n", ""), ("  $c1: '$s1',\n", "  $c2: $n1,\n"))
        )
        holder = chance.choice(
            ("const config = {", "const $v5 = {", "module.exports = {", "app.use(session({", "const $v5 = new $w1({")
        )
        close = {
            "const config = {": "};",
            "const $v5 = {": "};",
            "module.exports = {": "};",
            "app.use(session({": "}));",
        }.get(holder, "});")
        rough, clean = (
            f"{holder}\n{before}  {camel}: '{secret}',\n{after}{close}",
            f"{holder}\n{before}  {camel}: {env},\n{after}{close}",
        )
    else:
        rough, clean = f"const $v5 = $f1($v6, '{secret}');", f"const $v5 = $f1($v6, {env});"
        rough, clean = (
            rough.replace("$f1", "jwt.sign"),
            clean.replace("$f1", "jwt.sign").replace(env, "process.env.JWT_SECRET"),
        )
    return grown("hardcoded-secret", rough, clean, words, chance)
