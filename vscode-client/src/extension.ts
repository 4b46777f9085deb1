// Activation: one server for the window, set up, started, restarted and stopped.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { START_SETTINGS, createClient, sendSettings, startServer } from './client';
import { registerCommands } from './commands';
import { SetupCancelled, SetupError } from './environment';
import { prepareServer, showFailure } from './setup';
import { createStatusItem } from './status';

let stopServer: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Burnish', { log: true });
  const status = createStatusItem();
  let running: Promise<LanguageClient | undefined> | undefined;
  let offeredModelRuntime = false;

  const start = async (): Promise<LanguageClient | undefined> => {
    status.show({ state: 'setup', message: 'Burnish is setting up its server.' });
    try {
      const server = await prepareServer(context, log);
      const client = createClient(server, log, status, () => fail(new SetupError('The server keeps stopping.')));
      await startServer(client);
      const { addModelRuntime } = server;
      if (addModelRuntime !== undefined && !offeredModelRuntime) {
        // Minutes of compiling: once a window, and nobody waits for it.
        offeredModelRuntime = true;
        void addModelRuntime().then((added) => (added ? restart() : undefined));
      }
      return client;
    } catch (error) {
      fail(error);
      return undefined;
    }
  };

  const fail = (error: unknown): void => {
    const cancelled = error instanceof SetupCancelled;
    const message = cancelled ? 'The set-up was cancelled.' : 'The server is not running.';
    status.show({ state: 'failed', message });
    if (!cancelled) void showFailure(error, log).then((answer) => (answer === 'retry' ? restart() : undefined));
  };

  const stop = async (): Promise<void> => {
    const client = await running;
    running = undefined;
    await client?.dispose();
  };

  const restart = async (): Promise<void> => {
    await stop();
    running = start();
    await running;
  };

  running = start();
  stopServer = stop;
  context.subscriptions.push(
    log,
    status,
    registerCommands({ client: async () => running, restart, log }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (!change.affectsConfiguration('burnish')) return;
      const client = await running;
      if (START_SETTINGS.some((name) => change.affectsConfiguration(`burnish.${name}`))) await restart();
      else if (client !== undefined) await sendSettings(client);
    }),
  );
}

export async function deactivate(): Promise<void> {
  await stopServer?.();
}
