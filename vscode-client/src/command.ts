// Programs that a set-up runs: their output line by line, and their end with all their children.
import { spawn } from 'node:child_process';

export type Command = readonly string[];

export interface RunOptions {
  readonly cwd?: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly variables?: NodeJS.ProcessEnv;
}

/** The command's standard output; rejects where it cannot start, fails, or is aborted (with all its children). */
export function run(command: Command, { cwd, onLine, signal, variables }: RunOptions): Promise<string> {
  const [program = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    // A group of its own: pip's compilers must not outlive a cancelled set-up.
    const posix = process.platform !== 'win32';
    const child = spawn(program, rest, {
      detached: posix,
      windowsHide: true,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...variables },
    });
    const abort = (): void => {
      if (child.pid === undefined) return;
      if (posix) killGroup(child.pid);
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
      stream.on('end', () => {
        if (rest !== '') onLine?.(rest);
      });
    }
    child.on('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(error);
    });
    child.on('close', (code, killer) => {
      signal?.removeEventListener('abort', abort);
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ended with ${killer ?? `exit status ${code ?? 'unknown'}`}`));
    });
  });
}

/** The search path with a folder before it, under its own name: `Path` on Windows, where two spellings would be two variables. */
export function withOnPath(folder: string, separator: string): NodeJS.ProcessEnv {
  const name = Object.keys(process.env).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: [folder, process.env[name] ?? ''].join(separator) };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
