import type { StepRecord } from '../../results/record.ts';

/** What a step of each arm takes. */
export interface Price {
  /** Milliseconds of each step, in order. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Medians over the steps that only decode, over all where none does; milliseconds. */
  readonly medianA: number;
  readonly medianB: number;
  /** Median rows of those steps. */
  readonly rowsA: number;
  readonly rowsB: number;
}

/** Null until both arms took a step. */
export function priceOf(a: readonly StepRecord[], b: readonly StepRecord[]): Price | null {
  if (a.length === 0 || b.length === 0) return null;
  const [ofA, ofB] = [decodeSteps(a), decodeSteps(b)];
  const times = (steps: readonly StepRecord[]) => steps.map(({ milliseconds }) => milliseconds);
  return {
    a: times(a),
    b: times(b),
    medianA: median(times(ofA)),
    medianB: median(times(ofB)),
    rowsA: median(ofA.map(({ rows }) => rows)),
    rowsB: median(ofB.map(({ rows }) => rows)),
  };
}

/** The prompt's steps have many rows, and would hide what a token costs. */
function decodeSteps(steps: readonly StepRecord[]): readonly StepRecord[] {
  const decoding = steps.filter(
    ({ slices }) => slices.length > 0 && slices.every(({ kind }) => kind === 'decode'),
  );
  return decoding.length > 0 ? decoding : steps;
}

/** The lower of the two in the middle where there is no one middle. */
function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor((values.length - 1) / 2)];
}
