import type { Experiment } from '../../../experiment/schema.ts';
import { rateAt } from '../../../experiment/traffic/arrivals.ts';

/** As an experiment holds it, every default filled. */
export type LoadCrowd = NonNullable<Experiment['crowd']>;
type ArrivalProcess = LoadCrowd['arrivals'];
type LengthDistribution = LoadCrowd['prompt'];

/** Half of what a distribution draws is at most so many tokens. */
export function medianOf(lengths: LengthDistribution): number {
  if (lengths.kind === 'fixed') return lengths.tokens;
  if (lengths.kind === 'uniform') return Math.round((lengths.least + lengths.most) / 2);
  const above = lengths.at.findIndex(([share]) => share >= 0.5);
  const [[fromShare, from], [toShare, to]] = [lengths.at[Math.max(0, above - 1)], lengths.at[above]];
  if (above === 0 || toShare === fromShare) return to;
  const part = (0.5 - fromShare) / (toShare - fromShare);
  return Math.round(Math.exp(Math.log(from) + part * (Math.log(to) - Math.log(from))));
}

/** Medians of what a crowd asks and is answered: of its distributions, or of the rows of its trace. */
export function mediansOf({ arrivals, prompt, output }: LoadCrowd): { prompt: number; output: number } {
  if (arrivals.kind !== 'trace') return { prompt: medianOf(prompt), output: medianOf(output) };
  const middle = (at: 1 | 2) =>
    arrivals.rows.map((row) => row[at]).toSorted((a, b) => a - b)[arrivals.rows.length >> 1];
  return { prompt: middle(1), output: middle(2) };
}

/** The same shape, so many times as long; no length is below a token. */
export function scaledLengths(lengths: LengthDistribution, by: number): LengthDistribution {
  const scaled = (tokens: number) => Math.max(1, Math.round(tokens * by));
  if (lengths.kind === 'fixed') return { kind: 'fixed', tokens: scaled(lengths.tokens) };
  if (lengths.kind === 'uniform')
    return { kind: 'uniform', least: scaled(lengths.least), most: scaled(lengths.most) };
  return { kind: 'quantiles', at: lengths.at.map(([share, tokens]) => [share, scaled(tokens)] as const) };
}

/** Prompts with this median, and completions longer or shorter in the same measure. */
export function withMedianPrompt(crowd: LoadCrowd, median: number): LoadCrowd {
  const by = median / Math.max(1, medianOf(crowd.prompt));
  return { ...crowd, prompt: scaledLengths(crowd.prompt, by), output: scaledLengths(crowd.output, by) };
}

/** What the first slider moves: a rate a second, users of a closed loop; null where a trace says when they come. */
export function intensityOf(arrivals: ArrivalProcess): number | null {
  switch (arrivals.kind) {
    case 'poisson':
    case 'gamma':
      return arrivals.perSecond;
    case 'surge':
      return arrivals.peak;
    case 'closed':
      return arrivals.users;
    case 'trace':
      return null;
  }
}

/** The same process at another intensity; a surge's baseline stays, but never above its peak. */
export function withIntensity(arrivals: ArrivalProcess, intensity: number): ArrivalProcess {
  switch (arrivals.kind) {
    case 'poisson':
    case 'gamma':
      return { ...arrivals, perSecond: intensity };
    case 'surge':
      return { ...arrivals, peak: intensity, baseline: Math.min(arrivals.baseline, intensity) };
    case 'closed':
      return { ...arrivals, users: Math.max(1, Math.round(intensity)) };
    case 'trace':
      return arrivals;
  }
}

/** Bins of the picture of a crowd. */
const BINS = 96;

/** Arrivals a second that a process is expected to have, over its time; of a closed loop nobody knows, which is null. */
export function expectedRates({
  arrivals,
  milliseconds,
}: Pick<LoadCrowd, 'arrivals' | 'milliseconds'>): number[] | null {
  if (arrivals.kind === 'closed') return null;
  const bin = milliseconds / BINS;
  if (arrivals.kind === 'trace') {
    const rates = new Array<number>(BINS).fill(0);
    // The last one comes as the time is over.
    for (const [ms] of arrivals.rows)
      if (ms <= milliseconds) rates[Math.min(BINS - 1, Math.floor(ms / bin))] += 1000 / bin;
    return rates;
  }
  return Array.from({ length: BINS }, (_, at) => rateAt(arrivals, (at + 0.5) * bin));
}
