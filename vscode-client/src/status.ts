// The status bar item: what Burnish is doing, in one glance, and what a click on it does about that.
import * as vscode from 'vscode';

/** What the server says of itself in `burnish/status`. */
export interface ServerStatus {
  readonly state: 'ready' | 'working' | 'error' | 'off';
  readonly model: string | null;
  readonly tokensPerSecond: number | null;
  readonly message: string | null;
}

/** The server's own states, and those in which it cannot say anything. */
export type Status = ServerStatus | { readonly state: 'setup' | 'starting' | 'failed'; readonly message: string };

export interface StatusItem {
  readonly show: (status: Status) => void;
  readonly dispose: () => void;
}

export function createStatusItem(): StatusItem {
  const item = vscode.window.createStatusBarItem('burnish.status', vscode.StatusBarAlignment.Right, 50);
  item.name = 'Burnish';
  const show = (status: Status): void => {
    const failed = status.state === 'failed' || status.state === 'error';
    item.text = textOf(status);
    item.tooltip = tooltipOf(status);
    item.command = status.state === 'working' ? 'burnish.cancel' : failed ? 'burnish.showLogs' : 'burnish.selectModel';
    item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.accessibilityInformation = { label: `Burnish: ${item.tooltip}` };
    item.show();
  };
  return { show, dispose: () => item.dispose() };
}

function textOf(status: Status): string {
  switch (status.state) {
    case 'setup':
    case 'starting':
      return '$(loading~spin) Burnish';
    case 'failed':
    case 'error':
      return '$(error) Burnish';
    case 'working':
      return `$(loading~spin) Burnish${status.message === null ? '' : `: ${status.message}`}`;
    case 'off':
      return '$(sparkle) Burnish (rules only)';
    case 'ready':
      return `$(sparkle) ${['Burnish', modelOf(status)].filter((part) => part !== '').join(': ')}`;
  }
}

function tooltipOf(status: Status): string {
  switch (status.state) {
    case 'setup':
    case 'starting':
      return status.message;
    case 'failed':
      return `${status.message} Click for the log.`;
    case 'error':
      return `${status.message ?? 'The model failed.'} Click for the log.`;
    case 'working':
      return 'Working. Click to cancel.';
    case 'off':
      return `${status.message ?? 'No model: rules and their fixes only.'} Click to choose a model.`;
    case 'ready':
      return `${status.message ?? 'Ready.'} Click to choose a model.`;
  }
}

function modelOf(status: ServerStatus): string {
  if (status.model === null) return '';
  return status.tokensPerSecond === null
    ? status.model
    : `${status.model}, ${Math.round(status.tokensPerSecond)} tokens/s`;
}
