import type { AuditSetting } from './audit-setting.ts';
import { BATCHES, SIZES } from './workload.ts';

/** Counts what of an audit is done and tells of it: a unit is one variant's start, text, task, wave or taken step. */
export class AuditSteps {
  readonly #onProgress: AuditSetting['onProgress'];
  readonly #signal: AuditSetting['signal'];
  readonly #total: number;
  /** Of all tasks of all variants. */
  readonly #tasks: number;
  #done = 0;
  /** Tasks of the part under way. */
  #within = 0;
  #doing = '';
  #expected: number | null = null;

  constructor(
    { form, variants, onProgress, signal }: AuditSetting,
    { texts, tasks }: { readonly texts: number; readonly tasks: number },
  ) {
    const { waves } = SIZES[form];
    const ofWaves = BATCHES.reduce((sum, _, at) => sum + waves[at], 0);
    this.#tasks = variants.length * tasks;
    this.#total = variants.length * (2 + texts + tasks + ofWaves);
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Throws the signal's reason. */
  begin(doing: string): void {
    this.#signal?.throwIfAborted();
    this.#doing = doing;
    this.#tell();
  }

  end(units = 1): void {
    this.#done += units;
    this.#tell();
  }

  /** So many tasks of all are done. */
  reach(tasks: number): void {
    this.#within = tasks;
    this.#tell();
  }

  /** Milliseconds that the whole audit is now thought to take. */
  expect(milliseconds: number): void {
    this.#expected = milliseconds;
  }

  leaveTasks(): void {
    this.#done += this.#tasks;
    this.#within = 0;
  }

  #tell(): void {
    const done = this.#done + this.#within;
    this.#onProgress?.({ done, total: this.#total, doing: this.#doing, expected: this.#expected });
  }
}
