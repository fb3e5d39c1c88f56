/** One token of the danger line. */
export interface DangerPoint {
  readonly position: number;
  readonly margin: number;
  readonly perturbation: number;
  /** From a teacher-forced replay. */
  readonly forced: boolean;
}

/** A flip was possible here. Where nothing differs, a tie stays as it is. */
export function inDanger({ margin, perturbation }: Pick<DangerPoint, 'margin' | 'perturbation'>): boolean {
  return perturbation > 0 && perturbation >= margin;
}

/** Positions, the first and the last of them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Where of so many comparable tokens there is no point. */
export function gapsOf(points: readonly DangerPoint[], comparable: number): Gap[] {
  const known = [...points.map(({ position }) => position).filter((at) => at < comparable), comparable];
  return known.flatMap((next, i) => {
    const from = i === 0 ? 0 : known[i - 1] + 1;
    return next > from ? [{ from, to: next - 1 }] : [];
  });
}
