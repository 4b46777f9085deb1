// Objects of which some attributes are known: arguments and receivers. The world outside invents every other one.
(() => {
  'use strict';
  const {answer, child, stubs, partials, lastName, COMMON} = _b;
  const objects = new WeakMap();  // the target of a partly known object -> what is invented for it

  // An object with some attributes; every other one is invented by the world outside.
  function object(fields, proto) {
    const target = proto === undefined ? fields : Object.assign(Object.create(proto), fields);
    const state = {made: new Map(), ctx: _b.current, path: ''};
    objects.set(target, state);
    const proxy = new Proxy(target, partial);
    partials.set(proxy, {target, state});
    return proxy;
  }
  // The same for what is there already.
  function known(target, path) {
    objects.set(target, {made: new Map(), ctx: _b.current, path});
    const proxy = new Proxy(target, partial);
    partials.set(proxy, {target, state: objects.get(target)});
    return proxy;
  }
  const partial = {
    get(target, key, receiver) {
      if (COMMON.has(key) || key === 'then' || key === 'toJSON' || knows(target, key)) return Reflect.get(target, key, receiver);
      const state = objects.get(target);
      const name = typeof key === 'symbol' ? key.description || 'symbol' : key;
      if (!state.made.has(key)) state.made.set(key, answer(state.ctx, child(state.path || 'object', name), name, false, {}));
      return state.made.get(key);
    },
    deleteProperty(target, key) {
      objects.get(target).made.set(key, undefined);
      return delete target[key];
    },
  };
  // Whether an object has an attribute, of its own or from a class of the module.
  function knows(target, key) {
    for (let at = target; at !== null; at = Object.getPrototypeOf(at)) {
      if (Object.prototype.hasOwnProperty.call(at, key)) return true;
    }
    return false;
  }
  // Gives an argument and what is in it its names.
  function label(value, path, depth = 0) {
    if (value === null || typeof value !== 'object' && typeof value !== 'function' || depth > 4) return;
    const found = partials.get(value);
    const known = stubs.get(value);
    if (known) {
      if (!known.path) {
        known.path = path;
        known.name = lastName(path);
      }
      return;
    }
    if (found) found.state.path = path;
    const inside = found ? found.target : value;
    if (typeof inside !== 'object' || Array.isArray(inside) && inside.length > 100) return;
    for (const key of Object.keys(inside)) label(inside[key], child(path, key), depth + 1);
  }

  Object.assign(_b, {known, object, label});
  globalThis._b_object = fields => object(fields);
})();
