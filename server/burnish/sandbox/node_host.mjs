// The process in which JavaScript runs when V8 by itself cannot: one program, in a context of its own under Node.
//
// Nothing of this realm is ever handed to that context, and of what it computes only text is taken. Should a program
// find its way out all the same, it is in a realm that has lost its doors (realm.mjs), in a process that may open no
// file and start no process.

import fs from "node:fs";
import vm from "node:vm";
import {checkPermissions, complain, exit, receive, say, shutRealm} from "./realm.mjs";

const {Script, createContext} = vm;
const prelude = fs.readFileSync(new URL("./prelude.js", import.meta.url), "utf8");
const {stringify} = JSON;
const {ceil, max} = Math;
const now = performance.now.bind(performance);

checkPermissions();
const context = createContext(Object.create(null), {
  codeGeneration: {strings: true, wasm: false},
  microtaskMode: "afterEvaluate",
});
const {runInContext} = Script.prototype;
const run = (text, seconds) => runInContext.call(new Script(text), context, {timeout: max(1, ceil(seconds * 1000))});
run(prelude, 10);
shutRealm([]);

const KINDS = {e: "raised", u: "unsupported", m: "overrun"};

function loaded({program, seconds}) {
  let script;
  try {
    script = new Script(program);
  } catch (error) {
    const lacking = error.message.includes("import statement");
    return {is: "error", kind: lacking ? "unsupported" : "raised", message: `SyntaxError: ${error.message}`};
  }
  const end = now() + seconds * 1000 - 1;
  try {
    runInContext.call(script, context, {timeout: max(1, ceil(seconds * 1000))});
    return {is: "opened"};
  } catch (error) {
    if (now() >= end) return late(seconds);
    // It is an object of that context, and only there is it looked at.
    context.__thrown = error;
    return said(run("__burnish.failed(__thrown)", seconds));
  }
}

function answered({do: what, program, code, seconds}) {
  try {
    if (what === "open") return loaded({program, seconds});
    run(`__burnish.run(${stringify(code)})`, seconds);
    return said(run("__burnish.state()", seconds));
  } catch {
    return late(seconds);
  }
}

function said(state) {
  if (typeof state !== "string") return {is: "error", kind: "raised", message: "the answer is not text"};
  if (state === "") return {is: "error", kind: "overrun", message: "what it waits for never comes"};
  if (state[0] === "t") return {is: "text", text: state.slice(1)};
  return {is: "error", kind: KINDS[state[0]] ?? "raised", message: state.slice(1)};
}

function late(seconds) {
  return {is: "error", kind: "overrun", message: `more than ${seconds} s`};
}

say({is: "ready"});
for (let frame = receive(); frame !== null; frame = receive()) {
  if (frame.do === "close") break;
  try {
    say({...answered(frame), id: frame.id});
  } catch (error) {
    complain(error);
    exit(4);
  }
}
exit(0);
