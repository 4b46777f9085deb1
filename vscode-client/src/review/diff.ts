// A unified diff as lines to draw.

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
  /** The line's number in the text before and after, from 1; undefined where it is not in it. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** The lines of a unified diff without names of files. Between two hunks there is a gap. */
export function diffLines(diff: string): DiffLine[] {
  const drawn: DiffLine[] = [];
  let before = 1;
  let after = 1;
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      if (drawn.length > 0) drawn.push({ kind: 'gap', text: '', before: undefined, after: undefined });
      continue;
    }
    const text = line.slice(1).replace(/\r$/, '');
    if (line.startsWith('+')) drawn.push({ kind: 'added', text, before: undefined, after: after++ });
    else if (line.startsWith('-')) drawn.push({ kind: 'removed', text, before: before++, after: undefined });
    // "\ No newline at end of file" is no line of either text; an empty line is one of both that lost its space.
    else if (!line.startsWith('\\')) drawn.push({ kind: 'same', text, before: before++, after: after++ });
  }
  return diff === '' ? [] : drawn;
}
