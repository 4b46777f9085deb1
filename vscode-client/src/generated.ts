// Written by scripts/generate.py from the grammars and the settings.

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
  'less',
  'properties',
  'python',
  'scss',
  'svelte',
  'typescript',
  'typescriptreact',
  'vue',
];

/** Files that are known by their names, whatever language an editor takes them for. */
export const FILES: readonly string[] = [
  '.env',
  '.env.*',
];

/** Files that hold a project's settings. */
export const SETTINGS_FILES: readonly string[] = [
  'burnish.toml',
  'pyproject.toml',
];

/** Files that people expect Burnish to read, and that it does not read yet. */
export const UNREAD: readonly { readonly name: string; readonly extension: string }[] = [
  { name: 'Astro files', extension: '.astro' },
];
