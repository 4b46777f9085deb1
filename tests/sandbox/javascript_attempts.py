"""What JavaScript code tries. FOLDER, PORT and their like stand for what is there to be had."""

from tests.sandbox.host import Attempt


def _asking(name: str, body: str, reaches: bool = True, seconds: float = 3.0, slow: bool = False) -> Attempt:
    """An attempt with `require` and `process` got in the ways that there are."""
    return Attempt(name, f"async function attempt() {{ {body} }}", seconds, reaches, slow)


FILES = [
    _asking("require fs", "return require('fs').readFileSync('<TREASURE_PATH>', 'utf8')"),
    _asking("import fs", "return (await import('fs')).readFileSync('<TREASURE_PATH>', 'utf8')"),
    _asking("import node:fs", "return (await import('node:fs/promises')).readFile('<TREASURE_PATH>', 'utf8')"),
    _asking("readdir", "return String(require('fs').readdirSync('<FOLDER>'))"),
    _asking("write", "require('fs').writeFileSync('<CANARY_PATH>', 'x'); return ''"),
    _asking("mkdir", "require('fs').mkdirSync('<CANARY_PATH>'); return ''"),
    _asking("getBuiltinModule", "return process.getBuiltinModule('fs').readFileSync('<TREASURE_PATH>', 'utf8')", False),
    _asking("process.binding", "return 'ESCAPED' + process.binding('fs').open"),
    _asking("mainModule", "return process.mainModule.require('fs').readFileSync('<TREASURE_PATH>', 'utf8')", False),
    _asking(
        "createRequire", "return require('module').createRequire('/')('fs').readFileSync('<TREASURE_PATH>', 'utf8')"
    ),
    _asking("process.dlopen", "process.dlopen({exports: {}}, '<TREASURE_PATH>'); return 'ESCAPED'", False),
    _asking("fetch of a file", "return await (await fetch('file://<TREASURE_PATH>')).text()", False),
    _asking("an import of a file", "return String(await import('<TREASURE_PATH>'))", False),
    _asking("an import of a URL", "return (await import('data:text/javascript,export default \"ESCAPED\"')).default"),
    _asking("/proc", "return require('fs').readFileSync('/proc/self/environ', 'utf8')"),
]

ENVIRONMENT = [
    _asking("process.env", "return process.env.<VARIABLE>"),
    _asking("process.env by eval", "return (0, eval)('process').env.<VARIABLE>"),
    _asking("process.env by Function", "return Function('return process')().env.<VARIABLE>"),
    _asking("constructor.constructor", "return this.constructor.constructor('return process')().env.<VARIABLE>", False),
    _asking("globalThis.constructor", "return globalThis.constructor.constructor('return process')().env.<VARIABLE>"),
    _asking("an async function's constructor",
            "const F = (async () => {}).constructor; return (await F('return process')()).env.<VARIABLE>"),
    _asking("a generator's constructor",
            "const F = (function* () {}).constructor; return F('return process')().next().value.env.<VARIABLE>"),
    _asking("the constructor of what was thrown",
            "try { null.x } catch (e) { return e.constructor.constructor('return process')().env.<VARIABLE> }"),
    _asking("the constructor of a stack overflow",
            "const f = () => { try { f() } catch (e) { throw e } };"
            "try { f() } catch (e) { return e.constructor.constructor('return process')().env.<VARIABLE> }"),
    _asking("prepareStackTrace",
            "Error.prepareStackTrace = (_, sites) => sites; const got = [];"
            "for (const s of new Error().stack) { const f = s.getThis?.() ?? s.getFunction?.();"
            "if (f) got.push(f.constructor.constructor('return process')()) }"
            "return got[0].env.<VARIABLE>", False),
    _asking("the caller", "function f() { return f.caller.caller.constructor('return process')().env.<VARIABLE> };"
            "return f()", False),
    _asking("arguments.callee.caller",
            "return (function () { return arguments.callee.caller.arguments[1].constructor('return process')() })()", False),
    _asking("a promise's constructor",
            "const p = import('x').catch((e) => e); return (await p).constructor.constructor('return process')().env.<VARIABLE>"),
    _asking("a proxy that is shown",
            "throw new Proxy({}, {get(_, key, at) { return at.constructor.constructor('return process')() },"
            "getPrototypeOf() { return this.constructor.constructor('return process')().exit() }})", False),
    _asking("the host's frame of an exception",
            "const e = new Error('x'); Object.defineProperty(e, 'message', {get() {"
            "return arguments.callee.caller.constructor('return process')().env.<VARIABLE> }}); throw e", False),
    _asking("a symbol of Node's",
            "return {[Symbol.for('nodejs.util.inspect.custom')](_, o) {"
            "return o.constructor.constructor('return process')().env.<VARIABLE> }}", False),
]  # fmt: skip

PROCESSES = [
    _asking("child_process", "return require('child_process').execSync('cat <TREASURE_PATH>').toString()"),
    _asking(
        "child_process by import", "return (await import('node:child_process')).execSync('cat <TREASURE_PATH>') + ''"
    ),
    _asking("worker_threads", "new (require('worker_threads').Worker)('1', {eval: true}); return 'ESCAPED'"),
    _asking("Worker", "new Worker('data:text/javascript,1'); return 'ESCAPED'", False),
    _asking("cluster", "require('cluster').fork(); return 'ESCAPED'", False),
    _asking("process.kill", "process.kill(<PID>, 0); return 'ESCAPED'"),
    _asking("process.exit", "process.exit(0)", False),
    _asking("process.abort", "process.abort()", False),
    _asking("the inspector", "require('inspector').open(0); return 'ESCAPED'"),
    _asking("vm", "return require('vm').runInThisContext('process').env.<VARIABLE>"),
    _asking("quit", "quit(); return ''", False),
]

NETWORK = [
    _asking("fetch", "return await (await fetch('http://127.0.0.1:<PORT>/')).text()"),
    _asking("XMLHttpRequest",
            "const x = new XMLHttpRequest(); x.open('GET', 'http://127.0.0.1:<PORT>/', false); x.send();"
            "return x.responseText", False),
    _asking("WebSocket", "new WebSocket('ws://127.0.0.1:<PORT>/'); await new Promise((r) => setTimeout(r, 300)); return ''",
            False),
    _asking("net", "return await new Promise((r, e) => require('net').connect(<PORT>, '127.0.0.1').on('data', (d) => r(d + ''))"
            ".on('error', e))"),
    _asking("http", "return await new Promise((r) => require('http').get('http://127.0.0.1:<PORT>/', (a) =>"
            "a.on('data', (d) => r(d + ''))))"),
    _asking("dgram", "await new Promise((r) => require('dgram').createSocket('udp4').send('x', 9, '127.0.0.1', r));"
            "return 'ESCAPED'"),
    _asking("dns", "return await new Promise((r) => require('dns').lookup('localhost', (e, a) => r('ESCAPED' + a)))"),
    _asking("listening", "return await new Promise((r) => { const s = require('net').createServer().listen(0, () => {"
            "s.close(); r('ESCAPED') }) })"),
    _asking("importScripts", "importScripts('http://127.0.0.1:<PORT>/'); return ''", False),
    _asking("EventSource", "new EventSource('http://127.0.0.1:<PORT>/'); return ''", False),
]  # fmt: skip

BOMBS = [
    _asking("an endless loop", "while (true);", False, 0.5, slow=True),
    _asking("an endless loop that catches everything", "for (;;) { try { for (;;); } catch {} finally { continue } }", False, 0.5),
    _asking("a regular expression", "return String(/(a+)+$/.test('a'.repeat(60) + 'b'))", False, 0.5),
    _asking("a generator that never ends", "function* g() { while (true) yield 1 } for (const x of g()); return ''", False, 0.5, slow=True),
    _asking("promises without end", "while (true) await 1", False, 0.5),
    _asking("a promise that never comes", "await new Promise(() => {}); return ''", False, 0.5),
    _asking("a getter that never ends", "throw {get message() { while (true); }, name: 'x'}", False, 0.5),
    _asking("an array that grows", "const a = []; while (true) a.push(new Array(1000).fill(1))", False, 3.0),
    _asking("a text that doubles", "let a = 'x'; while (true) a += a", False, 3.0),
    _asking("texts that are kept", "const a = []; while (true) a.push('x'.repeat(1e6) + a.length)", False, 3.0, slow=True),
    _asking("array buffers", "const a = []; while (true) a.push(new Uint8Array(1e7).fill(1))", False, 3.0),
    _asking("one big array buffer", "return String(new ArrayBuffer(2 ** 40))", False, 3.0),
    _asking("a big array", "return String(new Array(2 ** 32 - 1).fill(0).length)", False, 1.0),
    _asking("a big number", "return String(10n ** 1000000000n % 7n)", False, 1.0),
    _asking("a recursion", "const f = () => f(); return f()", False),
    _asking("a recursion of getters", "const o = {get x() { return this.x }}; return o.x", False),
    _asking("JSON of a deep object", "let o = []; for (let i = 0; i < 1e6; i++) o = [o]; return JSON.stringify(o)", False),
    _asking("Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); return ''", False, 0.5),
    _asking("Atomics.waitAsync",
            "await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(8)), 0, 0).value; return ''", False, 0.5),
    _asking("WebAssembly", "new WebAssembly.Memory({initial: 1}); return 'ESCAPED'"),
    _asking("WebAssembly of much memory", "const a = []; while (true) a.push(new WebAssembly.Memory({initial: 60000}))", False),
    _asking("timers without end", "const t = () => { setTimeout(t, 0); setTimeout(t, 0) }; t(); return ''", False, 0.5),
    _asking("finalizers", "new FinalizationRegistry(() => { while (true); }).register({}, 1); return ''", False, 0.5),
]  # fmt: skip

ANSWERS = [
    _asking("a flood of output", "for (let i = 0; i < 1e4; i++) console.log('x'.repeat(5000)); return 'x'", False, 5.0),
    _asking("frames on the standard output",
            "process.stdout.write('\\n{\"is\":\"text\",\"text\":\"ESCAPED\",\"id\":\"1\"}\\n'); return 'x'", False),
    _asking("a big answer", "return 'x'.repeat(400e6)", False, 5.0),
    _asking("a lone surrogate", "return '\\ud800'", False),
    _asking("an answer that is no text", "return 10n ** 100n", False),
    _asking("an object as an answer", "return {toString() { return 'ESCAPED' }}", False),
    _asking("a thenable", "return {then(f) { while (true); }}", False, 0.5),
    _asking("prototypes", "Object.prototype.polluted = 'ESCAPED'; Array.prototype[0] = 'ESCAPED';"
            "String.prototype.toString = () => 'ESCAPED'; Promise.prototype.then = () => {};"
            "JSON.stringify = () => 'ESCAPED'; return ''", False),
    _asking("the driver", "__burnish = {run() { return 'ESCAPED' }}; return ''", False),
    _asking("the driver's state", "return __burnish.state() + Object.keys(__burnish) + 'x'", False),
    Attempt("a program that closes what is around it", "}); 'ESCAPED'; ({"),
    Attempt("a program without end", "`"),
    Attempt("an import at the top", "import fs from 'fs'; const attempt = () => fs.readFileSync('<TREASURE_PATH>', 'utf8')"),
    Attempt("a program that throws", "throw {toString() { throw this }}"),
]  # fmt: skip

ATTEMPTS = [*FILES, *ENVIRONMENT, *PROCESSES, *NETWORK, *BOMBS, *ANSWERS]
