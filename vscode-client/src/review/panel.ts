// Reviews in panels beside the code: one for each document.
import * as path from 'node:path';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Review } from '../protocol';
import { reviewPage, type FromPage, type ToPage } from './page';

export interface ReviewActions {
  /** Applies what is ticked. Gives undefined where it was applied, else why it was not. */
  readonly apply: (ids: readonly number[]) => Promise<string | undefined>;
  readonly again: () => Promise<void>;
}

export interface ReviewPanels {
  readonly show: (document: vscode.TextDocument, review: Review, actions: ReviewActions) => void;
  readonly dispose: () => void;
}

interface Shown {
  readonly document: vscode.TextDocument;
  readonly review: Review;
  readonly actions: ReviewActions;
  readonly serial: number;
  busy: boolean;
  /** Why it can no longer be applied. */
  stale: string | undefined;
}

const CHANGED = 'The file has changed since this review.';
const CLOSED = 'The file was closed after this review.';

export function createReviewPanels(extension: vscode.Uri): ReviewPanels {
  const panels = new Map<string, { readonly panel: vscode.WebviewPanel; shown: Shown }>();
  let serial = 0;

  const show = (document: vscode.TextDocument, review: Review, actions: ReviewActions): void => {
    const key = document.uri.toString();
    const known = panels.get(key);
    const stale = document.version === review.version ? undefined : CHANGED;
    const shown: Shown = { document, review, actions, serial: ++serial, busy: false, stale };
    const panel = known?.panel ?? openPanel(extension);
    panel.title = `Review: ${path.posix.basename(document.uri.path)}`;
    if (known === undefined) {
      const one = { panel, shown };
      panels.set(key, one);
      panel.onDidDispose(() => panels.delete(key));
      panel.webview.onDidReceiveMessage((message: FromPage) => heed(panel, one.shown, message));
    } else {
      known.shown = shown;
      tellPage(panel, shown);
      panel.reveal();
    }
  };

  const outdate = (document: vscode.TextDocument, reason: string): void => {
    const known = panels.get(document.uri.toString());
    if (known === undefined || known.shown.stale !== undefined || known.shown.busy) return;
    makeStale(known.panel, known.shown, reason);
  };
  const watching = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) outdate(document, CHANGED);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => outdate(document, CLOSED)),
  );
  const dispose = (): void => {
    watching.dispose();
    for (const { panel } of panels.values()) panel.dispose();
  };
  return { show, dispose };
}

function openPanel(extension: vscode.Uri): vscode.WebviewPanel {
  const script = vscode.Uri.joinPath(extension, 'dist', 'review.js');
  const style = vscode.Uri.joinPath(extension, 'media', 'review.css');
  const roots = [vscode.Uri.joinPath(extension, 'dist'), vscode.Uri.joinPath(extension, 'media')];
  const options = { enableScripts: true, localResourceRoots: roots };
  const panel = vscode.window.createWebviewPanel('burnish.review', 'Review', vscode.ViewColumn.Beside, options);
  const { webview } = panel;
  webview.html = reviewPage({
    script: webview.asWebviewUri(script).toString(),
    style: webview.asWebviewUri(style).toString(),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
  });
  return panel;
}

async function heed(panel: vscode.WebviewPanel, shown: Shown, message: FromPage): Promise<void> {
  switch (message.kind) {
    case 'ready':
      tellPage(panel, shown);
      break;
    case 'close':
      panel.dispose();
      break;
    case 'reveal':
      await reveal(shown.document, message.line);
      break;
    case 'again':
      await shown.actions.again();
      break;
    case 'apply':
      await apply(panel, shown, message.ids);
  }
}

/** All that there is to show: the page may have been made anew. */
function tellPage(panel: vscode.WebviewPanel, { document, review, serial, stale, busy }: Shown): void {
  const file = path.posix.basename(document.uri.path);
  post(panel, { kind: 'review', serial, file, review });
  if (stale !== undefined) post(panel, { kind: 'stale', reason: stale });
  if (busy) post(panel, { kind: 'busy', busy });
}

async function apply(panel: vscode.WebviewPanel, shown: Shown, ids: readonly number[]): Promise<void> {
  if (shown.busy || shown.stale !== undefined) return;
  shown.busy = true;
  post(panel, { kind: 'busy', busy: true });
  const trouble = await shown.actions.apply(ids);
  shown.busy = false;
  if (trouble === undefined) {
    const column = columnOf(shown.document);
    panel.dispose();
    await vscode.window.showTextDocument(shown.document, column === undefined ? {} : { viewColumn: column });
    return;
  }
  post(panel, { kind: 'busy', busy: false });
  makeStale(panel, shown, trouble);
}

function makeStale(panel: vscode.WebviewPanel, shown: Shown, reason: string): void {
  shown.stale = reason;
  post(panel, { kind: 'stale', reason });
}

async function reveal(document: vscode.TextDocument, line: number): Promise<void> {
  const column = columnOf(document) ?? vscode.ViewColumn.One;
  const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
  await vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus: true, selection: range });
}

function columnOf(document: vscode.TextDocument): vscode.ViewColumn | undefined {
  return vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
}

function post(panel: vscode.WebviewPanel, message: ToPage): void {
  void panel.webview.postMessage(message);
}
