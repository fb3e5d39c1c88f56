import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import type { ExperimentRequest } from '../../experiment/schema.ts';
import { type MutationLimits, mutate } from './mutate.ts';

const request = (id: string, tokens: number): ExperimentRequest => ({
  ...{ id, role: id === 'probe' ? 'probe' : 'noise', bos: false },
  ...{ promptIds: Array.from({ length: tokens }, (_, i) => i), maxNewTokens: 4, ignoreEos: true, arrival: 0 },
});

const LIMITS: MutationLimits = {
  ...{ kept: new Set(['probe']), mostRequests: 5, longestPrompt: 40, vocabulary: 50, text: false },
};

test('however often a batch is changed, the probe stays as it is and in company, within the limits', () => {
  const probe = request('probe', 7);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), (seed, changes) => {
      const random = createRandom(seed);
      let batch: readonly ExperimentRequest[] = [request('one', 3), probe, request('two', 9)];
      for (let i = 0; i < changes; i++) {
        batch = mutate(batch, LIMITS, random).requests;
        expect(batch).toContain(probe);
        expect(batch.length).toBeGreaterThan(1);
        expect(batch.length).toBeLessThanOrEqual(LIMITS.mostRequests);
        expect(new Set(batch.map(({ id }) => id)).size).toBe(batch.length);
        for (const { promptIds = [] } of batch) {
          expect(promptIds.length).toBeGreaterThan(0);
          expect(promptIds.length).toBeLessThanOrEqual(LIMITS.longestPrompt);
          expect(Math.max(...promptIds)).toBeLessThan(LIMITS.vocabulary);
        }
      }
    }),
    { numRuns: 300 },
  );
});
