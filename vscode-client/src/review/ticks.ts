// Which enhancements of a review are ticked: one that needs others is never ticked without them.

/** As much of an enhancement as bears on its tick. */
export interface Tickable {
  readonly id: number;
  readonly ticked: boolean;
  readonly requires: readonly number[];
}

export type Ticks = ReadonlySet<number>;

/** The ticks at first: those that are meant to be ticked, unless they need one that is not. */
export function firstTicks(items: readonly Tickable[]): Ticks {
  const meant = new Set(items.filter(({ ticked }) => ticked).map(({ id }) => id));
  return new Set([...meant].filter((id) => required(items, id).every((one) => meant.has(one))));
}

/** The ticks after one was turned over: what it needs is ticked with it, what needs it is unticked with it. */
export function turnedOver(items: readonly Tickable[], ticks: Ticks, id: number): Ticks {
  if (!ticks.has(id)) return new Set([...ticks, id, ...required(items, id)]);
  const dropped = new Set([id, ...dependants(items, id)]);
  return new Set([...ticks].filter((one) => !dropped.has(one)));
}

/** All that an enhancement needs, by whatever detour, in the order of the review. */
export function required(items: readonly Tickable[], id: number): number[] {
  const known = new Map(items.map((item) => [item.id, item]));
  return inOrder(items, reached(id, (one) => known.get(one)?.requires ?? []));
}

/** All that need an enhancement, by whatever detour, in the order of the review. */
export function dependants(items: readonly Tickable[], id: number): number[] {
  return inOrder(items, reached(id, (one) => items.filter(({ requires }) => requires.includes(one)).map((item) => item.id)));
}

/** What can be reached from a start, without the start. */
function reached(start: number, next: (id: number) => readonly number[]): Set<number> {
  const seen = new Set<number>();
  const waiting = [...next(start)];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === start || seen.has(id)) continue;
    seen.add(id);
    waiting.push(...next(id));
  }
  return seen;
}

function inOrder(items: readonly Tickable[], ids: ReadonlySet<number>): number[] {
  return items.filter(({ id }) => ids.has(id)).map(({ id }) => id);
}
