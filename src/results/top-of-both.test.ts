import { describe, expect, it } from 'vitest';
import { topOfBoth } from './top-of-both.ts';

const name = (token: number) => `t${token}`;

describe('topOfBoth', () => {
  it('lists the union of both sides with every standing', () => {
    const a = Float32Array.of(0, 3, 2, -1);
    const b = Float32Array.of(0, 2, 3, 2.5);
    const rows = topOfBoth(a, b, 2, name);
    expect(rows.map(({ token, a, b }) => [token, a.rank, b.rank])).toEqual([
      [1, 0, 2],
      [2, 1, 0],
      [3, 3, 1],
    ]);
    expect(rows[0]).toMatchObject({ text: 't1', a: { logit: 3 }, b: { logit: 2 } });
  });

  it('gives ties to the lower id, as greedy decoding does', () => {
    const even = Float32Array.of(1, 1, 1);
    expect(topOfBoth(even, even, 1, name)).toMatchObject([{ token: 0, a: { rank: 0 }, b: { rank: 0 } }]);
  });

  it('gives probabilities that add up to 1, also where an exponential would overflow', () => {
    const logits = Float32Array.of(1000, 999, 998);
    const sum = topOfBoth(logits, logits, 3, name).reduce((total, row) => total + row.a.probability, 0);
    expect(sum).toBeCloseTo(1, 12);
  });
});
