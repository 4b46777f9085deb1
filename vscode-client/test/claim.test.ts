// Windows that start together set up one after the other: real claims on a real disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exclusively } from '../src/claim';
import { SetupCancelled } from '../src/setupError';

describe('an environment', () => {
  let scratch: string;
  let folder: string;

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'burnish claims '));
    folder = path.join(scratch, 'storage', 'server-0.1.0');
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  test('is set up by one window at a time', async () => {
    const order: string[] = [];
    const window = (name: string): Promise<void> =>
      exclusively(folder, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`${name} ends`);
      });
    await Promise.all([window('first'), window('second')]);
    const [winner, other] = order[0] === 'first begins' ? ['first', 'second'] : ['second', 'first'];
    assert.deepEqual(order, [`${winner} begins`, `${winner} ends`, `${other} begins`, `${other} ends`]);
  });

  test('is not held for ever by a window that died', async () => {
    const dead = deadClaim(folder);
    assert.equal(await exclusively(folder, () => Promise.resolve('done')), 'done');
    assert.ok(!existsSync(dead));
  });

  test('is set up by one window at a time also where many find that its holder died', async () => {
    deadClaim(folder);
    let inside = 0;
    let most = 0;
    const window = (): Promise<void> =>
      exclusively(folder, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      });
    await Promise.all(Array.from({ length: 6 }, window));
    assert.equal(most, 1);
    const left = await readdir(path.dirname(folder));
    assert.deepEqual(left.filter((name) => name.includes('.lock')), []);
  });

  test('is waited for no longer than someone wants it', async () => {
    const abort = new AbortController();
    const holding = exclusively(folder, async () => {
      const waiting = exclusively(folder, () => Promise.resolve(), abort.signal);
      abort.abort();
      await assert.rejects(waiting, SetupCancelled);
    });
    await holding;
  });
});

/** Leaves a claim on a folder as a process does that dies while it holds it. */
function deadClaim(folder: string): string {
  const pid = execFileSync('python3', ['-c', 'import os; print(os.getpid())'], { encoding: 'utf8' }).trim();
  const claim = `${folder}.lock-${pid}-x`;
  mkdirSync(path.dirname(folder), { recursive: true });
  writeFileSync(claim, '');
  return claim;
}
