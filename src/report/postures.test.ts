import { describe, expect, it } from 'vitest';
import { LOST, posture } from '../results/testing/postures.ts';
import { postureLines, postureWords, standingsWords, standingWords } from './postures.ts';

const variant = { rule: 'variant@1', standing: 'none', covered: [] } as const;

describe('words of postures', () => {
  it('say once what holds of every operation', () => {
    expect(postureWords(posture('a', {}))).toBe(
      'invariant@1 certified for batch, cache (bf16, bf16 weights)',
    );
    expect(postureWords(posture('a', variant))).toBe(
      'variant@1 follows the batch, claims no invariance (bf16, bf16 weights)',
    );
  });

  it('name the operations where they differ', () => {
    expect(postureWords(posture('a', { covered: ['batch'] }, 0))).toBe(
      'matmul invariant@1 certified for batch; rmsnorm, attention, whole model invariant@1 certified for batch, cache (bf16, bf16 weights)',
    );
    const mixed = posture('a', { ...variant, rule: 'matmul variant@1, rmsnorm invariant@1' }, 3);
    expect(postureWords(mixed)).toContain('; whole model follows the batch, claims no invariance (');
  });

  it('are one line for arms alike, then the sampler and the grounds', () => {
    const all = [posture('a', variant), posture('b', variant), posture('c', {})];
    expect(postureLines(all)).toEqual([
      expect.stringMatching(/^a, b: variant@1/),
      expect.stringMatching(/^c: invariant@1/),
      'sampler: greedy',
      'grounds: short certificate',
    ]);
    expect(postureLines([])).toEqual([]);
    const many = Array.from({ length: 9 }, (_, i) => posture(`arm${i}`, variant));
    expect(postureLines(many)[0]).toMatch(/^arm0, .*arm5 and 3 more arms: /);
  });

  it('take an arm for the worst of its operations', () => {
    expect(standingWords(posture('a', {}))).toBe('certified');
    expect(standingWords(posture('a', { standing: 'observed' }, 3))).toBe('observed');
    expect(standingWords(posture('a', LOST, 1))).toBe('LOST');
    expect(standingsWords([posture('a', {}), posture('b', variant), posture('c', LOST, 1)])).toBe(
      'LOST in 1 arm, none claimed in 1 arm, certified in 1 arm',
    );
  });
});
