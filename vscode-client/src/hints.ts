// One plain hint on files that are not read yet: once a window, and never again for who says so.
import * as vscode from 'vscode';
import { hintOn, unreadKind } from './unread';

const NEVER = "Don't show again";

export function showHints(remembered: vscode.Memento): vscode.Disposable {
  const shown = new Set<string>();
  const look = async ({ path }: vscode.Uri): Promise<void> => {
    const kind = unreadKind(path);
    const key = `hint.${kind?.extension}`;
    if (kind === undefined || shown.has(key) || remembered.get(key) === NEVER) return;
    shown.add(key);
    const answer = await vscode.window.showInformationMessage(hintOn(kind), NEVER);
    if (answer === NEVER) await remembered.update(key, NEVER);
  };
  // What is shown, not what is opened: other extensions open files that nobody looks at.
  const lookAtEditor = (editor: vscode.TextEditor | undefined): void => {
    if (editor !== undefined) void look(editor.document.uri);
  };
  lookAtEditor(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(lookAtEditor);
}
