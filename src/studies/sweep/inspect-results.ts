import type { InspectLog, InspectSample, InspectScore } from './inspect-schema.ts';
import { MEASURES, type Measure } from './measures.ts';

/** What a measure's scorer is called: `pass`, `tokensToFork against invariant`. */
export function scorerOf(measure: Measure, against: string | null): string {
  return against === null ? measure : `${measure} against ${against}`;
}

/** What Inspect's own metrics give: over units, of each one's mean over epochs; unscored samples are left out. */
export function inspectResults(
  measures: readonly Measure[],
  samples: readonly InspectSample[],
): InspectLog['results'] {
  const names = new Set(samples.flatMap(({ scores }) => Object.keys(scores)));
  const measureOf = (name: string) =>
    measures.find((each) => name === each || name.startsWith(`${each} against `))!;
  return {
    total_samples: samples.length,
    completed_samples: samples.length,
    scores: [...names].map((name) => scoreOf(name, measureOf(name), samples)),
  };
}

function scoreOf(name: string, measure: Measure, samples: readonly InspectSample[]): InspectScore {
  const byUnit = new Map<string | number, number[]>();
  let scored = 0;
  for (const { id, scores } of samples) {
    if (!Object.hasOwn(scores, name)) continue;
    const { value } = scores[name];
    byUnit.set(id, [...(byUnit.get(id) ?? []), typeof value === 'number' ? value : Number(value === 'C')]);
    scored++;
  }
  const units = [...byUnit.values()].map(mean);
  const { kind, unit } = MEASURES[measure];
  const first = measure === 'pass' ? 'accuracy' : 'mean';
  return {
    name,
    scorer: measure,
    reducer: 'mean',
    scored_samples: scored,
    unscored_samples: samples.length - scored,
    params: {},
    metrics: {
      [first]: { name: first, value: mean(units), params: {} },
      stderr: { name: 'stderr', value: standardError(units), params: {} },
    },
    metadata: { unit: kind === 'share' ? 'share' : unit },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n - 1, and 0 of one value, as Inspect's `stderr`. */
function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
