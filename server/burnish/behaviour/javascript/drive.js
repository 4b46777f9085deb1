// Running cases: a fresh module, world, clock and output for each; promises and timers in one fixed order.
(() => {
  'use strict';
  const {encode, stub, object, label, stubs, partials, record} = _b;
  const stringify = JSON.stringify;
  const {realNow} = _b;
  const TURNS = 64;
  let spec;

  class Case {
    constructor(world, limit) {
      this.spec = spec;
      this.world = world;
      this.left = this.limit = limit;
      this.branches = new Set();
      this.trace = [];
      this.output = [];
      this.now = 0;
      this.timers = [];
      this.failing = [];  // promises that are refused
      this.count = 0;
      this.counts = new Map();
      this.calledBack = new Map();
      this.known = new Map();
      this.late = new Map();
      this.depth = 0;
      this.quiet = true;
      this.randoms = 0;
    }
    step() {
      if (--this.left < 0) {
        this.over = true;
        throw new _b.Stop('out of steps');
      }
    }
    at(time, run, id = ++this.count) {
      this.timers.push({time, id, order: ++this.count, run});
      return id;
    }
    after(ticks, run) {
      return this.at(this.now + ticks, run);
    }
    uncaught(error) {
      if (!(error instanceof _b.Stop)) record(this, 'uncaught', encode(error, this.known));
    }
    next() {
      let first = 0;
      for (let at = 1; at < this.timers.length; at++) {
        const one = this.timers[at];
        if (one.time < this.timers[first].time || one.time === this.timers[first].time && one.order < this.timers[first].order) first = at;
      }
      return this.timers.splice(first, 1)[0];
    }
  }

  function element(type, props, ...children) {
    const made = {type, props: props || {}, children: children.flat(Infinity).filter(one => one !== null && one !== undefined && typeof one !== 'boolean')};
    _b.elements.add(made);
    return made;
  }

  // The module for one case, its own state new.
  function open(ctx, make) {
    _b.current = ctx;
    const module = make({
      h: branch => {
        ctx.step();
        ctx.branches.add(branch);
      },
      c: (branch, value) => {
        ctx.branches.add(value ? branch : branch + 1);
        return value;
      },
      s: () => ctx.step(),
      o: (path, name) => _b.outside(ctx, path, name),
      jsx: element,
    });
    for (const name of Object.keys(module.known)) {
      try {
        const value = module.known[name]();
        if (typeof value === 'function' && !stubs.has(value)) ctx.known.set(value, _b.isClass(value) ? `<class ${value.name || name}>` : `<function ${name}>`);
      } catch (error) {
        if (!(error instanceof ReferenceError)) throw error;
      }
    }
    return module;
  }

  const instance = (value, proto) => {
    const found = partials.get(value);
    return found ? object(found.target, proto) : value;
  };

  // Puts into a variable of the module what earlier calls left there.
  function fill(own, given) {
    if (own instanceof Map) for (const [key, value] of given) own.set(key, value);
    else if (own instanceof Set) for (const value of given) own.add(value);
    else if (Array.isArray(own)) own.push(...given);
    else Object.assign(own, given);
  }

  // How the function is called: as a plain function, on its receiver, or with `new`.
  function prepared(ctx, module, makeArguments) {
    const [args, state] = makeArguments();
    for (const name of Object.keys(state)) fill(module.globals[name](), state[name]);
    let self;
    if (spec.receiver) {
      self = args.shift();
      if (module.prototype) self = instance(self, module.prototype());
      label(self, 'this');
    }
    args.forEach((one, at) => label(one, spec.names[at] || `argument${at}`));
    const target = spec.kind === 'get' || spec.kind === 'set' || spec.kind === 'field' ? undefined : module.target();
    const call = () => {
      switch (spec.kind) {
        case 'new': return new target(...args);
        case 'get': return Reflect.get(module.holder(), spec.key, self);
        case 'set': return void Reflect.set(module.holder(), spec.key, args[0], self);
        case 'static': return Reflect.apply(target, _b.known(module.holder(), 'this'), args);
        case 'field': return Reflect.apply(Reflect.get(module.holder(), spec.key, self), self, args);
      }
      return Reflect.apply(target, self, args);
    };
    return {args, self, call};
  }

  // Objects that the caller holds: what the function gives back may be one of them, and a copy would not do.
  function named(value, path, names, depth = 0) {
    if (value === null || typeof value !== 'object' && typeof value !== 'function' || stubs.has(value) || names.has(value) || depth > 4) return;
    const found = partials.get(value);
    const inside = found ? found.target : value;
    names.set(value, `<${path}>`);
    if (found) names.set(inside, `<${path}>`);
    if (typeof inside !== 'object' || _b.iterators.has(inside)) return;
    for (const key of Object.keys(inside).slice(0, 200)) {
      const one = Object.getOwnPropertyDescriptor(inside, key);
      if (one && 'value' in one) named(one.value, _b.child(path, key), names, depth + 1);
    }
  }

  const globalsOf = (ctx, module) => Object.entries(module.globals).map(([name, read]) => {
    try {
      const value = read();
      return typeof value === 'function' && !stubs.has(value) ? '' : `${name} = ${encode(value)}`;
    } catch (error) {
      return `${name} is not set`;
    }
  });

  const isIterator = value => typeof value === 'object' && value !== null && !stubs.has(value) && typeof value.next === 'function' && (Symbol.iterator in value || Symbol.asyncIterator in value);

  // The case as far as it goes without waiting; the rest as a promise, or nothing.
  function start([world, makeArguments], seen) {
    const ctx = new Case(world, spec.limit);
    seen.ctx = ctx;
    const module = seen.module = open(ctx, spec.make);
    const {args, self, call} = prepared(ctx, module, makeArguments);
    seen.globals = globalsOf(ctx, module);
    seen.args = args;
    seen.self = self;
    const names = seen.names = new Map(ctx.known);
    args.forEach((one, at) => named(one, `argument ${at}`, names));
    if (spec.receiver) named(self, 'this', names);
    ctx.branches.clear();
    ctx.trace.length = ctx.output.length = 0;
    ctx.timers = [];
    ctx.left = ctx.limit;
    ctx.quiet = false;
    try {
      seen.value = call();
      seen.ending = 'returned';
      seen.mark = ctx.trace.length;
    } catch (error) {
      caught(seen, error);
    }
  }
  function caught(seen, error) {
    if (error instanceof _b.Stop || seen.ctx.over || error instanceof RangeError && !_b.made.has(error) && /call stack/.test(error.message)) {
      seen.ending = 'unfinished';
      seen.message = error instanceof _b.Stop ? 'out of steps' : 'too much recursion';
    } else {
      seen.ending = 'raised';
      seen.error = error;
    }
  }

  // Lets promises go on, then the earliest timer, and so forth, until nothing is left to happen.
  async function drive(ctx, isDone, rest = 40) {
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await null;
      if (!ctx.timers.length || ctx.over || isDone() && --rest < 0) return;
      const {time, run} = ctx.next();
      ctx.now = Math.max(ctx.now, time);
      try {
        ctx.step();
        run();
      } catch (error) {
        ctx.uncaught(error);
      }
    }
  }

  // Follows what was returned as far as a caller would: awaits it, walks it, calls it.
  async function follow(seen) {
    const {ctx} = seen;
    if (seen.ending === 'returned' && seen.value instanceof Promise) {
      let done = false;
      seen.ending = 'unfinished';
      seen.message = 'the promise is never settled';
      seen.kind = 'promise';
      seen.value.then(value => {
        done = true;
        seen.ending = 'returned';
        seen.message = '';
        seen.value = value;
        seen.clock = ctx.now;
        seen.mark = ctx.trace.length;
      }, error => {
        done = true;
        seen.message = '';
        caught(seen, error);
        seen.clock = ctx.now;
      });
      await drive(ctx, () => done);
    }
    if (ctx.over) seen.ending = 'unfinished';
    if (seen.ending === 'returned' && !seen.text) await probe(seen);
    if (!ctx.over && (ctx.timers.length || spec.waits)) await drive(ctx, () => true);
    if (seen.ending === 'returned' && ctx.trace.length > seen.mark) mark(seen);
  }

  // What happens from here on happens after the function is back.
  function mark(seen) {
    if (!seen.marked) seen.ctx.trace.splice(seen.mark, 0, ['returned', '']);
    seen.marked = true;
  }

  async function probe(seen) {
    const {ctx, value} = seen;
    if (isIterator(value)) {
      const items = [];
      mark(seen);
      let end = '';
      try {
        for (;;) {
          let step = value.next();
          if (step instanceof Promise) step = await settled(ctx, step);
          if (step.done) {
            if (step.value !== undefined) end = `; returns ${encode(step.value, seen.names)}`;
            break;
          }
          items.push(encode(step.value, seen.names));
          if (items.length >= 50) {
            end = '; ...';
            break;
          }
        }
      } catch (error) {
        end = `; raises ${raised(error, seen.names)}`;
        if (error instanceof _b.Stop) seen.ending = 'unfinished';
      }
      seen.text = `${Symbol.asyncIterator in value ? 'async iterator' : 'iterator'}(${items.join(', ')}${end})`;
      return;
    }
    seen.text = encode(value, seen.names);
    const functions = [];
    collect(value, 'result', functions, new Set(), seen.names, 0);
    if (!functions.length) return;
    mark(seen);
    for (const {path, self, run, depth} of functions) await call(seen, path, self, run, depth, functions);
    if (ctx.over) seen.ending = 'unfinished';
  }
  function collect(value, path, functions, seen, names, depth) {
    if (value === null || typeof value !== 'object' && typeof value !== 'function' || depth > 6 || functions.length >= 24) return;
    if (stubs.has(value) || partials.has(value) || seen.has(value) || names.has(value)) return;
    seen.add(value);
    if (typeof value === 'function') {
      if (!_b.isClass(value)) functions.push({path, run: value, depth});
      return;
    }
    const pairs = Array.isArray(value) ? value.slice(0, 20).entries() : _b.elements.has(value)
      ? [...Object.entries(value.props), ['children', value.children]]
      : Object.keys(value).map(key => [key, (Object.getOwnPropertyDescriptor(value, key) || {}).value]);
    for (const [key, one] of pairs) collect(one, _b.child(path, String(key)), functions, seen, names, depth + 1);
  }
  async function call(seen, path, self, run, depth, functions) {
    const {ctx} = seen;
    if (ctx.over) return;
    const args = Array.from({length: run.length}, (_, at) => stub(ctx, `${path}(${at})`));
    try {
      let result = run.apply(self, args);
      if (result instanceof Promise) result = await settled(ctx, result);
      record(ctx, `${path}()`, encode(result, seen.names));
      collect(result, `${path}()`, functions, new Set(), seen.names, depth + 2);
    } catch (error) {
      if (!(error instanceof _b.Stop)) record(ctx, `${path}()`, `raises ${raised(error, seen.names)}`);
    }
  }
  async function settled(ctx, promise) {
    let outcome;
    promise.then(value => { outcome = {value}; }, error => { outcome = {error}; });
    await drive(ctx, () => outcome !== undefined, 0);
    if (!outcome) return '<never settled>';
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
  const raised = (error, names) => error instanceof Error
    ? encode(error, new Map([...names].filter(([one]) => one !== error)))
    : `throw ${encode(error, names)}`;

  function finished(seen) {
    const {ctx, ending} = seen;
    const failed = ending === 'raised';
    if (ending === 'returned' && seen.text === undefined) seen.text = encode(seen.value, seen.names);
    if (ending !== 'unfinished') for (const one of ctx.failing) if (!one.promise) record(ctx, 'uncaught', `${one.path} failed`);
    const args = spec.receiver ? [seen.self, ...seen.args] : seen.args;
    const before = new Set(seen.globals);
    return {
      ending,
      value: ending === 'returned' ? (seen.kind ? `promise of ${seen.text}` : seen.text) : '',
      exception: failed ? (seen.kind ? 'rejected ' : '') + raised(seen.error, ctx.known) : '',
      message: failed && seen.error instanceof Error ? String(seen.error.message) : seen.message || '',
      arguments: encode(args, ctx.known),
      globals: globalsOf(ctx, seen.module).filter(one => !before.has(one)).join('; '),
      output: ctx.output.join(''),
      trace: ctx.trace.slice(0, 500),
      clock: seen.clock === undefined ? ctx.now : seen.clock,
      branches: [...ctx.branches].sort((a, b) => a - b),
      steps: ctx.limit - ctx.left,
    };
  }
  const needsFollowing = seen => seen.ctx.timers.length > 0 || seen.ending === 'returned' && spec.waits
    || seen.ending === 'returned' && (seen.value !== null && typeof seen.value === 'object' && !stubs.has(seen.value) || typeof seen.value === 'function' && !stubs.has(seen.value));

  // Names that are globals at most: each is made when it is read for the first time in a case.
  function later(paths) {
    for (const name of Object.keys(paths).filter(one => !(one in globalThis))) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() {
          const {late} = _b.current;
          if (!late.has(name)) late.set(name, _b.outside(_b.current, paths[name], name));
          return late.get(name);
        },
        set: value => void _b.current.late.set(name, value),
      });
    }
  }

  globalThis._b_define = given => {
    spec = given;
    spec.compared = Object.assign(Object.create(null), spec.compared);
    spec.texts = spec.texts || [];
    for (const name of ['data', 'called', 'bases', 'awaited']) spec[name] = new Set(spec[name]);
    later(spec.late);
  };
  globalThis._b_run = async cases => {
    const results = [];
    for (const one of cases) {
      const seen = {};
      try {
        start(one, seen);
        if (needsFollowing(seen)) await follow(seen);
        results.push(finished(seen));
      } catch (error) {
        if (seen.ending) throw error;
        results.push({ending: 'unfinished', message: `what the function needs could not be set up: ${error && error.message}`});
      }
    }
    return stringify(results);
  };
  globalThis._b_time = async ([world, makeArguments], rounds) => {
    let best = Infinity;
    let many = 1;
    for (let round = 0; round < rounds; round++) {
      for (;;) {
        const ctx = new Case(world, Infinity);
        const module = open(ctx, spec.plain);
        const calls = Array.from({length: many}, () => prepared(ctx, module, makeArguments).call);
        const from = realNow();
        for (const one of calls) {
          try {
            const value = one();
            if (value instanceof Promise) await settled(ctx, value).catch(() => undefined);
          } catch (error) {
            if (error instanceof _b.Stop) throw error;
          }
        }
        const took = realNow() - from;
        if (took >= 4 || many >= 4096) {
          best = Math.min(best, took / many / 1000);
          break;
        }
        many *= took > 0 ? 2 : 8;
      }
    }
    return stringify(best);
  };
})();
