// The setting that has VS Code apply safe fixes whenever a file is saved.

export const FIX_ALL = 'source.fixAll.burnish';

// Whoever has every extension's fixes applied has Burnish's, too.
const COVERING = [FIX_ALL, 'source.fixAll'];

/** `editor.codeActionsOnSave` with Burnish's fixes in it, or undefined where they are in it already. */
export function withFixOnSave(setting: unknown): Record<string, unknown> | string[] | undefined {
  if (Array.isArray(setting)) {
    const kinds = setting.filter((kind): kind is string => typeof kind === 'string');
    return COVERING.some((kind) => kinds.includes(kind)) ? undefined : [...kinds, FIX_ALL];
  }
  const chosen: Record<string, unknown> = typeof setting === 'object' && setting !== null ? { ...setting } : {};
  const named = COVERING.find((kind) => kind in chosen);
  if (named !== undefined && [true, 'explicit', 'always'].includes(chosen[named] as string | boolean)) return undefined;
  return { ...chosen, [FIX_ALL]: 'explicit' };
}
