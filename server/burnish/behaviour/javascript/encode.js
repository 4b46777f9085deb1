// Values as texts that are equal when the values are: types, order of keys, aliases and cycles show.
var _b = globalThis._b = Object.create(null);
_b.stubs = new WeakMap();      // stub -> its state
_b.partials = new WeakMap();   // object whose other attributes are stubs -> {target, label}
_b.made = new WeakSet();       // errors that the code itself made: their messages are its own
_b.elements = new WeakSet();
_b.iterators = new WeakMap();  // argument that can be walked once -> {items, at}
_b.LIMIT = 4000;

(() => {
  'use strict';
  const {getOwnPropertyDescriptor, getPrototypeOf, keys, getOwnPropertySymbols, prototype: ObjectPrototype} = Object;
  const {isArray} = Array;
  const {ownKeys} = Reflect;
  const stringify = JSON.stringify;
  const dateTime = Date.prototype.getTime;
  const functionText = Function.prototype.toString;
  const number = Number;

  const quoted = text => {
    const inner = stringify(text).slice(1, -1);
    return text.includes("'") && !text.includes('"') ? '"' + inner + '"' : "'" + inner.replace(/\\"/g, '"').replace(/'/g, "\\'") + "'";
  };
  const numeral = value => {
    if (value === 0) return 1 / value < 0 ? '-0' : '0';
    if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
    return String(number(value.toPrecision(12)));
  };
  const keyText = key => typeof key === 'symbol' ? `[${String(key)}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  const child = (path, key) => /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : /^\d+$/.test(key) ? `${path}[${key}]` : `${path}[${quoted(key)}]`;
  const isClass = value => /^class\b/.test(functionText.call(value));

  // `names` says what known objects and functions are called: arguments, functions of the module.
  function encode(root, names = new Map()) {
    const seen = new Map();
    let left = _b.LIMIT;
    function write(value, path) {
      switch (typeof value) {
        case 'undefined': return 'undefined';
        case 'boolean': return String(value);
        case 'number': return numeral(value);
        case 'bigint': return `${value}n`;
        case 'string': return quoted(value);
        case 'symbol': return String(value);
      }
      if (value === null) return 'null';
      const stub = _b.stubs.get(value);
      if (stub) return `<${stub.path}>`;
      const partial = _b.partials.get(value);
      if (partial) value = partial.target;
      if (names.has(value)) return names.get(value);
      if (typeof value === 'function') return isClass(value) ? `<class ${value.name}>` : '<function>';
      if (seen.has(value)) return `<same as ${seen.get(value) || 'the whole'}>`;
      seen.set(value, path);
      if (--left < 0) return '...';
      try {
        return compound(value, path);
      } catch (error) {
        if (error instanceof _b.Stop) throw error;
        return '<unreadable>';
      }
    }
    function compound(value, path) {
      const walked = _b.iterators.get(value);
      if (walked) return `iterator(${walked.items.map((one, at) => write(one, `${path}[${at}]`)).join(', ')}; ${walked.at} walked)`;
      if (_b.elements.has(value)) return element(value, path);
      if (isArray(value)) return list(value, path);
      const proto = getPrototypeOf(value);
      if (value instanceof Error) return failure(value, path);
      if (value instanceof Date) return `Date(${number.isNaN(dateTime.call(value)) ? 'invalid' : value.toISOString()})`;
      if (value instanceof RegExp) return String(value) + (value.lastIndex ? `@${value.lastIndex}` : '');
      if (value instanceof Map) {
        const entries = [...Map.prototype.entries.call(value)].map(([k, v], at) => `${write(k, `${path}.key(${at})`)} => ${write(v, `${path}.get(${at})`)}`);
        return `${kind(proto, 'Map')}{${entries.join(', ')}}${extras(value, path)}`;
      }
      if (value instanceof Set) {
        const items = [...Set.prototype.values.call(value)].map((one, at) => write(one, `${path}.at(${at})`));
        return `${kind(proto, 'Set')}{${items.join(', ')}}${extras(value, path)}`;
      }
      if (value instanceof Promise) return '<promise>';
      if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `${kind(proto, 'Array')}[${[...value].slice(0, 1000).map(one => write(one, '')).join(', ')}]`;
      if (value instanceof Number || value instanceof String || value instanceof Boolean) return `Object(${write(value.valueOf(), path)})`;
      const name = proto === null ? 'null-prototype ' : proto === ObjectPrototype ? '' : kind(proto, '');
      return `${name}{${attributes(value, path, ownKeys(value)).join(', ')}}`;
    }
    function kind(proto, fallback) {
      const made = proto && getOwnPropertyDescriptor(proto, 'constructor');
      const maker = made && made.value;
      return typeof maker === 'function' && !_b.stubs.has(maker) && maker.name || fallback;
    }
    function attributes(value, path, which) {
      const written = [];
      for (const key of which) {
        const found = getOwnPropertyDescriptor(value, key);
        if (!found || !found.enumerable) continue;
        if (found.get || found.set) {
          let text = '<setter>';
          if (found.get) {
            try {
              text = write(found.get.call(value), path);
            } catch (error) {
              if (error instanceof _b.Stop) throw error;
              text = '<raises>';
            }
          }
          // One that is read once and then replaced.
          const again = getOwnPropertyDescriptor(value, key);
          if (found.get && again && 'value' in again) text += `, then ${again.writable ? '' : 'readonly '}${write(again.value, path)}`;
          written.push(`get ${keyText(key)}: ${text}`);
        } else {
          const fixed = found.writable || Object.isFrozen(value) ? '' : 'readonly ';
          written.push(`${fixed}${keyText(key)}: ${write(found.value, typeof key === 'symbol' ? path : child(path, key))}`);
        }
      }
      return written;
    }
    function extras(value, path) {
      const more = attributes(value, path, ownKeys(value));
      return more.length ? `{${more.join(', ')}}` : '';
    }
    function list(value, path) {
      const written = [];
      const shown = Math.min(value.length, 2000);
      for (let at = 0; at < shown; at++) written.push(at in value ? write(value[at], `${path}[${at}]`) : '<hole>');
      if (value.length > shown) written.push(`... ${value.length} in all`);
      const more = keys(value).length === value.length ? [] : attributes(value, path, keys(value).filter(key => !/^\d+$/.test(key)));
      const name = kind(getPrototypeOf(value), 'Array');
      return `${name === 'Array' ? '' : name}[${written.join(', ')}]${more.length ? `{${more.join(', ')}}` : ''}`;
    }
    function failure(value, path) {
      const own = attributes(value, path, [...keys(value), ...getOwnPropertySymbols(value)]);
      const cause = getOwnPropertyDescriptor(value, 'cause');
      if (cause && cause.value !== undefined) own.push(`cause: ${write(cause.value, path)}`);
      const message = _b.made.has(value) ? write(value.message, path) : '';
      return `${_b.kindOfError(value)}(${message})${own.length ? `{${own.join(', ')}}` : ''}`;
    }
    function element(value, path) {
      const type = typeof value.type === 'string' ? value.type : write(value.type, path).replace(/^<(function |class )?(.*)>$/, '$2');
      const props = keys(value.props).sort().map(key => ` ${keyText(key)}=${write(value.props[key], child(path, key))}`);
      const inner = value.children.map((one, at) => typeof one === 'string' ? one : `{${write(one, `${path}.children[${at}]`)}}`).join('');
      return inner ? `<${type}${props.join('')}>${inner}</${type}>` : `<${type}${props.join('')} />`;
    }
    return write(root, '');
  }

  _b.kindOfError = error => {
    const maker = error.constructor;
    return (typeof maker === 'function' && !_b.stubs.has(maker) && maker.name) || 'Error';
  };
  _b.encode = encode;
  _b.quoted = quoted;
  _b.keyText = keyText;
  _b.child = child;
  _b.isClass = isClass;
  _b.Stop = class Stop extends Error {};  // out of steps
})();
