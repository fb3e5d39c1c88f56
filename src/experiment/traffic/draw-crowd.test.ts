import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crowd } from '../crowd.ts';
import { crowdSchema } from '../crowd-schema.ts';
import { rateAt } from './arrivals.ts';
import { drawCrowd, nextOfUser } from './draw-crowd.ts';
import { lengthAt } from './lengths.ts';
import { scaledRequest, scaleLengths } from './scale-lengths.ts';

const crowd = (fields: object): Crowd =>
  crowdSchema.parse({
    arrivals: { kind: 'poisson', perSecond: 50 },
    most: 20_000,
    milliseconds: 200_000,
    ...fields,
  });

const gapsOf = (times: readonly number[]) => times.map((at, i) => at - (times[i - 1] ?? 0));

const GONE = {
  ...{ kind: 'surge', baseline: 0, peak: 0.001, from: 0, ramp: 0, hold: 0, halfLife: 1 },
};

it('ends where a surge falls to nothing', () => {
  const crowd = crowdSchema.parse({ arrivals: GONE, milliseconds: 2000 });
  expect(drawCrowd(crowd)).toEqual([]);
});

describe('arrivals', () => {
  it.each([
    ['poisson', { kind: 'poisson', perSecond: 50 }, 1],
    ['gamma of 0.25', { kind: 'gamma', perSecond: 50, burstiness: 0.25 }, 2],
    ['gamma of 4', { kind: 'gamma', perSecond: 50, burstiness: 4 }, 0.5],
  ])('%s come at their rate, in order, as bursty as they say', (_, arrivals, cv) => {
    const times = drawCrowd(crowd({ arrivals })).map(({ at }) => at);
    const gaps = gapsOf(times);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.abs(mean / 20 - 1)).toBeLessThan(0.05 * cv);
    expect(Math.abs(Math.sqrt(variance) / mean / cv - 1)).toBeLessThan(0.1);
    expect(gaps.every((gap) => gap >= 0)).toBe(true);
    expect(times.at(-1)!).toBeLessThanOrEqual(200_000);
  });

  it('surge: as many come in each window as its rate says', () => {
    const surge = {
      kind: 'surge',
      baseline: 10,
      peak: 120,
      from: 40_000,
      ramp: 20_000,
      hold: 20_000,
      halfLife: 15_000,
    } as const;
    const times = drawCrowd(crowd({ arrivals: surge })).map(({ at }) => at);
    for (let from = 0; from < 200_000; from += 10_000) {
      const expected = Array.from(
        { length: 100 },
        (_, i) => rateAt(surge, from + 100 * (i + 0.5)) / 10,
      ).reduce((sum, each) => sum + each, 0);
      const found = times.filter((at) => at >= from && at < from + 10_000).length;
      // Five standard deviations of a Poisson count.
      expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
    expect([0, 40_000, 50_000, 60_000, 80_000, 95_000].map((ms) => Math.round(rateAt(surge, ms)))).toEqual([
      10, 10, 65, 120, 120, 65,
    ]);
  });

  it('of a closed loop follow from when the last one ended', () => {
    const loop = crowd({
      arrivals: { kind: 'closed', users: 3, thinkMs: 500 },
      most: 5,
      milliseconds: 10_000,
    });
    const first = drawCrowd(loop);
    expect(first.map(({ id, at }) => [id, at])).toEqual([
      ['crowd-u1-1', 0],
      ['crowd-u2-1', 0],
      ['crowd-u3-1', 0],
    ]);
    const next = nextOfUser(loop, first[1], 1250.5, 3);
    expect(next).toMatchObject({ id: 'crowd-u2-2', at: 1750.5, turn: { user: 1, round: 1 } });
    expect(next!.seed).not.toBe(first[1].seed);
    expect(nextOfUser(loop, first[1], 1250.5, 5)).toBeNull();
    expect(nextOfUser(loop, first[1], 9501, 3)).toBeNull();
  });

  it('of a trace are its rows, with what they share', () => {
    const rows = [
      [0, 40, 5, [7, 8, 9]],
      [10, 20, 3, [7, 8]],
      [99, 4, 1],
    ];
    const trace = crowd({ arrivals: { kind: 'trace', name: 'mine', rows }, milliseconds: 50 });
    expect(
      drawCrowd(trace).map(({ at, promptTokens, outputTokens, prefix }) => [
        at,
        promptTokens,
        outputTokens,
        prefix.map(({ name, tokens }) => `${name}:${tokens}`).join(),
      ]),
    ).toEqual([
      [0, 40, 5, 'block-7:16,block-8:16,block-9:8'],
      [10, 20, 3, 'block-7:16,block-8:4'],
    ]);
  });
});

describe('who comes', () => {
  const mixed = crowd({
    noise: 0.3,
    kinds: { spam: 3, vague: 1 },
    tiers: [0.2, 0, 0.8],
    prompt: { kind: 'uniform', least: 10, most: 29 },
    output: {
      kind: 'quantiles',
      at: [
        [0, 4],
        [0.5, 16],
        [1, 64],
      ],
    },
    prefix: { tokens: 100, share: 0.5 },
  });
  const all = drawCrowd(mixed);
  const share = (holds: (request: (typeof all)[number]) => boolean) => all.filter(holds).length / all.length;

  it('has the shares that it says', () => {
    expect(all.length).toBeGreaterThan(9000);
    expect(share(({ role }) => role === 'noise')).toBeCloseTo(0.3, 1);
    expect(share(({ kind }) => kind === 'spam')).toBeCloseTo(0.225, 1);
    expect(share(({ kind }) => kind === 'random-characters')).toBe(0);
    expect([share(({ tier }) => tier === 0), share(({ tier }) => tier === 1)]).toEqual([
      expect.closeTo(0.2, 1),
      0,
    ]);
    expect(share(({ prefix }) => prefix.length > 0)).toBeCloseTo(0.5, 1);
    const own = all.map(({ promptTokens, prefix }) => promptTokens - (prefix[0]?.tokens ?? 0));
    expect([Math.min(...own), Math.max(...own)]).toEqual([10, 29]);
    expect(share(({ outputTokens }) => outputTokens <= 16)).toBeCloseTo(0.5, 1);
    expect(share(({ outputTokens }) => outputTokens <= 8)).toBeCloseTo(0.25, 1);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('is the same everywhere, whatever else changes', () => {
    const who = (fields: object) =>
      drawCrowd({ ...mixed, most: 50, ...fields }).map(({ at, ...request }) => request);
    const base = who({});
    expect(who({ arrivals: { kind: 'gamma', perSecond: 9, burstiness: 0.5 } })).toEqual(base);
    expect(who({ noise: 0.9 }).map(({ seed, promptTokens }) => [seed, promptTokens])).toEqual(
      base.map(({ seed, promptTokens }) => [seed, promptTokens]),
    );
    expect(who({ seed: 1 })).not.toEqual(base);
  });

  it('is bounded by count and time', () => {
    expect(drawCrowd({ ...mixed, most: 17 })).toHaveLength(17);
    expect(drawCrowd({ ...mixed, milliseconds: 1 }).every(({ at }) => at <= 1)).toBe(true);
  });
});

describe('lengths', () => {
  it('by quantiles hit each of them and are log-linear between', () => {
    const by = {
      kind: 'quantiles',
      at: [
        [0, 10],
        [0.5, 1000],
        [1, 1000],
      ],
    } as const;
    expect([0, 0.25, 0.5, 0.9].map((at) => lengthAt(by, at))).toEqual([10, 100, 1000, 1000]);
  });

  it('scaled into a context keep their order, and what was shared', () => {
    const length = fc.integer({ min: 1, max: 20_000 });
    const rows = fc.array(fc.tuple(length, length, fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 8, max: 4096 }), (lengths, context) => {
        const trace = crowd({
          arrivals: {
            ...{ kind: 'trace', name: 't', block: 512 },
            rows: lengths.map(([asked, answered, shared]) => [
              0,
              asked,
              answered,
              [1, 2, 3].slice(0, shared),
            ]),
          },
        });
        const scale = scaleLengths(trace, context);
        const before = drawCrowd(trace);
        const after = before.map((request) => scaledRequest(request, scale));
        expect(scale.words === null).toBe(scale.scale === 1);
        for (const [i, { promptTokens, outputTokens, prefix }] of after.entries()) {
          expect(Math.min(promptTokens, outputTokens)).toBeGreaterThanOrEqual(1);
          expect(promptTokens + outputTokens).toBeLessThanOrEqual(Math.max(2, context));
          expect(prefix.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(promptTokens);
          for (const [j, other] of after.entries())
            if (before[i].outputTokens < before[j].outputTokens)
              expect(outputTokens).toBeLessThanOrEqual(other.outputTokens);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are told when they are scaled', () => {
    const real = crowd({ prompt: { kind: 'fixed', tokens: 7000 }, output: { kind: 'fixed', tokens: 1000 } });
    expect(scaleLengths(real, 512)).toEqual({
      scale: 0.064,
      longest: 8000,
      context: 512,
      words:
        "lengths are scaled by 0.064, order and ratios kept: the longest request has 8000 tokens, the model's context 512",
    });
    expect(scaleLengths(real, 8000).words).toBeNull();
  });
});
