// What commands ask of the window's one server.
import type { LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export interface Session {
  /** The client once its server runs; undefined while none does, for which the person has been offered a way on. */
  client(): Promise<LanguageClient | undefined>;
  restart(): Promise<void>;
  readonly log: LogOutputChannel;
}
