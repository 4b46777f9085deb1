// The language client: which documents go to the server, and what the two tell each other beyond LSP's own requests.
import * as vscode from 'vscode';
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClientOptions,
  type DocumentFilter,
} from 'vscode-languageclient/node';
import { SetupError } from './setupError';
import type { Server } from './setup';
import { FILES, LANGUAGES, SETTINGS_FILES } from './generated';
import { STATUS, type ServerStatus } from './protocol';
import type { StatusItem } from './status';

/** Settings that say how the server is started: it does not know them, and a change of one restarts it. */
export const START_SETTINGS: readonly string[] = ['interpreter', 'serverCommand'];

/** Commands of this extension that the server may put into code actions; in a hover no command is run. */
const COMMANDS = ['burnish.explain', 'burnish.showLogs', 'burnish.selectModel', 'burnish.switchOff'];
/** The server asks for one of them, since a person pressed its button. */
const RUN = 'burnish/run';
/** What is sent to the server: code, the files that hold a project's settings, and the cells of notebooks. */
const DOCUMENTS: DocumentFilter[] = [
  ...['file', 'untitled'].flatMap((scheme) => [
    ...LANGUAGES.map((language) => ({ scheme, language })),
    ...FILES.map((name) => ({ scheme, pattern: `**/${name}` })),
  ]),
  ...SETTINGS_FILES.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
  { scheme: 'vscode-notebook-cell', language: 'python', pattern: '**/*.ipynb' },
];
// A server that dies more often than this in a while is not started again by itself.
const MOST_DEATHS = 3;
const HOPE_MS = 180_000;

/** A client for a server that a command starts. `onLost` is called when it has died too often to start it again. */
export function createClient(
  { command, variables }: Pick<Server, 'command' | 'variables'>,
  log: vscode.LogOutputChannel,
  status: StatusItem,
  onLost: () => void,
): LanguageClient {
  const [program = '', ...args] = command;
  const deaths: number[] = [];
  let hasRun = false;
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    initializationOptions: {
      trusted: vscode.workspace.isTrusted,
      commands: COMMANDS,
      settings: settingsChosen(),
    },
    middleware: {
      // There is nothing to complete in code: the server need not be asked at every word of it.
      provideCompletionItem: (document, position, context, token, next) =>
        vscode.languages.match(SETTINGS_FILES, document) > 0 ? next(document, position, context, token) : undefined,
      workspace: {
        configuration: ({ items }) =>
          items.map(({ scopeUri }) => settingsChosen(scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri))),
        // Would send the defaults too: `sendSettings` does it.
        didChangeConfiguration: () => Promise.resolve(),
      },
    },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // A server that cannot even start is the caller's to tell of: `start` rejects.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const now = Date.now();
        deaths.push(now);
        const hopeful = hasRun && deaths.filter((time) => now - time < HOPE_MS).length <= MOST_DEATHS;
        if (hasRun && !hopeful) onLost();
        return { action: hopeful ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
      },
    },
    markdown: { isTrusted: false, supportHtml: false },
  };
  const client = new QuietClient(
    'burnish',
    'Burnish',
    { command: program, args, transport: TransportKind.stdio, options: { env: { ...process.env, ...variables } } },
    options,
  );
  client.onNotification(STATUS, (news: ServerStatus) => status.show(news));
  client.onNotification(RUN, ({ command }: { readonly command: string }) => {
    if (COMMANDS.includes(command)) void vscode.commands.executeCommand(command);
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) status.show({ state: 'starting', message: 'The server is starting.' });
    if (newState === State.Stopped) status.show({ state: 'stopped', message: 'The server has stopped.' });
    if (newState === State.Running) {
      hasRun = true;
      status.show({ state: 'ready', model: null, tokensPerSecond: null, message: null });
    }
  });
  return client;
}

/** Starts the server. Throws SetupError where it does not come up. */
export async function startServer(client: LanguageClient): Promise<void> {
  // `start` of a server that dies at once either rejects or returns with nothing running.
  await client.start().catch((error: unknown) => client.error('The server could not be started.', error, false));
  if (!client.isRunning()) throw new SetupError('The server could not be started.');
}

/** Whether a document is one that the server is there for. */
export function concerns(document: vscode.TextDocument): boolean {
  return vscode.languages.match(DOCUMENTS, document) > 0;
}

/** Leaves it to the caller of `startServer` to say that a server does not start, in one message rather than three. */
class QuietClient extends LanguageClient {
  private stopping = false;

  override async dispose(timeout?: number): Promise<void> {
    this.stopping = true;
    await super.dispose(timeout);
  }

  override error(message: string, data?: unknown, showNotification: boolean | 'force' = true): void {
    // The end that was asked for is no error.
    if (this.stopping && message.startsWith('Server process exited')) this.info('The server has ended.', undefined, false);
    else super.error(message, data, this.isRunning() && showNotification);
  }
}

/** Tells the server the settings as they are now. */
export async function sendSettings(client: LanguageClient): Promise<void> {
  await client.sendNotification(DidChangeConfigurationNotification.type, { settings: { burnish: settingsChosen() } });
}

/** The settings that someone has chosen in the editor: its defaults must not hide what burnish.toml says. */
function settingsChosen(scope?: vscode.Uri): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('burnish', scope);
  const chosen = Object.keys(settings).filter((name) => {
    if (START_SETTINGS.includes(name)) return false;
    const where = settings.inspect(name);
    return [where?.globalValue, where?.workspaceValue, where?.workspaceFolderValue].some((value) => value !== undefined);
  });
  return Object.fromEntries(chosen.map((name) => [name, settings.get(name)]));
}
