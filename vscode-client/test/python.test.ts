// Which Python is used, and what a person is told of one that cannot be: programs that are really started.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findPython, isNewEnough, noPython, parseVersion, pythonCandidates } from '../src/python';

describe('which Python', () => {
  test('the setting is the only candidate where it is given', () => {
    assert.deepEqual(pythonCandidates('linux', '/opt/python', '/venv/bin/python'), [['/opt/python']]);
  });

  test('the Python extension goes before the PATH', () => {
    const candidates = pythonCandidates('darwin', '', '/venv/bin/python');
    assert.deepEqual(candidates, [['/venv/bin/python'], ['python3'], ['python']]);
  });

  test('on Windows the launcher goes first, for python3 there may be an advertisement', () => {
    assert.deepEqual(pythonCandidates('win32', ''), [['py', '-3'], ['python'], ['python3']]);
  });

  test('a version is three numbers and nothing else', () => {
    assert.deepEqual(parseVersion('3 11 7\r\n'), [3, 11, 7]);
    assert.equal(parseVersion('Python was not found; run without arguments to install'), undefined);
  });

  test('3.10 is new enough, 3.9 and 2.7 are not', () => {
    const enough = [[3, 10, 0], [3, 9, 18], [2, 7, 18], [4, 0, 0]] as const;
    assert.deepEqual(enough.map(isNewEnough), [true, false, false, true]);
  });


  test('the first that will do', async () => {
    const logged: string[] = [];
    const found = await findPython([['/nowhere/python'], ['echo', 'Python'], ['python3']], (line) => logged.push(line));
    assert.ok('command' in found);
    assert.deepEqual(found.command, ['python3']);
    assert.deepEqual(logged.slice(0, 2), ['/nowhere/python: not there', 'echo Python: silent']);
  });
});

describe('what is wrong with a Python is said as it is', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'burnish pythons '));
    await program('old', 'echo 3 9 18');
    await program('older', 'echo 2 7 18');
    await program('other', 'echo Python was not found; run without arguments to install');
    await program('failing', 'exit 127');
    await program('asking', 'read answer && echo 3 11 7');
    await writeFile(path.join(folder, 'data'), '#!/bin/sh\necho 3 11 7\n', { mode: 0o600 });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const program = async (name: string, line: string): Promise<void> => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${line}\n`);
    await chmod(file, 0o700);
  };

  const said = async (name: string): Promise<string> => {
    const chosen = name === '' ? folder : path.resolve(folder, name);
    const found = await findPython([[chosen]], () => undefined);
    assert.ok(!('command' in found), 'it was taken for a Python');
    return noPython(found, chosen).replace(chosen, 'IT');
  };

  const way = 'Name a Python 3.10 or newer there, or leave the setting empty.';
  const sentence = (what: string): string => `IT, which the setting burnish.interpreter names, ${what}. ${way}`;

  test('one that does not exist', async () => {
    assert.equal(await said('/opt/none/python3'), sentence('does not exist'));
    assert.equal(await said('old/python3'), sentence('does not exist'));
  });

  test('a folder', async () => {
    assert.equal(await said(''), sentence('is a folder, not a program'));
  });

  test('a file that is no program', async () => {
    assert.equal(await said('data'), sentence('may not be run: it is not executable, or not yours to run'));
  });

  test('one that is too old', async () => {
    assert.equal(await said('old'), sentence('is Python 3.9.18, which is too old'));
    assert.equal(await said('older'), sentence('is Python 2.7.18, which is too old'));
  });

  test('what is no Python, or waits for an answer', async () => {
    for (const name of ['other', 'failing', 'asking'])
      assert.equal(await said(name), sentence('is not a Python: it does not say its version when it is asked'));
  });

  test('a name on the search path', async () => {
    const found = await findPython([['no-such-python']], () => undefined);
    assert.ok(!('command' in found));
    assert.match(noPython(found, 'no-such-python'), /^no-such-python, which .* does not exist\. Name a Python/);
  });

  test('none where none is named', async () => {
    const none = await findPython([['/nowhere/python3'], ['/nowhere/python']], () => undefined);
    const old = await findPython([['/nowhere/python3'], [path.join(folder, 'old')]], () => undefined);
    assert.ok(!('command' in none) && !('command' in old));
    const further = 'Install Python 3.10 or newer, or name one in the setting burnish.interpreter.';
    assert.equal(noPython(none, ''), `No Python was found. ${further}`);
    assert.equal(noPython(old, ''), `${path.join(folder, 'old')} is Python 3.9.18, which is too old. ${further}`);
  });
});
