import type { LoadLine } from '../../results/load/load-lines.ts';
import type { LoadLog } from '../load-log.ts';
import { OutputError } from '../output.ts';

/** A step log that clients do not depend on: where the disk takes no more it ends, `say` hears why, and the server goes on. */
export class ServeLog {
  readonly #log: Pick<LoadLog, 'write'>;
  readonly #say: (line: string) => void;
  #ended = false;

  constructor(log: Pick<LoadLog, 'write'>, say: (line: string) => void) {
    this.#log = log;
    this.#say = say;
  }

  /** Whether lines are missing at its end. */
  get ended(): boolean {
    return this.#ended;
  }

  write(line: LoadLine): void {
    // Never again: a log with a hole reads as if nothing were missing.
    if (this.#ended) return;
    try {
      this.#log.write(line);
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      this.#ended = true;
      this.#say(`warning: ${error.message}; the log ends here, the server goes on`);
    }
  }
}
