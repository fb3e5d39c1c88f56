import { expect, test } from 'vitest';
import type { Certificate } from './certificate.ts';
import { certificateGrounds, certificateNote } from './note.ts';

const certificate = (form: Certificate['form']) =>
  ({ form, cases: [{ passed: true }, { passed: false }] }) as unknown as Certificate;

test.each([
  ['full', 'invariant'],
  ['short', 'invariant'],
  ['full', 'pinned'],
  ['full', null],
] as const)('a record says on what grounds: %s, %s', (form, set) => {
  const note = certificateNote(set, certificate(form));
  expect(note).toContain(`${form} certificate: 1 of 2 cases`);
  expect(certificateGrounds(['another note', note])).toEqual({ form, set });
});

test('a record without a certificate says nothing', () => {
  expect(certificateGrounds(['another note'])).toBeNull();
});
