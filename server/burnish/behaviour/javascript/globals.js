// What the module's code finds in place of globals that differ from one run to another, or that reach outside.
(() => {
  'use strict';
  const {encode, stub, hash, mood, stubs, record} = _b;
  const RealDate = Date;
  const EPOCH = 1700000000000;

  _b.realNow = Date.now;
  function VirtualDate(...args) {
    if (!new.target) return new RealDate(EPOCH + _b.current.now).toString();
    return Reflect.construct(RealDate, args.length ? args : [EPOCH + _b.current.now], new.target === VirtualDate ? RealDate : new.target);
  }
  VirtualDate.prototype = RealDate.prototype;
  VirtualDate.now = () => EPOCH + _b.current.now;
  VirtualDate.parse = RealDate.parse;
  VirtualDate.UTC = RealDate.UTC;
  Object.defineProperty(VirtualDate, 'name', {value: 'Date'});
  Object.defineProperty(VirtualDate, 'length', {value: 7});
  Object.defineProperty(RealDate.prototype, 'constructor', {value: VirtualDate, writable: true, configurable: true});
  globalThis.Date = VirtualDate;
  Math.random = () => hash(`${_b.current.world} random ${_b.current.randoms++}`) / 4294967296;

  for (const name of ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError']) {
    const real = globalThis[name];
    const noted = error => {
      _b.made.add(error);
      return error;
    };
    const made = new Proxy(real, {
      apply: (target, self, args) => noted(Reflect.construct(target, args)),
      construct: (target, args, maker) => noted(Reflect.construct(target, args, maker === made ? target : maker)),
    });
    Object.defineProperty(real.prototype, 'constructor', {value: made, writable: true, configurable: true});
    globalThis[name] = made;
  }
  Error.stackTraceLimit = 0;
  // Real frames tell of this harness; who asks for them is given some of the world.
  const prepared = new WeakSet();
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    get: () => _b.current && _b.current.prepare,
    set: prepare => {
      const ctx = _b.current;
      const own = typeof prepare !== 'function' || prepared.has(prepare) ? prepare
        : error => prepare(error, ['frame1', 'frame2', 'frame3'].map(path => stub(ctx, path)));
      if (typeof own === 'function') prepared.add(own);
      ctx.prepare = own;
    },
  });

  // What the world outside gives as text is no JSON; parsed, it is whatever the code takes it for.
  const parse = JSON.parse;
  JSON.parse = (text, ...more) => {
    const known = stubs.get(text);
    const path = known ? known.path : typeof text === 'string' && /^<[^]*>$/.test(text) ? text.slice(1, -1) : undefined;
    return path === undefined || mood(_b.current) === 'empty' ? parse(text, ...more) : stub(_b.current, `JSON.parse(${path})`);
  };

  for (const name of ['freeze', 'seal', 'preventExtensions']) {
    const real = Object[name];
    Object[name] = value => stubs.has(value) ? value : real(value);
  }

  const ticks = delay => Math.max(0, Math.min(Number(delay) || 0, 1e9));
  const timer = (name, repeats) => (run, delay, ...args) => {
    const ctx = _b.current;
    record(ctx, name, `(${encode(run, ctx.known)}${delay === undefined ? '' : `, ${encode(delay, ctx.known)}`})`);
    const id = ++ctx.count;
    let fired = 0;
    const fire = () => {
      if (repeats && ++fired < 5) ctx.at(ctx.now + Math.max(1, ticks(delay)), fire, id);
      if (typeof run === 'function') run(...args);
    };
    ctx.at(ctx.now + ticks(delay), fire, id);
    return id;
  };
  const cancel = name => id => {
    const ctx = _b.current;
    record(ctx, name, '');
    ctx.timers = ctx.timers.filter(one => one.id !== id);
  };
  globalThis.setTimeout = timer('setTimeout', false);
  globalThis.setInterval = timer('setInterval', true);
  globalThis.setImmediate = (run, ...args) => globalThis.setTimeout(run, 0, ...args);
  globalThis.clearTimeout = globalThis.clearImmediate = cancel('clearTimeout');
  globalThis.clearInterval = cancel('clearInterval');
  globalThis.queueMicrotask = run => void Promise.resolve().then(run).catch(error => _b.current.uncaught(error));
  globalThis.structuredClone = value => clone(value, new Map());
  function clone(value, seen) {
    if (value === null || typeof value !== 'object' || stubs.has(value)) return value;
    if (seen.has(value)) return seen.get(value);
    if (value instanceof RealDate) return new RealDate(value.getTime());
    const made = Array.isArray(value) ? [] : value instanceof Map ? new Map() : value instanceof Set ? new Set() : {};
    seen.set(value, made);
    if (made instanceof Map) for (const [k, v] of value) made.set(clone(k, seen), clone(v, seen));
    else if (made instanceof Set) for (const one of value) made.add(clone(one, seen));
    else for (const key of Object.keys(value)) made[key] = clone(value[key], seen);
    return made;
  }
  const write = level => (...args) => {
    const ctx = _b.current;
    if (!ctx.quiet) ctx.output.push(`${level}: ${args.map(one => typeof one === 'string' ? one : encode(one, ctx.known)).join(' ')}\n`);
  };
  globalThis.console = Object.fromEntries('log info debug warn error trace table dir group groupCollapsed groupEnd time timeEnd timeLog count countReset assert clear'.split(' ').map(name => [name, write(name)]));
})();
