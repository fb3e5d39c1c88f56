/** Kaplan and Meier's curve of times to a fork. */
export interface SurvivalCurve {
  readonly name: string;
  /** `[tokens, share without a fork]` where the share falls, from 0 on. */
  readonly steps: readonly (readonly [number, number])[];
  /** Answers that ended without a fork. */
  readonly censored: number;
}

/** A time at which a curve falls, and the shares of curves that do, by their index; null: as before, or over. */
export interface SurvivalRow {
  readonly tokens: number;
  readonly [curve: string]: number | null;
}

/** All curves over one axis, and its end. */
export function survivalRows(curves: readonly SurvivalCurve[]): {
  readonly rows: readonly SurvivalRow[];
  readonly last: number;
} {
  const times = new Set(curves.flatMap(({ steps }) => steps.map(([tokens]) => tokens)));
  const shares = curves.map(({ steps }) => new Map(steps));
  const rows = [...times]
    .sort((a, b) => a - b)
    .map((tokens) => ({
      tokens,
      ...Object.fromEntries(shares.map((share, index) => [index, share.get(tokens) ?? null])),
    }));
  return { rows, last: Math.max(1, ...times) };
}
