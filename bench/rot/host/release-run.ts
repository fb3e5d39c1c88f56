import { type Remote, wrap } from 'comlink';
import type { RotEngine, RotRun, RotTimes } from '../../../src/audit/rot/rot-report.ts';
import type { BenchCase } from '../../../src/bench/bench-case.ts';
import { type Answer, largestDistance } from './answers.ts';
import type { ServedRelease } from './open-release.ts';
import type { ReleaseWorker } from './release-worker.ts';

/** What every release is asked for. */
export interface RotJob {
  readonly model: string;
  readonly modelUrl: string;
  /** (prompts) tokens. */
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
}

type Found = Pick<RotRun, 'problem' | 'open' | 'answers' | 'together'>;

/** One that has not answered by then will not. */
const LONGEST_MS = 600_000;

/** A release on an engine, seen from the page. */
export class ReleaseRun {
  readonly name: string;
  readonly #release: ServedRelease;
  readonly #engine: RotEngine;
  readonly #worker = new Worker(new URL('./release-worker.ts', import.meta.url), { type: 'module' });
  readonly #remote: Remote<ReleaseWorker> = wrap(this.#worker);
  #found: Found = { problem: null, open: null, answers: [], together: [] };

  constructor(release: ServedRelease, engine: RotEngine) {
    this.name = `onnxruntime-web ${release.version}, ${engine}`;
    this.#release = release;
    this.#engine = engine;
  }

  get problem(): string | null {
    return this.#found.problem;
  }

  /** Opens it and has it answer. Throws nothing of the release's own: what it said becomes its `problem`. */
  async answer(job: RotJob, reference: readonly Answer[]): Promise<void> {
    try {
      const open = await this.#remote.open(this.#release, this.#engine, job.model, job.modelUrl);
      const { alone, together } = await inTime(this.#remote.answer(job.prompts, job.newTokens));
      this.#found = {
        ...{ problem: null, open },
        answers: alone.map(({ tokens, fingerprint, first }, i) => ({
          ...{ tokens, fingerprint },
          distance: largestDistance(first, reference[i].first),
          asReference: tokens.join() === reference[i].tokens.join(),
        })),
        together: together.map(({ fingerprint }) => fingerprint),
      };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#found = { problem, open: null, answers: [], together: [] };
    }
  }

  openCase(benchCase: BenchCase): Promise<void> {
    return this.#remote.openCase(benchCase);
  }

  step(): Promise<void> {
    return this.#remote.step();
  }

  run(times: readonly RotTimes[]): RotRun {
    const { version } = this.#release;
    return { release: version, engine: this.#engine, ...this.#found, download: null, times };
  }

  close(): void {
    this.#worker.terminate();
  }
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
  });
  return Promise.race([work, late]);
}
