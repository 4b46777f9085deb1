// The commands that enhance: the server reviews, the person ticks, the server makes the edits, the editor applies them.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { fail, tell } from './messages';
import { askWithProgress, type Running } from './progress';
import { REVIEW, REVIEW_EDITS, type Review, type ReviewEdits, type ReviewEditsParams, type ReviewParams } from './protocol';
import { createReviewPanels, type ReviewPanels } from './review/panel';
import type { Session } from './session';

/** What is to be reviewed of a document. */
type Scope = Omit<ReviewParams, 'uri' | 'workDoneToken'>;
/** What a command reviews, given the editor it is used in; undefined where the person thought better of it. */
type ScopeOf = (editor: vscode.TextEditor, client: LanguageClient) => Scope | undefined | Promise<Scope | undefined>;

const LAST_INSTRUCTION = 'instruction';

export function registerEnhancing(context: vscode.ExtensionContext, session: Session, running: Running): vscode.Disposable {
  const panels = createReviewPanels(context.extensionUri);
  const register = (command: string, scopeOf: ScopeOf): vscode.Disposable =>
    vscode.commands.registerCommand(command, () => enhance(session, panels, running, scopeOf));
  return vscode.Disposable.from(
    panels,
    register('burnish.enhanceFile', () => ({})),
    register('burnish.enhanceSelection', (editor, client) => selectionOf(editor, client)),
    register('burnish.enhanceChanged', () => ({ changed: true })),
    register('burnish.enhanceWithInstruction', async (editor, client) => {
      const range = selectionOf(editor, client);
      const instruction = await askInstruction(context.globalState);
      return instruction === undefined ? undefined : { ...range, instruction };
    }),
  );
}

function selectionOf(editor: vscode.TextEditor, client: LanguageClient): Scope {
  return { range: client.code2ProtocolConverter.asRange(editor.selection) };
}

/** What the person wants done; the last time's answer is there to be taken again. */
async function askInstruction(remembered: vscode.Memento): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title: 'Burnish: Enhance Selection with an Instruction',
    prompt: 'What should be done with the selected code? The model answers, the same checks judge.',
    placeHolder: 'For example: use a custom hook; simplify; split this function in two',
    value: remembered.get<string>(LAST_INSTRUCTION, ''),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Say in a few words what should be done.' : undefined),
  });
  if (answer === undefined) return undefined;
  await remembered.update(LAST_INSTRUCTION, answer.trim());
  return answer.trim();
}

async function enhance(session: Session, panels: ReviewPanels, running: Running, scopeOf: ScopeOf): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void tell('Open a file first.');
    return;
  }
  const client = await session.client();
  if (client === undefined) return;
  const scope = await scopeOf(editor, client);
  if (scope !== undefined) await review(session, panels, running, editor.document, scope);
}

async function review(
  session: Session,
  panels: ReviewPanels,
  running: Running,
  document: vscode.TextDocument,
  scope: Scope,
): Promise<void> {
  const client = await session.client();
  if (client === undefined) return;
  const params: ReviewParams = { uri: client.code2ProtocolConverter.asUri(document.uri), ...scope };
  try {
    const made = await askWithProgress<Review | null>(client, REVIEW, params, titleOf(scope), running);
    if (made === undefined) return;
    if (made === null) void tell('This file is not one that Burnish can enhance.');
    else if (made.items.length === 0 && made.left.length === 0) void sayNothingToDo(made, scope);
    else
      panels.show(document, made, {
        apply: (ids) => apply(session, running, document, made, ids),
        again: () => review(session, panels, running, document, scope),
      });
  } catch (error) {
    void fail(session.log, 'The file could not be reviewed', error);
  }
}

function titleOf({ instruction }: Scope): string {
  return instruction === undefined ? 'Burnish: reviewing' : `Burnish: ${instruction}`;
}

async function sayNothingToDo({ summary }: Review, { instruction }: Scope): Promise<void> {
  if (instruction === undefined) void tell(summary);
  else if ((await tell(summary, 'Select Model')) === 'Select Model')
    await vscode.commands.executeCommand('burnish.selectModel');
}

/** Applies what was ticked, as one step that one undo takes back. Gives undefined, or why nothing was applied. */
async function apply(
  session: Session,
  running: Running,
  document: vscode.TextDocument,
  { uri, version }: Review,
  ids: readonly number[],
): Promise<string | undefined> {
  const client = await session.client();
  if (client === undefined) return 'The server is not running.';
  try {
    const params: ReviewEditsParams = { uri, version, ids };
    const title = 'Burnish: checking what is ticked';
    const answer = await askWithProgress<ReviewEdits>(client, REVIEW_EDITS, params, title, running);
    if (answer === undefined) return 'Cancelled; nothing was changed.';
    if (answer.edit === null) return answer.message;
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit);
    if (document.isClosed || document.version !== version) return 'The file has changed since; nothing was applied.';
    if (!(await vscode.workspace.applyEdit(edit))) return 'The editor did not take the change; nothing was applied.';
    void offerUndo(document, answer.message);
    return undefined;
  } catch (error) {
    void fail(session.log, 'The enhancements could not be applied', error);
    return 'Nothing was applied.';
  }
}

async function offerUndo(document: vscode.TextDocument, message: string): Promise<void> {
  const { version } = document;
  if ((await tell(message, 'Undo')) !== 'Undo') return;
  await vscode.window.showTextDocument(document);
  if (document.version === version) await vscode.commands.executeCommand('undo');
  else void tell('The file has changed since; undo there takes back the latest change first.');
}
