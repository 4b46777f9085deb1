// What the review says, beside what the server wrote.
import type { ReviewItem } from '../protocol';
import { dependants, required, type Ticks } from './ticks';

/** The button that applies. */
export function applyWords(ticked: number): string {
  return ticked === 0 ? 'Apply' : `Apply ${ticked}`;
}

/** How many are ticked. */
export function tickedWords(ticked: number, all: number): string {
  return `${ticked} of ${all} ticked`;
}

export function placeWords(line: number): string {
  return `line ${line + 1}`;
}

/** Where it comes from and whether behaviour is kept. */
export function kindWords(item: ReviewItem): string {
  const origin = { rule: 'by rule', model: 'by the model', 'rule+model': 'by rule and model' }[item.origin];
  return [item.rule ?? item.objective, origin].filter((part) => part !== '').join(', ');
}

export function safetyWords(item: ReviewItem): string {
  return item.safety === 'safe' ? 'safe' : 'unsafe: may change behaviour';
}

/** What is ticked or unticked along with it; empty where it stands alone. */
export function tieWords(items: readonly ReviewItem[], id: number): string {
  const needs = required(items, id);
  const needed = dependants(items, id);
  const sentences = [
    needs.length === 0 ? '' : `Needs ${titles(items, needs)}, ticked with it.`,
    needed.length === 0 ? '' : `Needed by ${titles(items, needed)}, unticked with it.`,
  ];
  return sentences.filter((one) => one !== '').join(' ');
}

/** What else a tick has changed, for those who do not see it; empty where nothing else changed. */
export function alsoWords(items: readonly ReviewItem[], before: Ticks, now: Ticks, id: number): string {
  const others = items.filter((item) => item.id !== id);
  const more = others.filter((one) => now.has(one.id) && !before.has(one.id)).map((one) => one.id);
  const fewer = others.filter((one) => !now.has(one.id) && before.has(one.id)).map((one) => one.id);
  const sentences = [
    more.length === 0 ? '' : `Also ticked: ${titles(items, more)}.`,
    fewer.length === 0 ? '' : `Also unticked: ${titles(items, fewer)}.`,
  ];
  return sentences.filter((one) => one !== '').join(' ');
}

/** An enhancement in one breath, for a screen reader. */
export function itemWords(item: ReviewItem): string {
  return [item.title, placeWords(item.line), safetyWords(item), item.receipt].filter((part) => part !== '').join(', ');
}

function titles(items: readonly ReviewItem[], ids: readonly number[]): string {
  return items
    .filter(({ id }) => ids.includes(id))
    .map(({ title, line }) => `“${title}” (${placeWords(line)})`)
    .join(' and ');
}
