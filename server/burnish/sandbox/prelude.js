// How programs are loaded and asked in JavaScript, in V8 and under Node: run in a fresh state, before any program.
//
// The program cannot reach what this closes over, nor redefine the name; what it does to globals harms only itself.
// Promises are settled by themselves at the end of each evaluation; timers take their time. `state` is "" until then,
// after that "t" and text, "e" and what was thrown, "u" and what is lacking, or "m" and of what there was too much.

const __burnish = (() => {
  const evaluate = globalThis.eval, {apply} = Reflect, {then} = Promise.prototype, {slice, toWellFormed} = String.prototype;
  const Promised = Promise, Text = String, {freeze} = Object;
  const limit = 8388608;
  let state = "";
  const describe = (error) => {
    try {
      if (error !== null && typeof error === "object" && "message" in error) {
        return Text(error.name) + ": " + Text(error.message);
      }
      return Text(error);
    } catch { return "an exception that cannot be shown"; }
  };
  const settle = (value) => {
    if (typeof value !== "string") state = "eTypeError: the answer is not text but " + typeof value;
    else if (value.length > limit) state = "man answer longer than allowed";
    else state = "t" + apply(toWellFormed, value, []);
  };
  // Modules are what this lacks, whether they are asked for at the top or in the midst.
  const {test} = RegExp.prototype, module = /^Error: Not supported$|Cannot use import statement|dynamic import callback/;
  const lacking = (text) => apply(test, module, [text]);
  const fail = (error) => {
    const text = apply(toWellFormed, apply(slice, describe(error), [0, 2000]), []);
    state = (lacking(text) ? "u" : "e") + text;
  };
  return freeze({
    run(text) {
      state = "";
      try {
        const value = evaluate(text);
        if (value instanceof Promised) { apply(then, value, [settle, fail]); } else { settle(value); }
      } catch (error) { fail(error); }
      return state;
    },
    state() { return state; },
    failed(error) { fail(error); return state; },
  });
})();
delete globalThis.WebAssembly;
delete Atomics.wait;
