"""Python that talks to databases."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown
from burnish.training.roughening.words import Words

CURSORS = (
    "cursor",
    "cur",
    "conn",
    "db",
    "connection",
    "self.db",
    "self.cursor",
    "self.conn",
    "c",
    "database",
    "get_db()",
)


NOISE = ("", "", "", "$x83\n", "# $s\n", "$x81\n$x82\n", "print($e)\n", 'logger.info("$s")\n')


def sql(words: Words, chance: random.Random) -> Snippet:
    kind = chance.random()
    count = chance.choices((1, 2, 3), (6, 3, 1))[0]
    columns = [f"$c{index}" for index in range(1, count + 1)]
    values = [
        chance.choice(
            (
                f"$v{index}",
                f"$v{index}",
                f"$v{index}",
                f"$v{index}.$c{index}",
                f"$o{index}",
                f'$v{index}["$c{index}"]',
                f"self.$v{index}",
                f"int($v{index})",
            )
        )
        for index in range(1, count + 1)
    ]
    sign = chance.choice(("=", "=", "=", "=", ">", "<", ">=", "!="))
    if kind < 0.55:
        what = chance.choice(("*", "*", "$c8", "$c8, $c9", "COUNT(*)", "$c7, $c8, $c9"))
        head = f"SELECT {what} FROM $t1 WHERE "
        joiner = chance.choice((" AND ", " AND ", " OR "))
        pieces = [(f"{column} {sign} ", "") for column in columns]
        tail = chance.choice(("", "", "", " ORDER BY $c6", " LIMIT $n1", " ORDER BY $c6 DESC LIMIT $n1"))
    elif kind < 0.7:
        head, joiner, tail = f"INSERT INTO $t1 ({', '.join(columns)}) VALUES (", ", ", ")"
        pieces = [("", "") for _ in columns]
    elif kind < 0.87:
        columns = [*columns, "id"][: max(2, count)]
        values = values if len(values) >= 2 else [*values, "$v5"]
        columns = (
            columns[: len(values)]
            if len(columns) >= len(values)
            else [*columns, *["id"] * (len(values) - len(columns))]
        )
        head, tail = "UPDATE $t1 SET ", ""
        pieces = [(f"{column} = ", "") for column in columns]
        joiner = ", "
        pieces[-1] = (f"{columns[-1]} = ", "")
    else:
        head, joiner, tail = "DELETE FROM $t1 WHERE ", " AND ", ""
        pieces = [(f"{column} {sign} ", "") for column in columns]
    update = head.startswith("UPDATE")
    mark = "?"

    def glue(holes: list[str]) -> str:
        parts = [before + hole for (before, _), hole in zip(pieces, holes, strict=True)]
        text = joiner.join(parts[:-1]) + " WHERE " + parts[-1] if update else joiner.join(parts)
        return head + text + tail

    quote = "'" if chance.random() < 0.35 else ""
    style = chance.random()
    if style < 0.45:
        inner = glue([f"{quote}{{{value}}}{quote}" for value in values])
        if '"' in inner:
            inner = inner.replace('["', "['").replace('"]', "']") if not quote else inner
        if '"' in inner:
            return sql(words, chance)
        built = f'f"{inner}"'
    elif style < 0.62:
        inner = glue([f"{quote}%s{quote}"] * len(values))
        built = f'"{inner}" % ' + (
            f"({', '.join(values)})" if len(values) > 1 else chance.choice((values[0], f"({values[0]},)"))
        )
    elif style < 0.78:
        inner = glue([f"{quote}{{}}{quote}"] * len(values))
        built = f'"{inner}".format({", ".join(values)})'
    else:
        texts = glue([f"{quote}\0{quote}"] * len(values)).split("\0")
        built = f'"{texts[0]}"'
        for value, text in zip(values, texts[1:], strict=True):
            wrapped = value if chance.random() < 0.6 else (value if value.startswith("int(") else f"str({value})")
            built += f" + {wrapped}" + (f' + "{text}"' if text else "")
    safe = glue([mark] * len(values))
    parameters = f"({', '.join(values)}{',' if len(values) == 1 else ''})"
    cursor = chance.choice(CURSORS)
    lead, trail = chance.choice(
        (
            ("", ""),
            ("", ""),
            ("$v6 = ", ""),
            ("$v6 = ", ".fetchall()"),
            ("$v6 = ", ".fetchone()"),
            ("return ", ".fetchall()"),
            ("return ", ".fetchone()"),
            ("for $v6 in ", ":\n    $x"),
        )
    )
    if chance.random() < 0.5:
        rough, clean = (
            f"{lead}{cursor}.execute({built}){trail}",
            f'{lead}{cursor}.execute("{safe}", {parameters}){trail}',
        )
    else:
        name = chance.choice(("query", "sql", "statement", "q", "stmt"))
        noise = chance.choice(NOISE)
        rough = f"{name} = {built}\n{noise}{lead}{cursor}.execute({name}){trail}"
        clean = f'{name} = "{safe}"\n{noise}{lead}{cursor}.execute({name}, {parameters}){trail}'
    if chance.random() < 0.15:
        rough, clean = (
            rough.replace('"', "'") if "'" not in rough else rough,
            clean if "'" in rough else clean.replace('"', "'"),
        )
    return grown("sql-built-from-strings", rough, clean, words, chance)


def query_in_loop(words: Words, chance: random.Random) -> Snippet:
    cursor = chance.choice(CURSORS)
    values = chance.choice(("$v2", "$v2.$c3", '$v2["$c3"]', "$v2.id", '$v2["id"]', "$v2[0]"))
    columns = chance.choice(("$c1, $c2", "$c1, $c2", "id, $c1", "$c1, $c2, $c4"))
    marks = ", ".join("?" * (columns.count(",") + 1))
    rest = ", ".join(
        chance.choice((f"$v2.$c{index}", f'$v2["$c{index}"]', f"$v{index}"))
        for index in range(4, 3 + columns.count(",") + 1)
    )
    verb = chance.random()
    if verb < 0.6:
        sql, parameters = f"INSERT INTO $t1 ({columns}) VALUES ({marks})", f"({values}, {rest})"
    elif verb < 0.85:
        sql, parameters = "UPDATE $t1 SET $c1 = ? WHERE id = ?", f"({rest}, {values})"
    else:
        sql, parameters = "DELETE FROM $t1 WHERE $c1 = ?", f"({values},)"
    items = chance.choice(("$v1", "$v1", "$e1", "self.$v1"))
    rough = f'for $v2 in {items}:\n    {cursor}.execute("{sql}", {parameters})'
    clean = f'{cursor}.executemany("{sql}", [{parameters} for $v2 in {items}])'
    return grown("query-in-loop", rough, clean, words, chance)


def unbounded(words: Words, chance: random.Random) -> Snippet:
    lead = chance.choice(("$v1 = ", "return ", "$v1 = "))
    if chance.random() < 0.55:
        cursor, tail = (
            chance.choice(CURSORS),
            chance.choice(
                (
                    "",
                    " WHERE $c1 = ?",
                    " WHERE $c1 = ? AND $c2 = ?",
                    " ORDER BY $c3",
                    " WHERE $c1 > ? ORDER BY $c3 DESC",
                )
            ),
        )
        marks = tail.count("?")
        parameters = (
            ""
            if not marks
            else ", (" + ", ".join(f"$v{index}" for index in range(2, 2 + marks)) + ("," if marks == 1 else "") + ")"
        )
        sql = f"SELECT {chance.choice(('*', '$c4', '$c4, $c5'))} FROM $t1{tail}"
        rough, clean = (
            f'{lead}{cursor}.execute("{sql}"{parameters}).fetchall()',
            f'{lead}{cursor}.execute("{sql} LIMIT 100"{parameters}).fetchall()',
        )
    else:
        chain = chance.choice(
            (
                "",
                ".filter_by($c1=$v2)",
                ".filter($w1.$c1 == $v2)",
                ".order_by($w1.$c1)",
                ".filter_by($c1=$v2).order_by($w1.$c3.desc())",
            )
        )
        base = chance.choice(("$w1.query", "session.query($w1)", "db.session.query($w1)", "self.session.query($w1)"))
        rough, clean = f"{lead}{base}{chain}.all()", f"{lead}{base}{chain}.limit(100).all()"
    return grown("unbounded-query", rough, clean, words, chance)
