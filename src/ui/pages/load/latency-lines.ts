import type { ArmView } from './arm-view.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** The times of one measure over all requests that are done, and that of the one watched. */
export interface LatencyLine {
  readonly key: 'ttft' | 'tpot' | 'itl' | 'e2el';
  readonly name: string;
  /** Milliseconds, the least first. */
  readonly values: readonly number[];
  /** Of inter-token times the longest; null where it has none. */
  readonly watched: number | null;
}

/** Measures as a share of requests within a time is drawn of them. */
export function latencyLines({ requests }: ArmView, watched: number): LatencyLine[] {
  const done = requests.filter(({ outcome, tokens }) => outcome?.kind === 'done' && tokens.length > 0);
  const own = requests[watched];
  const line = (
    key: LatencyLine['key'],
    name: string,
    of: (request: ViewedRequest) => readonly number[],
  ) => ({
    key,
    name,
    // Of a thousand requests' tokens: a typed array is sorted by the engine itself, without a call for each pair.
    values: [...Float64Array.from(done.flatMap(of)).sort()],
    watched: own && own.tokens.length > 0 ? (of(own).toSorted((a, b) => b - a)[0] ?? null) : null,
  });
  return [
    line('ttft', 'TTFT', ({ tokens, arrived }) => [tokens[0].at - arrived]),
    line('tpot', 'TPOT', ({ tokens }) =>
      tokens.length > 1 ? [(tokens[tokens.length - 1].at - tokens[0].at) / (tokens.length - 1)] : [],
    ),
    line('itl', 'ITL', ({ tokens }) => tokens.slice(1).map(({ at }, i) => at - tokens[i].at)),
    line('e2el', 'E2E', ({ tokens, arrived, ended }) =>
      ended === null ? [] : [tokens[tokens.length - 1].at - arrived],
    ),
  ];
}

/** Share of values within each of some times, for a curve of as many points. */
export function sharesWithin(values: readonly number[], times: readonly number[]): (number | null)[] {
  if (values.length === 0) return times.map(() => null);
  let within = 0;
  return times.map((time) => {
    while (within < values.length && values[within] <= time) within++;
    return within / values.length;
  });
}
