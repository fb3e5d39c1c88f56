import { type CertificateCell, cellBlind, cellKey, cellLost } from '../results/certificate-cell.ts';
import type { Certificate, CertificateCase } from '../studies/certificate/certificate.ts';
import { certificateVerdict } from './certificate.ts';
import { adapterWords } from './engine.ts';
import { type JUnitCase, type JUnitSuite, junitXml } from './junit.ts';

/** A certificate as JUnit XML: a suite for each operation, a test for each cell. `secondsOf` gives the time that a cell took. */
export function certificateJUnit(
  certificate: Certificate,
  secondsOf: (cell: CertificateCell) => number | null,
): string {
  const { cells, model, engine, adapter, form, milliseconds } = certificate;
  const properties = {
    adapter: adapterWords(adapter),
    engine,
    form,
    model: `${model.name}, ${model.hash}`,
    verdict: certificateVerdict(certificate),
  };
  const operations = [...new Set(cells.map(({ operation }) => operation))];
  const suites = operations.map(
    (operation): JUnitSuite => ({
      name: operation,
      properties,
      cases: cells
        .filter((cell) => cell.operation === operation)
        .map((cell) => caseOf(cell, certificate, secondsOf(cell))),
    }),
  );
  return junitXml('batchmates certify', suites, milliseconds / 1000);
}

function caseOf(cell: CertificateCell, { cases }: Certificate, seconds: number | null): JUnitCase {
  const { operation, set, invariance, activations, weights } = cell;
  return {
    name: `${set}: ${invariance}, ${activations} on ${weights}`,
    classname: `batchmates.${operation.replaceAll(' ', '-')}`,
    seconds,
    outcome: outcomeOf(
      cell,
      cases.filter((one) => isOf(one, cell)),
    ),
  };
}

/** A lost cell fails; so does a blind one, which says nothing of the set although it was asked to. */
function outcomeOf(cell: CertificateCell, own: readonly CertificateCase[]): JUnitCase['outcome'] {
  const failed = (kind: CertificateCase['kind']) =>
    own
      .filter((one) => one.kind === kind && one.outcome === 'failed')
      .map(({ name, found }) => `${name}: ${found}`)
      .join('\n');
  if (cellLost(cell))
    return {
      is: 'failed',
      kind: 'lost',
      message: `${cell.cases - cell.passed} of ${cell.cases} cases do not hold`,
      text: failed('case'),
    };
  if (cellBlind(cell))
    return {
      is: 'failed',
      kind: 'blind',
      message: `${cell.control.cases - cell.control.differed} of ${cell.control.cases} controls had to differ and did not`,
      text: failed('control'),
    };
  if (cell.cases > 0) return { is: 'passed' };
  const why = own.map(({ found }) => found);
  return { is: 'skipped', why: [...new Set(why)].join('; ') };
}

function isOf(one: CertificateCase, cell: CertificateCell): boolean {
  return one.weights.some((weights) => cellKey({ ...one, weights }) === cellKey(cell));
}
