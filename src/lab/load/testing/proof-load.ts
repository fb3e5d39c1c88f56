import { crowdSchema } from '../../../experiment/crowd-schema.ts';
import { parseExperiment } from '../../../experiment/schema.ts';
import type { CostTable } from '../../../results/load/load-record.ts';
import { idModel } from '../../testing/fake-engine.ts';
import type { LoadSink } from '../load-sink.ts';
import { type ResolvedLoad, resolveLoad } from '../resolve-load.ts';

export interface ProofLoad {
  readonly crowd: object;
  readonly serving?: object;
  readonly limits?: object;
  readonly kernels?: string;
  /** Arms that differ in how they serve, by name; left out: one. */
  readonly arms?: Readonly<Record<string, object>>;
}

/** A crowd over the tiny model of the tests, one probe in it. */
export function proofLoad({ crowd, serving, limits, kernels = 'invariant', arms }: ProofLoad): ResolvedLoad {
  const bounds = { maxSequences: 16, maxTokensPerStep: 128, blocks: 64, ...limits };
  const experiment = parseExperiment({
    ...{ version: 2, title: 'proof', model: { name: 'tiny' }, crowd: crowdSchema.parse(crowd) },
    requests: [{ id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 2, ignoreEos: true }],
    arms: Object.entries(arms ?? { crowd: serving ?? {} }).map(([name, served]) => ({
      ...{ name, requests: ['probe'], kernels, dtype: 'f32', limits: bounds, serving: served },
    })),
  });
  return resolveLoad(experiment, idModel());
}

/** A table by a line: so many milliseconds a step, and so many for each row. */
export function lineTable(step: number, row: number): CostTable {
  const entries = [1, 1001].map((rows) => ({ rows, keys: 1, ms: step + row * rows }));
  return { measuredOn: 'a test', entries, swapMs: 0 };
}

/** Counts what ends, by name, and looks at nothing else. */
export class Ends implements LoadSink {
  readonly fingerprints = new Map<string, string | null>();
  readonly kinds = { done: 0, refused: 0, failed: 0, unfinished: 0 };
  most = 0;
  readonly #every: (ended: number) => void;

  constructor(every: (ended: number) => void = () => undefined) {
    this.#every = every;
  }

  request({ id, outcome, fingerprint }: Parameters<NonNullable<LoadSink['request']>>[0]): void {
    if (this.fingerprints.has(id)) throw new Error(`${id} has ended twice`);
    this.fingerprints.set(id, fingerprint);
    this.kinds[outcome.kind]++;
    this.#every(this.fingerprints.size);
  }

  step({ waiting }: Parameters<NonNullable<LoadSink['step']>>[0]): void {
    this.most = Math.max(this.most, waiting);
  }
}
