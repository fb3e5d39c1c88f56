import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { type ResumedArm, resumedArm } from '../lab/load/resumed.ts';
import { type LoadLine, LoadLinesError, type RunLine, readLines } from '../results/load/load-lines.ts';
import { readFault } from './input.ts';
import { leavesBehind, whenInterrupted } from './interruption.ts';
import { findTarget, writeFault } from './json-target.ts';
import { OutputError } from './output.ts';
import { isCoded, shownPath, UsageError } from './usage.ts';

/** Written in one piece, or after so long. */
const PIECE_CHARACTERS = 1 << 16;
const PATIENCE_MS = 250;

/** The lines of a run on a file, written as the run goes, so that one that is broken off can go on. */
export class LoadLog {
  readonly #path: string;
  readonly #file: number;
  readonly #release: () => void;
  #pending: string[] = [];
  #characters = 0;
  #written = performance.now();
  readonly #option: string;

  private constructor(path: string, file: number, option = '--jsonl') {
    this.#path = path;
    this.#file = file;
    this.#option = option;
    const goesOn = option === '--jsonl' ? ', and --resume goes on from them' : '';
    leavesBehind(`${shownPath(path)} has the lines so far${goesOn}`);
    this.#release = whenInterrupted(() => this.flush());
  }

  /** A new file, which `option` names. Throws UsageError where none can be written there. */
  static async begin(path: string, run: RunLine, option = '--jsonl'): Promise<LoadLog> {
    const target = await findTarget(path, option);
    if (target.kind === 'descriptor') throw new UsageError(`${option}: expected a file, found a descriptor`);
    const log = new LoadLog(path, openSync(target.path, 'w'), option);
    log.write(run);
    log.flush();
    return log;
  }

  /** Goes on with a file, a half line at its end cut off. Throws UsageError where it is none, or of another run. */
  static async goOn(
    path: string,
    run: RunLine,
  ): Promise<{ log: LoadLog; arms: ReadonlyMap<string, ResumedArm> }> {
    const target = await findTarget(path, '--resume');
    if (target.kind !== 'file')
      throw new UsageError('--resume: expected a file that a run with --jsonl wrote');
    try {
      const text = readFileSync(target.path, 'utf8');
      const { arms, length } = readLines(text, run);
      const resumed = new Map([...arms].map(([name, arm]) => [name, resumedArm(arm)]));
      truncateSync(target.path, Buffer.byteLength(text.slice(0, length)));
      return { log: new LoadLog(path, openSync(target.path, 'a')), arms: resumed };
    } catch (error) {
      if (!(error instanceof LoadLinesError) && !isCoded(error)) throw error;
      const problem = error instanceof LoadLinesError ? error.message : readFault(error.code);
      throw new UsageError(`--resume: ${shownPath(path)}: ${problem}`, { cause: error });
    }
  }

  /** Throws OutputError where the disk takes no more. */
  write(line: LoadLine): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#pending.push(text);
    this.#characters += text.length;
    const due = performance.now() - this.#written >= PATIENCE_MS;
    if (this.#characters >= PIECE_CHARACTERS || due) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#characters = 0;
    this.#written = performance.now();
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    } catch (error) {
      throw new OutputError(`${this.#option}: ${shownPath(this.#path)}: ${writeFault(error)}`, {
        cause: error,
      });
    }
  }

  close(): void {
    this.#release();
    try {
      this.flush();
    } finally {
      closeSync(this.#file);
    }
  }
}
