/** Claims that rows of the coupling matrix answer: a mechanism with what is to blame, and without. */
import type { BakedFile } from '../couplings/baked-couplings.ts';
import type { Way } from '../couplings/coupling-report.ts';
import type { Judgement } from './claim.ts';
import { cellOf, couplingsCommand, MOVES, touchesBits, touchesTokens } from './couplings-words.ts';
import type { Evidence } from './evidence.ts';
import { depends, doesNot, holds, notMeasured } from './judgements.ts';

/** Two rows, the second without what is blamed. */
export interface RowPair {
  readonly blamed: string;
  readonly without: string;
  readonly way: Way;
  readonly model?: BakedFile;
  /** What is changed, to begin the sentence with: "Other words of a neighbour move". */
  readonly change: string;
  readonly with: string;
  readonly otherwise: string;
  /** What it depends on where the row without it is touched as well. */
  readonly on: string;
}

/** Holds where the one row's bits are touched and the other's are not. */
export function judgeRows(evidence: Evidence, pair: RowPair): Judgement {
  const { blamed, without, way, model = 'nano', change, on } = pair;
  const [cell, other] = [cellOf(evidence, blamed, way, model), cellOf(evidence, without, way, model)];
  if (!cell || !other)
    return notMeasured(couplingsCommand([blamed, without], model === 'nano' ? undefined : model));
  const found = `${change} ${MOVES[cell.effect]} ${pair.with}, and ${MOVES[other.effect]} ${pair.otherwise}.`;
  if (!touchesBits(cell.effect)) return doesNot(found);
  return touchesBits(other.effect) ? depends(on, found) : holds(found);
}

/** A row beside its own control: the same change without the mechanism. */
export interface ControlledRow {
  readonly row: string;
  readonly way: Way;
  /** What is changed, to begin the sentence with; and behind it, without the mechanism. */
  readonly change: string;
  readonly otherwise: string;
  /** What it depends on where words move without the mechanism as well. */
  readonly on: string;
  /** Where it holds. */
  readonly where: string;
}

/** Holds where words move with the mechanism and not without it. */
export function judgeControl(evidence: Evidence, { row, way, ...words }: ControlledRow): Judgement {
  const cell = cellOf(evidence, row, way);
  if (!cell) return notMeasured(couplingsCommand([row]));
  const found = `${words.change} ${MOVES[cell.effect]}; ${words.otherwise} ${MOVES[cell.control]}.`;
  if (!touchesTokens(cell.effect)) return doesNot(found);
  return touchesTokens(cell.control) ? depends(words.on, found) : holds(found, words.where);
}
