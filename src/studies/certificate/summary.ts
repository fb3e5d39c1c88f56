import {
  type CertifiedOperation,
  COLUMNS,
  type Column,
  cellBlind,
  cellLost,
  cellStands,
  noCell,
} from '../../results/certificate-cell.ts';
import type { Certificate, CertificateCase } from './certificate.ts';
import { grantOf } from './grant.ts';

type Found = Pick<Certificate, 'cells' | 'cases'>;

/** What stands in one place of the matrix, all dtypes together. `untested`: of some dtype no case or no control could be made. */
export type Mark = 'stands' | 'lost' | 'blind' | 'untested' | 'none';

export interface MatrixPlace {
  readonly operation: CertifiedOperation;
  readonly invariance: Column;
  readonly mark: Mark;
  /** Why there is no cell; empty where there is one. */
  readonly why: string;
  readonly cases: number;
  readonly passed: number;
  readonly controls: number;
  readonly differed: number;
}

export const MATRIX_OPERATIONS = [
  'matmul',
  'rmsnorm',
  'attention',
  'experts',
  'whole model',
] as const satisfies readonly CertifiedOperation[];

/** Sets in the order in which they were tested. */
export function testedSets({ cells }: Pick<Certificate, 'cells'>): string[] {
  return [...new Set(cells.map(({ set }) => set))];
}

/** Those that a model has: a router and experts only a mixture. */
export function operationsOf({ cells }: Pick<Certificate, 'cells'>): CertifiedOperation[] {
  return MATRIX_OPERATIONS.filter(
    (each) => each !== 'experts' || cells.some(({ operation }) => operation === each),
  );
}

/** The columns that a certificate shows: that of the workers only where a set was tested for them. */
export function columnsOf({ cells }: Pick<Certificate, 'cells'>): Column[] {
  return COLUMNS.filter(
    (column) => column !== 'workers' || cells.some(({ invariance }) => invariance === column),
  );
}

/** Operation by column, each place with the counts of its cells in every dtype tested. */
export function matrixOf(found: Found, set: string): MatrixPlace[][] {
  return operationsOf(found).map((operation) =>
    columnsOf(found).map((invariance) => placeOf(found, set, operation, invariance)),
  );
}

function placeOf(
  { cells, cases }: Found,
  set: string,
  operation: CertifiedOperation,
  invariance: Column,
): MatrixPlace {
  const here = (place: Pick<CertificateCase, 'set' | 'operation' | 'invariance'>) =>
    place.set === set && place.operation === operation && place.invariance === invariance;
  const folded = cells.filter(here);
  // An operation that reads no weights stands in several cells: its cases count once.
  const own = cases.filter((one) => here(one) && one.outcome !== 'skipped');
  const [compared, controls] = (['case', 'control'] as const).map((kind) =>
    own.filter((one) => one.kind === kind),
  );
  const passed = ({ outcome }: CertificateCase) => outcome === 'passed';
  let mark: Mark = 'stands';
  const why = noCell(operation, invariance, set);
  if (why !== null) mark = 'none';
  else if (folded.some(cellLost)) mark = 'lost';
  else if (folded.some(cellBlind)) mark = 'blind';
  else if (folded.length === 0 || !folded.every(cellStands)) mark = 'untested';
  return {
    ...{ operation, invariance, mark },
    why: why ?? '',
    ...{ cases: compared.length, passed: compared.filter(passed).length },
    ...{ controls: controls.length, differed: controls.filter(passed).length },
  };
}

/** What was tested, as a reader needs it beside the matrix. */
export function testedDtypes({ cells }: Pick<Certificate, 'cells'>): {
  activations: string;
  weights: string;
} {
  const list = (values: readonly string[]) => [...new Set(values)].join(', ');
  const tested = cells.filter(({ cases }) => cases > 0);
  const quantised = tested.some(({ quantize }) => quantize) ? ' and q8 by row' : '';
  return {
    activations: list(tested.map(({ activations }) => activations)) + quantised,
    weights: list(tested.map(({ weights }) => weights)),
  };
}

/**
 * How a certificate ended: every cell holds, a claim was lost, only the one of the device was (`apart`), or no case failed but a control was
 * blind.
 */
export function certificateOutcome({
  cells,
}: Pick<Certificate, 'cells'>): 'holds' | 'stand-in' | 'lost' | 'apart' | 'blind' {
  const { invariantAs, blind } = grantOf(cells);
  if (invariantAs === 'stand-in') return 'stand-in';
  if (invariantAs === null) return 'lost';
  if (cells.some(cellLost)) return 'apart';
  return blind ? 'blind' : 'holds';
}
