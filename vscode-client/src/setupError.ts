// What goes wrong in a set-up, told from what pip and venv print: one plain sentence, and a way on.

export type Cause =
  | 'disk'
  | 'checksum'
  | 'certificate'
  | 'network'
  | 'unavailable'
  | 'compiler'
  | 'permission'
  | 'no venv'
  | 'other';

/** A set-up that went wrong in a way a person can do something about. */
export class SetupError extends Error {
  constructor(
    message: string,
    readonly reason: Cause = 'other',
  ) {
    super(message);
  }
}

/** The set-up was cancelled by the person who waited for it. */
export class SetupCancelled extends Error {}

/** Nothing is installed in a window whose folder nobody has said to trust. */
export class SetupWaits extends Error {}

/** Where the thing failed, for the sentence. */
export interface Place {
  /** What did not work, as the beginning of a sentence without a full stop. */
  readonly what: string;
  /** The folder that is written to. */
  readonly folder: string;
  /** The packages' Python and platform, such as "Python 3.14 on linux-x64". */
  readonly for: string;
}

/** The error that a failed program's output tells of. */
export function failureIn(output: readonly string[], place: Place): SetupError {
  const reason = causeIn(output);
  return new SetupError(`${place.what}: ${explanation(reason, output, place)}`, reason);
}

// In this order: what is behind a failure comes before what pip says for want of better.
const SIGNS: readonly (readonly [Cause, RegExp])[] = [
  ['disk', /No space left on device|ENOSPC|not enough space on the disk|Errno 28\b|Disk quota exceeded/i],
  ['checksum', /DO NOT MATCH THE HASHES|hashes are required in --require-hashes mode/i],
  ['certificate', /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate verify failed/i],
  [
    'network',
    /NewConnectionError|NameResolutionError|Temporary failure in name resolution|getaddrinfo failed|ConnectTimeout|ReadTimeout|Connection (?:refused|reset|aborted)|Network is unreachable|ProxyError|ConnectionError|Read timed out|HTTP error 5\d\d/i,
  ],
  ['no venv', /ensurepip is not available|No module named ['"]?(?:venv|ensurepip)/],
  ['compiler', /CMAKE_C(?:XX)?_COMPILER|CMake Error|Failed building wheel|CMake build failed|Could not build wheels/],
  ['unavailable', /No matching distribution found|Could not find a version that satisfies|is not a supported wheel/],
  ['permission', /Permission denied|Errno 13\b|Access is denied|Read-only file system/i],
];

function causeIn(output: readonly string[]): Cause {
  return SIGNS.find(([, sign]) => output.some((line) => sign.test(line)))?.[0] ?? 'other';
}

function explanation(reason: Cause, output: readonly string[], place: Place): string {
  switch (reason) {
    case 'disk':
      return `there is no room left on the disk of ${place.folder}. Make some, then retry.`;
    case 'checksum':
      return `${packageIn(output) ?? 'a package'} is not the file that this version of Burnish was made with: its checksum differs, so nothing of it was installed. A mirror may have built it anew; Burnish takes the original only.`;
    case 'certificate':
      return 'the certificate of the package index is not trusted on this machine. Where a proxy stands between, tell pip of its certificate (pip config set global.cert FILE), then retry.';
    case 'network':
      return 'the package index could not be reached. Look at the connection and the proxy, then retry.';
    case 'unavailable':
      return `there is no build of ${packageIn(output) ?? 'one of its packages'} for ${place.for}. Name another Python in the setting burnish.interpreter.`;
    case 'compiler':
      return 'it is compiled here, which needs a C++ compiler (Debian and Ubuntu: build-essential; macOS: xcode-select --install; Windows: the Build Tools for Visual Studio). The log has what the compiler said.';
    case 'permission':
      return `${place.folder} may not be written to. Look at its permissions, then retry.`;
    case 'no venv':
      return 'this Python lacks the module venv (Debian and Ubuntu: install python3-venv). Install it, or name another Python in the setting burnish.interpreter.';
    case 'other':
      return 'the log says more.';
  }
}

/** The package that pip's complaint is about. */
function packageIn(output: readonly string[]): string | undefined {
  const patterns = [
    /No matching distribution found for ([\w.-]+?)(?:[=<>!~; ].*)?$/,
    /that satisfies the requirement ([\w.-]+?)[=<>!~; ]/,
    /^\s+([\w.-]+)(?:==\S+)? from /,
  ];
  for (const pattern of patterns) {
    for (const line of output) {
      const found = pattern.exec(line);
      if (found !== null) return found[1];
    }
  }
  return undefined;
}
