// Written by scripts/generate.py from the grammars.

/** Languages by the names that editors give them. */
export const LANGUAGES: readonly string[] = [
  'css',
  'django-html',
  'dotenv',
  'env',
  'html',
  'javascript',
  'javascriptreact',
  'jinja',
  'jinja-html',
  'json',
  'jsonc',
  'properties',
  'python',
  'typescript',
  'typescriptreact',
];

/** Files that are known by their names, whatever language an editor takes them for. */
export const FILES: readonly string[] = [
  '.env',
  '.env.*',
];
