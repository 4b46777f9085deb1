// What the status bar says and offers, the hint on unread files, and the setting for fix on save.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withFixOnSave } from '../src/fixOnSave';
import type { ServerStatus } from '../src/protocol';
import { statusSentences, statusText, waysOn, type Status } from '../src/statusWords';
import { hintOn, unreadKind } from '../src/unread';

const READY: ServerStatus = { state: 'ready', model: 'burnish-small', tokensPerSecond: 41.7, message: null };

describe('the status bar', () => {
  test('a model and its speed', () => {
    assert.equal(statusText(READY), '$(sparkle) Burnish: burnish-small, 42 tokens/s');
    assert.deepEqual(statusSentences(READY), ['Ready.']);
  });

  test('what is missing is marked, and said', () => {
    const status: ServerStatus = { ...READY, missing: ['the model runtime', 'Node.js.'] };
    assert.match(statusText(status), /\$\(warning\)$/);
    assert.deepEqual(statusSentences(status), ['Ready.', 'Missing: the model runtime.', 'Missing: Node.js.']);
  });

  test('what goes on', () => {
    const status: ServerStatus = { ...READY, state: 'working', doing: 'Checking 3 of 12.' };
    assert.equal(statusText(status), '$(loading~spin) Burnish: Checking 3 of 12');
    assert.deepEqual(statusSentences(status), ['Working: Checking 3 of 12.']);
  });

  test('every state offers the log and a way on', () => {
    const states: Status[] = [
      ...(['ready', 'working', 'error', 'off'] as const).map((state) => ({ ...READY, state })),
      ...(['setup', 'starting', 'failed', 'stopped'] as const).map((state) => ({ state, message: 'So it is.' })),
    ];
    for (const status of states) {
      const commands = waysOn(status).map(({ command }) => command);
      assert.ok(commands.includes('burnish.showLogs'), status.state);
      assert.ok(commands.length >= 3, status.state);
      assert.ok(statusSentences(status).join(' ').length > 0, status.state);
    }
  });

  test('after a failed or cancelled set-up the first thing offered is to try again', () => {
    const [first] = waysOn({ state: 'failed', message: 'The set-up was cancelled.' });
    assert.equal(first?.command, 'burnish.restartServer');
  });

  test('work can be cancelled', () => {
    assert.equal(waysOn({ ...READY, state: 'working' })[0]?.command, 'burnish.cancel');
  });
});

describe('files that are not read yet', () => {
  test('Astro', () => {
    const hints = ['/a/index.astro', 'C:\\a\\Index.ASTRO'].map((path) => {
      const kind = unreadKind(path);
      return kind && hintOn(kind);
    });
    assert.deepEqual(hints, [
      'Burnish does not read Astro files yet.',
      'Burnish does not read Astro files yet.',
    ]);
  });

  test('no hint on anything else', () => {
    for (const path of ['/a/main.py', '/a/App.vue', '/a/Train.ipynb', '/a/astro', '/a/README.md', '', '/a.astro/b.ts']) assert.equal(unreadKind(path), undefined, path);
  });
});

describe('fix on save', () => {
  const on = { 'source.fixAll.burnish': 'explicit' };

  test('is added to whatever is set', () => {
    assert.deepEqual(withFixOnSave(undefined), on);
    assert.deepEqual(withFixOnSave({}), on);
    assert.deepEqual(withFixOnSave({ 'source.organizeImports': 'always' }), { 'source.organizeImports': 'always', ...on });
    assert.deepEqual(withFixOnSave({ 'source.fixAll.burnish': 'never' }), on);
    assert.deepEqual(withFixOnSave(['source.organizeImports']), ['source.organizeImports', 'source.fixAll.burnish']);
    assert.deepEqual(withFixOnSave('nonsense'), on);
  });

  test('stays as it is where it is on', () => {
    for (const value of [on, { 'source.fixAll.burnish': true }, { 'source.fixAll': 'always' }, ['source.fixAll.burnish']])
      assert.equal(withFixOnSave(value), undefined);
  });

  test('switched off for Burnish alone is not on', () => {
    const value = { 'source.fixAll': 'explicit', 'source.fixAll.burnish': 'never' };
    assert.deepEqual(withFixOnSave(value), { 'source.fixAll': 'explicit', ...on });
  });
});
