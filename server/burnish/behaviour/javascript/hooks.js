// React's hooks do what they do in a first render.
(() => {
  'use strict';
  const {answer, stub, stubs, mood, record} = _b;

  const hooks = {
    __proto__: null,
    useState: (ctx, path, [first]) => [typeof first === 'function' && !stubs.has(first) ? first() : mood(ctx) === 'well' || first !== undefined && first !== null ? first : answer(ctx, path, 'state', false, {}), stub(ctx, `${path}.set`)],
    useReducer: (ctx, path, [reduce, first]) => [first, stub(ctx, `${path}.dispatch`)],
    useRef: (ctx, path, [current]) => ({current}),
    useMemo: (ctx, path, [make]) => typeof make === 'function' ? make() : hooks,
    useCallback: (ctx, path, [made]) => made,
    useEffect: (ctx, path, args) => effect(ctx, path, args),
    useLayoutEffect: (ctx, path, args) => effect(ctx, path, args),
    // Not React's, but of Node and as old.
    inherits: (ctx, path, [made, base]) => {
      if (typeof made !== 'function' || stubs.has(made) || typeof base !== 'function') return hooks;
      Object.setPrototypeOf(made.prototype, base.prototype);
      return undefined;
    },
  };
  function effect(ctx, path, [run]) {
    if (typeof run !== 'function' || stubs.has(run)) return undefined;
    ctx.after(0, () => {
      const cleanUp = run();
      if (typeof cleanUp === 'function' && !stubs.has(cleanUp)) {
        record(ctx, `${path} clean-up`, '');
        cleanUp();
      }
    });
    return undefined;
  }

  _b.hooks = hooks;
})();
