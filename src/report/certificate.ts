import { describeArithmetic } from '../numerics/adapter-arithmetic.ts';
import { DEVICE_NOT_CLAIMED, noCell } from '../results/certificate-cell.ts';
import { listed } from '../results/text.ts';
import type { Certificate, CertificateCase } from '../studies/certificate/certificate.ts';
import { cellName } from '../studies/certificate/note.ts';
import {
  certificateOutcome,
  columnsOf,
  type Mark,
  matrixOf,
  operationsOf,
  testedDtypes,
  testedSets,
} from '../studies/certificate/summary.ts';
import { adapterWords, tuningWords } from './engine.ts';

export const MARKS: Readonly<Record<Mark, string>> = {
  ...{ stands: '=', lost: '≠', blind: '?', untested: '·', none: '-' },
};

/** A certificate as report lines: where it was tested, the matrix of each set, what failed or was skipped, and the verdict. */
export function certificateLines(certificate: Certificate): string[] {
  const { adapter, passed, form, milliseconds, model } = certificate;
  const { failed, skipped } = remarkableCases(certificate);
  const { activations, weights } = testedDtypes(certificate);
  return [
    `Certificate (${form}) of ${certificate.engine} on ${adapterWords(adapter)}`,
    `arithmetic: ${describeArithmetic(certificate.arithmetic)}`,
    ...(certificate.tuning ? [`tiling: ${tuningWords(certificate.tuning)}`] : []),
    `model ${model.name}, ${model.hash}`,
    `${activations} activations on ${weights} weights, cases that hold / controls that differ:`,
    ...testedSets(certificate).flatMap((set) => matrixLines(certificate, set)),
    '',
    ...failed.map((line) => `FAILED  ${line}`),
    ...skipped.map((line) => `skipped ${line}`),
    `${passed ? 'PASSED' : 'FAILED'}: ${certificateCount(certificate)}, in ${(milliseconds / 1000).toFixed(1)} s`,
    certificateVerdict(certificate),
  ];
}

/** One mark a cell, with its counts beside it: `= 86/86 4/4`. */
function matrixLines(certificate: Certificate, set: string): string[] {
  const rows = matrixOf(certificate, set).map((places) => {
    const texts = places.map(({ mark, cases, passed, controls, differed }) =>
      mark === 'none' ? MARKS.none : `${MARKS[mark]} ${passed}/${cases} ${differed}/${controls}`,
    );
    return [places[0].operation, ...texts];
  });
  const table = [[set, ...columnsOf(certificate)], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return ['', ...lines, `- ${dashWords()}`];
}

/** Why cells have a dash. */
export function dashWords(): string {
  const of = (column: 'chunking' | 'cache') => noCell('matmul', column, 'invariant');
  return `${of('chunking')}; ${of('cache')}; device: ${DEVICE_NOT_CLAIMED}`;
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

/** What the certificate lets one say, and no more. */
export function certificateVerdict(certificate: Pick<Certificate, 'cells'>): string {
  const { activations, weights } = testedDtypes(certificate);
  const all = operationsOf(certificate);
  const operations = all.filter((each) => certificate.cells.some((cell) => cell.operation === each));
  const part = operations.length < all.length ? `; of ${listed(operations)} alone` : '';
  const tested = `${activations} activations, ${weights} weights${part}`;
  switch (certificateOutcome(certificate)) {
    case 'holds':
      return `As far as tested (${tested}), the bits of a row follow nothing of its batch here under ${setsText(certificate)}${everywhere(certificate)}.`;
    case 'stand-in':
      return `The many-tilings form is not invariant on this adapter. Pinned is, as far as tested (${tested}), and stands in for it.`;
    case 'lost':
      return 'A set that claims invariance does not keep it on this adapter, and none was found that could stand in.';
    case 'apart':
      return 'As far as tested, the bits of a row follow nothing of its batch here, but those of the portable set are not those of every device: they are not what its replay gives.';
    case 'blind':
      return 'No case failed, but the test is blind in places: a control that had to differ did not. It says nothing against the sets there, and nothing for them.';
  }
}

/** What cells of the device add, where some were tested. */
function everywhere({ cells }: Pick<Certificate, 'cells'>): string {
  const tested = cells.some(({ invariance, cases }) => invariance === 'device' && cases > 0);
  return tested ? ', and those of the portable set are what its replay gives for every device' : '';
}

function setsText(certificate: Pick<Certificate, 'cells'>): string {
  return listed(testedSets(certificate).map((set) => `the ${set} set`));
}

/** Cases that failed and what was skipped, each once, in words. */
export function remarkableCases({ cases }: Pick<Certificate, 'cases'>): {
  failed: string[];
  skipped: string[];
} {
  const words = (one: CertificateCase) =>
    `${cellName(one)}${one.kind === 'control' ? ', control' : ''}: ${one.name}: ${one.found}`;
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
