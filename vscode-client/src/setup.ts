// Where the server comes from: the command in the settings, or an environment that is made here, with progress.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { exclusively } from './claim';
import type { Command } from './command';
import * as environment from './environment';
import type { Bundle, Environment, Report } from './environment';
import { tell } from './messages';
import { findPython, noPython, pythonCandidates, type Python } from './python';
import { SetupCancelled, SetupError, SetupWaits } from './setupError';

/** The command that starts the server, and, where it can be had later, the same with a model to run. */
export interface Server {
  readonly command: Command;
  /** Environment variables that it gets beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Adds what runs a local model, in the background; undefined where it is there, or is not ours to add. */
  readonly addModelRuntime: (() => Promise<boolean>) | undefined;
}

/**
 * The server as it is set up, or can be: nothing is installed before someone has said to trust the window's folder.
 * Throws SetupError with one plain sentence, SetupCancelled or SetupWaits.
 */
export async function prepareServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Server> {
  const settings = vscode.workspace.getConfiguration('burnish');
  const chosen = settings.get<string[]>('serverCommand', []);
  const pyodide = vscode.Uri.joinPath(context.extensionUri, 'server', 'pyodide').fsPath;
  const variables = environment.sandboxVariables(pyodide, process.execPath);
  if (chosen.length > 0) return { command: chosen, variables, addModelRuntime: undefined };

  const bundle = await environment.bundleIn(context.extensionPath);
  if (bundle === undefined)
    throw new SetupError('This build carries no server. Name one in the setting burnish.serverCommand.');
  const folder = environmentFolder(context);
  const there = await environment.existing(folder, bundle);
  const { isTrusted } = vscode.workspace;
  if (there === undefined && !isTrusted)
    throw new SetupWaits('Waiting for trust: the server is installed once you trust this folder.');
  const found = there ?? (await makeEnvironment(folder, bundle, log));
  const addModelRuntime = async (): Promise<boolean> => addRuntime(folder, bundle, log);
  return {
    command: environment.serverCommand(found.python),
    variables,
    addModelRuntime: found.runsModels || !isTrusted ? undefined : addModelRuntime,
  };
}

async function makeEnvironment(folder: string, bundle: Bundle, log: vscode.LogOutputChannel): Promise<Environment> {
  return withProgress('Burnish: setting up the server', log, async (report, signal) => {
    const python = await pythonToUse(report);
    return exclusively(
      folder,
      async () => {
        const madeByAnotherWindow = await environment.existing(folder, bundle);
        if (madeByAnotherWindow !== undefined) return madeByAnotherWindow;
        const made = await environment.make(folder, bundle, python, report, signal);
        await environment.removeOthers(folder);
        return made;
      },
      signal,
    );
  });
}

/** Whether the runtime is there now. Tells the person why, where it is not. */
async function addRuntime(folder: string, bundle: Bundle, log: vscode.LogOutputChannel): Promise<boolean> {
  const carried = bundle.carried?.modelRuntime !== undefined;
  const doing = carried ? 'installing llama-cpp-python' : 'compiling llama-cpp-python';
  try {
    await withProgress(`Burnish: ${doing} for the model (everything else works already)`, log, async (report, signal) =>
      exclusively(
        folder,
        async () => {
          const there = await environment.existing(folder, bundle);
          if (there?.runsModels !== true) await environment.addModelRuntime(folder, bundle, report, signal);
        },
        signal,
      ),
    );
    return true;
  } catch (error) {
    if (error instanceof SetupCancelled) return false;
    const answer = await showFailure(error, log);
    return answer === 'retry' ? addRuntime(folder, bundle, log) : false;
  }
}

/** One plain error with what to do about it. */
export async function showFailure(error: unknown, log: vscode.LogOutputChannel): Promise<'retry' | undefined> {
  if (!(error instanceof SetupError)) log.error(error instanceof Error ? error : String(error));
  return offerRetry(error instanceof Error ? error.message : String(error), log);
}

/** What is wrong, in one sentence, with the two ways on that there always are. */
export async function offerRetry(sentence: string, log: vscode.LogOutputChannel): Promise<'retry' | undefined> {
  const answer = await vscode.window.showErrorMessage(`Burnish: ${sentence}`, 'Retry', 'Show Logs');
  if (answer === 'Show Logs') log.show();
  return answer === 'Retry' ? 'retry' : undefined;
}

/** What a command waits for that needs the server, and the editor's own question. */
export async function offerTrust(sentence: string): Promise<void> {
  const answer = await tell(sentence, 'Manage Workspace Trust');
  if (answer !== undefined) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function pythonToUse(report: Report): Promise<Python> {
  const chosen = vscode.workspace.getConfiguration('burnish').get<string>('interpreter', '').trim();
  const candidates = pythonCandidates(process.platform, chosen, await interpreterOfPythonExtension());
  const found = await findPython(candidates, (line) => report.log(line));
  if ('command' in found) return found;
  throw new SetupError(noPython(found, chosen));
}

/** The part of the Python extension's API that is used here. */
interface PythonExtension {
  readonly environments?: { getActiveEnvironmentPath(): { readonly path: string } };
}

/** The interpreter chosen in the Python extension; a workspace that is not trusted may not choose what runs. */
async function interpreterOfPythonExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (extension === undefined || !vscode.workspace.isTrusted) return undefined;
  const api = await extension.activate();
  return api.environments?.getActiveEnvironmentPath().path;
}

/** Where the server's environment is. */
export function environmentFolder(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { version: string };
  return path.join(context.globalStorageUri.fsPath, `server-${version}`);
}

async function withProgress<T>(
  title: string,
  log: vscode.LogOutputChannel,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const report: Report = {
      step: (message) => progress.report({ message }),
      log: (line) => log.info(line),
    };
    return work(report, abort.signal);
  });
}
