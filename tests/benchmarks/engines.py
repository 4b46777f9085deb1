"""Two JavaScript engines for Python beside each other: V8 (mini-racer) and QuickJS. Run by `sandboxes.py`, in a process each.

    python engines.py v8|quickjs

Prints JSON. Knows nothing of Burnish, so that it runs in any environment that has the engines.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from time import perf_counter
from typing import Any

FEATURES = {
    "Array.prototype.at": "[1, 2].at(-1) === 2",
    "findLast": "[1, 2].findLast((x) => x < 2) === 1",
    "toSorted": "[2, 1].toSorted()[0] === 1",
    "Object.groupBy": "Object.groupBy([1], () => 'x').x[0] === 1",
    "Object.hasOwn": "Object.hasOwn({a: 1}, 'a')",
    "Array.fromAsync": "typeof Array.fromAsync === 'function'",
    "Set methods": "new Set([1]).union(new Set([2])).size === 2",
    "methods of iterators": "[1, 2].values().map((x) => x * 2).toArray()[1] === 4",
    "Promise.any": "typeof Promise.any === 'function'",
    "Promise.withResolvers": "typeof Promise.withResolvers === 'function'",
    "Promise.try": "typeof Promise.try === 'function'",
    "WeakRef": "new WeakRef({}) instanceof WeakRef",
    "FinalizationRegistry": "typeof FinalizationRegistry === 'function'",
    "Error cause": "new Error('x', {cause: 1}).cause === 1",
    "AggregateError": "typeof AggregateError === 'function'",
    "String replaceAll": "'aa'.replaceAll('a', 'b') === 'bb'",
    "isWellFormed": "'x'.isWellFormed()",
    "Intl.NumberFormat": "new Intl.NumberFormat('en').format(1234) === '1,234'",
    "toLocaleString": "(1234.5).toLocaleString('en-US') === '1,234.5'",
    "Intl.DateTimeFormat": "new Intl.DateTimeFormat('en', {timeZone: 'UTC'}).format(0) === '1/1/1970'",
    "localeCompare by language": "['z', 'ä'].sort((a, b) => a.localeCompare(b, 'de'))[0] === 'ä'",
    "regular expressions: named groups": "/(?<y>a)/.exec('a').groups.y === 'a'",
    "regular expressions: lookbehind": "/(?<=a)b/.test('ab')",
    "regular expressions: v": "new RegExp('[\\\\p{L}--[a-z]]', 'v').test('A')",
    "regular expressions: indices": "new RegExp('a', 'd').exec('a').indices[0][0] === 0",
    "private fields": "new (class { #x = 1; get() { return this.#x } })().get() === 1",
    "private in": "(class A { #x; static has(o) { return #x in o } }).has({}) === false",
    "static blocks": "(class { static x; static { this.x = 1 } }).x === 1",
    "logical assignment": "(() => { let a; a ??= 1; return a === 1 })()",
    "numeric separators": "1_000 === 1000",
    "optional chaining": "(null)?.x === undefined",
    "BigInt": "10n ** 20n === 100000000000000000000n",
    "async generators": "typeof (async function* () {}) === 'function'",
    "for await": "(() => { async function f(x) { for await (const y of x); } return true })()",
    "destructuring with rest": "(({a, ...b}) => b.c)({a: 1, c: 2}) === 2",
    "matchAll": "[...'aa'.matchAll(/a/g)].length === 2",
    "structuredClone": "structuredClone({a: 1}).a === 1",
    "ArrayBuffer.resize": "new ArrayBuffer(1, {maxByteLength: 2}).resizable",
    "ArrayBuffer.transfer": "new ArrayBuffer(1).transfer(2).byteLength === 2",
    "Array.prototype.with": "[1].with(0, 2)[0] === 2",
    "RegExp modifiers": "new RegExp('(?i:a)').test('A')",
    "Float16Array": "typeof Float16Array === 'function'",
    "JSON.rawJSON": "typeof JSON.rawJSON === 'function'",
    "using": "(() => { try { new Function('{ using x = null }'); return true } catch { return false } })()",
    "Symbol.asyncIterator": "typeof Symbol.asyncIterator === 'symbol'",
}

WORK = "(() => { let s = 0; for (let i = 0; i < 3e6; i++) s = (s * 31 + i) % 65521; return s })()"


def main() -> None:
    started = perf_counter()
    if sys.argv[1] == "v8":
        import py_mini_racer

        failure: type[Exception] = py_mini_racer.JSEvalException

        def opened() -> Any:
            return py_mini_racer.MiniRacer()

        def run(engine: Any, code: str, seconds: float = 5.0) -> Any:
            return engine.eval(code, timeout_sec=seconds)
    else:
        import quickjs  # type: ignore[import-not-found, unused-ignore]

        failure = quickjs.JSException

        def opened() -> Any:
            return quickjs.Context()

        def run(engine: Any, code: str, seconds: float = 5.0) -> Any:
            engine.set_time_limit(seconds)
            return engine.eval(code)

    engine = opened()
    run(engine, "1 + 1")
    start = perf_counter() - started
    again = min(_timed(opened) for _ in range(5))
    short = min(_timed(lambda: run(engine, "1 + 1")) for _ in range(200))
    lacking = []
    for name, code in FEATURES.items():
        try:
            there = run(engine, code) is True
        except failure:
            there = False
        if not there:
            lacking.append(name)
    work = min(_timed(lambda: run(engine, WORK)) for _ in range(3))
    memory = _memory()
    # 2 ** 25 steps, so that an engine that cannot be stopped comes to an end in the end.
    began = perf_counter()
    with contextlib.suppress(failure):
        run(engine, "/(a+)+$/.test('a'.repeat(25) + 'b')", 0.5)
    json.dump(
        {
            "start_ms": start * 1000,
            "context_ms": again * 1000,
            "run_ms": short * 1000,
            "loop_ms": work * 1000,
            "memory_mb": memory,
            "features": len(FEATURES) - len(lacking),
            "of": len(FEATURES),
            "lacking": lacking,
            "regex_stopped_after_s": perf_counter() - began,
        },
        sys.stdout,
    )
    sys.stdout.flush()
    # An engine that was stopped in the midst of its work may never let itself be closed.
    os._exit(0)


def _timed(work: Any) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _memory() -> float:
    """MiB that are in memory."""
    with open("/proc/self/status") as status:  # noqa: PTH123
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


if __name__ == "__main__":
    main()
