// The palette's commands. Each asks the server and shows its answer; what to do with code is decided there.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { FIX_ALL, withFixOnSave } from './fixOnSave';
import { fail, tell } from './messages';
import { askWithProgress, type Running } from './progress';
import {
  EXPLAIN,
  MODELS,
  REFUSED,
  type ExplainParams,
  type Explanation,
  type Models,
  type Refused,
  type RefusedParams,
} from './protocol';
import type { Session } from './session';

export function registerCommands(session: Session, running: Running): vscode.Disposable {
  const pages = new Map<string, string>();
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(PAGE, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.toString()) ?? '',
    }),
    register('burnish.cancel', () => running.forEach((source) => source.cancel())),
    register('burnish.explain', (params?: ExplainParams) => explain(session, pages, params)),
    register('burnish.showRefused', () => showRefused(session, pages, running)),
    register('burnish.selectModel', () => selectModel(session)),
    register('burnish.fixOnSave', turnOnFixOnSave),
    register('burnish.restartServer', () => session.restart()),
    register('burnish.showLogs', () => session.log.show()),
  );
}

const PAGE = 'burnish-page';
/** A page that is open already shows its new text. */
const changed = new vscode.EventEmitter<vscode.Uri>();
const NO_MODEL = 'off';

async function explain(session: Session, pages: Map<string, string>, given?: ExplainParams): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = await session.client();
  if (client === undefined) return;
  const params = given ?? (editor && cursorOf(editor, client));
  if (params === undefined) {
    void tell('Put the cursor on a finding first.');
    return;
  }
  const page = await client.sendRequest<Explanation | null>(EXPLAIN, params);
  if (page === null) {
    void tell('There is no finding under the cursor.');
    return;
  }
  await showPage(pages, page);
}

async function showRefused(session: Session, pages: Map<string, string>, running: Running): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void tell('Open a file first.');
    return;
  }
  const client = await session.client();
  if (client === undefined) return;
  const params: RefusedParams = { uri: client.code2ProtocolConverter.asUri(editor.document.uri) };
  try {
    const page = await askWithProgress<Refused | null>(client, REFUSED, params, 'Burnish: checking every fix', running);
    if (page === undefined) return;
    if (page === null) void tell('This file is not one that Burnish can enhance.');
    else if (page.refused.length === 0) void tell('Nothing was refused in this file.');
    else await showPage(pages, page);
  } catch (error) {
    void fail(session.log, 'The refused rewrites cannot be shown', error);
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

/** Has VS Code apply Burnish's safe fixes on every save that someone asks for. */
async function turnOnFixOnSave(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('editor');
  const chosen = withFixOnSave(settings.inspect('codeActionsOnSave')?.globalValue);
  if (chosen !== undefined) await settings.update('codeActionsOnSave', chosen, vscode.ConfigurationTarget.Global);
  const now = chosen === undefined ? 'Fix on save is on already' : 'Fix on save is on';
  const answer = await tell(`${now}: safe fixes are applied when you save a file (${FIX_ALL}).`, 'Open Settings');
  if (answer === 'Open Settings')
    await vscode.commands.executeCommand('workbench.action.openSettings', 'editor.codeActionsOnSave');
}
