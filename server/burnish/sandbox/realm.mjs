// What the processes that run under Node share: the wire, and how their realm loses everything that leads to the host.

import {Buffer} from "node:buffer";
import fs from "node:fs";
import {builtinModules, createRequire, syncBuiltinESMExports} from "node:module";

const {permission} = process;
const {readSync, writeSync} = fs;
const {parse, stringify} = JSON;
const require = createRequire(import.meta.url);

export const exit = process.reallyExit.bind(process);

/** A line for the owner's log. */
export function complain(error) {
  writeSync(2, Buffer.from(`${error?.stack ?? error}`.slice(0, 300).replaceAll("\n", " ") + "\n"));
}

function refuse(why) {
  complain(why);
  exit(3);
}

/** End this process unless Node keeps it from writing files and from starting processes and threads. */
export function checkPermissions() {
  if (!permission) refuse("Node does not keep permissions");
  for (const scope of ["child", "worker", "fs.write"]) if (permission.has(scope)) refuse(`Node permits ${scope}`);
}

// --- The wire. Everything happens in turn: no timer, no promise and no event of a program's ever comes up.

const chunk = Buffer.alloc(65536);
let pending = [];

function line() {
  for (;;) {
    let size;
    try {
      size = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      return null;
    }
    if (size === 0) return null;
    const end = chunk.subarray(0, size).indexOf(10);
    pending.push(Buffer.from(chunk.subarray(0, size)));
    if (end >= 0) return first();
  }
}

function first() {
  const whole = Buffer.concat(pending);
  const cut = whole.indexOf(10);
  pending = whole.length > cut + 1 ? [whole.subarray(cut + 1)] : [];
  return whole.toString("utf8", 0, cut);
}

/** The next frame of the owner's; null at the end. */
export function receive() {
  const text = pending.some((bytes) => bytes.includes(10)) ? first() : line();
  return text === null ? null : parse(text);
}

export function say(frame) {
  const bytes = Buffer.from(`${stringify(frame)}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") exit(0);
    }
  }
}

// --- The realm

const shut = () => { throw new Error("this door is shut"); };

// Modules of Node's that reach nothing by themselves, and that Node itself goes on using.
const HARMLESS = new Set(["buffer", "console", "constants", "util", "events", "string_decoder", "punycode", "querystring",
  "url", "path", "assert", "timers", "stream", "async_hooks", "diagnostics_channel", "perf_hooks", "sys", "process",
  "crypto"]);

const OF_PROCESS = ["binding", "dlopen", "_linkedBinding", "kill", "abort", "chdir", "getBuiltinModule", "mainModule",
  "loadEnvFile", "openStdin", "_debugProcess", "_debugEnd", "_startProfilerIdleNotifier", "_kill", "_rawDebug", "setuid",
  "setgid", "report", "permission", "reallyExit", "exit", "env", "execve", "_getActiveHandles", "_getActiveRequests"];

const GLOBALS = new Set(["Object", "Function", "Array", "Number", "parseFloat", "parseInt", "Infinity", "NaN", "undefined",
  "Boolean", "String", "Symbol", "Date", "Promise", "RegExp", "Error", "AggregateError", "EvalError", "RangeError",
  "ReferenceError", "SyntaxError", "TypeError", "URIError", "globalThis", "JSON", "Math", "Intl", "ArrayBuffer", "Atomics",
  "Uint8Array", "Int8Array", "Uint16Array", "Int16Array", "Uint32Array", "Int32Array", "Float32Array", "Float64Array",
  "Uint8ClampedArray", "BigUint64Array", "BigInt64Array", "DataView", "Map", "BigInt", "Set", "WeakMap", "WeakSet",
  "WeakRef", "Proxy", "Reflect", "FinalizationRegistry", "decodeURI", "decodeURIComponent", "encodeURI",
  "encodeURIComponent", "escape", "unescape", "isFinite", "isNaN", "SharedArrayBuffer", "Iterator", "TextDecoder",
  "TextEncoder", "WebAssembly", "performance", "crypto"]);

// The language itself is no door.
const LANGUAGE = [...GLOBALS].flatMap((name) => [globalThis[name], globalThis[name]?.prototype]);

function emptied(thing, seen = new Set([globalThis, process, ...LANGUAGE])) {
  if (thing === null || (typeof thing !== "object" && typeof thing !== "function") || seen.has(thing)) return;
  seen.add(thing);
  for (const key of Reflect.ownKeys(thing)) {
    const property = Reflect.getOwnPropertyDescriptor(thing, key);
    if (!property || key === "prototype" || key === "constructor") continue;
    if (typeof property.value === "function") emptied(property.value.prototype, seen);
    if (property.value && typeof property.value === "object" && key !== "constants") emptied(property.value, seen);
    if (property.configurable) Reflect.defineProperty(thing, key, {value: shut, configurable: false, writable: false});
    else if (property.writable) thing[key] = shut;
  }
}

/** Take away Node's modules, its globals, and ways to make code of text. Then try the doors, and end if one is open. */
export function shutRealm(doors) {
  for (const name of builtinModules) {
    if (HARMLESS.has(name.split("/")[0])) continue;
    try { emptied(require(name)); } catch { /* a module that is not in this Node */ }
  }
  syncBuiltinESMExports();
  for (const key of OF_PROCESS) {
    try {
      Reflect.defineProperty(process, key, {value: key === "env" ? Object.freeze({}) : shut});
    } catch { /* it is fixed */ }
  }
  for (const key of Reflect.ownKeys(globalThis)) {
    if (typeof key === "string" && !GLOBALS.has(key)) {
      Reflect.defineProperty(globalThis, key, {value: undefined, configurable: false, writable: false});
    }
  }
  for (const sample of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(sample);
    Reflect.defineProperty(prototype, "constructor", {value: shut, configurable: false, writable: false});
  }
  // What was shut is tried before anybody else can try it.
  for (const [door, tried] of [
    ...doors,
    ["files", () => fs.readFileSync(new URL(import.meta.url))],
    ["processes", () => require("node:child_process").spawnSync("true")],
    ["sockets", () => require("node:net").connect(1)],
    ["names", () => require("node:dns").lookup("localhost", () => {})],
  ]) {
    let opened = true;
    try { tried(); } catch { opened = false; }
    if (opened) refuse(`a door to the host is open: ${door}`);
  }
}
