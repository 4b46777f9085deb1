"""Python that trusts too much: shells, deserializers, secrets in the source, calls that wait forever."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets.growing import grown
from burnish.training.roughening.snippets.python_queries import NOISE
from burnish.training.roughening.words import Words, fill

_COMMANDS = (
    ("git", "log", "--oneline", "@"),
    ("git", "clone", "@"),
    ("git", "checkout", "@"),
    ("git", "-C", "@", "status"),
    ("ls", "-l", "@"),
    ("cat", "@"),
    ("rm", "-rf", "@"),
    ("cp", "@", "@"),
    ("mv", "@", "@"),
    ("tar", "xzf", "@"),
    ("tar", "czf", "@", "@"),
    ("ping", "-c", "1", "@"),
    ("convert", "@", "@"),
    ("ffmpeg", "-i", "@", "@"),
    ("grep", "-r", "@", "@"),
    ("curl", "-s", "@"),
    ("docker", "run", "@"),
    ("docker", "rm", "@"),
    ("chmod", "+x", "@"),
    ("unzip", "@", "-d", "@"),
    ("ssh", "@", "uptime"),
    ("mkdir", "-p", "@"),
    ("gzip", "@"),
    ("nslookup", "@"),
    ("wc", "-l", "@"),
    ("pip", "install", "@"),
    ("npm", "install", "@"),
    ("kill", "-9", "@"),
    ("python", "@"),
    ("du", "-sh", "@"),
    ("head", "-n", "@", "@"),
    ("tail", "-n", "@", "@"),
    ("$f9", "--output", "@", "@"),
    ("$f9", "@"),
    ("$f9", "$f8", "@"),
    ("$f9", "--$c9", "@"),
    ("./$f9", "@", "@"),
)


def shell(words: Words, chance: random.Random) -> Snippet:
    parts = chance.choice(_COMMANDS)
    values = iter(
        [
            chance.choice((f"$v{index}", f"$v{index}", f"$o{index}", f"self.$v{index}", f"$v{index}.$c{index}"))
            for index in (1, 2, 3)
        ]
    )
    filled = [next(values) if part == "@" else part for part in parts]
    words_of = [f"{{{value}}}" if part == "@" else value for part, value in zip(parts, filled, strict=True)]
    style = chance.random()
    if style < 0.5:
        command = 'f"' + " ".join(words_of) + '"'
    elif style < 0.75:
        pieces: list[str] = []
        text = ""
        for part, value in zip(parts, filled, strict=True):
            if part == "@":
                pieces += [f'"{text} "', value] if not pieces else [f'"{text or ""} "', value]
                text = ""
            else:
                text += (" " if text or pieces else "") + value
        if text:
            pieces.append(f'"{text}"')
        command = " + ".join(pieces)
    elif style < 0.88:
        holes = [value for part, value in zip(parts, filled, strict=True) if part == "@"]
        command = (
            '"'
            + " ".join("%s" if part == "@" else value for part, value in zip(parts, filled, strict=True))
            + '" % '
            + (holes[0] if len(holes) == 1 else f"({', '.join(holes)})")
        )
    else:
        holes = [value for part, value in zip(parts, filled, strict=True) if part == "@"]
        command = (
            '"'
            + " ".join("{}" if part == "@" else value for part, value in zip(parts, filled, strict=True))
            + '".format('
            + ", ".join(holes)
            + ")"
        )
    listed = (
        "[" + ", ".join(value if part == "@" else f'"{value}"' for part, value in zip(parts, filled, strict=True)) + "]"
    )
    lead = chance.choice(("", "", "$v4 = ", "return "))
    function = chance.choice(("run", "run", "run", "call", "check_call", "check_output", "Popen"))
    extra = chance.choice(
        (
            "",
            "",
            "",
            ", check=True",
            ", capture_output=True",
            ", capture_output=True, text=True",
            ", stdout=subprocess.PIPE",
            ", cwd=$v5",
        )
    )
    if chance.random() < 0.2:
        rough, clean = (
            f"{lead}os.system({command})",
            f"{lead}subprocess.run({listed})" + (".returncode" if lead else ""),
        )
    elif chance.random() < 0.65:
        flag = f", shell=True{extra}" if chance.random() < 0.6 else f"{extra}, shell=True"
        rough, clean = f"{lead}subprocess.{function}({command}{flag})", f"{lead}subprocess.{function}({listed}{extra})"
    else:
        name, noise = chance.choice(("command", "cmd", "command_line", "args")), chance.choice(NOISE)
        rough = f"{name} = {command}\n{noise}{lead}subprocess.{function}({name}, shell=True{extra})"
        clean = f"{name} = {listed}\n{noise}{lead}subprocess.{function}({name}{extra})"
    return grown("shell-injection", rough, clean, words, chance)


def deserialization(words: Words, chance: random.Random) -> Snippet:
    argument = chance.choice(
        (
            "$v1",
            "$o1",
            "$v1.read()",
            "open($v1)",
            "$e1",
            "request.data",
            "f",
            "fh",
            "$v1.$c1",
            "stream",
            "response.text",
        )
    )
    lead = chance.choice(("$v2 = ", "$v2 = ", "return ", "self.$v2 = ", "$v2[$v3] = "))
    trail = chance.choice(("", "", "", " or {}", '["$c2"]', '.get("$c2")'))
    rough = chance.choice(
        (
            f"yaml.load({argument})",
            f"yaml.load({argument}, Loader=yaml.Loader)",
            f"yaml.load({argument}, yaml.Loader)",
            f"yaml.load({argument}, Loader=yaml.UnsafeLoader)",
            f"yaml.unsafe_load({argument})",
            f"yaml.load({argument}, Loader=yaml.FullLoader)",
        )
    )
    clean = f"yaml.safe_load({argument})"
    around = chance.choice(
        (("", ""), ("", ""), ("with open($v5) as f:\n    ", ""), ("try:\n    ", "\nexcept $w1Error:\n    $x"))
    )
    return grown(
        "unsafe-deserialization",
        f"{around[0]}{lead}{rough}{trail}{around[1]}",
        f"{around[0]}{lead}{clean}{trail}{around[1]}",
        words,
        chance,
    )


def secret(words: Words, chance: random.Random) -> Snippet:
    name = chance.choice(
        (
            "$k1_api_key",
            "$k1_secret",
            "$k1_token",
            "$k1_password",
            "api_key",
            "password",
            "secret_key",
            "db_password",
            "auth_token",
            "access_key",
            "private_key",
        )
    )
    name = fill((name,), words, chance)[0]
    upper = chance.random() < 0.65
    shown = name.upper() if upper else name
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    secret = chance.choice(("sk_live_", "ghp_", "key-", "", "", "AKIA", "xoxb-", "pk_")) + "".join(
        chance.choices(alphabet, k=chance.randint(8, 18))
    )
    if chance.random() < 0.2:
        secret = chance.choice(
            ("hunter2", "s3cr3t", "changeme123", "letmein", "correct-horse-battery", "P@ssw0rd1", "super-secret-key")
        )
    holder = chance.choice(("", "", "", "self.", "app.config"))
    mark = chance.choice(('"', '"', "'"))
    target = f"app.config[{mark}{name.upper()}{mark}]" if holder == "app.config" else holder + shown
    if chance.random() < 0.2:
        call = chance.choice(("connect", "Client", "login", "$f1"))
        rough, clean = (
            f"$v3 = {call}($v4, {name}={mark}{secret}{mark})",
            f"$v3 = {call}($v4, {name}=os.environ[{mark}{name.upper()}{mark}])",
        )
    else:
        rough, clean = f"{target} = {mark}{secret}{mark}", f"{target} = os.environ[{mark}{name.upper()}{mark}]"
    return grown("hardcoded-secret", rough, clean, words, chance)


def timeout(words: Words, chance: random.Random) -> Snippet:
    verb = chance.choice(("get", "get", "post", "put", "delete", "head", "patch"))
    url = chance.choice(
        (
            "$v1",
            "$o1",
            '"https://$k1.example.com/$p1"',
            'f"{$v1}/$p1"',
            'f"https://$k1.example.com/$p1/{$v1}"',
            "url",
            "self.base_url + $v1",
            "$e1",
        )
    )
    extra = chance.choice(
        (
            "",
            "",
            ", params=$v2",
            ", json=$v2",
            ", headers=headers",
            ", headers=$v2, json=$v3",
            ", data=$v2",
            ', headers={"Authorization": $v2}',
            ", stream=True",
            ", verify=False",
        )
    )
    lead = chance.choice(("$v4 = ", "$v4 = ", "return ", "response = ", ""))
    trail = chance.choice(("", "", "", ".json()", ".text", ".status_code")) if lead else ""
    call = f"urlopen({url}" if chance.random() < 0.12 else f"requests.{verb}({url}{extra}"
    if call.startswith("urlopen"):
        call = chance.choice(("urllib.request.", "")) + call
    around = chance.choice(
        (
            ("", ""),
            ("", ""),
            ("try:\n    ", "\nexcept $w1Error:\n    $x"),
            ("for $v6 in $e6:\n    ", ""),
            ("if $v6:\n    ", ""),
        )
    )
    return grown(
        "missing-timeout",
        f"{around[0]}{lead}{call}){trail}{around[1]}",
        f"{around[0]}{lead}{call}, timeout=10){trail}{around[1]}",
        words,
        chance,
    )
