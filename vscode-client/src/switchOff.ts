// Switching a rule off for a project, from the lightbulb: the server makes the edit of the settings file, which is saved
// where nobody has changes of their own in it.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { fail, tell } from './messages';
import { SWITCH_OFF, type SwitchedOff, type SwitchOffParams } from './protocol';
import type { Session } from './session';

export function registerSwitchOff(session: Session): vscode.Disposable {
  return vscode.commands.registerCommand('burnish.switchOff', (params: SwitchOffParams) => switchOff(session, params));
}

async function switchOff(session: Session, params: SwitchOffParams): Promise<void> {
  const client = await session.client();
  if (client === undefined) return;
  try {
    const answer = await client.sendRequest<SwitchedOff>(SWITCH_OFF, params);
    if (answer.edit === null) {
      void tell(answer.message);
      return;
    }
    const settings = vscode.Uri.file(answer.path);
    const theirs = vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.fsPath === settings.fsPath);
    if (!(await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit)))) {
      void tell('The editor did not take the change; nothing was changed.');
      return;
    }
    const document = await vscode.workspace.openTextDocument(settings);
    const saved = !theirs && (await document.save());
    const message = saved ? `Switched ${params.rule} off in ${path.basename(answer.path)}.` : answer.message;
    if ((await tell(message, 'Show')) === 'Show') await vscode.window.showTextDocument(document);
  } catch (error) {
    void fail(session.log, 'The rule could not be switched off', error);
  }
}
