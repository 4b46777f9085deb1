// The process in which Pyodide runs: CPython compiled to WebAssembly. Started as
// `node --permission ... pyodide_host.mjs FOLDER`, FOLDER being where Pyodide lies.
//
// All that a Python program can change is bytes of one WebAssembly memory. It is photographed once, when Python has
// started and every door to JavaScript is shut, and each session begins with that photograph. A session that has to
// make room for another is photographed, too.
//
// The doors are shut three times over: Python has neither the modules nor the objects that lead to JavaScript; this
// realm has lost everything that leads out of it, and compiles no text (realm.mjs); and Node may open no file and start
// no process.

import {Buffer} from "node:buffer";
import fs from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {checkPermissions, complain, exit, receive, say, shutRealm} from "./realm.mjs";

const {readFileSync} = fs;
const {compare} = Buffer.prototype;
const evaluate = eval; // eslint-disable-line no-eval
const folder = path.resolve(process.argv[2]);
const text = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const seal = text("./event_loop.py") + text("./pyodide_seal.py");
const MOST_MEMORY = 512 * 1024 * 1024;
const WORN_MEMORY = 128 * 1024 * 1024;
const LONGEST = 8 * 1024 * 1024;

// --- Pyodide, with no door to JavaScript's globals

checkPermissions();
const constants = {fs: {...fs.constants}};
process.binding = () => constants;
// With a `require` there, Pyodide looks for no packages of Node's.
globalThis.require = () => { throw new Error("there is nothing to require"); };

const {Memory} = WebAssembly;
const {grow} = Memory.prototype;
Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > MOST_MEMORY) throw new RangeError("no more memory");
  return grow.call(this, pages);
};

const {loadPyodide} = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
const python = await loadPyodide({
  indexURL: folder + path.sep,
  jsglobals: Object.create(null),
  env: {HOME: "/", PYTHONHASHSEED: "0"},
  stdin: () => null,
  packages: [],
});
const unheard = {write: (bytes) => bytes.length};
python.setStdout(unheard);
python.setStderr(unheard);
const machine = python._module;
const files = python.FS;

// --- Python without the way here

const host = python.runPython(seal);
const sealed = host("seal", "");
if (sealed !== "") {
  complain(`Python could not be sealed: ${sealed}`);
  exit(3);
}

// --- Files that nobody can change: they lie outside of the photographed memory

const READ_ONLY = 69;
const denied = () => { throw new files.ErrnoError(READ_ONLY); };
const {open} = files;
files.open = (where, flags, mode) => {
  const bits = typeof flags === "string" ? (flags === "r" ? 0 : 1) : flags;
  if (bits & (3 | 64 | 512)) denied();
  return open(where, flags, mode);
};
for (const name of [
  "mknod", "mkdir", "mkdirTree", "mkdev", "symlink", "rename", "rmdir", "unlink", "chmod", "lchmod", "fchmod", "doChmod",
  "chown", "lchown", "fchown", "doChown", "truncate", "ftruncate", "doTruncate", "utime", "doSetAttr", "mount", "unmount",
  "create", "createPath", "createDataFile", "createDevice", "createLazyFile", "createPreloadedFile", "createFile",
  "writeFile", "msync", "syncfs", "registerDevice",
]) files[name] = denied;
for (const name of Object.keys(files.filesystems)) {
  const system = files.filesystems[name];
  if (name !== "MEMFS") for (const key of Object.keys(system)) if (typeof system[key] === "function") system[key] = denied;
}
for (const name of Object.keys(machine.SOCKFS ?? {})) {
  if (typeof machine.SOCKFS[name] === "function") machine.SOCKFS[name] = denied;
}
const streams = files.streams.slice();
const home = files.currentPath;

shutRealm([["text as code", () => evaluate("1")]]);

// --- Sessions

const base = machine.HEAPU8.slice();
const prepared = new Map([["", base]]);
const MOST_PREPARED = 3;
const PAGE = 16384;
/** Of each open session what it began with, and, while it waits, the pages of memory that are not as they were then. */
const sessions = new Map();
/** The waiting session whose memory is still in place; null where nobody knows what is in place. */
let left = null;
let active = 0;

function photograph(session) {
  const {begun} = session;
  const memory = machine.HEAPU8;
  const [now, then] = [memory, begun].map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  session.pages = new Map();
  for (let at = 0; at < begun.length; at += PAGE) {
    const end = at + PAGE;
    if (compare.call(now, then, at, end, at, end) !== 0) session.pages.set(at, memory.slice(at, end));
  }
  session.more = memory.slice(begun.length);
}

function put(begun, pages, more) {
  const memory = machine.HEAPU8;
  if (left !== null && left.begun === begun) {
    for (const at of left.pages.keys()) if (!pages.has(at)) memory.set(begun.subarray(at, at + PAGE), at);
  } else {
    memory.set(begun);
  }
  left = null;
  for (const [at, page] of pages) memory.set(page, at);
  memory.set(more, begun.length);
  memory.fill(0, begun.length + more.length);
  files.streams.length = 0;
  files.streams.push(...streams);
  files.currentPath = home;
}

function leave() {
  left = sessions.get(active) ?? null;
  if (left !== null) photograph(left);
  active = 0;
}

function resume(number) {
  if (active === number) return true;
  const session = sessions.get(number);
  if (session === undefined) return false;
  leave();
  put(session.begun, session.pages, session.more);
  active = number;
  return true;
}

const NOTHING = new Map();
const EMPTY = new Uint8Array(0);

/** Begin a session where the prelude ended; "t", or what its host says went wrong in the prelude. */
function begin(number, prelude) {
  leave();
  if (!prepared.has(prelude)) {
    put(base, NOTHING, EMPTY);
    const state = host("open", prelude);
    if (state !== "t") return state;
    if (prepared.size > MOST_PREPARED) prepared.delete([...prepared.keys()][1]);
    prepared.set(prelude, machine.HEAPU8.slice());
  } else {
    put(prepared.get(prelude), NOTHING, EMPTY);
  }
  sessions.set(number, {begun: prepared.get(prelude), pages: NOTHING, more: EMPTY});
  active = number;
  return "t";
}

const KINDS = {u: "unsupported", m: "overrun", e: "raised"};

function answered({do: what, session, prelude, program, code}) {
  if (what !== "open" && !resume(session)) return {is: "error", kind: "overrun", message: "the session is gone"};
  const begun = what === "open" ? begin(session, prelude) : "t";
  const text = begun === "t" ? host(what, what === "open" ? program : code) : begun;
  // That is what Pyodide answers when it has given up, once the first complaint about it is over.
  if (typeof text !== "string") throw new TypeError("Python answers no more");
  if (text.length > LONGEST) return {is: "error", kind: "overrun", message: "an answer longer than allowed"};
  if (text[0] === "t") return {is: "text", text: text.slice(1)};
  return {is: "error", kind: KINDS[text[0]] ?? "raised", message: text.slice(1, 2000)};
}

say({is: "ready"});
for (let frame = receive(); frame !== null; frame = receive()) {
  if (frame.do === "close") {
    if (active === frame.session) active = 0;
    sessions.delete(frame.session);
    if (sessions.size === 0 && machine.HEAPU8.length > WORN_MEMORY) exit(0);
    continue;
  }
  let answer;
  try {
    answer = answered(frame);
  } catch (error) {
    // WebAssembly itself gave up: nothing in this process can be relied on any more.
    complain(error);
    exit(4);
  }
  say({...answer, id: frame.id});
}
exit(0);
