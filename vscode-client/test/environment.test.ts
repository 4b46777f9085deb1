// The server's environment, made for real: a virtual environment with a small wheel, from this machine's own Python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
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
    wheel = await makeWheel(scratch);
    folder = path.join(scratch, 'storage', 'server-0.1.0');
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  test('is made, found again, and made anew for another wheel', async () => {
    assert.equal(await environment.existing(folder, wheel), undefined);
    const { report, steps } = listener();
    const made = await environment.make(folder, wheel, python, report);
    assert.deepEqual(steps, ['making an environment', 'installing']);
    assert.equal(says(made.python), '0.1.0');
    assert.deepEqual(await environment.existing(folder, wheel), made);

    assert.equal((await environment.addModelRuntime(folder, wheel, report)).runsModels, true);
    assert.equal((await environment.existing(folder, wheel))?.runsModels, true);

    await utimes(wheel, new Date(), new Date(0));
    assert.equal(await environment.existing(folder, wheel), undefined);
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
    const dead = execFileSync('python3', ['-c', 'import os; print(os.getpid())'], { encoding: 'utf8' }).trim();
    await writeFile(`${folder}.lock`, dead);
    assert.equal(await environment.exclusively(folder, () => Promise.resolve('done')), 'done');
    assert.ok(!existsSync(`${folder}.lock`));
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

function says(python: string): string {
  return execFileSync(python, ['-c', 'import burnish; print(burnish.__version__)'], { encoding: 'utf8' }).trim();
}

/** A wheel of the real one's name, with an empty extra of the real one's name and nothing to fetch. */
async function makeWheel(folder: string): Promise<string> {
  const file = path.join(folder, WHEEL);
  const program = [
    'import sys, zipfile',
    'about = "burnish-0.1.0.dist-info/"',
    'with zipfile.ZipFile(sys.argv[1], "w") as wheel:',
    '    wheel.writestr("burnish/__init__.py", "__version__ = \\"0.1.0\\"\\n")',
    '    wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: burnish\\nVersion: 0.1.0\\nProvides-Extra: local\\n")',
    '    wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    '    wheel.writestr(about + "RECORD", "")',
  ].join('\n');
  execFileSync('python3', ['-c', program, file]);
  return Promise.resolve(file);
}
