/** Kaplan and Meier's curve of times to a fork. */
export interface SurvivalCurve {
  readonly name: string;
  /** `[tokens, share without a fork]` where the share falls; none where nothing forked. */
  readonly steps: readonly (readonly [number, number])[];
  /** Answers that ended without a fork. */
  readonly censored: number;
}

/** With all answers at its start; one in which nothing forked goes on to the end of the others. */
export function fromStart(curve: SurvivalCurve, last: number): SurvivalCurve {
  const { steps } = curve;
  if (steps.length === 0)
    return {
      ...curve,
      steps: [
        [0, 1],
        [last, 1],
      ],
    };
  return steps[0][0] === 0 ? curve : { ...curve, steps: [[0, 1], ...steps] };
}

/** The end of an axis that all curves fit on. */
export function lastOf(curves: readonly SurvivalCurve[]): number {
  return Math.max(1, ...curves.map(({ steps }) => steps.at(-1)?.[0] ?? 0));
}

/** A time at which a curve falls, and the shares of curves that do, by their index; null: as before, or over. */
export interface SurvivalRow {
  readonly tokens: number;
  readonly [curve: string]: number | null;
}

/** All curves over one axis. */
export function survivalRows(curves: readonly SurvivalCurve[]): readonly SurvivalRow[] {
  const times = new Set(curves.flatMap(({ steps }) => steps.map(([tokens]) => tokens)));
  const shares = curves.map(({ steps }) => new Map(steps));
  return [...times]
    .sort((a, b) => a - b)
    .map((tokens) => ({
      tokens,
      ...Object.fromEntries(shares.map((share, index) => [index, share.get(tokens) ?? null])),
    }));
}
