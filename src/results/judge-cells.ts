import type { ActivationDtype, Quantize } from '../numerics/dtypes.ts';
import {
  type CertificateCell,
  type CertifiedWeights,
  type ClaimedOperation,
  COLUMNS,
  type Column,
  cellLost,
  cellStands,
  invarianceLost,
} from './certificate-cell.ts';
import type { OperationPosture } from './posture.ts';

/** What of an arm says which cells are about it. */
export interface CellUse {
  readonly activations: ActivationDtype;
  /** Formats that the products read. */
  readonly weights: readonly CertifiedWeights[];
  /** What shares a scale where products read activations as q8. */
  readonly quantize?: Quantize;
}

/** The cells of each column, and whether they reach over every weight format in use. */
type CellsOf = ReadonlyMap<Column, { readonly cells: readonly CertificateCell[]; readonly all: boolean }>;

/** Norms read gains that are f32 whatever the arm's weights, and attention reads none: there the format is no part of what was tested. */
function cellsFor(
  { activations, weights, quantize }: CellUse,
  operation: ClaimedOperation,
  cells: readonly CertificateCell[],
): CellsOf {
  const weighted = operation === 'matmul' || operation === 'whole model';
  const fitting = cells.filter(
    (cell) =>
      cell.activations === activations &&
      (!weighted || (weights.includes(cell.weights) && cell.quantize === quantize)),
  );
  return new Map(
    COLUMNS.map((invariance) => {
      const own = fitting.filter((cell) => cell.invariance === invariance && cell.cases > 0);
      const formats = new Set(own.map((cell) => cell.weights));
      return [
        invariance,
        { cells: own, all: weighted ? weights.every((one) => formats.has(one)) : own.length > 0 },
      ];
    }),
  );
}

/** Where an operation's cells of one set found other bits than every device's. */
export function deviceFailures(
  use: CellUse,
  operation: ClaimedOperation,
  cells: readonly CertificateCell[],
): string[] {
  const { cells: own = [] } = cellsFor(use, operation, cells).get('device') ?? {};
  return own.filter(cellLost).map(failureWords);
}

/**
 * What an operation's cells of one set prove of an arm: lost where any case of one failed, certified for each invariance whose cells all
 * stand, observed where none does.
 */
export function judgeCells(
  use: CellUse,
  operation: ClaimedOperation,
  cells: readonly CertificateCell[],
): Pick<OperationPosture, 'standing' | 'covered' | 'reasons'> {
  const tested = [...cellsFor(use, operation, cells)];
  const failures = tested.flatMap(([, { cells }]) => cells.filter(invarianceLost).map(failureWords));
  const blind = tested.flatMap(([, { cells }]) =>
    cells.filter((cell) => cell.passed === cell.cases && !cellStands(cell)).map(blindWords),
  );
  const covered = tested
    .filter(([, { cells, all }]) => all && cells.every(cellStands))
    .map(([invariance]) => invariance);
  if (failures.length > 0) return { standing: 'lost', covered: [], reasons: failures };
  if (covered.length > 0) return { standing: 'certified', covered, reasons: blind };
  const untested = blind.length > 0 ? blind : ['not tested with these sets, activations and weights'];
  return { standing: 'observed', covered: [], reasons: untested };
}

function failureWords({ invariance, activations, weights, cases, passed }: CertificateCell): string {
  return `${invariance}: ${cases - passed} of ${cases} cases differ (${activations}, ${weights} weights)`;
}

function blindWords({ invariance, control: { cases, differed } }: CertificateCell): string {
  const saw =
    cases === 0 ? 'had no negative control' : `saw ${differed} of ${cases} differences that must be there`;
  return `${invariance}: the test ${saw}, so that its passing proves nothing`;
}
