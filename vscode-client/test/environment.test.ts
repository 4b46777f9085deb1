// The server's environment, made for real: a virtual environment with small wheels, from this machine's own Python.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as environment from '../src/environment';
import type { Bundle, Report } from '../src/environment';
import { SetupCancelled, SetupError } from '../src/setupError';

describe('where it is', () => {
  test('the Python inside an environment', () => {
    assert.equal(environment.pythonIn('/data/server', 'linux'), '/data/server/bin/python');
    assert.equal(environment.pythonIn('C:\\data\\server', 'win32'), 'C:\\data\\server\\Scripts\\python.exe');
  });

  test('what the extension carries is found by its folder', async () => {
    const extension = await mkdtemp(path.join(tmpdir(), 'burnish extension '));
    try {
      assert.equal(await environment.bundleIn(extension), undefined);
      const server = path.join(extension, 'server');
      await mkdir(path.join(server, 'carried'), { recursive: true });
      for (const name of ['esprima-4.0.1-py3-none-any.whl', 'burnish-0.1.0-py3-none-any.whl', '.keep'])
        await writeFile(path.join(server, name), '');
      const plain = await environment.bundleIn(extension);
      assert.deepEqual(plain?.own.map((one) => path.basename(one).split('-')[0]), ['burnish', 'esprima']);
      assert.equal(plain.carried, undefined);

      const said = { platform: 'linux-x64', pythons: ['3.11'], modelRuntime: null };
      await writeFile(path.join(server, 'carried', 'carried.json'), JSON.stringify(said));
      const offline = await environment.bundleIn(extension);
      assert.deepEqual(offline?.carried, { ...said, folder: path.join(server, 'carried'), modelRuntime: undefined });
    } finally {
      await rm(extension, { recursive: true, force: true });
    }
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
  let bundle: Bundle;
  let folder: string;
  const python = { command: ['python3'], version: [3, 10, 0] } as const;

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'burnish séjour '));
    // No package index is asked in these tests: pip knows of none.
    process.env.PIP_NO_INDEX = '1';
    bundle = makeBundle(path.join(scratch, 'extension'), { carries: true });
    folder = path.join(scratch, 'storage', 'server-0.1.0');
  });
  after(async () => {
    delete process.env.PIP_NO_INDEX;
    await rm(scratch, { recursive: true, force: true });
  });

  test('is made of what the extension carries, found again, and made anew for another build', async () => {
    assert.equal(await environment.existing(folder, bundle), undefined);
    const { report, steps } = listener();
    const made = await environment.make(folder, bundle, python, report);
    assert.equal(steps[0], 'making an environment');
    assert.ok(steps.includes('installing'), steps.join());
    assert.deepEqual(['burnish', 'esprima', 'grammar', 'sandboxed'].map((one) => says(made.python, one)), Array(4).fill('1.0'));
    assert.deepEqual(await environment.existing(folder, bundle), made);

    assert.equal((await environment.addModelRuntime(folder, bundle, report)).runsModels, true);
    assert.equal((await environment.existing(folder, bundle))?.runsModels, true);
    assert.equal(says(made.python, 'llama_cpp_python'), '1.0');

    await utimes(bundle.own[0] ?? '', new Date(), new Date(0));
    assert.equal(await environment.existing(folder, bundle), undefined);
  });

  test('is made anew where the Python that made it has been replaced by another', async () => {
    const stale = path.join(scratch, 'storage', 'stale');
    const { report } = listener();
    const { python: link } = await environment.make(stale, bundle, python, report);
    assert.notEqual(await environment.existing(stale, bundle), undefined);
    const other = path.join(scratch, 'python3.14');
    await writeFile(other, '');
    await rm(link);
    await symlink(other, link);
    assert.equal(await environment.existing(stale, bundle), undefined);
  });

  test('is made without the sandboxes where there are no builds of them, and says so', async () => {
    const lesser = makeBundle(path.join(scratch, 'lesser'), { carries: true, lacks: ['sandboxed'] });
    const { report, logged } = listener();
    const made = await environment.make(path.join(scratch, 'storage', 'lesser'), lesser, python, report);
    assert.equal(says(made.python, 'grammar'), '1.0');
    assert.throws(() => says(made.python, 'sandboxed'));
    const line = logged.find((one) => one.startsWith('Without the sandboxes: '));
    assert.match(line ?? '', /there is no build of \w+ for Python 3\.10 on /);
  });

  test('takes from the index what the carried packages do not have for this Python', async () => {
    const partly = makeBundle(path.join(scratch, 'partly'), { carries: true, lacks: ['grammar'] });
    for (const name of ['grammar', 'sandboxed']) addToIndex(path.join(scratch, 'simple'), name);
    delete process.env.PIP_NO_INDEX;
    process.env.PIP_INDEX_URL = pathToFileURL(path.join(scratch, 'simple')).href;
    try {
      const { report, logged } = listener();
      const made = await environment.make(path.join(scratch, 'storage', 'partly'), partly, python, report);
      assert.equal(says(made.python, 'grammar'), '1.0');
      assert.match(logged.join('\n'), /The packages that this extension carries are for Python 3\.10 and 3\.11 on .*, and not for/);
    } finally {
      delete process.env.PIP_INDEX_URL;
      process.env.PIP_NO_INDEX = '1';
    }
  });

  test('takes no package whose checksum is another, and leaves nothing behind', async () => {
    const tampered = makeBundle(path.join(scratch, 'tampered'), { carries: true });
    makeWheel(String(tampered.carried?.folder), 'grammar', '# something else\n');
    const target = path.join(scratch, 'storage', 'tampered');
    const attempt = environment.make(target, tampered, python, listener().report);
    await assert.rejects(attempt, (error: Error) => {
      assert.ok(error instanceof SetupError);
      assert.equal(error.reason, 'checksum');
      assert.match(error.message, /^The server could not be installed: grammar is not the file that/);
      return true;
    });
    assert.ok(!existsSync(target));
  });

  test('keeps its server where what runs the model cannot be had', async () => {
    const without = makeBundle(path.join(scratch, 'without'), { carries: true, lacks: ['llama_cpp_python'] });
    const target = path.join(scratch, 'storage', 'without');
    const { report } = listener();
    await environment.make(target, without, python, report);
    await assert.rejects(environment.addModelRuntime(target, without, report), {
      message: /^The model stays off, since llama-cpp-python, which this build does not carry, could not be installed: /,
    });
    assert.equal((await environment.existing(target, without))?.runsModels, false);
    assert.ok(!existsSync(`${target}-building`));
  });

  test('whose making is cancelled is not there, and is made by the next start', async () => {
    const target = path.join(scratch, 'storage', 'cancelled');
    const abort = new AbortController();
    const report: Report = { step: (phrase) => phrase === 'installing' && abort.abort(), log: () => undefined };
    const attempt = environment.make(target, bundle, python, report, abort.signal);
    await assert.rejects(attempt, SetupCancelled);
    assert.ok(!existsSync(target));
    await environment.make(target, bundle, python, listener().report);
    assert.notEqual(await environment.existing(target, bundle), undefined);
  });

  test('of another version is removed', async () => {
    await mkdir(path.join(scratch, 'storage', 'server-0.0.9'), { recursive: true });
    await mkdir(folder, { recursive: true });
    await environment.removeOthers(folder);
    const left = await readdir(path.join(scratch, 'storage'));
    assert.ok(left.includes('server-0.1.0') && !left.includes('server-0.0.9'), left.join());
  });
});

/** The packages of a small server as the extension's build lays them out; `lacks`: those whose wheels are not carried. */
function makeBundle(folder: string, { carries, lacks = [] }: { carries: boolean; lacks?: readonly string[] }): Bundle {
  const [server, requirements, packages] = ['server', 'requirements', 'packages'].map((name) => path.join(folder, name));
  const carried = path.join(String(server), 'carried');
  for (const one of [carried, requirements, packages]) mkdirSync(String(one), { recursive: true });
  const wheel = (name: string): string => makeWheel(String(packages), name);
  const pin = (name: string): string => {
    const sum = createHash('sha256').update(readFileSync(wheel(name))).digest('hex');
    return `${name}==1.0 \\\n    --hash=sha256:${sum}\n`;
  };
  const own = ['burnish', 'esprima'].map((name) => makeWheel(String(server), name));
  const locks = { 'server.txt': ['grammar'], 'sandboxed.txt': ['grammar', 'sandboxed'], 'model.txt': ['array'] };
  for (const [name, names] of Object.entries(locks)) writeFileSync(path.join(String(requirements), name), names.map(pin).join(''));
  for (const name of ['model-build.txt', 'model-source.txt']) writeFileSync(path.join(String(requirements), name), pin('compiler'));
  const runtime = 'llama_cpp_python-1.0-py3-none-any.whl';
  for (const name of ['grammar', 'sandboxed', 'array', 'llama_cpp_python'])
    if (!lacks.includes(name)) copyFileSync(wheel(name), path.join(carried, `${name}-1.0-py3-none-any.whl`));
  return {
    own,
    requirements: String(requirements),
    carried: carries
      ? {
          folder: carried,
          platform: `${process.platform}-${process.arch}`,
          pythons: ['3.10', '3.11'],
          modelRuntime: lacks.includes('llama_cpp_python') ? undefined : runtime,
        }
      : undefined,
  };
}

function listener(): { report: Report; steps: string[]; logged: string[] } {
  const steps: string[] = [];
  const logged: string[] = [];
  return { steps, logged, report: { step: (phrase) => steps.push(phrase), log: (line) => logged.push(line) } };
}

function says(python: string, module: string): string {
  const program = `import ${module}; print(${module}.__version__)`;
  return execFileSync(python, ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** Puts a package into a package index that is a folder. */
function addToIndex(index: string, name: string): void {
  const pages = path.join(index, name);
  mkdirSync(pages, { recursive: true });
  const wheel = path.basename(makeWheel(pages, name));
  writeFileSync(path.join(pages, 'index.html'), `<!DOCTYPE html><a href="${wheel}">${wheel}</a>`);
}

/** A wheel that holds one module of the same name, the same bytes each time. */
function makeWheel(folder: string, name: string, more = ''): string {
  const file = path.join(folder, `${name}-1.0-py3-none-any.whl`);
  const program = [
    'import sys, zipfile',
    'file, name, more = sys.argv[1:]',
    'about = f"{name}-1.0.dist-info/"',
    'texts = {',
    '    f"{name}/__init__.py": f"__version__ = \'1.0\'\\n{more}",',
    '    about + "METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n",',
    '    about + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",',
    '    about + "RECORD": "",',
    '}',
    'with zipfile.ZipFile(file, "w") as wheel:',
    '    for path, text in texts.items():',
    '        wheel.writestr(zipfile.ZipInfo(path), text)',
  ].join('\n');
  execFileSync('python3', ['-c', program, file, name, more]);
  return file;
}
