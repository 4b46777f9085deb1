// "Report a Problem": a page that says what Burnish is running on and what it last did. It is shown, and sent nowhere.
import { readFile, readdir, stat } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { run } from './command';
import { pythonIn } from './environment';
import { redactLine, redactLog, redactSetting, type Private } from './redaction';

const LOG_LINES = 200;
const DOCTOR_MS = 120_000;

/** Opens the page in an editor, for the person to look at and to change before it goes anywhere. */
export async function reportProblem(context: vscode.ExtensionContext, environmentFolder: string): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Burnish: collecting what a report needs' };
  const content = await vscode.window.withProgress(options, () => page(context, environmentFolder));
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}

async function page(context: vscode.ExtensionContext, environmentFolder: string): Promise<string> {
  const secret = privateHere(context);
  const doctor = await doctorSays(environmentFolder);
  const { version } = context.extension.packageJSON as { version: string };
  const facts = [
    `Burnish ${version}`,
    `${vscode.env.appName} ${vscode.version} (${vscode.env.remoteName ?? 'local'}), Node ${process.versions.node}`,
    `${os.type()} ${os.release()} on ${process.platform}-${process.arch}`,
    `workspace ${vscode.workspace.isTrusted ? 'trusted' : 'in restricted mode'}, ${vscode.workspace.workspaceFolders?.length ?? 0} folders`,
  ];
  const log = redactLog(await newestLog(context.logUri.fsPath), LOG_LINES, secret);
  return [
    '# A problem with Burnish',
    '',
    'Nothing of this page has been sent. Paths, names, addresses, keys and code have been taken out, as far as a program can tell',
    'them: **read it before you give it to anyone**, then say above what happened and what you expected.',
    '',
    '## What happened',
    '',
    '## Where',
    '',
    ...facts.map((fact) => `- ${redactLine(fact, secret)}`),
    '',
    '## Settings that are not the defaults',
    '',
    fenced(Object.entries(chosenSettings()).map(([name, value]) => `burnish.${name}: ${JSON.stringify(redactSetting(name, value))}`)),
    '## What `burnish doctor` says',
    '',
    fenced(doctor.map((line) => redactLine(line, secret))),
    '## The end of the log',
    '',
    fenced(log),
  ].join('\n');
}

/** Who and what this machine is, for leaving it out. */
function privateHere(context: vscode.ExtensionContext): Private {
  const { username, homedir } = os.userInfo();
  const workspaces = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return {
    folders: [
      ...[homedir, os.homedir()].map((folder) => [folder, '<home>'] as const),
      ...workspaces.map((folder) => [folder, '<workspace>'] as const),
      [context.extensionPath, '<extension>'],
      [context.globalStorageUri.fsPath, '<storage>'],
    ],
    names: [username, os.hostname(), ...workspaces.map((folder) => path.basename(folder))],
  };
}

function chosenSettings(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration('burnish');
  const chosen = Object.keys(settings).filter((name) => {
    const where = settings.inspect(name);
    return [where?.globalValue, where?.workspaceValue, where?.workspaceFolderValue].some((value) => value !== undefined);
  });
  return Object.fromEntries(chosen.map((name) => [name, settings.get(name)]));
}

async function doctorSays(environmentFolder: string): Promise<string[]> {
  const lines: string[] = [];
  const command = [pythonIn(environmentFolder, process.platform), '-I', '-X', 'utf8', '-m', 'burnish', 'doctor'];
  try {
    // Away from the workspace, whose settings it would read and tell of.
    const options = { cwd: environmentFolder, signal: AbortSignal.timeout(DOCTOR_MS) };
    await run(command, { ...options, onLine: (line) => lines.push(line) });
  } catch (error) {
    lines.push(`It could not be asked: ${error instanceof Error ? error.message : String(error)}`);
  }
  return lines;
}

/** The text of the log of this window, or of what there is of it. */
async function newestLog(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log'));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, changed: (await stat(file)).mtimeMs };
    }),
  );
  const [newest] = files.sort((one, other) => other.changed - one.changed);
  return newest === undefined ? '' : readFile(newest.file, 'utf8');
}

function fenced(lines: readonly string[]): string {
  const text = lines.length === 0 ? '(nothing)' : lines.join('\n');
  return `\`\`\`\`text\n${text.replaceAll('````', "'''")}\n\`\`\`\`\n`;
}
