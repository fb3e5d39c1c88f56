import { expect, test } from 'vitest';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import { armPair, excerpt, requestIn } from './arm-pairs.ts';

const arm = (name: string, fingerprint: string | null, text: string) => ({
  name,
  requests: [{ id: 'probe', fingerprint, text }],
});
const record = {
  arms: [arm('a', '2:00', 'x'), arm('b', '2:00', 'x'), arm('c', '2:01', 'x'), arm('none', null, '')],
} as unknown as LoadRecord;

test('bits are the same where fingerprints are, and no fingerprint is not the same as none', () => {
  expect(armPair(record, 'a', 'b', 'probe').sameBits).toBe(true);
  expect(armPair(record, 'a', 'c', 'probe')).toMatchObject({ sameBits: false, sameText: true });
  expect(armPair(record, 'none', 'none', 'probe').sameBits).toBe(false);
});

test('an arm or request that is not there is named', () => {
  expect(() => requestIn(record, 'd', 'probe')).toThrow('request probe in an arm d');
  expect(() => requestIn(record, 'a', 'other')).toThrow('request other');
});

test('two texts that part late are shown where they part', () => {
  const [first, other] = [
    `${'so on and '.repeat(9)}much`,
    `${'so on and '.repeat(9)}good, and more of it follows here`,
  ];
  const late = {
    arms: [arm('a', '2:00', first), arm('b', '2:01', other)],
  } as unknown as LoadRecord;
  const { parts } = armPair(late, 'a', 'b', 'probe');
  expect(parts).toBe(90);
  expect(excerpt(first, parts)).toContain('much');
  expect(excerpt(other, parts)).toMatch(/^'….*good.*…'$/);
  expect(excerpt('short', 0)).toBe("'short'");
});
