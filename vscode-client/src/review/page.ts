// The review's page and the messages that it and the extension exchange. The page holds no text of any file: those
// come in messages, and its script writes them as text.
import type { Review } from '../protocol';

export type ToPage =
  | { readonly kind: 'review'; readonly serial: number; readonly file: string; readonly review: Review }
  /** The review no longer fits the document. */
  | { readonly kind: 'stale'; readonly reason: string }
  | { readonly kind: 'busy'; readonly busy: boolean };

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'apply'; readonly ids: readonly number[] }
  | { readonly kind: 'reveal'; readonly line: number }
  | { readonly kind: 'again' }
  | { readonly kind: 'close' };

/** What the page keeps while it is hidden. */
export interface KeptState {
  /** Of the review that it belongs to. */
  readonly serial: number;
  readonly ticked: readonly number[];
  readonly expanded: readonly number[];
}

/** The page's HTML. `source` is where its script and style may come from; nothing else may. */
export function reviewPage({ script, style, source, nonce }: Record<'script' | 'style' | 'source' | 'nonce', string>): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(style)}">
<title>Burnish review</title>
</head>
<body>
<div id="review"></div>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
