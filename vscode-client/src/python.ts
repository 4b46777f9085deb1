// Which Python makes the server's environment, and what is wrong with one that cannot. Knows nothing of VS Code.
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { run, type Command } from './command';

export interface Python {
  readonly command: Command;
  /** Major, minor and patch. */
  readonly version: readonly [number, number, number];
}

/** A command that is no Python for Burnish, and why. */
export interface Unfit {
  readonly command: Command;
  readonly problem: 'not there' | 'not to be run' | 'a folder' | 'silent' | 'too old';
  readonly version?: Python['version'];
}

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

/** The first candidate that will do, or what is wrong with each of them. */
export async function findPython(
  candidates: readonly Command[],
  log: (line: string) => void,
): Promise<Python | readonly Unfit[]> {
  const unfit: Unfit[] = [];
  for (const command of candidates) {
    const looked = await look(command);
    const found = 'problem' in looked ? looked.problem : 'found';
    log([command.join(' '), found, ...(looked.version === undefined ? [] : [looked.version.join('.')])].join(': '));
    if (!('problem' in looked)) return looked;
    unfit.push(looked);
  }
  return unfit;
}

/** Why there is no Python, and what to do: `chosen` is what the setting names, empty where it names none. */
export function noPython(unfit: readonly Unfit[], chosen: string): string {
  const oldest = OLDEST_PYTHON.join('.');
  const [first] = unfit;
  if (chosen !== '' && first !== undefined) {
    const way = `Name a Python ${oldest} or newer there, or leave the setting empty.`;
    return `${chosen}, which the setting burnish.interpreter names, ${wrong(first)}. ${way}`;
  }
  const way = `Install Python ${oldest} or newer, or name one in the setting burnish.interpreter.`;
  const old = unfit.find(({ problem }) => problem === 'too old');
  if (old === undefined) return `No Python was found. ${way}`;
  return `${old.command.join(' ')} is Python ${version(old)}, which is too old. ${way}`;
}

const VERSION_PROGRAM = 'import sys; print(*sys.version_info[:3])';
const ANSWER_MS = 20_000;

async function look(command: Command): Promise<Python | Unfit> {
  let output: string;
  try {
    output = await run([...command, '-I', '-c', VERSION_PROGRAM], { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    return { command, problem: await whyNotStarted(command, (error as NodeJS.ErrnoException).code) };
  }
  const version = parseVersion(output);
  if (version === undefined) return { command, problem: 'silent' };
  return isNewEnough(version) ? { command, version } : { command, problem: 'too old', version };
}

async function whyNotStarted([program = '']: Command, code: string | undefined): Promise<Unfit['problem']> {
  const there = path.isAbsolute(program) ? await stat(program).catch(() => undefined) : undefined;
  if (there?.isDirectory() === true) return 'a folder';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not there';
  return code === 'EACCES' || code === 'EPERM' ? 'not to be run' : 'silent';
}

function wrong(unfit: Unfit): string {
  switch (unfit.problem) {
    case 'not there':
      return 'does not exist';
    case 'a folder':
      return 'is a folder, not a program';
    case 'not to be run':
      return 'may not be run: it is not executable, or not yours to run';
    case 'silent':
      return 'is not a Python: it does not say its version when it is asked';
    case 'too old':
      return `is Python ${version(unfit)}, which is too old`;
  }
}

function version(unfit: Unfit): string {
  return unfit.version?.join('.') ?? 'of an unknown version';
}
