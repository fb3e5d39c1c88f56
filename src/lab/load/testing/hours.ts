import { arrivalTimes } from '../../../experiment/traffic/arrivals.ts';
import { Variates } from '../../../experiment/traffic/variates.ts';

const HOUR_MS = 3_600_000;
/** Requests a second in every hour: few, then within a minute three, for a minute, and slowly fewer. */
const SURGE = { baseline: 0.05, peak: 3, from: 1_200_000, ramp: 60_000, hold: 60_000, halfLife: 60_000 };
/** Requests that a crowd may have in all (`crowdSchema`). */
const MOST = 20_000;

/** Rows of a trace: so many hours with a surge in each. Half of the prompts begin with one of five texts, all of which begin alike. */
function surges(hours: number, share: number): [number, number, number, number[]][] {
  const variates = new Variates(11);
  const below = (most: number) => Math.floor(variates.unit() * most);
  const process = {
    kind: 'surge',
    ...SURGE,
    baseline: share * SURGE.baseline,
    peak: share * SURGE.peak,
  } as const;
  return Array.from({ length: hours }, (_, hour) =>
    Array.from(arrivalTimes(process, variates, HOUR_MS), (ms): [number, number, number, number[]] => {
      const shared = below(2) === 0 ? [0, 1 + below(5)] : [];
      return [hour * HOUR_MS + ms, 16 * shared.length + 3 + below(30), 4 + below(37), shared];
    }),
  ).flat();
}

const ADMISSION = { mostWaiting: 30, firstTokenWithin: 60_000 };
const EFFORT = { from: 2, to: 16, least: 4 };
const SWAP = { pressure: 'swap', hostBlocks: 8 };
const precision = (to: string) => ({ to, lowerAt: 0.9, raiseAt: 0.4, every: 2, waitingAt: 20 });

/** Every mechanism with all that it goes with; what is refused beside it is in another arm. `draft`: who drafts in the first. */
export function everyMechanism(draft: string): Readonly<Record<string, object>> {
  return {
    'one queue': {
      ...{ kernels: 'variant', speculation: { draft, k: 'auto' } },
      serving: {
        ...{ policy: { kind: 'chunked', budget: 32 }, admission: ADMISSION, memory: SWAP, prefix: 'on' },
        ...{ cascade: { prefixTokens: 16, requests: 2 }, precision: precision('q8'), effort: EFFORT },
      },
    },
    tiers: {
      ...{
        kernels: 'invariant',
        weights: 'q8',
        speculation: { draft: 'ngram', k: 'bandit' },
      },
      serving: {
        ...{ policy: 'tiers', admission: ADMISSION, prefix: 'recompute-last', precision: precision('q4') },
        effort: EFFORT,
      },
    },
    'two replicas': {
      kernels: 'variant',
      serving: {
        ...{ policy: 'shortest', admission: ADMISSION, memory: SWAP, prefix: 'on', effort: EFFORT },
        route: { to: { weights: 'q8' }, by: { kind: 'overflow', waiting: 10 } },
        faults: { misrouted: { share: 0.05, to: { dtype: 'bf16' } } },
      },
    },
    'two queues': {
      ...{ kernels: 'variant', sampler: 'rank' },
      serving: {
        ...{
          policy: { kind: 'chunked', budget: 32 },
          admission: ADMISSION,
          prefix: 'on',
          disaggregated: true,
        },
        effort: EFFORT,
      },
    },
    evicting: {
      kernels: 'variant',
      serving: {
        ...{ policy: 'prefill-first', admission: ADMISSION, effort: EFFORT },
        memory: { pressure: 'evict', first: 16, last: 16 },
      },
    },
    verified: {
      ...{ kernels: 'variant', verify: { window: 16 } },
      serving: { policy: 'tiers', admission: ADMISSION, memory: SWAP },
    },
    packed: {
      kernels: 'invariant',
      serving: {
        ...{ policy: { kind: 'static', batch: 6 }, admission: ADMISSION, packing: 'masked', effort: EFFORT },
        precision: precision('q8'),
      },
    },
    quantised: {
      ...{ kernels: 'variant', weights: 'q8', quantize: 'per-tensor', speculation: { draft: 'ngram', k: 4 } },
      serving: { policy: 'tiers', admission: ADMISSION, memory: SWAP, prefix: 'on', effort: EFFORT },
    },
    experts: {
      ...{ kernels: 'invariant', experts: { capacity: 1.25 } },
      serving: {
        ...{ policy: 'tiers', admission: ADMISSION, memory: SWAP, prefix: 'on', effort: EFFORT },
        precision: precision('q8'),
      },
    },
  };
}

/** So many hours of one arm over a model, as an experiment's JSON; `share` of the requests come. */
export function hoursOf(
  { name, arm, hours, share }: { name: string; arm: object; hours: number; share: number },
  model: string,
): object {
  const rows = surges(hours, share).slice(0, MOST);
  return {
    ...{ version: 3, title: `${hours} hours of ${name}`, model: { name: model } },
    decoding: { temperature: 0.8, seed: 3 },
    crowd: {
      ...{ seed: 7, noise: 0.4, tiers: [0.2, 0.8], milliseconds: hours * HOUR_MS, most: rows.length },
      arrivals: { kind: 'trace', name: 'a surge an hour', block: 16, rows },
    },
    requests: [{ id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 2, ignoreEos: true }],
    arms: [
      {
        ...{ name, requests: ['probe'], dtype: 'f32' },
        ...{ limits: { maxSequences: 8, maxTokensPerStep: 64, blocks: 20 }, ...arm },
      },
    ],
  };
}
