// A request that takes a while: a notification follows it, and its Cancel button ends it.
import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, WorkDoneProgress, type LanguageClient } from 'vscode-languageclient/node';

/** What is being asked of the server now, so that it can be cancelled from elsewhere. */
export type Running = Set<vscode.CancellationTokenSource>;

/** The answer to a request, or undefined where it was cancelled. Throws what the server answers otherwise. */
export async function askWithProgress<Answer>(
  client: LanguageClient,
  method: string,
  params: object,
  title: string,
  running: Running,
): Promise<Answer | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const workDoneToken = `burnish-${method}-${Date.now()}`;
  const source = new vscode.CancellationTokenSource();
  running.add(source);
  try {
    return await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, following(progress));
      try {
        return await client.sendRequest<Answer>(method, { ...params, workDoneToken }, source.token);
      } finally {
        listener.dispose();
      }
    });
  } catch (error) {
    if (source.token.isCancellationRequested || isCancellation(error)) return undefined;
    throw error;
  } finally {
    running.delete(source);
    source.dispose();
  }
}

function following(progress: vscode.Progress<{ message?: string; increment?: number }>) {
  let reached = 0;
  return (news: WorkDoneProgressNews): void => {
    const { percentage = reached, message } = news;
    progress.report({ increment: percentage - reached, ...(message === undefined ? {} : { message }) });
    reached = percentage;
  };
}

/** As much of the protocol's news as is shown; the end brings neither. */
interface WorkDoneProgressNews {
  readonly percentage?: number;
  readonly message?: string;
}

function isCancellation(error: unknown): boolean {
  const codes: readonly number[] = [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled, LSPErrorCodes.ContentModified];
  return error instanceof ResponseError && codes.includes(error.code);
}
