// What the client and the server say to each other beyond LSP's own requests. All texts are plain.
import type { Position, ProgressToken, Range, WorkspaceEdit } from 'vscode-languageclient/node';

export const EXPLAIN = 'burnish/explain';
export interface ExplainParams {
  readonly uri: string;
  readonly position: Position;
}
export interface Explanation {
  readonly title: string;
  readonly markdown: string;
}

export const REFUSED = 'burnish/refused';
export interface RefusedParams {
  readonly uri: string;
}
export interface Refused extends Explanation {
  readonly refused: readonly { readonly check: string; readonly reason: string }[];
}

export const MODELS = 'burnish/models';
export interface Models {
  readonly current: string | null;
  readonly models: readonly { readonly name: string; readonly path: string | null; readonly detail: string }[];
}

export const REVIEW = 'burnish/review';
export interface ReviewParams {
  readonly uri: string;
  /** Without it: the whole file. */
  readonly range?: Range;
  /** Only what has changed since the last commit. */
  readonly changed?: boolean;
  /** What the person wants done, in their own words. */
  readonly instruction?: string;
  readonly workDoneToken?: ProgressToken;
}

/** One enhancement that can be applied. Lines are counted from 0, in the document as it is now. */
export interface ReviewItem {
  readonly id: number;
  readonly title: string;
  /** null: asked for by an instruction. */
  readonly rule: string | null;
  readonly objective: string;
  readonly origin: 'rule' | 'model' | 'rule+model';
  readonly safety: 'safe' | 'unsafe';
  readonly reason: string;
  /** One line. */
  readonly receipt: string;
  readonly proven: boolean;
  /** One line a check. */
  readonly checks: readonly string[];
  readonly line: number;
  /** A unified diff without the names of files. */
  readonly diff: string;
  readonly ticked: boolean;
  /** Those that must be applied with it. */
  readonly requires: readonly number[];
}

/** A finding that stays as it is. */
export interface ReviewLeft {
  readonly rule: string;
  readonly line: number;
  readonly message: string;
  readonly reason: string;
  /** What the person can do about it; empty where there is nothing. */
  readonly way: string;
}

export interface Review {
  readonly uri: string;
  /** The document's version that was reviewed. */
  readonly version: number;
  readonly title: string;
  readonly items: readonly ReviewItem[];
  readonly left: readonly ReviewLeft[];
  readonly summary: string;
}

export const REVIEW_EDITS = 'burnish/reviewEdits';
export interface ReviewEditsParams {
  readonly uri: string;
  readonly version: number;
  readonly ids: readonly number[];
}
export interface ReviewEdits {
  /** null: nothing can be applied; the message says why. */
  readonly edit: WorkspaceEdit | null;
  readonly applied: number;
  readonly dropped: readonly { readonly id: number; readonly reason: string }[];
  readonly message: string;
}

export const SWITCH_OFF = 'burnish/switchOff';
export interface SwitchOffParams {
  readonly uri: string;
  readonly rule: string;
}
export interface SwitchedOff {
  /** Of the settings file; null: nothing is to be changed, and the message says why. */
  readonly edit: WorkspaceEdit | null;
  readonly path: string;
  readonly message: string;
}

export const STATUS = 'burnish/status';
export interface ServerStatus {
  readonly state: 'ready' | 'working' | 'error' | 'off';
  readonly model: string | null;
  readonly tokensPerSecond: number | null;
  readonly message: string | null;
  /** What it does at present. */
  readonly doing?: string | null;
  /** What is not there and would make more possible, each in a few words. */
  readonly missing?: readonly string[];
}
