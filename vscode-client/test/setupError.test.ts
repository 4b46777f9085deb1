// What pip and venv print when something is wrong, and the sentence that a person reads.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureIn } from '../src/setupError';

const PLACE = { what: 'The server could not be installed', folder: '/data/server', for: 'Python 3.14 on linux-x64' };

const CASES: readonly { readonly name: string; readonly output: string; readonly reason: string; readonly says: RegExp }[] = [
  {
    name: 'no network',
    output: `
WARNING: Retrying (Retry(total=1, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/attrs/
ERROR: Could not find a version that satisfies the requirement attrs==26.1.0 (from versions: none)
ERROR: No matching distribution found for attrs==26.1.0`,
    reason: 'network',
    says: /the package index could not be reached\. Look at the connection and the proxy, then retry\.$/,
  },
  {
    name: 'a proxy that signs for everyone',
    output: "Could not fetch URL: There was a problem confirming the ssl certificate: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)')) - skipping",
    reason: 'certificate',
    says: /certificate of the package index is not trusted/,
  },
  {
    name: 'a package that is not the one that was locked',
    output: `
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    rich==15.0.0 from http://mirror.example/rich-15.0.0-py3-none-any.whl (from -r server.txt (line 9)):
        Expected sha256 aaaa
             Got        bbbb`,
    reason: 'checksum',
    says: /: rich is not the file that this version of Burnish was made with: its checksum differs, so nothing of it was installed\./,
  },
  {
    name: 'a full disk',
    output: "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    reason: 'disk',
    says: /no room left on the disk of \/data\/server\. Make some, then retry\.$/,
  },
  {
    name: 'a full disk of Windows',
    output: 'ERROR: Could not install packages due to an OSError: [WinError 112] There is not enough space on the disk',
    reason: 'disk',
    says: /no room left/,
  },
  {
    name: 'a Python or a platform for which there are no builds',
    output: `
ERROR: Could not find a version that satisfies the requirement libcst==1.9.0 (from versions: none)
ERROR: No matching distribution found for libcst==1.9.0`,
    reason: 'unavailable',
    says: /there is no build of libcst for Python 3\.14 on linux-x64\. Name another Python in the setting burnish\.interpreter\.$/,
  },
  {
    name: "Debian's Python without venv",
    output: 'The virtual environment was not created successfully because ensurepip is not\navailable. ensurepip is not available',
    reason: 'no venv',
    says: /install python3-venv/,
  },
  {
    name: 'no compiler',
    output: 'CMake Error: CMAKE_CXX_COMPILER not set, after EnableLanguage\nERROR: Failed building wheel for llama-cpp-python',
    reason: 'compiler',
    says: /needs a C\+\+ compiler .*build-essential.*xcode-select --install.*Build Tools for Visual Studio/,
  },
  {
    name: 'a folder that may not be written to',
    output: "Error: [Errno 13] Permission denied: '/data/server/bin'",
    reason: 'permission',
    says: /\/data\/server may not be written to/,
  },
  { name: 'anything else', output: 'Segmentation fault', reason: 'other', says: /: the log says more\.$/ },
];

describe('a set-up that went wrong is told by its cause:', () => {
  for (const { name, output, reason, says } of CASES)
    test(name, () => {
      const error = failureIn(output.split('\n'), PLACE);
      assert.equal(error.reason, reason);
      assert.match(error.message, /^The server could not be installed: /);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /\n/);
    });
});
