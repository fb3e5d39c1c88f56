import { expect, it } from 'vitest';
import { shortFingerprint } from '../experiment/fingerprint-text.ts';
import { createFingerprint } from './fingerprint.ts';
import type { RunRecord } from './record.ts';
import { PREFIX_DIGITS, runBits } from './run-bits.ts';
import { traceOfLogits } from './testing/traces.ts';

const arm = (name: string, tokens: readonly number[]) => ({ name, requests: [{ id: 'p', tokens }] });
const record = {
  arms: [arm('alone', [1, 2]), arm('company', [1, 2]), arm('drawn', [1])],
} as unknown as RunRecord;
const traces = new Map([
  [
    'alone/p',
    [Float32Array.of(0, 4, 1), Float32Array.of(2, 1, 2.5)].map((each) => traceOfLogits(each, false)),
  ],
  [
    'company/p',
    [Float32Array.of(0, 4, 1), Float32Array.of(2, 1, 2.5000002)].map((each) => traceOfLogits(each)),
  ],
]);

it('tells every prefix and every margin, of streams that are traced alone', () => {
  const bits = runBits(record, traces);
  expect(Object.keys(bits)).toEqual(['alone/p', 'company/p']);
  const whole = createFingerprint();
  for (const [position, token] of [1, 2].entries()) whole.add(token, traces.get('alone/p')![position].digest);
  expect(bits['alone/p'].prefixes[1]).toBe(shortFingerprint(whole.text(), PREFIX_DIGITS));
  expect(bits['alone/p'].margins).toEqual([3, 0.5]);
  // The last bit of one logit of the second position.
  const [a, b] = [bits['alone/p'].prefixes, bits['company/p'].prefixes];
  expect([a[0] === b[0], a[1] === b[1]]).toEqual([true, false]);
});
