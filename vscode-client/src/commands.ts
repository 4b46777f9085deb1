// The palette's commands. Each asks the server and shows its answer; what to do with code is decided there.
import * as vscode from 'vscode';
import {
  ExecuteCommandRequest,
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgress,
  type LanguageClient,
} from 'vscode-languageclient/node';
import {
  ENHANCE,
  EXPLAIN,
  MODELS,
  REFUSED,
  type EnhanceResult,
  type EnhanceTarget,
  type ExplainParams,
  type Explanation,
  type Models,
  type Refused,
  type RefusedParams,
} from './client';

export interface Session {
  /** The client once its server runs; undefined while none does, for which the person has been told why. */
  client(): Promise<LanguageClient | undefined>;
  restart(): Promise<void>;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(session: Session): vscode.Disposable {
  const running = new Set<vscode.CancellationTokenSource>();
  const pages = new Map<string, string>();
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(PAGE, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.toString()) ?? '',
    }),
    register('burnish.enhanceFile', () => enhance(session, running, () => null)),
    register('burnish.enhanceSelection', () => enhance(session, running, (editor) => editor.selection)),
    register('burnish.cancel', () => running.forEach((source) => source.cancel())),
    register('burnish.explain', (params?: ExplainParams) => explain(session, pages, params)),
    register('burnish.showRefused', () => showRefused(session, pages)),
    register('burnish.selectModel', () => selectModel(session)),
    register('burnish.restartServer', () => session.restart()),
    register('burnish.showLogs', () => session.log.show()),
  );
}

const PAGE = 'burnish-page';
/** A page that is open already shows its new text. */
const changed = new vscode.EventEmitter<vscode.Uri>();
const NO_MODEL = 'off';

async function enhance(
  session: Session,
  running: Set<vscode.CancellationTokenSource>,
  rangeOf: (editor: vscode.TextEditor) => vscode.Range | null,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    tell('Open a file first.');
    return;
  }
  const client = await session.client();
  if (client === undefined) return;
  const range = rangeOf(editor);
  const toServer = client.code2ProtocolConverter;
  const uri = toServer.asUri(editor.document.uri);
  const target: EnhanceTarget = { uri, range: range === null ? null : toServer.asRange(range) };
  const source = new vscode.CancellationTokenSource();
  running.add(source);
  try {
    const result = await requestEnhancement(client, target, source);
    if (result !== null) tell(result.message);
  } catch (error) {
    if (!isCancellation(error)) fail(session, 'The file could not be enhanced', error);
  } finally {
    running.delete(source);
    source.dispose();
  }
}

/** The request with its progress; the notification goes when the server's work ends, before any preview is answered. */
function requestEnhancement(
  client: LanguageClient,
  target: EnhanceTarget,
  source: vscode.CancellationTokenSource,
): Promise<EnhanceResult | null> {
  const workDoneToken = `burnish-enhance-${Date.now()}`;
  const options = { location: vscode.ProgressLocation.Notification, title: 'Burnish: enhancing', cancellable: true };
  const params = { command: ENHANCE, arguments: [target], workDoneToken };
  return new Promise((resolve, reject) => {
    void vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      const work = follow(client, workDoneToken, progress);
      const answer = client.sendRequest(ExecuteCommandRequest.type, params, source.token);
      const answered = answer.then((result) => resolve(result as EnhanceResult | null), reject);
      await Promise.race([work.ended, answered]);
      work.dispose();
    });
  });
}

interface Progress {
  readonly ended: Promise<void>;
  readonly dispose: () => void;
}

/** Shows the server's work-done progress for one token. */
function follow(
  client: LanguageClient,
  workDoneToken: string,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): Progress {
  let reached = 0;
  let end: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (news) => {
    if (news.kind === 'end') {
      end();
      return;
    }
    const { percentage = reached, message } = news;
    progress.report({ increment: percentage - reached, ...(message === undefined ? {} : { message }) });
    reached = percentage;
  });
  return {
    ended,
    dispose: () => {
      listener.dispose();
    },
  };
}

async function explain(session: Session, pages: Map<string, string>, given?: ExplainParams): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = await session.client();
  if (client === undefined) return;
  const params = given ?? (editor && cursorOf(editor, client));
  if (params === undefined) {
    tell('Put the cursor on a finding first.');
    return;
  }
  const page = await client.sendRequest<Explanation | null>(EXPLAIN, params);
  if (page === null) {
    tell('There is no finding under the cursor.');
    return;
  }
  await showPage(pages, page);
}

async function showRefused(session: Session, pages: Map<string, string>): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    tell('Open a file first.');
    return;
  }
  const client = await session.client();
  if (client === undefined) return;
  const params: RefusedParams = { uri: client.code2ProtocolConverter.asUri(editor.document.uri) };
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Burnish: verifying every fix',
    cancellable: true,
  };
  try {
    const page = await vscode.window.withProgress(options, (_, token) =>
      client.sendRequest<Refused | null>(REFUSED, params, token),
    );
    if (page === null) tell('This file is not one that Burnish can enhance.');
    else if (page.refused.length === 0) tell('Nothing was refused in this file.');
    else await showPage(pages, page);
  } catch (error) {
    if (!isCancellation(error)) fail(session, 'The refused rewrites cannot be shown', error);
  }
}

async function showPage(pages: Map<string, string>, page: Explanation): Promise<void> {
  const uri = vscode.Uri.from({ scheme: PAGE, path: `/${page.title}.md` });
  pages.set(uri.toString(), page.markdown);
  changed.fire(uri);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

function cursorOf(editor: vscode.TextEditor, client: LanguageClient): ExplainParams {
  const toServer = client.code2ProtocolConverter;
  return { uri: toServer.asUri(editor.document.uri), position: toServer.asPosition(editor.selection.active) };
}

async function selectModel(session: Session): Promise<void> {
  const client = await session.client();
  if (client === undefined) return;
  const { current, models } = await client.sendRequest<Models>(MODELS, {});
  const known = models.map(({ name, path, detail }) => {
    const inUse = current !== null && [name, path].includes(current);
    return { label: name, description: inUse ? 'in use' : '', detail, value: name };
  });
  const none = { label: 'No model', description: current === NO_MODEL ? 'in use' : '', detail: 'Rules only', value: NO_MODEL };
  const other = { label: 'Choose a GGUF file…', description: '', detail: 'Any model that llama.cpp runs', value: '' };
  const title = 'Burnish: the model that rewrites';
  const chosen = await vscode.window.showQuickPick([...known, none, other], { title, matchOnDetail: true });
  if (chosen === undefined) return;
  const value = chosen === other ? await chooseFile() : chosen.value;
  if (value === undefined) return;
  await vscode.workspace.getConfiguration('burnish').update('model', value, vscode.ConfigurationTarget.Global);
}

async function chooseFile(): Promise<string | undefined> {
  const filters = { 'GGUF model': ['gguf'] };
  const [file] = (await vscode.window.showOpenDialog({ canSelectMany: false, filters, openLabel: 'Use' })) ?? [];
  return file?.fsPath;
}

function isCancellation(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(`Burnish: ${message}`);
}

function fail(session: Session, sentence: string, error: unknown): void {
  session.log.error(error instanceof Error ? error : String(error));
  const detail = error instanceof Error ? error.message : String(error);
  void vscode.window.showErrorMessage(`Burnish: ${sentence}: ${detail}`, 'Show Logs').then((answer) => {
    if (answer === 'Show Logs') session.log.show();
  });
}
