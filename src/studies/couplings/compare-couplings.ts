import { type CouplingRow, EFFECTS, type Effect, isMeasured, WAYS, type Way } from './coupling-report.ts';

/** A cell that has one effect in one matrix and another in the other. */
export interface OtherEffect {
  readonly id: string;
  readonly way: Way;
  readonly effect: Effect;
  readonly there: Effect;
}

/** Two matrices, cell by cell. */
export interface ComparedCouplings {
  /** Cells that are measured in both, and those of them with the same effect. */
  readonly both: number;
  readonly same: number;
  /** Cells whose effect is the stronger here, and the weaker. */
  readonly further: readonly OtherEffect[];
  readonly less: readonly OtherEffect[];
  /** Cells that are measured in one of the two alone. */
  readonly apart: number;
}

/** One matrix beside another, of another model or another engine; rows that one of them has not are none of either. */
export function compareCouplings(
  here: readonly CouplingRow[],
  there: readonly CouplingRow[],
): ComparedCouplings {
  const others = new Map(there.map((row) => [row.id, row]));
  const further: OtherEffect[] = [];
  const less: OtherEffect[] = [];
  let [both, apart] = [0, 0];
  for (const { id, cells } of here)
    for (const way of WAYS) {
      const [cell, other] = [cells[way], others.get(id)?.cells[way]];
      if (!other) continue;
      if (!isMeasured(cell) || !isMeasured(other)) {
        if (isMeasured(cell) || isMeasured(other)) apart++;
        continue;
      }
      both++;
      const by = EFFECTS.indexOf(cell.effect) - EFFECTS.indexOf(other.effect);
      if (by !== 0) (by > 0 ? further : less).push({ id, way, effect: cell.effect, there: other.effect });
    }
  return { both, same: both - further.length - less.length, further, less, apart };
}
