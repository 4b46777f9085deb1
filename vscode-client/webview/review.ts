// The review as a person sees and works it, by mouse or by keyboard alone. Every text is written as text, never as HTML.
import type { Review, ReviewItem, ReviewLeft } from '../src/protocol';
import { diffLines, type DiffLine } from '../src/review/diff';
import type { FromPage, KeptState, ToPage } from '../src/review/page';
import { firstTicks, turnedOver, type Ticks } from '../src/review/ticks';
import {
  alsoWords,
  applyWords,
  itemWords,
  kindWords,
  placeWords,
  safetyWords,
  tickedWords,
  tieWords,
} from '../src/review/words';
import { element } from './element';
import { movesIn } from './moves';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): KeptState | undefined;
  setState(state: KeptState): void;
};

const editor = acquireVsCodeApi();
const root = document.getElementById('review') ?? document.body;
const APPLY_KEYS = navigator.userAgent.includes('Macintosh') ? '⌘Enter' : 'Ctrl+Enter';
const KEYS = `↑ ↓ move, Space ticks, Enter shows more, ${APPLY_KEYS} applies, Esc closes`;
let shown: Shown | undefined;

/** What is drawn, and what a tick or a key changes of it. */
interface Shown {
  readonly serial: number;
  readonly review: Review;
  readonly rows: ReadonlyMap<number, Row>;
  readonly notice: HTMLElement;
  readonly count: HTMLElement;
  readonly news: HTMLElement;
  readonly apply: HTMLButtonElement;
  ticks: Ticks;
  stale: boolean;
  busy: boolean;
}

interface Row {
  readonly box: HTMLElement;
  readonly details: HTMLElement;
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === 'review') draw(data);
  else if (shown === undefined) return;
  else if (data.kind === 'stale') showStale(shown, data.reason);
  else {
    shown.busy = data.busy;
    update(shown);
  }
});
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') editor.postMessage({ kind: 'close' });
  else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
// Whoever comes back to a review that no longer fits stands before what mends that.
window.addEventListener('focus', () => {
  if (shown?.stale === true) shown.notice.querySelector('button')?.focus();
});
editor.postMessage({ kind: 'ready' });

function draw({ serial, file, review }: Extract<ToPage, { kind: 'review' }>): void {
  const state = editor.getState();
  const kept = state?.serial === serial ? state : undefined;
  const apply = element('button', { type: 'button', class: 'primary', title: APPLY_KEYS });
  apply.addEventListener('click', applyTicked);
  const close = element('button', { type: 'button', title: 'Escape' }, 'Close');
  close.addEventListener('click', () => editor.postMessage({ kind: 'close' }));
  const notice = element('div', { class: 'notice', role: 'alert' });
  const count = element('span', { class: 'count' });
  const news = element('div', { class: 'unseen', role: 'status' });
  const rows = new Map<number, Row>();
  shown = {
    serial, review, rows, notice, count, news, apply,
    ticks: kept === undefined ? firstTicks(review.items) : new Set(kept.ticked),
    stale: false,
    busy: false,
  };
  const list = element('div', { role: 'group', 'aria-label': 'Enhancements', class: 'items' });
  for (const item of review.items) {
    const { all, row } = drawItem(review, item);
    rows.set(item.id, row);
    list.append(all);
    if (kept?.expanded.includes(item.id) === true) expand(row, true);
  }
  movesIn(list, '[role=checkbox]');
  const left = drawLeft(review.left);
  root.replaceChildren(
    element('header', {}, element('h1', {}, review.title), element('p', { class: 'summary' }, review.summary), notice),
    element('main', {}, review.items.length === 0 ? '' : list, left ?? ''),
    element('footer', {}, apply, close, review.items.length === 0 ? '' : count, element('span', { class: 'keys' }, KEYS), news),
  );
  document.title = `Review of ${file}`;
  apply.hidden = review.items.length === 0;
  update(shown);
  (root.querySelector<HTMLElement>('[role=checkbox]') ?? close).focus();
}

function drawItem(review: Review, item: ReviewItem): { all: HTMLElement; row: Row } {
  const name = (part: string): string => `${part}-${item.id}`;
  const tie = tieWords(review.items, item.id);
  const box = element(
    'div',
    {
      role: 'checkbox',
      class: 'box',
      'aria-label': itemWords(item),
      'aria-describedby': `${name('reason')} ${name('tie')}`,
      'aria-expanded': 'false',
      'aria-controls': name('details'),
    },
    element('span', { class: 'tick', 'aria-hidden': 'true' }),
    element(
      'span',
      { class: 'words' },
      element('span', { class: 'title' }, item.title),
      element('span', { class: `safety ${item.safety}` }, safetyWords(item)),
      element('span', { class: 'reason', id: name('reason') }, item.reason),
      element('span', { class: item.proven ? 'receipt proven' : 'receipt' }, item.receipt),
      element('span', { class: 'kind' }, kindWords(item)),
      element('span', { class: 'tie', id: name('tie') }, tie),
    ),
  );
  const more = element('button', { type: 'button', class: 'more', tabindex: '-1', 'aria-hidden': 'true', title: 'Change and checks (Enter)' });
  const place = placeButton(item.line);
  place.tabIndex = -1;
  const details = element(
    'div',
    { class: 'details', id: name('details'), role: 'region', 'aria-label': `Change and checks of ${item.title}` },
    drawDiff(item.diff),
    element('ul', { class: 'checks', 'aria-label': 'Checks' }, ...item.checks.map((check) => element('li', {}, check))),
  );
  details.hidden = true;
  const row = { box, details };
  box.addEventListener('click', () => tick(item.id));
  more.addEventListener('click', () => expand(row, details.hidden));
  box.addEventListener('keydown', (event) => {
    const { key } = event;
    if (key === ' ') tick(item.id);
    else if (key === 'Enter') expand(row, details.hidden);
    else if (key === 'ArrowRight') expand(row, true);
    else if (key === 'ArrowLeft') expand(row, false);
    else return;
    event.preventDefault();
  });
  return { all: element('div', { class: 'item' }, element('div', { class: 'row' }, more, box, place), details), row };
}

function drawDiff(diff: string): HTMLElement {
  const lines = diffLines(diff);
  const signs: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '-', gap: '⋯' };
  return element(
    'div',
    { class: 'diff', role: 'group', 'aria-label': 'Change' },
    ...lines.map(({ kind, text, before, after }) =>
      element(
        'div',
        { class: `line ${kind}` },
        element('span', { class: 'number', 'aria-hidden': 'true' }, before?.toString() ?? ''),
        element('span', { class: 'number', 'aria-hidden': 'true' }, after?.toString() ?? ''),
        element('span', { class: 'sign' }, signs[kind]),
        element('code', {}, text),
      ),
    ),
  );
}

function drawLeft(left: readonly ReviewLeft[]): HTMLElement | undefined {
  if (left.length === 0) return undefined;
  const list = element('ul', { class: 'left', 'aria-labelledby': 'left' });
  for (const one of left) {
    const place = placeButton(one.line);
    place.setAttribute('aria-label', `${placeWords(one.line)}: ${one.message}`);
    list.append(
      element(
        'li',
        {},
        place,
        element(
          'div',
          { class: 'words' },
          element('span', { class: 'title' }, one.message),
          element('span', { class: 'kind' }, one.rule),
          element('span', { class: 'reason' }, one.reason),
          element('span', { class: 'way' }, one.way),
        ),
      ),
    );
  }
  movesIn(list, 'button');
  return element('section', {}, element('h2', { id: 'left' }, 'Left as it is'), list);
}

function placeButton(line: number): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'place', title: 'Show the code' }, placeWords(line));
  button.addEventListener('click', () => editor.postMessage({ kind: 'reveal', line }));
  return button;
}

function tick(id: number): void {
  if (shown === undefined || shown.busy) return;
  const before = shown.ticks;
  shown.ticks = turnedOver(shown.review.items, before, id);
  shown.news.textContent = alsoWords(shown.review.items, before, shown.ticks, id);
  update(shown);
}

function expand({ box, details }: Row, open: boolean): void {
  details.hidden = !open;
  box.setAttribute('aria-expanded', String(open));
  if (shown !== undefined) keep(shown);
}

function apply(): void {
  if (shown?.apply.disabled === false && !shown.apply.hidden) shown.apply.click();
}

function applyTicked(): void {
  if (shown !== undefined) editor.postMessage({ kind: 'apply', ids: [...shown.ticks] });
}

function showStale(now: Shown, reason: string): void {
  now.stale = true;
  const again = element('button', { type: 'button' }, 'Review again');
  again.addEventListener('click', () => editor.postMessage({ kind: 'again' }));
  now.notice.replaceChildren(element('span', {}, reason), again);
  update(now);
}

function update(now: Shown): void {
  for (const [id, { box }] of now.rows) box.setAttribute('aria-checked', String(now.ticks.has(id)));
  now.apply.textContent = applyWords(now.ticks.size);
  now.apply.disabled = now.stale || now.busy || now.ticks.size === 0;
  now.count.textContent = tickedWords(now.ticks.size, now.rows.size);
  root.setAttribute('aria-busy', String(now.busy));
  keep(now);
}

function keep({ serial, ticks, rows }: Shown): void {
  const expanded = [...rows].filter(([, { details }]) => !details.hidden).map(([id]) => id);
  editor.setState({ serial, ticked: [...ticks], expanded });
}
