import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellStands } from '../results/certificate-cell.ts';
import { type CertificateCase, cellsOf } from '../studies/certificate/certificate.ts';
import { certificateOutcome, matrixOf } from '../studies/certificate/summary.ts';
import { certificateCount, certificateVerdict, remarkableCases } from './certificate.ts';

const anyCase: fc.Arbitrary<CertificateCase> = fc.record({
  operation: fc.constantFrom('matmul', 'attention', 'whole model'),
  invariance: fc.constant('batch'),
  set: fc.constantFrom('invariant', 'pinned'),
  activations: fc.constantFrom('f32', 'bf16'),
  weights: fc.constantFrom(['f32'], ['f32', 'bf16']),
  kind: fc.constantFrom('case', 'control'),
  name: fc.constantFrom('a', 'b'),
  outcome: fc.constantFrom('passed', 'passed', 'passed', 'failed', 'skipped'),
  found: fc.constant('x'),
});

test('verdict, count, marks, names and cells agree, whatever was found', () => {
  fc.assert(
    fc.property(fc.array(anyCase, { minLength: 1, maxLength: 12 }), (cases) => {
      const found = { cases, cells: cellsOf(cases) };
      const failed = (kind: CertificateCase['kind']) =>
        cases.filter((one) => one.kind === kind && one.outcome === 'failed').length;
      const outcome = certificateOutcome(found);
      // What the command line's exit code says.
      const passed = failed('case') + failed('control') === 0;
      expect(outcome === 'holds').toBe(passed);
      expect(outcome === 'blind').toBe(failed('case') === 0 && failed('control') > 0);
      expect(certificateVerdict(found).startsWith('As far as tested')).toBe(passed);
      expect(remarkableCases(found).failed).toHaveLength(failed('case') + failed('control'));
      const marks = ['invariant', 'pinned'].flatMap((set) => matrixOf(found, set).flat());
      expect(marks.some(({ mark }) => mark === 'lost')).toBe(failed('case') > 0);
      if (passed) expect(marks.some(({ mark }) => mark === 'blind')).toBe(false);
      for (const set of ['invariant', 'pinned'])
        for (const { operation, invariance, mark } of matrixOf(found, set).flat()) {
          const folded = found.cells.filter(
            (cell) => cell.set === set && cell.operation === operation && cell.invariance === invariance,
          );
          if (mark === 'stands') expect(folded.length > 0 && folded.every(cellStands)).toBe(true);
        }
      const sum = (of: (place: (typeof marks)[number]) => number) =>
        marks.reduce((total, place) => total + of(place), 0);
      expect(certificateCount(found)).toContain(
        `${sum(({ passed: held }) => held)} of ${sum(({ cases: all }) => all)} cases hold`,
      );
      if (found.cells.every(cellStands)) expect(passed).toBe(true);
    }),
  );
});

const one = (change: Partial<CertificateCase>): CertificateCase => ({
  ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
  ...{ kind: 'case', name: 'M = 1 against M = 17', outcome: 'passed', found: 'equal' },
  ...change,
});

test.each<[string, Partial<CertificateCase>, string]>([
  ['a case that failed', { outcome: 'failed' }, 'does not keep it on this adapter'],
  ['a blind control', { kind: 'control', outcome: 'failed' }, 'the test is blind in places'],
])('the verdict on %s', (_, change, words) => {
  const cases = [one({}), one(change)];
  expect(certificateVerdict({ cells: cellsOf(cases) })).toContain(words);
});

test('a control is skipped once, by its name, whatever it stands for', () => {
  const skipped = { kind: 'control', outcome: 'skipped', found: 'both plans build the same tree' } as const;
  const cases = [one({}), one(skipped), one({ ...skipped, activations: 'bf16' })];
  expect(remarkableCases({ cases }).skipped).toEqual([
    'control M = 1 against M = 17: both plans build the same tree',
  ]);
  expect(certificateCount({ cases })).toBe(
    '1 of 1 cases hold, 0 of 0 controls differ as they must, 2 skipped by name',
  );
});
