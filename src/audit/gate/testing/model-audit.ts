import { createRandom } from '../../../experiment/random.ts';
import type { BatchLatencies, ModelAudit, Percentiles, VariantAudit } from '../../model/model-audit.ts';

interface VariantOptions {
  readonly seed: number;
  readonly id?: string;
  /** Factor on every time. */
  readonly slowdown?: number;
  /** Largest relative error of a wave, the seed's. */
  readonly noise?: number;
  readonly waves?: number;
  /** Tasks, of `tasks`, whose outcome is turned round. */
  readonly turned?: readonly number[];
  readonly tasks?: number;
  /** Added to each text's loss a token, nats. */
  readonly loss?: number;
  readonly weights?: number;
  readonly fingerprint?: string;
}

const TOKENS = 100;

/** A variant whose waves take about 20 ms at batch 1 and 80 at 8, that passes every other task, with eight texts. */
export function variantAudit(options: VariantOptions): VariantAudit {
  const { id = 'bf16', turned = [], tasks = 200, loss = 0, weights = 1000, fingerprint = 'abc' } = options;
  const random = createRandom(options.seed);
  const texts = Array.from({ length: 8 }, (_, i) => ({
    tokens: TOKENS,
    loss: TOKENS * (1 + i / 10 + loss),
    kl: TOKENS * loss,
  }));
  return {
    id,
    model: { name: 'nano', hash: 'f00', parameters: 1000 },
    ...{ set: 'invariant', activations: 'bf16', weights: 'bf16', fingerprint },
    latencies: [latencies(1, 20, random, options), latencies(8, 80, random, options)],
    memory: { weights, kvPerRequest: 100, scratch: 50, peak: 1500 },
    time: null,
    start: { load: 100, firstToken: 30 },
    quality: {
      passed: Array.from({ length: tasks }, (_, i) => ((i % 2 === 0) !== turned.includes(i) ? 1 : 0)),
      perplexity: Math.exp(1.35 + loss),
      kl: loss,
      texts,
    },
    costPerThousand: null,
  };
}

function latencies(
  batch: number,
  milliseconds: number,
  random: ReturnType<typeof createRandom>,
  { slowdown = 1, noise = 0.05, waves = 12 }: VariantOptions,
): BatchLatencies {
  const error = () => 1 + noise * (2 * (random.next() / 2 ** 32) - 1);
  const walls = Array.from({ length: waves }, () => milliseconds * slowdown * error());
  const each = (share: number) =>
    percentiles(walls.flatMap((wall) => Array.from({ length: batch }, () => share * wall)));
  return {
    batch,
    waves: walls,
    ...{ ttft: each(0.25), tpot: each(0.05), e2el: each(1) },
    tokensPerSecond: (1000 * batch * 16) / milliseconds,
  };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { n: values.length, mean, p50: at(0.5), p95: at(0.95), p99: at(0.99), values };
}

export function modelAudit(...variants: readonly VariantAudit[]): ModelAudit {
  return {
    version: 1,
    form: 'short',
    host: 'a test',
    engine: 'webgpu',
    adapter: { vendor: '', architecture: '', device: '', description: 'a test adapter', software: true },
    pricePerHour: null,
    variants,
    notes: [],
  };
}
