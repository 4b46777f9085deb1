// One window at a time sets up: claims on a folder that other processes see.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { SetupCancelled } from './setupError';

/**
 * Holds `folder` for this process while `work` runs, so that two windows that start together do not set up at once.
 * Waits while another living process holds it.
 */
export async function exclusively<T>(folder: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  await mkdir(path.dirname(folder), { recursive: true });
  let claim: string | undefined;
  while ((claim = await acquire(folder)) === undefined) {
    if (signal?.aborted === true) throw new SetupCancelled();
    // By chance, so that two that gave way to each other do not do so for ever.
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS * Math.random()));
  }
  try {
    return await work();
  } finally {
    await rm(claim, { force: true });
  }
}

const LOCK_POLL_MS = 500;

/**
 * The path of a claim that holds `folder`; undefined where another process has one.
 *
 * Each claim is a file of its own name, so that none is ever taken for another: who claims first and looks then either sees
 * the other's claim or is seen, and of two that see each other both give way. Claims of dead processes count for nothing.
 */
async function acquire(folder: string): Promise<string | undefined> {
  const parent = path.dirname(folder);
  const prefix = `${path.basename(folder)}.lock-`;
  const own = `${prefix}${process.pid}-${randomUUID()}`;
  await writeFile(path.join(parent, own), '', { flag: 'wx' });
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix) || name === own) continue;
    const held = isAlive(Number.parseInt(name.slice(prefix.length), 10));
    await rm(path.join(parent, held ? own : name), { force: true });
    if (held) return undefined;
  }
  return path.join(parent, own);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
