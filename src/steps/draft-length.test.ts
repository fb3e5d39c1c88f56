import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mixBits } from '../numerics/gumbel.ts';
import {
  type DraftLength,
  type DraftLengthState,
  draftLength,
  learnt,
  MOST_DRAFTED,
  mostOf,
  NOTHING_LEARNT,
} from './draft-length.ts';

/** A device on which a step takes `base` and each row beyond `free` some more, and drafts that stand with one chance each. */
interface World {
  readonly stands: number;
  readonly base: number;
  readonly row: number;
  readonly free: number;
  readonly draft: number;
}

const millisecondsOf = ({ base, row, free }: World, requests: number, k: number) =>
  base + row * Math.max(0, requests * (k + 1) - free);

/** Tokens a millisecond that a length comes to. */
function worthOf(world: World, requests: number, k: number): number {
  let [tokens, all] = [1, 1];
  for (let i = 0; i < k; i++) {
    all *= world.stands;
    tokens += all;
  }
  return (requests * tokens) / (millisecondsOf(world, requests, k) + k * world.draft);
}

/** Milliseconds that so many steps of work in each phase take, and the least they could. */
function served(length: DraftLength, world: World, phases: readonly number[], tokensEach: number, seed = 1) {
  let state: DraftLengthState = NOTHING_LEARNT;
  let [took, least, draw] = [0, 0, seed];
  const chance = () => {
    draw = mixBits(draw + 0x9e3779b9);
    return draw / 2 ** 32;
  };
  for (const requests of phases) {
    const best = Math.max(...Array.from({ length: MOST_DRAFTED + 1 }, (_, k) => worthOf(world, requests, k)));
    least += tokensEach / best;
    for (let tokens = 0; tokens < tokensEach; ) {
      const k = draftLength(length, state, requests, seed);
      const accepted = Array.from({ length: k === 0 ? 0 : requests }, () => {
        let count = 0;
        while (count < k && chance() < world.stands) count++;
        return count;
      });
      const [milliseconds, draftMilliseconds] = [millisecondsOf(world, requests, k), k * world.draft];
      const given = accepted.reduce((sum, count) => sum + count, requests);
      tokens += given;
      took += milliseconds + draftMilliseconds;
      state = learnt(length, state, { requests, k, accepted, draftMilliseconds, milliseconds });
    }
  }
  return { took, least, regret: took / least - 1, state };
}

/** Rows are free up to 16, as where memory bounds; beyond it each costs. */
const DEVICE: World = { stands: 0.7, base: 10, row: 0.5, free: 16, draft: 0.8 };
const LOAD_STEP = [1, 32, 1, 8, 64, 1];

describe('how many tokens are drafted', () => {
  test.each(['auto', 'bandit'] as const)(
    '%s finds what pays at each load, within 15 %% of an oracle',
    (length) => {
      const { regret } = served(length, DEVICE, LOAD_STEP, 20_000);
      expect(regret).toBeLessThan(0.15);
      const fixed = Array.from(
        { length: MOST_DRAFTED + 1 },
        (_, k) => served(k, DEVICE, LOAD_STEP, 20_000).regret,
      );
      expect(regret).toBeLessThan(Math.min(...fixed));
    },
  );

  test('comes to no drafts where they never stand, and to many where they do and cost nothing', () => {
    for (const length of ['auto', 'bandit'] as const) {
      const never = served(length, { ...DEVICE, stands: 0.02 }, [4], 20_000).state;
      const always = served(length, { ...DEVICE, stands: 0.97, draft: 0.1, free: 1000 }, [4], 20_000).state;
      expect(never.buckets.get(2)!.k).toBe(0);
      expect(always.buckets.get(2)!.k).toBeGreaterThan(5);
    }
  });

  test('does not change to a length that is hardly better', () => {
    const step = { requests: 1, draftMilliseconds: 0, milliseconds: 10 };
    const tried = [0, 4, 2, 8, 1].reduce(
      (state, k) => learnt('bandit', state, { ...step, k, accepted: k === 0 ? [] : [0] }),
      NOTHING_LEARNT,
    );
    expect(tried.buckets.get(0)!.k).toBe(0);
    const hardly = learnt('bandit', tried, { ...step, k: 4, accepted: [0], milliseconds: 7.5 });
    expect(hardly.buckets.get(0)!.k).toBe(0);
    const clearly = learnt('bandit', tried, { ...step, k: 4, accepted: [4] });
    expect(clearly.buckets.get(0)!.k).toBe(4);
  });

  test('is a function of what was learnt and a seed, and within bounds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('auto' as const, 'bandit' as const),
        fc.nat(),
        fc.integer({ min: 1, max: 99 }),
        (length, seed, requests) => {
          const { state } = served(length, DEVICE, [requests], 2000, seed);
          const k = draftLength(length, state, requests, seed);
          expect(draftLength(length, state, requests, seed)).toBe(k);
          expect(k).toBeGreaterThanOrEqual(0);
          expect(k).toBeLessThanOrEqual(mostOf(length));
          expect(state).toEqual(served(length, DEVICE, [requests], 2000, seed).state);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('goes by a table where there is one', () => {
    const table = {
      table: [
        { requests: 1, k: 6 },
        { requests: 8, k: 2 },
        { requests: 32, k: 0 },
      ],
    };
    const of = (requests: number) => draftLength(table, NOTHING_LEARNT, requests, 0);
    expect([1, 7, 8, 31, 32, 500].map(of)).toEqual([6, 6, 2, 2, 0, 0]);
    expect(draftLength({ table: [{ requests: 4, k: 3 }] }, NOTHING_LEARNT, 3, 0)).toBe(0);
    expect([mostOf(table), mostOf('auto'), mostOf(3)]).toEqual([6, 8, 3]);
  });
});
