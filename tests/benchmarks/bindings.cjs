// The references that eslint-scope finds in files, one line of JSON a file: each reference's place in bytes, with the
// places of the definitions of what it refers to, and whether `eval` or `with` kept it from being resolved. Paths come on standard input; the argument is a node_modules folder.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const modules = path.resolve(process.argv[2]);
const espree = require(path.join(modules, "espree"));
const { analyze } = require(path.join(modules, "eslint-scope"));
const { KEYS } = require(path.join(modules, "eslint-visitor-keys"));

function parsed(text) {
  for (const sourceType of ["module", "commonjs"]) {
    try {
      const options = { ecmaVersion: "latest", sourceType, range: true, ecmaFeatures: { jsx: true } };
      return [espree.parse(text, options), sourceType];
    } catch {
      continue;
    }
  }
  return [null, ""];
}

function byteOffsets(text) {
  if (Buffer.byteLength(text) === text.length) return (at) => at;
  const offsets = new Uint32Array(text.length + 1);
  let offset = 0;
  for (let at = 0; at < text.length; at++) {
    offsets[at] = offset;
    const code = text.charCodeAt(at);
    // Half of a surrogate pair is two of its four bytes.
    offset += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  offsets[text.length] = offset;
  return (at) => offsets[at];
}

// Whether `eval` or `with` may bind names in a scope, so that eslint-scope resolves none of its references.
function mayBeFilled(scope) {
  for (let around = scope; around; around = around.upper) {
    if (around.dynamic && around.type !== "global") return true;
  }
  return false;
}

function references(text) {
  const [tree, sourceType] = parsed(text);
  if (tree === null) return null;
  const manager = analyze(tree, {
    ecmaVersion: espree.latestEcmaVersion,
    sourceType,
    childVisitorKeys: KEYS,
    fallback: "none",
    jsx: true,
  });
  const bytes = byteOffsets(text);
  const found = new Map();
  for (const scope of manager.scopes) {
    for (const { identifier, resolved } of scope.references) {
      const places = resolved ? resolved.defs.map((one) => bytes(one.name.range[0])) : [];
      found.set(bytes(identifier.range[0]), [places, !resolved && mayBeFilled(scope)]);
    }
  }
  return [...found].map(([at, [places, unsure]]) => [at, places, unsure]);
}

for (const name of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const text = fs.readFileSync(name, "utf8");
  process.stdout.write(`${JSON.stringify({ path: name, references: references(text) })}\n`);
}
