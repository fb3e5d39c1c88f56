import {
  type CertifiedOperation,
  cellBlind,
  cellLost,
  cellStands,
  INVARIANCES,
  type Invariance,
  noCell,
} from '../../results/certificate-cell.ts';
import type { Certificate, CertificateCase } from './certificate.ts';
import { grantOf } from './grant.ts';

type Found = Pick<Certificate, 'cells' | 'cases'>;

/** What stands in one place of the matrix, all dtypes together. `untested`: of some dtype no case or no control could be made. */
export type Mark = 'stands' | 'lost' | 'blind' | 'untested' | 'none';

export const MARKS: Readonly<Record<Mark, string>> = {
  ...{ stands: '=', lost: '≠', blind: '?', untested: '·', none: '-' },
};

export interface MatrixPlace {
  readonly operation: CertifiedOperation;
  readonly invariance: Invariance;
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
  'whole model',
] as const satisfies readonly CertifiedOperation[];

/** Sets in the order in which they were tested. */
export function testedSets({ cells }: Pick<Certificate, 'cells'>): string[] {
  return [...new Set(cells.map(({ set }) => set))];
}

/** Operation by invariance, each place with the counts of its cells in every dtype tested. */
export function matrixOf(found: Found, set: string): MatrixPlace[][] {
  return MATRIX_OPERATIONS.map((operation) =>
    INVARIANCES.map((invariance) => placeOf(found, set, operation, invariance)),
  );
}

function placeOf(
  { cells, cases }: Found,
  set: string,
  operation: CertifiedOperation,
  invariance: Invariance,
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
  if (noCell(operation, invariance)) mark = 'none';
  else if (folded.some(cellLost)) mark = 'lost';
  else if (folded.some(cellBlind)) mark = 'blind';
  else if (folded.length === 0 || !folded.every(cellStands)) mark = 'untested';
  return {
    ...{ operation, invariance, mark },
    why: noCell(operation, invariance) ?? '',
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
  return {
    activations: list(tested.map(({ activations }) => activations)),
    weights: list(tested.map(({ weights }) => weights)),
  };
}

/** Numbers of cases and controls, in words that fit the verdict. */
export function certificateCount({ cases }: Pick<Certificate, 'cases'>): string {
  const of = (kind: CertificateCase['kind'], outcome: CertificateCase['outcome']) =>
    cases.filter((one) => one.kind === kind && one.outcome === outcome).length;
  const [held, failed] = [of('case', 'passed'), of('case', 'failed')];
  const [differed, blind] = [of('control', 'passed'), of('control', 'failed')];
  const skipped = of('case', 'skipped') + of('control', 'skipped');
  return [
    `${held} of ${held + failed} cases hold`,
    `${differed} of ${differed + blind} controls differ as they must`,
    ...(skipped > 0 ? [`${skipped} skipped by name`] : []),
  ].join(', ');
}

/** How a certificate ended: every cell holds, a claim was lost, or no case failed but a control was blind. */
export function certificateOutcome({
  cells,
}: Pick<Certificate, 'cells'>): 'holds' | 'stand-in' | 'lost' | 'blind' {
  const { invariantAs, blind } = grantOf(cells);
  if (invariantAs === 'stand-in') return 'stand-in';
  if (invariantAs === null) return 'lost';
  return blind ? 'blind' : 'holds';
}

/** What the certificate lets one say, and no more. */
export function certificateVerdict(certificate: Found): string {
  const { activations, weights } = testedDtypes(certificate);
  const tested = `${activations} activations, ${weights} weights`;
  switch (certificateOutcome(certificate)) {
    case 'holds':
      return `As far as tested (${tested}), the bits of a row follow nothing of its batch here under ${setsText(certificate)}.`;
    case 'stand-in':
      return `The many-tilings form is not invariant on this adapter. Pinned is, as far as tested (${tested}), and stands in for it.`;
    case 'lost':
      return 'A set that claims invariance does not keep it on this adapter, and none was found that could stand in.';
    case 'blind':
      return 'No case failed, but the test is blind in places: a control that had to differ did not. It says nothing against the sets there, and nothing for them.';
  }
}

function setsText(certificate: Pick<Certificate, 'cells'>): string {
  const sets = testedSets(certificate).map((set) => `the ${set} set`);
  return sets.length === 1 ? sets[0] : `${sets.slice(0, -1).join(', ')} and ${sets[sets.length - 1]}`;
}

/** Cases that failed and what was skipped, each once, in words. */
export function remarkableCases({ cases }: Pick<Certificate, 'cases'>): {
  failed: string[];
  skipped: string[];
} {
  const words = ({ set, operation, invariance, activations, weights, kind, name, found }: CertificateCase) =>
    `${set} ${operation}, ${invariance}, ${activations} on ${weights.join(', ')} weights${kind === 'control' ? ', control' : ''}: ${name}: ${found}`;
  const skipped = cases.filter(({ outcome }) => outcome === 'skipped');
  return {
    failed: cases.filter(({ outcome }) => outcome === 'failed').map(words),
    // A control stands in many cells and is skipped in all of them for one reason.
    skipped: [
      ...new Set(
        skipped.map((one) => (one.kind === 'control' ? `control ${one.name}: ${one.found}` : words(one))),
      ),
    ],
  };
}
