import type { Question } from '../../src/studies/portable/perform.ts';
import type { Said } from './answering.ts';

/** A way to put questions to an implementation, wherever it sits, one after the other. */
export interface Line {
  /** Of the runtime or browser, as it says itself. */
  readonly version: string;
  /** Throws Error with what the implementation says went wrong. */
  ask(question: Question, onSaid: (said: Said) => void): Promise<unknown>;
  close(): Promise<void>;
}
