// Activation: one server for the window, set up, started, restarted and stopped.
import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { START_SETTINGS, concerns, createClient, sendSettings, startServer } from './client';
import { registerCommands } from './commands';
import { registerEnhancing } from './enhance';
import { SetupCancelled, SetupError, SetupWaits } from './setupError';
import { showHints } from './hints';
import type { Running } from './progress';
import type { Session } from './session';
import { reportProblem } from './reportProblem';
import { environmentFolder, offerRetry, offerTrust, prepareServer, showFailure } from './setup';
import { createStatusItem } from './status';
import { registerSwitchOff } from './switchOff';

let stopServer: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Burnish', { log: true });
  const status = createStatusItem();
  let running: Promise<LanguageClient | undefined> | undefined;
  let starting = false;
  let waits: string | undefined;
  let offeredModelRuntime = false;

  const start = async (): Promise<LanguageClient | undefined> => {
    starting = true;
    waits = undefined;
    status.show({ state: 'setup', message: 'Burnish is setting up its server.' });
    try {
      const server = await prepareServer(context, log);
      const client = createClient(server, log, status, () => void fail(new SetupError('The server keeps stopping.')));
      await startServer(client);
      const { addModelRuntime } = server;
      if (addModelRuntime !== undefined && !offeredModelRuntime) {
        // Minutes of compiling: once a window, and nobody waits for it.
        offeredModelRuntime = true;
        void addModelRuntime().then((added) => (added ? restart() : undefined));
      }
      return client;
    } catch (error) {
      void fail(error);
      return undefined;
    } finally {
      starting = false;
    }
  };

  const fail = async (error: unknown): Promise<void> => {
    if (error instanceof SetupWaits) {
      // No message: the editor itself asks whether the folder is trusted. Once it is, the server starts.
      waits = error.message;
      status.show({ state: 'waiting', message: waits });
      log.info(error.message);
      return;
    }
    const cancelled = error instanceof SetupCancelled;
    const message = cancelled ? 'The set-up was cancelled.' : 'The server is not running.';
    status.show({ state: 'failed', message });
    if (cancelled) log.warn(message);
    const answer = cancelled ? await offerRetry(message, log) : await showFailure(error, log);
    if (answer === 'retry') await restart();
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

  const session: Session = {
    client: async () => {
      // Whoever waits for a start hears of its failure from the start itself.
      const told = running === undefined || starting;
      running ??= start();
      const client = await running;
      if (client !== undefined && client.state !== State.Stopped) return client;
      if (waits !== undefined) await offerTrust(waits);
      if (told || waits !== undefined || (await offerRetry('The server is not running.', log)) !== 'retry') return undefined;
      await restart();
      return running;
    },
    restart,
    log,
  };
  const asked: Running = new Set();

  stopServer = stop;
  context.subscriptions.push(
    log,
    status,
    registerCommands(session, asked),
    registerEnhancing(context, session, asked),
    registerSwitchOff(session),
    vscode.commands.registerCommand('burnish.reportProblem', () => reportProblem(context, environmentFolder(context))),
    showHints(context.globalState),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (concerns(document)) running ??= start();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (!change.affectsConfiguration('burnish')) return;
      const client = await running;
      if (START_SETTINGS.some((name) => change.affectsConfiguration(`burnish.${name}`))) await restart();
      else if (client !== undefined) await sendSettings(client);
    }),
  );
  if (vscode.workspace.textDocuments.some(concerns)) running = start();
}

export async function deactivate(): Promise<void> {
  await stopServer?.();
}
