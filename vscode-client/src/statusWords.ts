// What the status bar item says, and what a click on it offers, for every state.
import type { ServerStatus } from './protocol';

/** The server's own states, and those in which it cannot say anything. */
export type Status =
  | ServerStatus
  | { readonly state: 'setup' | 'starting' | 'waiting' | 'failed' | 'stopped'; readonly message: string };

export interface Way {
  readonly label: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

const CANCEL: Way = { label: '$(debug-stop) Cancel', command: 'burnish.cancel' };
const RETRY: Way = { label: '$(refresh) Retry', command: 'burnish.restartServer' };
const RESTART: Way = { label: '$(refresh) Restart the Server', command: 'burnish.restartServer' };
const MODEL: Way = { label: '$(sparkle) Select Model…', command: 'burnish.selectModel' };
const TRUST: Way = { label: '$(shield) Manage Workspace Trust', command: 'workbench.trust.manage' };
const LOGS: Way = { label: '$(output) Show Logs', command: 'burnish.showLogs' };
const SETTINGS: Way = {
  label: '$(gear) Open Settings',
  command: 'workbench.action.openSettings',
  arguments: ['@ext:burnish.burnish'],
};
const REPORT: Way = { label: '$(report) Report a Problem…', command: 'burnish.reportProblem' };

/** The item's text, with VS Code's icons in it. */
export function statusText(status: Status): string {
  switch (status.state) {
    case 'setup':
    case 'starting':
      return '$(loading~spin) Burnish';
    case 'waiting':
      return '$(shield) Burnish';
    case 'stopped':
      return '$(circle-slash) Burnish';
    case 'failed':
    case 'error':
      return '$(error) Burnish';
    case 'working':
      return `$(loading~spin) Burnish${after(': ', doing(status))}`;
    case 'off':
      return `$(sparkle) Burnish (rules only)${lacks(status) ? ' $(warning)' : ''}`;
    case 'ready':
      return `$(sparkle) Burnish${after(': ', modelOf(status))}${lacks(status) ? ' $(warning)' : ''}`;
  }
}

/** The state in sentences: what goes on, then what is missing. */
export function statusSentences(status: Status): string[] {
  switch (status.state) {
    case 'setup':
    case 'starting':
    case 'waiting':
    case 'stopped':
    case 'failed':
      return [status.message];
    case 'error':
      return [status.message ?? 'The model failed.', ...missing(status)];
    case 'working':
      return [`Working${after(': ', doing(status))}.`, ...missing(status)];
    case 'off':
      return [status.message ?? 'No model: rules and their fixes only.', ...missing(status)];
    case 'ready':
      return [status.message ?? 'Ready.', ...missing(status)];
  }
}

/** What can be done in a state, the likeliest first. */
export function waysOn(status: Status): Way[] {
  switch (status.state) {
    case 'setup':
    case 'starting':
      return [LOGS, SETTINGS, REPORT];
    case 'waiting':
      return [TRUST, LOGS, SETTINGS, REPORT];
    case 'stopped':
    case 'failed':
      return [RETRY, LOGS, SETTINGS, REPORT];
    case 'error':
      return [MODEL, LOGS, RESTART, SETTINGS, REPORT];
    case 'working':
      return [CANCEL, LOGS, RESTART, SETTINGS, REPORT];
    case 'off':
    case 'ready':
      return [MODEL, SETTINGS, LOGS, RESTART, REPORT];
  }
}

function doing(status: ServerStatus): string {
  return (status.doing ?? status.message ?? '').replace(/\.$/, '');
}

function lacks({ missing }: ServerStatus): boolean {
  return missing !== undefined && missing.length > 0;
}

function missing(status: ServerStatus): string[] {
  return (status.missing ?? []).map((one) => `Missing: ${one.replace(/\.$/, '')}.`);
}

function modelOf({ model, tokensPerSecond }: ServerStatus): string {
  if (model === null) return '';
  return tokensPerSecond === null ? model : `${model}, ${Math.round(tokensPerSecond)} tokens/s`;
}

function after(separator: string, text: string): string {
  return text === '' ? '' : `${separator}${text}`;
}
