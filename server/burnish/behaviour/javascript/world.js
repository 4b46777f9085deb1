// The world outside: stubs that record what is done to them and answer by their path, the count and the world's seed.
(() => {
  'use strict';
  const {encode, child, stubs, partials, hash, draw, mood, text, lasting, lastName, COMMON, NUMBER, PLURAL, QUESTION, ERROR, EVENTS} = _b;
  const {apply, construct} = Reflect;

  const TEXT = new Set('toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase trim trimStart trimEnd split charAt charCodeAt codePointAt startsWith endsWith substring substr padStart padEnd localeCompare normalize'.split(' '));
  const LIST = new Set('map filter forEach find findIndex findLast some every reduce reduceRight flatMap'.split(' '));
  const EITHER = new Set('slice concat at join reverse flat entries keys values lastIndexOf'.split(' '));

  // Nothing is ever kept in what stands behind the proxies, so that two are enough.
  const NOT_CALLED = {};
  const CALLED = function () {}.bind();
  delete CALLED.name;
  delete CALLED.length;

  const LONG = 160;
  const LEFT_OUT = '…';
  function stub(ctx, path, more) {
    if (path.length > LONG) path = `${path.slice(0, 60)}${LEFT_OUT}${hash(path).toString(16).padStart(8, '0')}${path.slice(path.search(/[A-Za-z_$][\w$]*[^A-Za-z_$]{0,20}$/) - 1).slice(0, 60)}`;
    const name = lastName(path);
    const state = {ctx, path, name, props: new Map(), settled: false, ready: undefined, ...more};
    const proxy = state.proxy = new Proxy(!state.function && ctx.spec.data.has(name) ? NOT_CALLED : CALLED, new Handler(state));
    stubs.set(proxy, state);
    return proxy;
  }

  const size = state => {
    const {ctx, path} = state;
    if (/^use[A-Z]/.test(state.name)) return 3;
    const wanted = ctx.world === 0 || ctx.quiet ? [] : (ctx.spec.compared.length || []).filter(one => one > 3 && one <= 300);
    const drawn = wanted.length ? draw(ctx, path + ' wanted', wanted.length + 2) : 0;
    if (drawn < wanted.length) return wanted[drawn];
    const kind = mood(ctx);
    return kind === 'well' ? 2 : kind === 'nothing' || kind === 'empty' ? 0 : draw(ctx, path + ' size', 4);
  };
  const item = (state, at) => {
    const key = String(at);
    if (!state.props.has(key)) state.props.set(key, stub(state.ctx, `${state.path}[${at}]`));
    return state.props.get(key);
  };
  const items = state => Array.from({length: size(state)}, (_, at) => item(state, at));
  const numeric = state => {
    const kind = mood(state.ctx);
    if (kind === 'nothing' || kind === 'empty') return 0;
    return (kind === 'well' ? 1 : [-1, 1, 1, 1000][draw(state.ctx, state.path + ' sign', 4)]) * (1 + hash(state.path) % 50);
  };

  // Something that is not a stub, as the name suggests.
  function plain(ctx, name, what) {
    if (QUESTION.test(name)) return draw(ctx, what, 2) === 1;
    if (NUMBER.test(name)) return [0, 1, -1, 7, 1000][draw(ctx, what, 5)];
    if (PLURAL.test(name)) return Array.from({length: draw(ctx, what, 4)}, (_, at) => stub(ctx, `${what}[${at}]`));
    return ['', 'text', false, true, 0, 'A b'][draw(ctx, what, 6)];
  }

  // What the code compares something of this name with, if that is what it is in this world: one of it, or nothing.
  // While the module is loaded, only for what is read: it asks what it runs on.
  function wanted(ctx, path, name) {
    const known = ctx.world !== 0 && (!ctx.quiet || !name.endsWith(')')) && ctx.spec.compared[name];
    const drawn = known ? draw(ctx, path + ' compared', known.length + 1) : 0;
    return known && drawn < known.length ? [known[drawn]] : [];
  }

  const MOST_YES = 64;
  const DEEPEST = 5;
  // Whether the same was read of what was read of something again and again: linked lists and trees end somewhere.
  function repeats(path, name) {
    let count = 0;
    for (let at = name ? path.indexOf(name) : -1; at >= 0; at = path.indexOf(name, at + name.length)) {
      const around = path[at - 1] + (path[at + name.length] || '');
      if (!/[\w$]/.test(around) && ++count > (path.includes(LEFT_OUT) ? 2 : DEEPEST)) return true;
    }
    return false;
  }

  // The answer for a property that is read, or for the result of a call.
  function answer(ctx, path, name, called, more) {
    const invented = () => stub(ctx, path, more);
    const kind = mood(ctx);
    if (repeats(path, name)) return called || !PLURAL.test(name) ? null : [];
    const compared = wanted(ctx, path, called ? name + '()' : name);
    if (compared.length) return compared[0];
    if (called && QUESTION.test(name)) {
      // Who is always told yes goes on for ever.
      const again = ctx.quiet ? 0 : counted(ctx, '? ' + name);
      return again <= MOST_YES && (kind === 'well' || (kind !== 'nothing' && draw(ctx, path, 2) === 1));
    }
    if (kind === 'well' || ctx.quiet || (!called && ctx.spec.called.has(name))) return invented();
    if (called && (/^use[A-Z]/.test(name) || ctx.spec.bases.has(name + '()'))) return draw(ctx, path, 12) === 1 ? null : invented();
    const base = !called && ctx.spec.bases.has(name);
    switch (kind) {
      case 'nothing': return called ? [undefined, null][draw(ctx, path, 2)] : base ? invented() : [undefined, null, false, 0, ''][draw(ctx, path, 5)];
      case 'empty': return base || called ? invented() : NUMBER.test(name) ? 0 : PLURAL.test(name) ? [] : '';
      case 'throws': return invented();
    }
    const drawn = draw(ctx, path, 8);
    if (drawn === 0 && (!base || draw(ctx, path + ' base', 3) === 0)) return undefined;
    if (drawn === 1 && (!base || draw(ctx, path + ' base', 3) === 0)) return null;
    return drawn < 5 && !base ? plain(ctx, name, path) : invented();
  }

  // What a name of the world outside stands for: also nothing or a plain value, where the code only looks at it.
  function outside(ctx, path, name) {
    // What the code asks `typeof` of is not there everywhere.
    if (ctx.world % 5 === 1 && ctx.spec.data.has(name) && draw(ctx, path + ' there', 2) === 1) return undefined;
    if (ctx.world === 0 || ctx.spec.called.has(name) || ctx.spec.bases.has(name)) return stub(ctx, path);
    const {quiet} = ctx;
    ctx.quiet = false;
    try {
      return answer(ctx, path, name, false, {});
    } finally {
      ctx.quiet = quiet;
    }
  }

  function record(ctx, path, value) {
    if (!ctx.quiet) ctx.trace.push([path, value]);
  }
  const listed = (ctx, args) => `(${args.map(one => encode(one, ctx.known)).join(', ')})`;
  const counted = (ctx, path) => {
    const count = (ctx.counts.get(path) || 0) + 1;
    ctx.counts.set(path, count);
    return count;
  };
  const failing = (ctx, path, gently, name) => {
    const kind = mood(ctx);
    const {awaited} = ctx.spec;
    // In some worlds one function alone is refused, wherever it stands among the others.
    if (ctx.world % 10 === 8 && awaited.size > 1 && !ctx.quiet) return name === [...awaited][Math.floor(ctx.world / 10) % awaited.size];
    return !ctx.quiet && (kind === 'throws' ? draw(ctx, path + ' throws', gently ? 4 : 2) === 0 : kind === 'mixed' && draw(ctx, path + ' throws', 8) === 0);
  };
  // What exceptions tell besides their message; the code may ask for it.
  const TOLD = ['code', 'errno', 'syscall', 'name', 'status', 'statusCode', 'message', 'type', 'reason'];
  const failure = (ctx, path) => {
    const error = new Error(`${path} failed`);
    error.code = 'FAILED';
    const told = ctx.quiet ? [] : TOLD.flatMap(key => (ctx.spec.compared[key] || []).map(value => [key, value]));
    const [key, value] = told[draw(ctx, path + ' told', told.length + 1) - 1] || [];
    if (key) error[key] = value;
    _b.made.add(error);
    return error;
  };

  function invoke(state, args, made) {
    const {ctx, path, name} = state;
    ctx.step();
    record(ctx, made ? `new ${path}` : path, listed(ctx, args));
    const count = ctx.quiet ? 1 : counted(ctx, path);
    const result = `${made ? 'new ' : ''}${path}()${count > 1 ? `#${count}` : ''}`;
    if (!made && _b.hooks[name]) {
      const found = _b.hooks[name](ctx, result, args);
      if (found !== _b.hooks) return found;
    }
    const awaited = !made && ctx.spec.awaited.has(name);
    const events = EVENTS.test(name);
    const takesErrors = events || args.some(one => isNodeStyle(one) || isPlain(one) && Object.keys(one).some(key => REFUSAL.test(key)));
    const fails = failing(ctx, result, !awaited && !takesErrors, name);
    if (fails && !awaited && !takesErrors) throw failure(ctx, path);
    if (/^(?:pop|shift|next|read|exec|nextNode)$/.test(name) && count > 2) return name === 'next' ? {value: undefined, done: true} : null;
    for (const one of args) {
      if (typeof one === 'function') callBack(ctx, one, `${result}.callback`, events, fails, path);
      else if (isPlain(one)) callMembers(ctx, one, `${result}.callback`, fails, path);
    }
    const ready = ctx.now + 1;
    if (awaited) {
      const promised = stub(ctx, result, {ready, fails, of: name});
      if (fails) ctx.failing.push(stubs.get(promised));
      return promised;
    }
    return answer(ctx, result, name, true, {ready});
  }

  const functionText = Function.prototype.toString;
  const parameterNames = value => {
    const source = functionText.call(value).slice(0, 200);
    const found = /^(?:async\s+)?(?:function\s*\*?\s*[\w$]*\s*)?\(?([^)=]*)\)?/.exec(source);
    return found ? found[1].split(',').map(one => one.trim()) : [];
  };
  const isNodeStyle = value => typeof value === 'function' && !stubs.has(value) && value.length > 0 && ERROR.test(parameterNames(value)[0]);

  // A function that was given to the world outside is called by it: once, at most three times in a case.
  // `later`: when the caller is back; true where nobody cares what it returns.
  function callBack(ctx, value, path, later, fails, from) {
    if (typeof value !== 'function' || stubs.has(value) || partials.has(value) || _b.isClass(value) || ctx.quiet) return;
    const times = ctx.calledBack.get(value) || 0;
    if (times >= 3 || ctx.depth >= 6) return;
    ctx.calledBack.set(value, times + 1);
    const nodeStyle = isNodeStyle(value);
    const names = parameterNames(value);
    const args = Array.from({length: Math.max(value.length, names[0] ? Math.min(names.length, 4) : 0)}, (_, at) => {
      if (ERROR.test(names[at])) return fails ? failure(ctx, from) : null;
      return fails && nodeStyle ? undefined : answer(ctx, `${path}[${at}]`, names[at] || '', false, {});
    });
    const call = () => {
      ctx.depth++;
      try {
        const result = apply(value, stub(ctx, `${path}.this`), args);
        if (result instanceof Promise) {
          result.then(one => one === undefined || record(ctx, `${path} settled`, encode(one, ctx.known)), error => ctx.uncaught(error));
        } else if (result !== undefined && later !== true && !nodeStyle) {
          record(ctx, `${path} result`, encode(result, ctx.known));
        }
        return result;
      } finally {
        ctx.depth--;
      }
    };
    if (later || nodeStyle) ctx.after(1, call);
    else call();
  }

  const REFUSAL = /^(?:on_?)?(?:error|reject|rejected|fail|failure|catch)$/i;
  const isPlain = value => typeof value === 'object' && value !== null && !stubs.has(value) && !partials.has(value)
    && (Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value)));

  // Functions in options are called later: those for errors when there is one, the others when there is none.
  function callMembers(ctx, value, path, fails, from, depth = 0) {
    for (const key of Object.keys(value).slice(0, 30)) {
      const found = Object.getOwnPropertyDescriptor(value, key);
      const one = found && found.value;
      if (typeof one === 'function') {
        if (REFUSAL.test(key) === fails) callBack(ctx, one, `${path}.${key}`, true, fails, from);
      } else if (isPlain(one) && !_b.elements.has(one) && depth < 3) {
        callMembers(ctx, one, `${path}.${key}`, fails, from, depth + 1);
      }
    }
  }

  function settle(state) {
    const {ctx} = state;
    if (state.promise) return state.promise;
    const value = () => state.of === undefined
      ? copy(state)
      : answer(ctx, state.path, state.of, true, {settled: true});
    if (state.ready === undefined) return state.promise = Promise.resolve(copy(state));
    return state.promise = new Promise((accept, refuse) => {
      ctx.at(Math.max(state.ready, ctx.now), () => state.fails ? refuse(failure(ctx, state.path)) : accept(value()));
    });
  }
  const copy = state => stub(state.ctx, state.path, {props: state.props, settled: true});

  // Methods that only read text or a list do so on what the stub stands for.
  function method(state, name) {
    if (TEXT.has(name)) return (...args) => apply(String.prototype[name], text(state), args.map(one => stubs.has(one) ? String(one) : one));
    if (LIST.has(name)) return (...args) => typeof args[0] === 'function' ? lasting(apply(Array.prototype[name], items(state), args)) : invoke(stateOf(state, name), args, false);
    if (EITHER.has(name)) {
      return (...args) => {
        const view = PLURAL.test(state.name) || !(name in String.prototype) ? items(state) : text(state);
        return args.some(one => typeof one === 'function') ? invoke(stateOf(state, name), args, false) : apply(view[name], view, args);
      };
    }
    switch (name) {
      case 'then': return (accept, refuse) => settle(state).then(accept, refuse);
      case 'catch': return refuse => settle(state).then(undefined, refuse);
      case 'finally': return last => settle(state).finally(last);
      case 'includes': return () => mood(state.ctx) === 'well' || draw(state.ctx, state.path + '.includes', 2) === 1;
      case 'indexOf': return () => mood(state.ctx) === 'well' || draw(state.ctx, state.path + '.includes', 2) === 1 ? 0 : -1;
      case 'hasOwnProperty': return key => Reflect.has(state.proxy, key);
      case 'toJSON': case 'toString': case 'toLocaleString': return () => text(state);
      case 'valueOf': case 'getTime': return () => numeric(state);
      case 'toFixed': return digits => numeric(state).toFixed(digits);
      case 'toISOString': return () => new Date(numeric(state) * 86400000).toISOString();
      case 'call': return (self, ...args) => invoke(state, args, false);
      case 'apply': return (self, args) => invoke(state, stubs.has(args) ? [args] : [...args || []], false);
      case 'bind': return () => state.proxy;
    }
    return undefined;
  }
  const stateOf = (state, name) => {
    if (!state.props.has('.' + name)) state.props.set('.' + name, stub(state.ctx, `${state.path}.${name}`));
    return stubs.get(state.props.get('.' + name));
  };

  function symbol(state, key) {
    switch (key) {
      case Symbol.iterator: return function* () { yield* items(state); };
      case Symbol.asyncIterator: return async function* () { yield* items(state); };
      case Symbol.toPrimitive: return hint => hint === 'number' || (hint === 'default' && NUMBER.test(state.name)) ? numeric(state) : text(state);
      case Symbol.hasInstance: return value => value !== null && typeof value === 'object' && draw(state.ctx, state.path + ' instance', 2) === 0;
    }
    return undefined;
  }

  const keysOf = state => {
    const kind = mood(state.ctx);
    const known = [...state.props.keys()].filter(key => typeof key === 'string' && state.set && state.set.has(key));
    return kind === 'nothing' || kind === 'empty' ? known : [...new Set(['a', 'b', ...known])];
  };

  class Handler {
    constructor(state) {
      this.state = state;
    }
    get(target, key) {
      const {state} = this;
      if (key === 'then' && (state.settled || state.ctx.quiet)) return undefined;
      if (state.props.has(key)) return state.props.get(key);
      if (typeof key === 'symbol') return symbol(state, key);
      if (key === 'length') return size(state);
      if (key === 'prototype') return keep(state, key, prototypeOf(state));
      const known = method(state, key);
      if (known) return keep(state, key, known);
      if (/^\d+$/.test(key)) return Number(key) < (mood(state.ctx) === 'well' ? 10 : size(state)) ? item(state, key) : undefined;
      return keep(state, key, answer(state.ctx, child(state.path, key), key, false, {}));
    }
    set(target, key, value) {
      const {state} = this;
      if (typeof key === 'string') record(state.ctx, `${child(state.path, key)} =`, encode(value, state.ctx.known));
      (state.set = state.set || new Set()).add(key);
      state.props.set(key, value);
      if (typeof key === 'string') callBack(state.ctx, value, `${state.path}.${key}`, /^on[a-z]/.test(key) || 'told', false, state.path);
      return true;
    }
    deleteProperty(target, key) {
      const {state} = this;
      record(state.ctx, `delete ${child(state.path, String(key))}`, '');
      state.props.set(key, undefined);
      if (state.set) state.set.delete(key);
      return true;
    }
    defineProperty(target, key, descriptor) {
      const {state} = this;
      record(state.ctx, `define ${child(state.path, String(key))}`, 'value' in descriptor ? encode(descriptor.value, state.ctx.known) : '');
      if ('value' in descriptor) state.props.set(key, descriptor.value);
      return true;
    }
    has(target, key) {
      const {state} = this;
      if (state.set && state.set.has(key)) return true;
      return typeof key === 'string' && (mood(state.ctx) === 'well' || draw(state.ctx, `${state.path} has ${key}`, 2) === 1);
    }
    ownKeys() {
      return keysOf(this.state);
    }
    getOwnPropertyDescriptor(target, key) {
      const {state} = this;
      if (typeof key === 'symbol' || !keysOf(state).includes(key)) return undefined;
      return {value: state.proxy[key], writable: true, enumerable: true, configurable: true};
    }
    getPrototypeOf(target) {
      return target === CALLED ? Function.prototype : Object.prototype;
    }
    setPrototypeOf() {
      return true;
    }
    isExtensible() {
      return true;
    }
    preventExtensions() {
      return false;
    }
    apply(target, self, args) {
      return invoke(this.state, args, false);
    }
    construct(target, args, maker) {
      const {state} = this;
      const made = invoke(state, args, true);
      if (maker === state.proxy) return typeof made === 'object' && made !== null || typeof made === 'function' ? made : stub(state.ctx, `new ${state.path}()`);
      return Object.create(maker.prototype);
    }
  }
  const keep = (state, key, value) => {
    state.props.set(key, value);
    return value;
  };

  // What a class of this module inherits from a class outside.
  function prototypeOf(state) {
    const made = new Map();
    return new Proxy({}, {
      get(target, key, receiver) {
        if (typeof key === 'symbol' || key in target || key === 'constructor' || key === 'then' || key === 'toJSON') return Reflect.get(target, key, receiver);
        if (!made.has(key)) made.set(key, stub(state.ctx, `this.${key}`));
        return made.get(key);
      },
    });
  }

  Object.assign(_b, {stub, answer, outside, record});
  globalThis._b_stub = name => stub(_b.current, name || '');
  globalThis._b_function = name => stub(_b.current, name || '', {settled: true, function: true});
  globalThis._b_iterator = values => {
    const state = {items: values, at: 0};
    const made = {
      next: () => state.at < values.length ? {value: values[state.at++], done: false} : {value: undefined, done: true},
      [Symbol.iterator]() { return this; },
    };
    _b.iterators.set(made, state);
    return made;
  };
})();
