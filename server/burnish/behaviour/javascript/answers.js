// How the world's answers are drawn: from its seed, the path and the name of what is asked.
(() => {
  'use strict';
  const hash = text => {
    let value = 2166136261;
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16777619);
    value ^= value >>> 15;
    value = Math.imul(value, 2246822519);
    return (value ^ (value >>> 13)) >>> 0;
  };
  const draw = (ctx, what, many) => ctx.world === 0 ? 0 : hash(`${ctx.world} ${what}`) % many;

  // What kinds of answers a world gives: all well, nothing found, all empty, calls that throw, a mixture.
  const mood = ctx => ctx.quiet ? 'well' : ['well', 'nothing', 'empty', 'throws', 'mixed'][ctx.world % 5];

  // In mixed worlds also what the code's own patterns match.
  const text = state => {
    const kind = mood(state.ctx);
    const {texts} = state.ctx.spec;
    const drawn = kind === 'mixed' ? draw(state.ctx, state.path + ' text', texts.length + 1) : texts.length;
    return kind === 'empty' ? '' : drawn < texts.length ? texts[drawn] : `<${state.path}>`;
  };
  // What iterators give besides lists.
  const lasting = value => Array.isArray(value) ? Object.defineProperty(value, 'toArray', {value: () => value}) : value;
  const COMMON = new Set(Object.getOwnPropertyNames(Symbol).map(name => Symbol[name]).filter(one => typeof one === 'symbol'));

  const NUMBER = /(?:^|[a-z_])(?:count|total|price|amount|quantity|qty|size|length|width|height|index|offset|limit|page|age|score|num|number|id|time|timestamp|date|year|month|day|hours?|minutes?|seconds?|ms|duration|delay|timeout|port|top|left|right|bottom|max|min|sum|avg|rate|level|weight|status|statusCode|code)$|^(?:x|y|z|i|n|id)$/i;
  const PLURAL = /(?:[a-z](?:s|List|Array|Items)|data|list|array|queue)$/;
  const QUESTION = /^(?:is|has|can|should|includes|contains|exists|test|matches|check)(?:$|[A-Z_])/;
  const ERROR = /^(?:e|er|err|error|_err|_error|ex|exception)$/i;
  const EVENTS = /^(?:on|once|addEventListener|addListener|subscribe|listen|setTimeout|setInterval|nextTick|requestAnimationFrame|requestIdleCallback|setImmediate)$/;
  const lastName = path => {
    const found = /([A-Za-z_$][\w$]*)[^A-Za-z_$]*$/.exec(path);
    return found ? found[1] : path;
  };

  Object.assign(_b, {hash, draw, mood, text, lasting, lastName, COMMON, NUMBER, PLURAL, QUESTION, ERROR, EVENTS});
})();
