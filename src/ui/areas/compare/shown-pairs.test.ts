import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { manyPairs } from '../../../experiment/testing/worst-experiments.ts';
import { pairKey, pairsOf } from '../../state/pairs.ts';
import { MOST_PANELS, pageOfPairs } from './shown-pairs.ts';

const experiment = parseExperiment(manyPairs(5, 4));
const pairs = pairsOf(experiment);

describe('pairsOf', () => {
  it('gives every shared probe of every pair in order, found once an experiment', () => {
    expect(pairs.map(pairKey).slice(0, 5)).toEqual([
      'a0/a1/p0',
      'a0/a1/p1',
      'a0/a1/p2',
      'a0/a1/p3',
      'a1/a2/p0',
    ]);
    expect(pairs).toHaveLength(20);
    expect(pairsOf(experiment)).toBe(pairs);
    expect(pairsOf({ ...experiment, compare: experiment.compare.slice(1) })).toHaveLength(16);
  });

  it('leaves out what is no probe or in one arm alone', () => {
    const [a0, a1] = experiment.arms;
    const requests = experiment.requests.map((request, at) =>
      at === 1 ? { ...request, role: 'clean' as const } : request,
    );
    const arms = [
      { ...a0, requests: ['p1', 'p2', 'p3'] },
      { ...a1, requests: ['p3', 'p1', 'p0'] },
    ];
    const changed = { ...experiment, requests, arms, compare: [['a0', 'a1']] as const };
    expect(pairsOf(changed).map(pairKey)).toEqual(['a0/a1/p3']);
  });
});

describe('pageOfPairs', () => {
  it('holds so many at most, and the pair that is asked for wherever it is', () => {
    pairs.forEach((pair, at) => {
      const { from, shown } = pageOfPairs(pairs, pairKey(pair));
      expect(shown.length).toBeLessThanOrEqual(MOST_PANELS);
      expect(shown).toContain(pair);
      expect(from).toBe(at - (at % MOST_PANELS));
      expect(shown[0]).toBe(pairs[from]);
    });
  });

  it('is the first one where no pair, or one that is gone, is asked for', () => {
    expect(pageOfPairs(pairs, null)).toEqual({ from: 0, shown: pairs.slice(0, MOST_PANELS) });
    expect(pageOfPairs(pairs, 'gone/gone/p0').from).toBe(0);
    expect(pageOfPairs([], null)).toEqual({ from: 0, shown: [] });
  });
});
