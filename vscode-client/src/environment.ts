// The server's own Python environment: where it is, what goes into it, and how that is checked. Knows nothing of VS Code.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { run, withOnPath, type Command } from './command';
import type { Python } from './python';
import { SetupCancelled, SetupError, failureIn, type Place } from './setupError';

/** What a set-up tells the person who waits for it. */
export interface Report {
  /** One short phrase on what is going on, shown in the progress notification. */
  step(phrase: string): void;
  /** One line for the log. */
  log(line: string): void;
}

/** What the extension carries to make an environment of. */
export interface Bundle {
  /** Wheels that no index has: the server, and what is published as sources only. */
  readonly own: readonly string[];
  /** The folder of the lock files: which other packages, in which versions, with which checksums. */
  readonly requirements: string;
  /** Those packages themselves, where this build of the extension carries them. */
  readonly carried: Carried | undefined;
}

export interface Carried {
  readonly folder: string;
  /** As VS Code names it: "linux-x64". */
  readonly platform: string;
  /** The Pythons that the wheels are for: "3.11". */
  readonly pythons: readonly string[];
  /** The wheel of what runs a local model. */
  readonly modelRuntime: string | undefined;
}

export interface Environment {
  /** The environment's own Python. */
  readonly python: string;
  /** Whether llama-cpp-python is there, so that a local model can run. */
  readonly runsModels: boolean;
}

/** The Python inside a virtual environment. */
export function pythonIn(environment: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? path.win32.join(environment, 'Scripts', 'python.exe')
    : path.posix.join(environment, 'bin', 'python');
}

/** What the extension in `folder` carries; undefined where there is no server in it. */
export async function bundleIn(folder: string): Promise<Bundle | undefined> {
  const server = path.join(folder, 'server');
  const wheels = (await readdir(server).catch(() => [])).filter((name) => name.endsWith('.whl')).sort();
  if (!wheels.some((name) => name.startsWith('burnish-'))) return undefined;
  return {
    own: wheels.map((name) => path.join(server, name)),
    requirements: path.join(folder, 'requirements'),
    carried: await carriedIn(path.join(server, 'carried')),
  };
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

/** The environment in `folder` if it was completed from this very bundle, and its Python is still the one that made it. */
export async function existing(folder: string, bundle: Bundle): Promise<Environment | undefined> {
  const python = pythonIn(folder, process.platform);
  const made = await readFile(path.join(folder, MARKER), 'utf8').catch(() => '');
  if (made === '' || made !== (await fingerprint(bundle, python).catch(() => ''))) return undefined;
  return { python, runsModels: existsSync(path.join(folder, MODEL_MARKER)) };
}

/**
 * Makes a virtual environment in `folder` and installs the server into it, with the sandboxes where there are builds of them.
 * A folder that is there already is replaced; one that is not completed is not left behind.
 * Throws SetupError with one plain sentence, or SetupCancelled.
 */
export async function make(
  folder: string,
  bundle: Bundle,
  python: Python,
  report: Report,
  signal?: AbortSignal,
): Promise<Environment> {
  const inside = pythonIn(folder, process.platform);
  const place = { folder, for: described(python) };
  await wholly(folder, async () => {
    await mkdir(path.dirname(folder), { recursive: true });
    report.step('making an environment');
    const what = `${python.command.join(' ')} could not make a virtual environment`;
    await step([...python.command, '-I', '-m', 'venv', folder], { ...place, what }, report, signal);
    await installServer(inside, bundle, place, report, signal);
    await writeFile(path.join(folder, MARKER), await fingerprint(bundle, inside));
  });
  return { python: inside, runsModels: false };
}

/**
 * Adds what runs a local model: llama-cpp-python, carried or compiled, which takes some minutes. The environment stays as it was
 * where that fails. Throws as `make` does.
 */
export async function addModelRuntime(
  folder: string,
  bundle: Bundle,
  report: Report,
  signal?: AbortSignal,
): Promise<Environment> {
  const inside = pythonIn(folder, process.platform);
  const lacks = bundle.carried !== undefined && bundle.carried.modelRuntime === undefined;
  const why = lacks ? ', which this build does not carry,' : '';
  const what = `The model stays off, since llama-cpp-python${why} could not be installed`;
  const place = { folder, for: described(), what };
  const offered = lacks ? { ...bundle, carried: undefined } : bundle;
  await installLocked(inside, offered, 'model.txt', place, report, signal);
  if (!(await installCarriedRuntime(inside, bundle, place, report, signal))) {
    const building = `${folder}-building`;
    try {
      const wheel = await compile(building, inside, bundle, place, report, signal);
      await step([...pip(inside), '--no-index', '--no-deps', wheel], place, report, signal);
    } finally {
      await rm(building, GONE);
    }
  }
  await writeFile(path.join(folder, MODEL_MARKER), '');
  return { python: inside, runsModels: true };
}

/** Removes the environments of other versions of this extension. */
export async function removeOthers(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const names = await readdir(parent).catch(() => []);
  const others = names.filter((name) => name.startsWith('server-') && !name.startsWith(path.basename(folder)));
  await Promise.all(others.map((name) => rm(path.join(parent, name), GONE)));
}

const MARKER = 'installed';
const MODEL_MARKER = 'model-runtime';
const CARRIED = 'carried.json';
const GONE = { recursive: true, force: true, maxRetries: 5 } as const;
// What a person has set for pip is heeded where it says how packages are reached, not where it says what is installed, and where.
const PIP_VARIABLES = {
  PIP_USER: '0',
  PIP_TARGET: '',
  PIP_PREFIX: '',
  PIP_ROOT: '',
  PIP_REQUIREMENT: '',
  PIP_CONSTRAINT: '',
  PIP_NO_BINARY: '',
  PIP_ONLY_BINARY: '',
  PIP_REQUIRE_HASHES: '',
  PIP_DRY_RUN: '',
};

function pip(python: string, command = 'install'): Command {
  const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--retries', '2'];
  return [python, '-I', '-m', 'pip', command, ...quiet];
}

async function installServer(
  python: string,
  bundle: Bundle,
  place: Omit<Place, 'what'>,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const server = { ...place, what: 'The server could not be installed' };
  try {
    await installLocked(python, bundle, 'sandboxed.txt', server, report, signal);
  } catch (error) {
    // There is no build of them for this machine: rewrites are then checked without being run.
    if (!(error instanceof SetupError) || error.reason !== 'unavailable') throw error;
    report.log(`Without the sandboxes: ${error.message}`);
    await installLocked(python, bundle, 'server.txt', server, report, signal);
  }
  await step([...pip(python), '--no-index', '--no-deps', ...bundle.own], server, report, signal);
}

/** Installs a lock file's packages, those that are carried if they fit: every file's checksum is one that the lock file has. */
async function installLocked(
  python: string,
  { requirements, carried }: Bundle,
  lock: string,
  place: Place,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const locked = ['--require-hashes', '--only-binary', ':all:', '--requirement', path.join(requirements, lock)];
  if (carried === undefined) return step([...pip(python), ...locked], place, report, signal);
  try {
    await step([...pip(python), '--no-index', '--find-links', carried.folder, ...locked], place, report, signal);
  } catch (error) {
    if (!(error instanceof SetupError) || error.reason !== 'unavailable') throw error;
    const fitting = `${list(carried.pythons)} on ${carried.platform}`;
    report.log(`The packages that this extension carries are for Python ${fitting}, and not for ${place.for}.`);
    const what = `${place.what}. This extension carries its packages for Python ${fitting} only, and elsewhere fetches them`;
    await step([...pip(python), ...locked], { ...place, what }, report, signal);
  }
}

/** Whether the carried wheel of what runs the model is there, fits this machine, and is installed now. */
async function installCarriedRuntime(
  python: string,
  { carried }: Bundle,
  place: Place,
  report: Report,
  signal?: AbortSignal,
): Promise<boolean> {
  if (carried?.modelRuntime === undefined) return false;
  if (!(await runsAvx2())) {
    report.log('The carried llama-cpp-python needs a processor with AVX2, which this one lacks: it is compiled instead.');
    return false;
  }
  try {
    const wheel = path.join(carried.folder, carried.modelRuntime);
    await step([...pip(python), '--no-index', '--no-deps', wheel], place, report, signal);
    return true;
  } catch (error) {
    // It is for another platform, or for a C library that is newer than this machine's.
    if (!(error instanceof SetupError) || error.reason !== 'unavailable') throw error;
    report.log('The carried llama-cpp-python is not for this machine: it is compiled instead.');
    return false;
  }
}

async function runsAvx2(): Promise<boolean> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return true;
  const described = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return described === '' || /^flags\s*:.*\bavx2\b/m.test(described);
}

/** A wheel of llama-cpp-python from its sources, built with tools that are pinned, too, in an environment of their own. */
async function compile(
  building: string,
  base: string,
  { requirements }: Bundle,
  place: Place,
  report: Report,
  signal?: AbortSignal,
): Promise<string> {
  await rm(building, GONE);
  await step([base, '-I', '-m', 'venv', building], place, report, signal);
  const python = pythonIn(building, process.platform);
  const tools = ['--require-hashes', '--only-binary', ':all:', '--requirement', path.join(requirements, 'model-build.txt')];
  await step([...pip(python), ...tools], place, report, signal);
  const wheels = path.join(building, 'wheels');
  const source = ['--require-hashes', '--requirement', path.join(requirements, 'model-source.txt')];
  const variables = {
    CMAKE_ARGS: process.env.CMAKE_ARGS ?? '-DLLAVA_BUILD=OFF',
    ...withOnPath(path.dirname(python), path.delimiter),
  };
  const command = [...pip(python, 'wheel'), '--no-build-isolation', '--no-deps', '--wheel-dir', wheels, ...source];
  await step(command, place, report, signal, variables);
  const [wheel] = await readdir(wheels);
  if (wheel === undefined) throw new SetupError(`${place.what}: pip made nothing of its sources.`);
  return path.join(wheels, wheel);
}

async function carriedIn(folder: string): Promise<Carried | undefined> {
  const text = await readFile(path.join(folder, CARRIED), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { platform, pythons, modelRuntime } = JSON.parse(text) as {
    readonly platform: string;
    readonly pythons: readonly string[];
    readonly modelRuntime: string | null;
  };
  return { folder, platform, pythons, modelRuntime: modelRuntime ?? undefined };
}

/** Tells one build of the extension, and one Python, from another, also where both have the same version. */
async function fingerprint({ own, requirements }: Bundle, python: string): Promise<string> {
  const hash = createHash('sha256');
  for (const wheel of own) {
    const { size, mtimeMs } = await stat(wheel);
    hash.update(`${path.basename(wheel)} ${size} ${mtimeMs}\n`);
  }
  for (const name of ['sandboxed.txt', 'server.txt']) hash.update(await readFile(path.join(requirements, name)));
  return `${hash.digest('hex')} ${await realpath(python)}`;
}

function described(python?: Python): string {
  const which = python === undefined ? 'this Python' : `Python ${python.version.slice(0, 2).join('.')}`;
  return `${which} on ${process.platform}-${process.arch}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${String(words.at(-1))}`;
}

/** Does what makes a folder, from nothing; where it fails or is cancelled there is no folder. */
async function wholly(folder: string, work: () => Promise<void>): Promise<void> {
  await rm(folder, GONE);
  try {
    await work();
  } catch (error) {
    await rm(folder, GONE);
    throw error;
  }
}

function isCancelled(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

async function step(
  command: Command,
  place: Place,
  report: Report,
  signal?: AbortSignal,
  variables: NodeJS.ProcessEnv = {},
): Promise<void> {
  if (isCancelled(signal)) throw new SetupCancelled();
  report.log(`$ ${command.join(' ')}`);
  const output: string[] = [];
  const onLine = (line: string): void => {
    output.push(line);
    report.log(line);
    const phrase = pipPhrase(line);
    if (phrase !== undefined) report.step(phrase);
  };
  try {
    await run(command, { onLine, variables: { ...PIP_VARIABLES, ...variables }, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (isCancelled(signal)) throw new SetupCancelled();
    report.log(String(error));
    throw failureIn([...output, String(error)], place);
  }
}
