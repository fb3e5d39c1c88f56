import type { BakedFile } from '../couplings/baked-couplings.ts';
import {
  EFFECTS,
  type Effect,
  isMeasured,
  type MeasuredCell,
  WAYS,
  type Way,
} from '../couplings/coupling-report.ts';
import type { Evidence } from './evidence.ts';

/** A measured cell of a matrix; null where it was not measured. */
export function cellOf(
  { couplings }: Pick<Evidence, 'couplings'>,
  id: string,
  way: Way,
  model: BakedFile = 'nano',
): MeasuredCell | null {
  const cell = couplings[model]?.rows.find((row) => row.id === id)?.cells[way];
  return cell && isMeasured(cell) ? cell : null;
}

/** The strongest effect of a row, whichever way; null where a cell of it was not measured. */
export function strongestOf(
  evidence: Pick<Evidence, 'couplings'>,
  id: string,
  model: BakedFile = 'nano',
): Effect | null {
  const cells = WAYS.map((way) => cellOf(evidence, id, way, model));
  if (cells.some((cell) => cell === null)) return null;
  return cells.map((cell) => cell!.effect).toSorted((a, b) => rank(b) - rank(a))[0];
}

/** Whether an effect is more than another time: some bit, or what follows from it. */
export function touchesBits(effect: Effect): boolean {
  return rank(effect) >= rank('bits');
}

export function touchesTokens(effect: Effect): boolean {
  return rank(effect) >= rank('tokens');
}

/** `couplings` of these rows, as what would measure them. */
export function couplingsCommand(only: readonly string[], model?: string): string {
  const named = model === undefined ? '' : ` --model ${model}`;
  return `npm run -s lab -- couplings${named}${only.map((id) => ` --only ${id}`).join('')} --engine cpu`;
}

/** An effect as it stands behind "moves". */
export const MOVES: Readonly<Record<Effect, string>> = {
  nothing: 'nothing of a probe',
  time: 'a probe’s time alone',
  bits: 'a probe’s bits, no word',
  tokens: 'a probe’s words',
  'pass rate': 'a probe’s right answers',
};

function rank(effect: Effect): number {
  return EFFECTS.indexOf(effect);
}
