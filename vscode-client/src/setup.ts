// Where the server comes from: the command in the settings, or an environment that is made here, with progress.
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as environment from './environment';
import type { Command, Environment, Report } from './environment';

/** The command that starts the server, and, where it can be had later, the same with a model to run. */
export interface Server {
  readonly command: Command;
  /** Environment variables that it gets beside those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Adds what runs a local model, in the background; undefined where it is there, or is not ours to add. */
  readonly addModelRuntime: (() => Promise<boolean>) | undefined;
}

/** Throws SetupError with one plain sentence, or SetupCancelled. */
export async function prepareServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Server> {
  const settings = vscode.workspace.getConfiguration('burnish');
  const chosen = settings.get<string[]>('serverCommand', []);
  const pyodide = vscode.Uri.joinPath(context.extensionUri, 'server', 'pyodide').fsPath;
  const variables = environment.sandboxVariables(pyodide, process.execPath);
  if (chosen.length > 0) return { command: chosen, variables, addModelRuntime: undefined };

  const wheel = await bundledWheel(context);
  const folder = environmentFolder(context);
  const found = (await environment.existing(folder, wheel)) ?? (await makeEnvironment(folder, wheel, log));
  const addModelRuntime = async (): Promise<boolean> => addRuntime(folder, wheel, log);
  return {
    command: environment.serverCommand(found.python),
    variables,
    addModelRuntime: found.runsModels ? undefined : addModelRuntime,
  };
}

async function makeEnvironment(folder: string, wheel: string, log: vscode.LogOutputChannel): Promise<Environment> {
  return withProgress('Burnish: setting up the server', log, async (report, signal) => {
    const python = await findPython(report);
    return environment.exclusively(
      folder,
      async () => {
        const madeByAnotherWindow = await environment.existing(folder, wheel);
        if (madeByAnotherWindow !== undefined) return madeByAnotherWindow;
        const made = await environment.make(folder, wheel, python, report, signal);
        await environment.removeOthers(folder);
        return made;
      },
      signal,
    );
  });
}

/** Whether the runtime is there now. Tells the person why, where it is not. */
async function addRuntime(folder: string, wheel: string, log: vscode.LogOutputChannel): Promise<boolean> {
  const title = 'Burnish: compiling llama-cpp-python for the model (everything else works already)';
  try {
    await withProgress(title, log, async (report, signal) =>
      environment.exclusively(
        folder,
        async () => {
          const there = await environment.existing(folder, wheel);
          if (there?.runsModels !== true) await environment.addModelRuntime(folder, wheel, report, signal);
        },
        signal,
      ),
    );
    return true;
  } catch (error) {
    if (error instanceof environment.SetupCancelled) return false;
    const answer = await showFailure(error, log);
    return answer === 'retry' ? addRuntime(folder, wheel, log) : false;
  }
}

/** One plain error with what to do about it. */
export async function showFailure(error: unknown, log: vscode.LogOutputChannel): Promise<'retry' | undefined> {
  if (!(error instanceof environment.SetupError)) log.error(error instanceof Error ? error : String(error));
  return offerRetry(error instanceof Error ? error.message : String(error), log);
}

/** What is wrong, in one sentence, with the two ways on that there always are. */
export async function offerRetry(sentence: string, log: vscode.LogOutputChannel): Promise<'retry' | undefined> {
  const answer = await vscode.window.showErrorMessage(`Burnish: ${sentence}`, 'Retry', 'Show Logs');
  if (answer === 'Show Logs') log.show();
  return answer === 'Retry' ? 'retry' : undefined;
}

async function findPython(report: Report): Promise<environment.Python> {
  const chosen = vscode.workspace.getConfiguration('burnish').get<string>('interpreter', '').trim();
  const candidates = environment.pythonCandidates(process.platform, chosen, await interpreterOfPythonExtension());
  const python = await environment.findPython(candidates, report);
  if (python !== undefined) return python;
  const oldest = environment.OLDEST_PYTHON.join('.');
  throw new environment.SetupError(
    chosen === ''
      ? `No Python ${oldest} or newer was found. Install one, or name it in the setting burnish.interpreter.`
      : `${chosen} (setting burnish.interpreter) is not a Python ${oldest} or newer.`,
  );
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

async function bundledWheel(context: vscode.ExtensionContext): Promise<string> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'server');
  const names = await vscode.workspace.fs.readDirectory(folder).then(
    (entries) => entries.map(([name]) => name),
    () => [],
  );
  const wheel = environment.wheelAmong(names);
  if (wheel === undefined)
    throw new environment.SetupError('This build carries no server. Name one in the setting burnish.serverCommand.');
  return path.join(folder.fsPath, wheel);
}

function environmentFolder(context: vscode.ExtensionContext): string {
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
