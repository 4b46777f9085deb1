// Takes out of a text what is not for others to read: who and where someone is, what they work on, and what opens doors.

export interface Private {
  /** Folders and what stands for each in a report: the home folder, the extension, the workspaces. */
  readonly folders: readonly (readonly [string, string])[];
  /** The names of the person and of the machine. */
  readonly names: readonly string[];
}

/**
 * A line of a log without what is private in it: quoted text, which may be code, addresses, paths, names and keys.
 * Paths below a folder that is known keep what comes after it; of all others nothing is left.
 */
export function redactLine(line: string, { folders, names }: Private): string {
  let text = decoded(line);
  const kept: string[] = [];
  const keep = (words: string): string => `\u0000${kept.push(words) - 1}\u0000`;
  // The folder that lies deepest goes first: a workspace is mostly below the home folder.
  for (const [folder, words] of [...folders].sort(([one], [other]) => other.length - one.length)) {
    if (folder.length < 2) continue;
    // What lies in Burnish's own folders is the same on every machine.
    const shows = words === '<extension>' || words === '<storage>';
    const below = shows ? String.raw`((?:[\\/][\w.+-]+)*)` : '()';
    const tail = String.raw`(?![\w.-])`;
    const pattern = new RegExp(`(?:file://)?${anySlash(folder)}${below}${tail}(?:[\\\\/][^\\s'"\`),;:]*)?`, 'giu');
    text = text.replace(pattern, (_, known: string) => keep(words + known.replaceAll('\\', '/')));
  }
  text = text.replace(ADDRESS, '<address>').replace(EMAIL, '<e-mail>').replace(QUOTED, (all, _quote, inside: string) =>
    KNOWN.test(inside) ? all : '<text>',
  );
  text = text.replace(PATH, '$1<path>');
  for (const name of names.filter((one) => one.length > 1)) {
    text = text.replace(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'giu'), '<name>');
  }
  text = text.replace(NAMED_SECRET, '$1<secret>').replace(LONG, (word) => (looksRandom(word) ? '<secret>' : word));
  return text.replace(/\u0000(\d+)\u0000/g, (_, index: string) => kept[Number(index)] ?? '');
}

/**
 * The last lines of a log that are Burnish's own words: entries, frames of tracebacks and the names of errors, each redacted. Anything
 * else, such as messages in full or a line of somebody's source, is left out and counted.
 */
export function redactLog(log: string, most: number, secret: Private): string[] {
  const lines = log.split(/\r?\n/).filter((line) => line.trim() !== '');
  const told: string[] = [];
  let left = 0;
  for (const line of lines.slice(-LOOKED_AT)) {
    if (!OWN_WORDS.some((pattern) => pattern.test(line)) || BODY.test(line)) {
      left++;
      continue;
    }
    if (left > 0) told.push(leftOut(left));
    left = 0;
    told.push(redactLine(line, secret));
  }
  if (left > 0) told.push(leftOut(left));
  return told.slice(-most);
}

/** A setting's value as it may be told: what is on, off, a number or the name of a rule or a model; of other texts only that there is one. */
export function redactSetting(name: string, value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'number' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => redactSetting(name, one));
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, one]) => [redactSetting(name, key), redactSetting(name, one)]);
    return Object.fromEntries(entries) as unknown;
  }
  const tells = NAMES_OF_OURS.has(name) && typeof value === 'string' && /^[a-z]+(?:[-/][a-z]+)*$/.test(value);
  return tells || value === '' ? value : '<text>';
}

const LOOKED_AT = 2000;
const NAMES_OF_OURS: ReadonlySet<string> = new Set(['select', 'ignore', 'severity', 'model']);
const OWN_WORDS = [
  /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/,
  /^\[(?:Trace|Debug|Info|Warn|Error)\b/,
  /^Traceback \(most recent call last\):$/,
  /^\s+File "[^"]*", line \d+, in \S+$/,
  /^\s+at .+:\d+:\d+\)?$/,
  /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Refused|Lost|Overrun)(?::|$)/,
];
/** A message between editor and server, in full. */
const BODY = /(?:Params|Result|Parameters): |["']?(?:jsonrpc|textDocument|contentChanges)["']?\s*:/;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"`<>]+|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/gi;
const EMAIL = /[^\s@<>'"]+@[^\s@<>'"]+\.[a-z]{2,}/gi;
const QUOTED = /(["'`])((?:(?!\1).)+)\1(?![\p{L}])/gu;
/** What may stay in quotes: a folder that is known, or a module of ours. */
const KNOWN = /^(?:\u0000\d+\u0000|burnish(?:[./]\w+)*)$/;
const PATH = /(^|[\s=(:,["'])(?:[A-Za-z]:[\\/]|\\\\|~?\/)(?:[^\s'"`),;:]|:(?=[\\/]))+/g;
const NAMED_SECRET =
  /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|credentials?|authorization|bearer|auth)["']?\s*[:= ]\s*)(?!<)\S+/gi;
const LONG = /[A-Za-z0-9+/=_-]{16,}/g;

function looksRandom(word: string): boolean {
  return /\d/.test(word) && /[A-Za-z]/.test(word) && !/^[\w.-]*\.(?:whl|py|js|txt)$/.test(word) && !/^(?:[a-z]+[-_]?)+[\d._-]*$/i.test(word);
}

function leftOut(lines: number): string {
  return `(${lines} ${lines === 1 ? 'line' : 'lines'} left out)`;
}

/** The percent signs of file addresses undone, so that names in them are found. */
function decoded(line: string): string {
  return line.replace(/file:\/\/\/?[^\s'"`<>]+/g, (address) => {
    try {
      return decodeURIComponent(address).replace(/^file:\/\/\/(?=[A-Za-z]:)/, 'file://');
    } catch {
      return address;
    }
  });
}

function anySlash(folder: string): string {
  return folder
    .replace(/[\\/]+$/, '')
    .split(/[\\/]+/)
    .map(escaped)
    .join(String.raw`[\\/]+`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
