import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';

/** The request that is traced. */
export const TRACED = 'traced';
/** The arm that serves it among others, and the one where it is alone. */
export const SERVED = 'served';
export const ALONE = 'alone';

export interface TracedRequest {
  readonly model: Experiment['model'];
  readonly prompt: string;
  /** Tokens that it generates: it goes on past an end of text, so that every request is as long. */
  readonly tokens: number;
  /** How many others are served with it. */
  readonly company: number;
  readonly set: KernelSet;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
}

/** What `lab audit trace` and the page ask unless told otherwise. */
export const DEFAULT_REQUEST = {
  prompt: 'Once upon a time there was a little girl who',
  tokens: 12,
  company: 3,
  set: 'invariant',
  activations: 'bf16',
  weights: 'stored',
} as const satisfies Omit<TracedRequest, 'model'>;

export const MOST_COMPANY = 31;
export const MOST_TOKENS = 256;

const KINDS = ['vague', 'spam', 'code-and-logs', 'random-characters'] as const;

/** One request among others, and the same alone, compared. Throws ExperimentError naming what is not to be had. */
export function tracedExperiment(asked: TracedRequest): Experiment {
  const { model, prompt, tokens, company, set, activations, weights } = asked;
  const others = Array.from({ length: company }, (_, i) => ({
    id: `other-${i + 1}`,
    role: 'noise',
    noise: { kind: KINDS[i % KINDS.length], seed: i + 1, tokens: 8 + 7 * (i % 5) },
    maxNewTokens: tokens,
    ignoreEos: true,
  }));
  const traced = { id: TRACED, role: 'probe', prompt, maxNewTokens: tokens, ignoreEos: true };
  const arm = { kernels: set, dtype: activations, weights };
  return parseExperiment({
    version: 1,
    title: 'One request, traced',
    model,
    requests: [traced, ...others],
    arms: [
      { ...arm, name: SERVED, requests: [TRACED, ...others.map(({ id }) => id)] },
      { ...arm, name: ALONE, requests: [TRACED] },
    ],
    compare: [[SERVED, ALONE]],
  });
}
