// What a report on a problem may say: a line of a log in, a line that anyone may read out.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { redactLine, redactLog, redactSetting, type Private } from '../src/redaction';

const LINUX: Private = {
  folders: [
    ['/home/jürgen', '<home>'],
    ['/home/jürgen/clients/acme shop', '<workspace>'],
    ['/home/jürgen/.vscode/extensions/burnish-0.1.0', '<extension>'],
    ['/home/jürgen/.config/Code/globalStorage/burnish', '<storage>'],
  ],
  names: ['jürgen', 'thinkpad-7'],
};
const WINDOWS: Private = {
  folders: [
    ['C:\\Users\\Jürgen', '<home>'],
    ['c:\\Users\\Jürgen\\src\\acme', '<workspace>'],
  ],
  names: ['Jürgen', 'DESKTOP-1'],
};

describe('a line keeps what tells of the problem and loses what is private:', () => {
  const cases: readonly (readonly [string, string, string, Private?])[] = [
    ['the home folder', 'reading /home/jürgen/notes.txt', 'reading <home>'],
    ['a file of a workspace', 'open /home/jürgen/clients/acme shop/src/pay.py now', 'open <workspace> now'],
    [
      "a frame in the server's code",
      '  File "/home/jürgen/.config/Code/globalStorage/burnish/server-0.1.0/lib/python3.11/site-packages/burnish/lsp/server.py", line 9, in go',
      '  File "<storage>/server-0.1.0/lib/python3.11/site-packages/burnish/lsp/server.py", line 9, in go',
    ],
    ['a path that nobody knows', 'cannot read /srv/secret-project/plan.md', 'cannot read <path>'],
    ['a path of Windows, however it is written', 'at c:/users/jürgen/SRC/acme/pay.py', 'at <workspace>', WINDOWS],
    ['another path of Windows', 'at D:\\clients\\acme\\pay.py', 'at <path>', WINDOWS],
    ['a share', 'at \\\\server7\\share\\acme', 'at <path>', WINDOWS],
    ['an address of a file', 'did open file:///home/j%C3%BCrgen/clients/acme%20shop/a.py', 'did open <workspace>'],
    ['an address of a file of Windows', 'did open file:///c%3A/Users/J%C3%BCrgen/a.py', 'did open <home>', WINDOWS],
    ['the names of person and machine', 'Jürgen on thinkpad-7, jürgens', '<name> on <name>, jürgens'],
    ['code in quotes', "refused: the import of 'acme_billing' is left", 'refused: the import of <text> is left'],
    ['an address with a password', 'Looking in indexes: https://me:hunter2@mirror.acme.example/simple', 'Looking in indexes: <address>'],
    ['an address of the network', 'connected to 10.1.2.3:8080', 'connected to <address>'],
    ['an e-mail address', 'written by jo@acme.example', 'written by <e-mail>'],
    ['a token', 'Authorization: Bearer abc', 'Authorization: <secret> abc'],
    ['a key', 'got sk-proj4f9Qz81LmX0aB7 back', 'got <secret> back'],
    ['a checksum', 'sha256 c4cce8c836215c4b1f002477aa01eb678ce533cb', 'sha256 <secret>'],
    ['nothing private', 'Installing collected packages: tree-sitter-javascript, rich', 'Installing collected packages: tree-sitter-javascript, rich'],
  ];
  for (const [name, line, wanted, secret = LINUX] of cases)
    test(name, () => assert.equal(redactLine(line, secret), wanted));
});

test('a log keeps its entries and tracebacks; messages in full and source are counted', () => {
  const log = `
2026-11-30 02:00:00.000 [info] Python 3.11.7 was found
[Trace - 02:00:01] Sending notification 'textDocument/didOpen'.
Params: {
    "textDocument": { "text": "password = 'hunter2'" }
}
Traceback (most recent call last):
  File "/opt/app/secret.py", line 3, in pay
    charge(card, amount)
ValueError: no such card: '4111 1111 1111 1111'
`;
  const told = redactLog(log, 50, LINUX);
  assert.deepEqual(told, [
    '2026-11-30 02:00:00.000 [info] Python 3.11.7 was found',
    '[Trace - 02:00:01] Sending notification <text>.',
    '(3 lines left out)',
    'Traceback (most recent call last):',
    '  File <text>, line 3, in pay',
    '(1 line left out)',
    'ValueError: no such card: <text>',
  ]);
  assert.deepEqual(redactLog(log, 2, LINUX), told.slice(-2));
});

test('settings tell what is switched on, and of texts of the person only that there are some', () => {
  const settings: readonly (readonly [string, unknown, unknown])[] = [
    ['runTests', true, true],
    ['threads', 4, 4],
    ['select', ['security', 'readability/flatten-nested-conditions'], ['security', 'readability/flatten-nested-conditions']],
    ['model', 'burnish-small', 'burnish-small'],
    ['model', '/home/jürgen/acme.gguf', '<text>'],
    ['exclude', ['clients/acme/**'], ['<text>']],
    ['endpoint', 'https://llm.acme.example', '<text>'],
    ['interpreter', '', ''],
    ['severity', { security: 'error' }, { security: 'error' }],
  ];
  for (const [name, value, told] of settings) assert.deepEqual(redactSetting(name, value), told, name);
});
