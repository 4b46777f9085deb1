// The review's own knowledge: what is ticked together, what is said of it, how a diff is drawn, what the page allows.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReviewItem } from '../src/protocol';
import { diffLines } from '../src/review/diff';
import { reviewPage } from '../src/review/page';
import { dependants, firstTicks, required, turnedOver } from '../src/review/ticks';
import { alsoWords, applyWords, itemWords, kindWords, tickedWords, tieWords } from '../src/review/words';

describe('ticks', () => {
  test('safe ones are ticked at first, others not', () => {
    const items = [tickable(1), tickable(2, [], false)];
    assert.deepEqual([...firstTicks(items)], [1]);
  });

  test('one that needs an unticked one is not ticked at first', () => {
    const items = [tickable(1, [], false), tickable(2, [1]), tickable(3, [2])];
    assert.deepEqual([...firstTicks(items)], []);
  });

  test('ticking ticks what is needed, by whatever detour', () => {
    const items = [tickable(1), tickable(2, [1]), tickable(3, [2]), tickable(4)];
    assert.deepEqual([...turnedOver(items, new Set(), 3)].sort(), [1, 2, 3]);
  });

  test('unticking unticks what needs it, and leaves the rest', () => {
    const items = [tickable(1), tickable(2, [1]), tickable(3, [2]), tickable(4)];
    assert.deepEqual([...turnedOver(items, new Set([1, 2, 3, 4]), 1)], [4]);
    assert.deepEqual([...turnedOver(items, new Set([1, 2, 3, 4]), 3)], [1, 2, 4]);
  });

  test('ticks never stand without what they need, whatever is pressed', () => {
    const items = [tickable(0), tickable(1, [0]), tickable(2, [0, 1]), tickable(3, [4]), tickable(4, [3]), tickable(5, [9])];
    let ticks = firstTicks(items);
    for (let press = 0; press < 500; press++) {
      ticks = turnedOver(items, ticks, (press * 7 + (press >> 3)) % 6);
      for (const id of ticks) for (const one of required(items, id)) assert.ok(ticks.has(one), `${id} without ${one}`);
    }
  });

  test('a circle and an unknown number are survived', () => {
    const items = [tickable(1, [2]), tickable(2, [1]), tickable(3, [7])];
    assert.deepEqual(required(items, 1), [2]);
    assert.deepEqual(dependants(items, 1), [2]);
    assert.deepEqual([...turnedOver(items, new Set(), 3)], [3]);
  });
});

describe('words', () => {
  const open = item(1, { title: 'Open the file in a with block', line: 6 });
  const name = item(2, { title: 'Name the encoding', line: 7, requires: [1], safety: 'unsafe', origin: 'model' });

  test('the button counts', () => {
    assert.equal(applyWords(0), 'Apply');
    assert.equal(applyWords(2), 'Apply 2');
    assert.equal(tickedWords(2, 3), '2 of 3 ticked');
  });

  test('a row says what it is tied to, both ways', () => {
    assert.equal(tieWords([open, name], 2), 'Needs “Open the file in a with block” (line 7), ticked with it.');
    assert.equal(tieWords([open, name], 1), 'Needed by “Name the encoding” (line 8), unticked with it.');
    assert.equal(tieWords([open], 1), '');
  });

  test('what else a tick changed is said', () => {
    const both = new Set([1, 2]);
    assert.equal(alsoWords([open, name], new Set(), both, 2), 'Also ticked: “Open the file in a with block” (line 7).');
    assert.equal(alsoWords([open, name], both, new Set(), 1), 'Also unticked: “Name the encoding” (line 8).');
    assert.equal(alsoWords([open, name], both, new Set([1]), 2), '');
  });

  test('a row in one breath', () => {
    assert.equal(itemWords(open), 'Open the file in a with block, line 7, safe, proven: 12 inputs, 2/2 branches');
    assert.match(itemWords(name), /unsafe: may change behaviour/);
  });

  test('where it comes from', () => {
    assert.equal(kindWords(open), 'readability/a-rule, by rule');
    assert.equal(kindWords({ ...name, rule: null }), 'readability, by the model');
    assert.equal(kindWords({ ...open, origin: 'rule+model' }), 'readability/a-rule, by rule and model');
  });
});

describe('a diff', () => {
  test('lines with their numbers before and after', () => {
    assert.deepEqual(drawn('@@ -6,3 +6,2 @@\n def load(path):\n-    handle = open(path)\n+    with open(path) as handle:\n'), [
      'same 6 6 def load(path):',
      'removed 7 -     handle = open(path)',
      'added - 7     with open(path) as handle:',
    ]);
  });

  test('two hunks have a gap between them', () => {
    const lines = diffLines('@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9,2 @@ def f():\n-c\n+d\n e\n');
    assert.deepEqual(lines.map(({ kind }) => kind), ['removed', 'added', 'gap', 'removed', 'added', 'same']);
    assert.deepEqual([lines[3]?.before, lines[5]?.after], [9, 10]);
  });

  test('carriage returns, a missing newline at the end, and lines of pluses and minuses', () => {
    assert.deepEqual(drawn('@@ -1,2 +1,2 @@\r\n---i;\r\n+++i;\r\n x\r\n\\ No newline at end of file\r\n'), [
      'removed 1 - --i;',
      'added - 1 ++i;',
      'same 2 2 x',
    ]);
  });

  test('what is no text of the diff is not made up', () => {
    assert.deepEqual(diffLines(''), []);
  });
});

describe('the page', () => {
  const page = reviewPage({ script: 'https://x/a.js?a=1&b="2"', style: 'https://x/a.css', source: 'https://x', nonce: 'abc' });

  test('nothing but its own script and style may load', () => {
    assert.match(page, /default-src 'none'; style-src https:\/\/x; script-src 'nonce-abc'/);
    assert.doesNotMatch(page, /unsafe-inline|unsafe-eval/);
    assert.equal(page.match(/<script/g)?.length, 1);
  });

  test('an address cannot leave its attribute', () => {
    assert.ok(page.includes('src="https://x/a.js?a=1&amp;b=&quot;2&quot;"'));
  });
});

function drawn(diff: string): string[] {
  return diffLines(diff).map(({ kind, text, before, after }) => `${kind} ${before ?? '-'} ${after ?? '-'} ${text}`);
}

function tickable(id: number, requires: number[] = [], ticked = true) {
  return { id, requires, ticked };
}

function item(id: number, given: Partial<ReviewItem>): ReviewItem {
  return {
    id,
    title: 'A title',
    rule: 'readability/a-rule',
    objective: 'readability',
    origin: 'rule',
    safety: 'safe',
    reason: 'A reason.',
    receipt: 'proven: 12 inputs, 2/2 branches',
    proven: true,
    checks: ['syntax: passed'],
    line: 0,
    diff: '',
    ticked: true,
    requires: [],
    ...given,
  };
}
