// The server's own Python environment: which Python, where, and what is in it. Knows nothing of VS Code.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

export type Command = readonly string[];

export interface Python {
  readonly command: Command;
  /** Major, minor and patch. */
  readonly version: readonly [number, number, number];
}

/** What a set-up tells the person who waits for it. */
export interface Report {
  /** One short phrase on what is going on, shown in the progress notification. */
  step(phrase: string): void;
  /** One line for the log. */
  log(line: string): void;
}

export interface Environment {
  /** The environment's own Python. */
  readonly python: string;
  /** Whether llama-cpp-python is there, so that a local model can run. */
  readonly runsModels: boolean;
}

/** A set-up that went wrong in a way a person can do something about. */
export class SetupError extends Error {}

/** The set-up was cancelled by the person who waited for it. */
export class SetupCancelled extends Error {}

export const OLDEST_PYTHON = [3, 10] as const;

/** Commands that may be a Python, best first. `chosen` (the setting) is the only one where it is given. */
export function pythonCandidates(
  platform: NodeJS.Platform,
  chosen: string,
  fromPythonExtension?: string,
): readonly Command[] {
  if (chosen !== '') return [[chosen]];
  const onPath = platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];
  return fromPythonExtension === undefined ? onPath : [[fromPythonExtension], ...onPath];
}

/** The version in the output of `VERSION_PROGRAM`; undefined for anything else, such as the Windows Store's advice. */
export function parseVersion(output: string): Python['version'] | undefined {
  const found = /^(\d+) (\d+) (\d+)\s*$/.exec(output);
  if (found === null) return undefined;
  const [, major, minor, patch] = found;
  return [Number(major), Number(minor), Number(patch)];
}

export function isNewEnough(version: Python['version']): boolean {
  const [major, minor] = version;
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

/** The Python inside a virtual environment. */
export function pythonIn(environment: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? path.win32.join(environment, 'Scripts', 'python.exe')
    : path.posix.join(environment, 'bin', 'python');
}

/** The server's wheel among the names in a folder. */
export function wheelAmong(names: readonly string[]): string | undefined {
  return names.filter((name) => /^burnish-.*\.whl$/.test(name)).sort().at(-1);
}

/** pip's own line as a phrase for a progress notification; undefined for lines that say nothing to a person. */
export function pipPhrase(line: string): string | undefined {
  const collecting = /^Collecting ([A-Za-z0-9._-]+)/.exec(line);
  if (collecting !== null) return `fetching ${String(collecting[1])}`;
  const building = /^\s*Building wheel for ([A-Za-z0-9._-]+)/.exec(line);
  if (building !== null) return `compiling ${String(building[1])}`;
  return line.startsWith('Installing collected packages') ? 'installing' : undefined;
}

/** How the server is started from its environment. Isolated (-I): a folder named burnish in the workspace is not it. */
export function serverCommand(python: string): Command {
  return [python, '-I', '-X', 'utf8', '-m', 'burnish', 'serve'];
}

/** What the server is told of the sandbox that this extension carries: where CPython in WebAssembly is, and a Node to run it. */
export function sandboxVariables(folder: string, node: string): Readonly<Record<string, string>> {
  const carried = existsSync(path.join(folder, 'pyodide.asm.wasm'));
  return carried ? { BURNISH_NODE: node, BURNISH_PYODIDE: folder } : { BURNISH_NODE: node };
}

/** The first candidate that is a Python of a version that will do. */
export async function findPython(candidates: readonly Command[], report: Report): Promise<Python | undefined> {
  for (const command of candidates) {
    const name = command.join(' ');
    let output: string;
    try {
      output = await run([...command, '-I', '-c', VERSION_PROGRAM], {});
    } catch (error) {
      report.log(`${name}: ${String(error)}`);
      continue;
    }
    const version = parseVersion(output);
    report.log(`${name}: ${version === undefined ? 'not a Python' : `Python ${version.join('.')}`}`);
    if (version !== undefined && isNewEnough(version)) return { command, version };
  }
  return undefined;
}

/** The environment in `folder` if it was completed with this very wheel. */
export async function existing(folder: string, wheel: string): Promise<Environment | undefined> {
  const python = pythonIn(folder, process.platform);
  const installed = await readFile(path.join(folder, MARKER), 'utf8').catch(() => '');
  if (installed !== (await fingerprint(wheel)) || !existsSync(python)) return undefined;
  return { python, runsModels: existsSync(path.join(folder, MODEL_MARKER)) };
}

/**
 * Makes a virtual environment in `folder` and installs the wheel into it, with the sandboxes where they can be had. A folder that is there already is replaced.
 * Throws SetupError with one plain sentence, or SetupCancelled.
 */
export async function make(
  folder: string,
  wheel: string,
  python: Python,
  report: Report,
  signal?: AbortSignal,
): Promise<Environment> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  report.step('making an environment');
  await step(
    [...python.command, '-I', '-m', 'venv', folder],
    `${python.command.join(' ')} cannot make a virtual environment (on Debian and Ubuntu: install python3-venv)`,
    report,
    signal,
  );
  const inside = pythonIn(folder, process.platform);
  try {
    await step([...PIP(inside), `${wheel}[sandbox]`], 'The sandboxes could not be installed', report, signal);
  } catch (error) {
    // There is no build of them for this machine: rewrites are then checked without being run.
    if (!(error instanceof SetupError)) throw error;
    report.log(error.message);
    await step([...PIP(inside), wheel], 'pip could not install the server', report, signal);
  }
  await writeFile(path.join(folder, MARKER), await fingerprint(wheel));
  return { python: inside, runsModels: false };
}

/** Adds what runs a local model: llama-cpp-python, which compiles, in some minutes. Throws as `make` does. */
export async function addModelRuntime(
  folder: string,
  wheel: string,
  report: Report,
  signal?: AbortSignal,
): Promise<Environment> {
  const python = pythonIn(folder, process.platform);
  const explanation = 'llama-cpp-python could not be installed, so the model stays off (it needs a C++ compiler)';
  const withoutVision = { CMAKE_ARGS: process.env.CMAKE_ARGS ?? '-DLLAVA_BUILD=OFF' };
  await step([...PIP(python), `${wheel}[local]`], explanation, report, signal, withoutVision);
  await writeFile(path.join(folder, MODEL_MARKER), '');
  return { python, runsModels: true };
}

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

/** Removes the environments of other versions of this extension. */
export async function removeOthers(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const names = await readdir(parent).catch(() => []);
  const others = names.filter((name) => name.startsWith('server-') && !name.startsWith(path.basename(folder)));
  await Promise.all(others.map((name) => rm(path.join(parent, name), { recursive: true, force: true })));
}

const VERSION_PROGRAM = 'import sys; print(*sys.version_info[:3])';
const MARKER = 'installed-wheel';
const MODEL_MARKER = 'model-runtime';
const LOCK_POLL_MS = 500;
const PIP = (python: string): Command => [
  ...[python, '-I', '-m', 'pip', 'install'],
  ...['--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--prefer-binary'],
];

/** Tells one build of the wheel from another, also where both have the same version. */
async function fingerprint(wheel: string): Promise<string> {
  const { size, mtimeMs } = await stat(wheel);
  return `${path.basename(wheel)} ${size} ${mtimeMs}`;
}

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

async function step(
  command: Command,
  explanation: string,
  report: Report,
  signal?: AbortSignal,
  variables: NodeJS.ProcessEnv = {},
): Promise<void> {
  report.log(`$ ${command.join(' ')}`);
  const onLine = (line: string): void => {
    report.log(line);
    const phrase = pipPhrase(line);
    if (phrase !== undefined) report.step(phrase);
  };
  try {
    await run(command, { onLine, variables, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (signal?.aborted === true) throw new SetupCancelled();
    report.log(String(error));
    throw new SetupError(`${explanation}.`);
  }
}

interface RunOptions {
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly variables?: NodeJS.ProcessEnv;
}

/** The command's standard output; rejects where it cannot start, fails, or is aborted (with all its children). */
function run(command: Command, { onLine, signal, variables }: RunOptions): Promise<string> {
  const [program = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    // A group of its own: pip's compilers must not outlive a cancelled set-up.
    const posix = process.platform !== 'win32';
    const child = spawn(program, rest, { detached: posix, windowsHide: true, env: { ...process.env, ...variables } });
    const abort = (): void => {
      if (child.pid === undefined) return;
      if (posix) process.kill(-child.pid, 'SIGTERM');
      else spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (stream === child.stdout) output += text;
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? '';
        lines.forEach((line) => onLine?.(line));
      });
    }
    child.on('error', reject);
    child.on('close', (code, killer) => {
      signal?.removeEventListener('abort', abort);
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ended with ${killer ?? `exit status ${code ?? 'unknown'}`}`));
    });
  });
}
