// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { type Certificate, type CertificateCase, cellsOf } from '../studies/certificate/certificate.ts';
import { certificateJUnit } from './certificate-junit.ts';

const one = (change: Partial<CertificateCase>): CertificateCase => ({
  ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
  ...{ kind: 'case', name: 'M = 1 against M = 17', outcome: 'passed', found: 'equal' },
  ...change,
});

function certificateOf(cases: readonly CertificateCase[]): Certificate {
  return {
    ...{ version: 2, form: 'full', key: 'k', engine: 'webgpu', milliseconds: 2500, passed: false },
    adapter: { vendor: 'v', architecture: 'a', device: 'd', description: '<d>', driver: '' },
    model: { name: 'nano', hash: 'sha256:0' },
    arithmetic: {},
    ...{ cases, cells: cellsOf(cases) },
  } as unknown as Certificate;
}

test('a suite for each operation, a test for each cell, with what was found', () => {
  const certificate = certificateOf([
    one({}),
    one({ kind: 'control' }),
    one({ weights: ['f32', 'bf16'], outcome: 'failed', found: '3 of 8 bits "differ"', invariance: 'width' }),
    one({ operation: 'whole model', kind: 'control', outcome: 'failed', found: 'equal' }),
    one({ operation: 'attention', outcome: 'skipped', found: 'no context is long enough' }),
  ]);
  const xml = certificateJUnit(certificate, ({ operation }) => (operation === 'matmul' ? 0.5 : null));
  const parsed = new DOMParser().parseFromString(xml, 'application/xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  const suites = [...parsed.querySelectorAll('testsuite')];
  expect(suites.map((suite) => [suite.getAttribute('name'), suite.getAttribute('tests')])).toEqual([
    ['matmul', '3'],
    ['whole model', '1'],
    ['attention', '1'],
  ]);
  expect(parsed.documentElement.getAttribute('time')).toBe('2.500');
  expect(suites[0].getAttribute('time')).toBe('1.500');
  const cases = [...parsed.querySelectorAll('testcase')];
  expect(cases.map((found) => found.getAttribute('name'))).toContain('invariant: width, f32 on bf16');
  expect(cases.map((found) => found.getAttribute('classname'))).toContain('batchmates.whole-model');
  const failures = [...parsed.querySelectorAll('failure')];
  expect(failures.map((failure) => [failure.getAttribute('type'), failure.textContent])).toEqual([
    ['lost', 'M = 1 against M = 17: 3 of 8 bits "differ"'],
    ['lost', 'M = 1 against M = 17: 3 of 8 bits "differ"'],
    ['blind', 'M = 1 against M = 17: equal'],
  ]);
  expect(parsed.querySelector('skipped')?.getAttribute('message')).toBe('no context is long enough');
});
