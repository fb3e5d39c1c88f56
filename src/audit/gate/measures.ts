/** What a gate judges. */
export const GATE_AXES = ['speed', 'memory', 'quality', 'cost', 'bits'] as const;
export type GateAxis = (typeof GATE_AXES)[number];

const STATISTICS = ['mean', 'p50', 'p95', 'p99'] as const;
export type Statistic = (typeof STATISTICS)[number];

const METRICS = ['wave', 'ttft', 'tpot', 'e2el'] as const;
export type Metric = (typeof METRICS)[number];

const percentiles = METRICS.flatMap((metric) =>
  STATISTICS.map((statistic) => `${metric} ${statistic}` as const),
);

/** By axis, what a policy may ask of it. */
export const MEASURES = {
  /** `wave p50` and such: all requests of a batch, from the first arrival to the last token; `step`: a step of a bench, in units of its yardstick. */
  speed: ['step', ...percentiles],
  memory: ['weights', 'kv', 'scratch', 'peak'],
  quality: ['tasks', 'perplexity', 'kl'],
  /** Of 1,000 requests. */
  cost: ['thousand'],
  bits: ['fingerprint'],
} as const;

export type Measure = (typeof MEASURES)[GateAxis][number];

/** A percentile's metric and statistic; null: it is another measure. */
export function percentileMeasure(measure: string): { metric: Metric; statistic: Statistic } | null {
  const [first, second] = measure.split(' ');
  const metric = METRICS.find((each) => each === first);
  const statistic = STATISTICS.find((each) => each === second);
  return metric && statistic ? { metric, statistic } : null;
}
