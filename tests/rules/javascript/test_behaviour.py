"""What the fixes of JavaScript rules make of a program does, in Node.js, what the program did."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from burnish.analysis import analyze
from burnish.document import Document
from burnish.project import Project
from burnish.rules import rule_of

NODE = shutil.which("node")
if NODE is None and not os.environ.get("CI"):
    pytest.skip("Node.js is not installed", allow_module_level=True)


def fixed(rule_id: str, source: str) -> tuple[str, int]:
    """The source after applying the rule's fixes until none is left, and how many there were."""
    rule = rule_of(rule_id, "javascript")
    assert rule is not None
    document, count = Document.of("a.js", source), 0
    while True:
        findings = analyze(document, Project.empty(), (rule,))
        fix = next((one for finding in findings if (one := rule.fix_of(finding, document, Project.empty()))), None)
        if fix is None:
            return document.text, count
        document, count = document.edited(fix.edits), count + 1
        assert not document.has_errors
        assert count < 200


def run(script: str, folder: Path) -> list[object]:
    """What a script prints, as JSON."""
    path = folder / "script.js"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run([NODE or "node", str(path)], capture_output=True, text=True, check=True, timeout=60)
    found: list[object] = json.loads(done.stdout)
    return found


class Programs:
    """Random functions of nested conditions, loops and jumps, over `t` (which logs) and `c` (a condition that logs)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def function(self) -> str:
        gives = self.random.random() < 0.4
        return "function f() {\n" + self.block(1, False, gives, "  ") + "}"

    def block(self, depth: int, in_loop: bool, gives: bool, indentation: str) -> str:
        size = self.random.choice([1, 1, 2, 3, 5]) if depth > 1 else 4
        text = "".join(self.statement(depth, in_loop, gives, indentation) for _ in range(size))
        if depth > 1 and self.random.random() < 0.3:
            jumps = ["return;" if not gives else f"return {self.next()};", f"throw {self.next()};"]
            text += indentation + self.random.choice([*jumps, "continue;", "break;"] if in_loop else jumps) + "\n"
        return text

    def statement(self, depth: int, in_loop: bool, gives: bool, indentation: str) -> str:
        kind = self.random.random()
        if depth > 5 or kind < 0.35:
            return self.simple(indentation)
        inner = indentation + "  "
        if kind < 0.9:
            text = f"{indentation}if ({self.condition()}) {{\n{self.block(depth + 1, in_loop, gives, inner)}{indentation}}}"
            while self.random.random() < 0.25:
                text += (
                    f" else if ({self.condition()}) {{\n{self.block(depth + 1, in_loop, gives, inner)}{indentation}}}"
                )
            if self.random.random() < 0.3:
                text += f" else {{\n{self.block(depth + 1, in_loop, gives, inner)}{indentation}}}"
            return text + "\n"
        return f"{indentation}for (const i of [1, 2]) {{\n{self.block(depth + 1, True, gives, inner)}{indentation}}}\n"

    def simple(self, indentation: str) -> str:
        number = self.next()
        return (
            indentation + self.random.choice([f"t({number});", f"const v{number % 3}_{number} = t({number});"]) + "\n"
        )

    def condition(self) -> str:
        number = self.next()
        return self.random.choice(
            [
                f"c({number})",
                f"!c({number})",
                f"c({number}) === true",
                f"c({number}) || c({number + 1})",
                f"c({number}) && !c({number + 1})",
                f"c({number}) ? c({number + 1}) : c({number + 2})",
                f"!(c({number}) || c({number + 1}))",
                f"c({number}) > 0",
                f"(x = c({number}))",
            ]
        )

    def next(self) -> int:
        self.count += 3
        return self.count


TRACED = """
const logs = [];
for (const make of functions) for (let seed = 1; seed <= 24; seed++) {
  let log = [], x, steps = 0;
  const t = (n) => { log.push(n); if (++steps > 500) throw "long"; return n; };
  const c = (n) => { log.push(-n); return ((n * 2654435761 + seed * 40503 * (n % 97 + 1)) >>> 7) % 2 === 1; };
  try { log.push(["gives", make(t, c)() ?? null]); } catch (error) { log.push(["throws", String(error)]); }
  logs.push(log);
}
console.log(JSON.stringify(logs));
"""


def test_flattened_conditions_are_tested_in_the_same_order_and_lead_to_the_same(tmp_path: Path) -> None:
    before, after, fixes = [], [], 0
    for seed in range(150):
        source = Programs(seed).function()
        flat, count = fixed("readability/flatten-nested-conditions", source)
        before.append(f"(t, c) => {{ let x; {source} return f; }}")
        after.append(f"(t, c) => {{ let x; {flat} return f; }}")
        fixes += count
    assert fixes > 100
    first = run(f"const functions = [{', '.join(before)}];\n{TRACED}", tmp_path)
    assert run(f"const functions = [{', '.join(after)}];\n{TRACED}", tmp_path) == first
    assert len(first) == 150 * 24


CHAINS = [
    "async function f(a) {\n  return a(1)\n    .then((one) => {\n      log(one);\n      return a(one + 1);\n    })\n    .then((two) => two * 2);\n}",
    "async function f(a) {\n  return a(1).then((one) => {\n    log(one);\n    return a(-one);\n  }).then(() => 3)"
    ".catch((error) => {\n    log(error);\n    return a(7);\n  });\n}",
    "async function f(a) {\n  return a(1).then((one) => a(-one)).then((two) => log(two)).finally(() => log('end'));\n}",
    "const f = async (a) => a(1).then(([one] = [1]) => one).then((two) => two);",
    "const f = async a => a(2).then(({ one = 5, ...rest }) => ({ one, rest })).then(({ rest: kept }) => a(kept)).catch(() => null);",
    "async function f(a) {\n  const three = await a(1).then((one) => a(one)).then(async (two) => {\n    const more = await a(9);\n"
    "    return two + more;\n  });\n  log(three);\n  await a(4).then((four) => log(four)).then(() => a(-3)).catch((error) => log(error));\n"
    "  return three;\n}",
    "async function f(a) {\n  return a(1)\n    .then((one) => {\n      throw new Error('no ' + one);\n    })\n    .then((never) => never)\n"
    "    .catch((error) => error.message)\n    .finally(() => {\n      log('closed');\n    });\n}",
]
AWAITED = """
const a = async (n) => { logged.push(n); if (n < 0) throw n; return n; };
const log = (n) => { logged.push(["log", String(n)]); return n; };
let logged = [];
(async () => {
  const all = [];
  for (const make of functions) {
    logged = [];
    const outcome = await make(log)(a).then((value) => ["gives", value ?? null], (error) => ["throws", String(error)]);
    all.push([logged, outcome]);
  }
  console.log(JSON.stringify(all));
})();
"""


def test_awaited_chains_make_the_same_calls_and_end_the_same(tmp_path: Path) -> None:
    rewritten = [fixed("readability/promise-chain-to-async", source) for source in CHAINS]
    # A default value and a rest pattern are kept; a parameter with a default is beyond the rule.
    assert [count for _, count in rewritten] == [1, 1, 1, 0, 1, 2, 1]
    assert all(".then" not in text for text, count in rewritten if count)
    before = ", ".join(f"(log) => {{ {source}\nreturn f; }}" for source in CHAINS)
    after = ", ".join(f"(log) => {{ {text}\nreturn f; }}" for text, _ in rewritten)
    expected = run(f"const functions = [{before}];\n{AWAITED}", tmp_path)
    assert run(f"const functions = [{after}];\n{AWAITED}", tmp_path) == expected


LOOPS = [
    "async function f(xs) {\n  const found = [];\n  for (const x of xs) {\n    found.push(await get(x));\n  }\n  return found;\n}",
    "async function f(xs) {\n  const found = [];\n  for (const x of xs) {\n    const y = await get(x);\n"
    "    const z = await load(y);\n    found.push({ y, z });\n  }\n  return found;\n}",
    "async function f(xs) {\n  const a = await get(xs[0]);\n  const { b } = await load(xs[1]);\n  return [a, b];\n}",
]


def test_awaits_that_run_together_give_the_same_values_in_the_same_order(tmp_path: Path) -> None:
    together = []
    for source in LOOPS:
        text, loops = fixed("performance/await-in-loop", source)
        text, rows = fixed("performance/sequential-awaits", text)
        assert loops + rows == 1
        together.append(text)
    harness = """
      const get = (x) => new Promise((done) => setTimeout(() => done(x * 10), 9 - 3 * x));
      const load = async (x) => ({ b: x });
      Promise.all(functions.map((f) => f([1, 2, 3]))).then((all) => console.log(JSON.stringify(all)));
    """
    before, after = (", ".join(f"({one})" for one in sources) for sources in (LOOPS, together))
    expected = run(
        f"const functions = [{before.replace('(async function f', '(async function')}];\n{harness}", tmp_path
    )
    assert (
        run(f"const functions = [{after.replace('(async function f', '(async function')}];\n{harness}", tmp_path)
        == expected
    )


WORK = """log.push(3);
      for (const i of [1, 2]) {
        if (i) {
          log.push(i);
          log.push(-i);
        }
      }
      log.push(4);
      log.push(5);
      log.push(6);
      log.push(7);
      log.push(8);
      log.push(9);
      log.push(10);
      log.push(11);
      log.push(12);"""
NESTED = [
    f"function f(log, a) {{ log.push(typeof x); if (a) {{\n      var x = 1;\n      {WORK}\n    }}\n}}",
    f"function f(log, a) {{\n    if (a) {{\n      log.push(this.k, arguments.length);\n      {WORK}\n    }}\n}}",
    f"function f(log, a) {{\n  let n = 0;\n  do {{\n    n++;\n    if (n !== 2) {{\n      {WORK}\n    }}\n  }} while (n < 3);\n}}",
    f"function f(log, a) {{\n  for (let n = 0; n < 3; n++) {{\n    if (n !== 1) {{\n      {WORK}\n    }}\n  }}\n}}",
    f"function* g(log, a) {{\n    if (a) {{\n      yield 1;\n      {WORK}\n    }}\n}}\nfunction f(log, a) {{ return [...g(log, a)]; }}",
    f"class A {{\n  constructor(log, a) {{\n    if (a) {{\n      this.k = 1;\n      {WORK}\n    }}\n  }}\n}}\n"
    "function f(log, a) { return new A(log, a).k; }",
    f"class A {{\n  go = (log, a) => {{\n    if (a && !this.x) {{\n      {WORK}\n    }}\n  }};\n}}\n"
    "function f(log, a) { return new A().go(log, a); }",
    f"function f(log, a, b) {{\n  let x;\n  if ((log.push(0), x = a)) {{\n    if (x ?? b) {{\n    if (x !== 3) {{\n      {WORK}\n    }}\n    }}\n  }}\n  return x;\n}}",
    "function f(log, a, b) {\n  if (a ? b : a) {\n    if (() => b) {\n      if (!b) {\n      log.push(1);\n      }\n    }\n  }\n"
    "  if (a) {\n    if (b, a) {\n      log.push(2);\n    }\n  }\n}",
]


def test_flattened_programs_keep_hoisting_this_and_every_kind_of_loop(tmp_path: Path) -> None:
    flat = [fixed("readability/flatten-nested-conditions", one) for one in NESTED]
    assert sum(count > 0 for _, count in flat) >= 8
    harness = """
      console.log(JSON.stringify(functions.flatMap((f) => [true, false].map((a) => {
        const log = [];
        try { log.push(["gives", f.call({ k: 1 }, log, a, false) ?? null]); } catch (error) { log.push(error.name); }
        return log;
      }))));
    """
    before, after = (
        ", ".join(f"(() => {{ {one}\nreturn f; }})()" for one in sources)
        for sources in (NESTED, [text for text, _ in flat])
    )
    expected = run(f"const functions = [{before}];\n{harness}", tmp_path)
    assert run(f"const functions = [{after}];\n{harness}", tmp_path) == expected


@pytest.mark.parametrize(
    ("declared", "above", "below"),
    [
        ("let y = 1;", "const g = () => y;", ""),
        ("const a = 1;", "", ""),
        ("class K {}", "new K();", ""),
        ("function h() {}", "", "h();"),
        ("const z = 1;", "log.push(eval('typeof z'));", ""),
    ],
)
def test_a_block_with_a_name_that_means_something_else_around_it_stays(declared: str, above: str, below: str) -> None:
    source = (
        f"function f(log, a) {{\n  {above}\n    if (a) {{\n      {declared}\n      {WORK}\n      {below}\n    }}\n}}\n"
    )
    assert fixed("readability/flatten-nested-conditions", source) == (source, 0)


@pytest.mark.parametrize("following", ["(() => log.push(7))()", "[1].map(log)", "`x`.trim()", "/x/.test(log)", "+a"])
def test_a_block_without_semicolons_is_not_joined_to_what_follows(following: str) -> None:
    source = (
        "function f(log, a) {\n  if (a) {\n    return 1\n  } else {\n    while (log.length < 2) {\n      log.push(2)\n    }\n"
        f"    let g = function () {{}}\n  }}\n  {following}\n}}\n"
    )
    assert fixed("readability/flatten-nested-conditions", source) == (source, 0)
