// The server's environment, made for real: a virtual environment with a small wheel, from this machine's own Python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as environment from '../src/environment';
import type { Report } from '../src/environment';

describe('which Python', () => {
  test('the setting is the only candidate where it is given', () => {
    assert.deepEqual(environment.pythonCandidates('linux', '/opt/python', '/venv/bin/python'), [['/opt/python']]);
  });

  test('the Python extension goes before the PATH', () => {
    const candidates = environment.pythonCandidates('darwin', '', '/venv/bin/python');
    assert.deepEqual(candidates, [['/venv/bin/python'], ['python3'], ['python']]);
  });

  test('on Windows the launcher goes first, for python3 there may be an advertisement', () => {
    assert.deepEqual(environment.pythonCandidates('win32', ''), [['py', '-3'], ['python'], ['python3']]);
  });

  test('a version is three numbers and nothing else', () => {
    assert.deepEqual(environment.parseVersion('3 11 7\r\n'), [3, 11, 7]);
    assert.equal(environment.parseVersion('Python was not found; run without arguments to install'), undefined);
  });

  test('3.10 is new enough, 3.9 and 2.7 are not', () => {
    const enough = [[3, 10, 0], [3, 9, 18], [2, 7, 18], [4, 0, 0]] as const;
    assert.deepEqual(enough.map(environment.isNewEnough), [true, false, false, true]);
  });

  test('what is not there, and what is no Python, is passed over and logged', async () => {
    const { report, logged } = listener();
    const found = await environment.findPython([['/nowhere/python'], ['echo', 'Python'], ['python3']], report);
    assert.deepEqual(found?.command, ['python3']);
    assert.match(logged[0] ?? '', /nowhere.*ENOENT/);
    assert.match(logged[1] ?? '', /echo Python: not a Python/);
  });
});

describe('where it is', () => {
  test('the Python inside an environment', () => {
    assert.equal(environment.pythonIn('/data/server', 'linux'), '/data/server/bin/python');
    assert.equal(environment.pythonIn('C:\\data\\server', 'win32'), 'C:\\data\\server\\Scripts\\python.exe');
  });

  test('the wheel among other files', () => {
    assert.equal(environment.wheelAmong(['.keep', WHEEL, 'other-1.0.whl']), WHEEL);
    assert.equal(environment.wheelAmong([]), undefined);
  });

  test('a folder named burnish in the workspace is not what starts', () => {
    assert.ok(environment.serverCommand('/data/bin/python').includes('-I'));
  });
});

describe('the sandbox that the extension carries', () => {
  test('is named to the server where it is there, and a Node in any case', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'burnish pyodide '));
    try {
      assert.deepEqual(environment.sandboxVariables(folder, '/usr/bin/node'), { BURNISH_NODE: '/usr/bin/node' });
      await writeFile(path.join(folder, 'pyodide.asm.wasm'), '');
      assert.equal(environment.sandboxVariables(folder, '/usr/bin/node').BURNISH_PYODIDE, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test("pip's lines become short phrases, or nothing", () => {
  assert.equal(environment.pipPhrase('Collecting tree-sitter<0.27,>=0.25 (from burnish==0.1.0)'), 'fetching tree-sitter');
  assert.equal(environment.pipPhrase('  Building wheel for llama-cpp-python (pyproject.toml): started'), 'compiling llama-cpp-python');
  assert.equal(environment.pipPhrase('Installing collected packages: burnish'), 'installing');
  assert.equal(environment.pipPhrase('  Using cached pygls-2.1.1-py3-none-any.whl.metadata (5 kB)'), undefined);
});

describe('an environment', () => {
  let scratch: string;
  let wheel: string;
  let folder: string;
  const python = { command: ['python3'], version: [3, 10, 0] } as const;

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'burnish séjour '));
    wheel = makeWheel(scratch, 'burnish', '0.1.0', { local: [], sandbox: [makeWheel(scratch, 'sandboxed', '1.0')] });
    folder = path.join(scratch, 'storage', 'server-0.1.0');
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  test('is made, found again, and made anew for another wheel', async () => {
    assert.equal(await environment.existing(folder, wheel), undefined);
    const { report, steps } = listener();
    const made = await environment.make(folder, wheel, python, report);
    assert.deepEqual(steps, ['making an environment', 'installing']);
    assert.equal(says(made.python, 'burnish'), '0.1.0');
    assert.equal(says(made.python, 'sandboxed'), '1.0');
    assert.deepEqual(await environment.existing(folder, wheel), made);

    assert.equal((await environment.addModelRuntime(folder, wheel, report)).runsModels, true);
    assert.equal((await environment.existing(folder, wheel))?.runsModels, true);

    await utimes(wheel, new Date(), new Date(0));
    assert.equal(await environment.existing(folder, wheel), undefined);
  });

  test('is made without the sandboxes where they cannot be had', async () => {
    const nowhere = path.join(scratch, 'sandboxed-2.0-py3-none-any.whl');
    const lesser = makeWheel(scratch, 'burnish', '0.3.0', { sandbox: [nowhere] });
    const { report, logged } = listener();
    const made = await environment.make(path.join(scratch, 'storage', 'lesser'), lesser, python, report);
    assert.equal(says(made.python, 'burnish'), '0.3.0');
    assert.ok(logged.includes('The sandboxes could not be installed.'), logged.join('\n'));
    assert.throws(() => says(made.python, 'sandboxed'));
  });

  test('that cannot be made says so in one sentence', async () => {
    const broken = path.join(scratch, 'burnish-0.2.0-py3-none-any.whl');
    await writeFile(broken, 'not a wheel');
    const { report, logged } = listener();
    const attempt = environment.make(path.join(scratch, 'storage', 'broken'), broken, python, report);
    await assert.rejects(attempt, (error: Error) => {
      assert.ok(error instanceof environment.SetupError);
      assert.equal(error.message, 'pip could not install the server.');
      return true;
    });
    assert.match(logged.join('\n'), /ERROR/);
  });

  test('whose making is cancelled leaves nothing that would be taken for one', async () => {
    const cancelled = path.join(scratch, 'storage', 'cancelled');
    const abort = new AbortController();
    const report: Report = { step: () => abort.abort(), log: () => undefined };
    const attempt = environment.make(cancelled, wheel, python, report, abort.signal);
    await assert.rejects(attempt, environment.SetupCancelled);
    assert.equal(await environment.existing(cancelled, wheel), undefined);
  });

  test('is set up by one window at a time', async () => {
    const order: string[] = [];
    const window = (name: string): Promise<void> =>
      environment.exclusively(folder, async () => {
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
    assert.equal(await environment.exclusively(folder, () => Promise.resolve('done')), 'done');
    assert.ok(!existsSync(dead));
  });

  test('is set up by one window at a time also where many find that its holder died', async () => {
    deadClaim(folder);
    let inside = 0;
    let most = 0;
    const window = (): Promise<void> =>
      environment.exclusively(folder, async () => {
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
    const holding = environment.exclusively(folder, async () => {
      const waiting = environment.exclusively(folder, () => Promise.resolve(), abort.signal);
      abort.abort();
      await assert.rejects(waiting, environment.SetupCancelled);
    });
    await holding;
  });

  test('of another version is removed', async () => {
    await mkdir(path.join(scratch, 'storage', 'server-0.0.9'), { recursive: true });
    await mkdir(folder, { recursive: true });
    await environment.removeOthers(folder);
    const left = await readdir(path.join(scratch, 'storage'));
    assert.ok(left.includes('server-0.1.0') && !left.includes('server-0.0.9'), left.join());
  });
});

const WHEEL = 'burnish-0.1.0-py3-none-any.whl';

function listener(): { report: Report; steps: string[]; logged: string[] } {
  const steps: string[] = [];
  const logged: string[] = [];
  return { steps, logged, report: { step: (phrase) => steps.push(phrase), log: (line) => logged.push(line) } };
}

function says(python: string, module: string): string {
  const program = `import ${module}; print(${module}.__version__)`;
  return execFileSync(python, ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** Leaves a claim on a folder as a process does that dies while it holds it. */
function deadClaim(folder: string): string {
  const pid = execFileSync('python3', ['-c', 'import os; print(os.getpid())'], { encoding: 'utf8' }).trim();
  const claim = `${folder}.lock-${pid}-x`;
  mkdirSync(path.dirname(folder), { recursive: true });
  writeFileSync(claim, '');
  return claim;
}

/** A wheel that holds one module of the same name, with extras whose requirements are other wheels: nothing to fetch. */
function makeWheel(folder: string, name: string, version: string, extras: Record<string, readonly string[]> = {}): string {
  const file = path.join(folder, `${name}-${version}-py3-none-any.whl`);
  const about = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`];
  for (const [extra, wheels] of Object.entries(extras)) {
    about.push(`Provides-Extra: ${extra}`);
    for (const wheel of wheels) {
      const required = path.basename(wheel).split('-')[0];
      about.push(`Requires-Dist: ${required} @ ${pathToFileURL(wheel).href} ; extra == '${extra}'`);
    }
  }
  const program = [
    'import sys, zipfile',
    'file, name, version, metadata = sys.argv[1:]',
    'about = f"{name}-{version}.dist-info/"',
    'with zipfile.ZipFile(file, "w") as wheel:',
    '    wheel.writestr(f"{name}/__init__.py", f"__version__ = {version!r}\\n")',
    '    wheel.writestr(about + "METADATA", metadata + "\\n")',
    '    wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    '    wheel.writestr(about + "RECORD", "")',
  ].join('\n');
  execFileSync('python3', ['-c', program, file, name, version, about.join('\n')]);
  return file;
}
