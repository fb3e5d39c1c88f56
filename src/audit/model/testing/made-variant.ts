import type { ModelAudit, VariantAudit } from '../model-audit.ts';
import { percentilesOf } from '../percentiles.ts';

/** What a made-up variant differs in. */
export interface Made {
  readonly id: string;
  readonly passed: readonly (0 | 1)[];
  /** Loss of each text, nats of ten tokens. */
  readonly losses: readonly number[];
  /** Milliseconds of each wave of 8. */
  readonly waves: readonly number[];
}

/** A variant of made-up figures, for judging alone. */
export function madeVariant({ id, passed, losses, waves }: Made): VariantAudit {
  const loss = losses.reduce((sum, each) => sum + each, 0);
  const latency = percentilesOf(waves);
  return {
    ...{ id, set: 'invariant', activations: 'bf16', weights: 'bf16' },
    model: { name: 'made up', hash: 'sha256:0', parameters: 1000 },
    latencies: [
      {
        batch: 8,
        waves,
        ttft: latency,
        tpot: latency,
        e2el: latency,
        tokensPerSecond: 256_000 / latency.mean,
      },
    ],
    memory: { weights: 2000, kvPerRequest: 100, scratch: 50, peak: 2850 },
    time: {
      ...{ batch: 8, tensor: 0.5, movement: 0.2, overhead: 0.3 },
      operations: [
        { operation: 'head', share: 0.5 },
        { operation: 'norm', share: 0.2 },
      ],
    },
    start: { load: 100, firstToken: 20 },
    quality: {
      ...{ passed, kl: 0.01, perplexity: Math.exp(loss / (10 * losses.length)) },
      texts: losses.map((each) => ({ tokens: 10, loss: each, kl: 0.1 })),
    },
    fingerprint: `2:${'0'.repeat(64)}`,
    costPerThousand: null,
  };
}

export function madeAudit(variants: readonly Made[]): ModelAudit {
  const adapter = { vendor: 'none', architecture: 'cpu', device: '', description: 'made up', software: true };
  return {
    ...{ version: 1, form: 'short', host: 'nowhere', engine: 'cpu', adapter, pricePerHour: null, notes: [] },
    variants: variants.map(madeVariant),
  };
}
