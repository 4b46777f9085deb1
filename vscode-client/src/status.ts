// The status bar item: what Burnish is doing and what is missing, in one glance; a click on it offers ways on.
import * as vscode from 'vscode';
import { statusSentences, statusText, waysOn, type Status } from './statusWords';

export interface StatusItem {
  readonly show: (status: Status) => void;
  readonly dispose: () => void;
}

export function createStatusItem(): StatusItem {
  const item = vscode.window.createStatusBarItem('burnish.status', vscode.StatusBarAlignment.Right, 50);
  let current: Status = { state: 'stopped', message: 'Not started yet.' };
  item.name = 'Burnish';
  item.command = 'burnish.showMenu';
  const show = (status: Status): void => {
    current = status;
    const sentences = statusSentences(status);
    const failed = status.state === 'failed' || status.state === 'error';
    item.text = statusText(status);
    item.tooltip = [...sentences, 'Click for what can be done.'].join('\n');
    item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.accessibilityInformation = { label: `Burnish: ${sentences.join(' ')}` };
    item.show();
  };
  const menu = vscode.commands.registerCommand('burnish.showMenu', () => showMenu(current));
  return { show, dispose: () => void vscode.Disposable.from(item, menu).dispose() };
}

async function showMenu(status: Status): Promise<void> {
  const options = { title: 'Burnish', placeHolder: statusSentences(status).join(' ') };
  const way = await vscode.window.showQuickPick(waysOn(status), options);
  if (way !== undefined) await vscode.commands.executeCommand(way.command, ...(way.arguments ?? []));
}
