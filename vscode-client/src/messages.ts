// What is said to the person: every sentence under Burnish's name, once.
import * as vscode from 'vscode';

/** Text in which nothing is a link: VS Code makes one of `[words](address)` in a notice, whoever wrote it. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Says a sentence; gives the button that was pressed. */
export async function tell<Button extends string>(message: string, ...buttons: Button[]): Promise<Button | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(`Burnish: ${message}`), ...buttons);
}

/** Says what did not work, with the log at hand. */
export async function fail(log: vscode.LogOutputChannel, sentence: string, error: unknown): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const detail = error instanceof Error ? error.message : String(error);
  const answer = await vscode.window.showErrorMessage(withoutLinks(`Burnish: ${sentence}: ${detail}`), 'Show Logs');
  if (answer === 'Show Logs') log.show();
}
