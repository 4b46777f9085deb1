// Files that people expect Burnish to read, and that it does not read yet.

import { UNREAD } from './generated';

export interface UnreadKind {
  /** As in "Burnish does not read … yet." */
  readonly name: string;
  readonly extension: string;
}

/** The kind of a file that is not read yet; undefined for every other file. */
export function unreadKind(path: string): UnreadKind | undefined {
  const name = path.toLowerCase();
  return UNREAD.find(({ extension }) => name.endsWith(extension));
}

export function hintOn({ name }: UnreadKind): string {
  return `Burnish does not read ${name} yet.`;
}
