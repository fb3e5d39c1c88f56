import fc from 'fast-check';
import { expect, it } from 'vitest';
import { armSettings, cutMiddle } from './format.ts';

it('leaves a text alone that is hardly longer than its two ends', () => {
  expect(cutMiddle('a'.repeat(25), 10)).toBeNull();
  expect(cutMiddle('a'.repeat(26), 10)).toEqual({ head: 'a'.repeat(10), left: 6, tail: 'a'.repeat(10) });
});

it('keeps both ends of a long text, counts the rest, and cuts no character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 60, maxLength: 200 }),
      fc.integer({ min: 4, max: 20 }),
      (text, side) => {
        const cut = cutMiddle(text, side);
        if (!cut) return expect(text.length).toBeLessThanOrEqual(2.5 * side);
        const { head, left, tail } = cut;
        expect(head + text.slice(head.length, head.length + left) + tail).toBe(text);
        expect(head.length).toBeLessThanOrEqual(side);
        expect(tail.length).toBeLessThanOrEqual(side + 1);
        expect((head + tail).isWellFormed()).toBe(true);
      },
    ),
  );
});

it('tells what an arm computes with, its two widths too', () => {
  const kernels = { matmul: 'variant', rmsnorm: 'variant', attention: 'variant' } as const;
  const arm = { kernels, dtype: 'bf16' } as const;
  const dynamic = { low: 'q4', targetBits: 6, per: 'batch' } as const;
  expect(armSettings({ ...arm, weights: 'stored' })).toBe('variant · bf16');
  expect(armSettings({ ...arm, weights: 'q8' })).toBe('variant · bf16 · q8 weights');
  expect(armSettings({ ...arm, weights: 'q8', dynamic })).toBe('variant · bf16 · q8/q4 by batch weights');
});
