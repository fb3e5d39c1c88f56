import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import { diffStreams, findFork, type Stream } from './diff.ts';
import { streamOfLogits } from './testing/traces.ts';

/** Logits over four tokens that choose `token` by the given margin. */
const choosing = (token: number, by = 1) => Float32Array.from([0, 1, 2, 3], (id) => (id === token ? by : 0));

const stream = (
  arm: string,
  tokens: readonly number[],
  logits = tokens.map((token) => choosing(token)),
): Stream => streamOfLogits(arm, tokens, logits);

const diff = (a: Stream, b: Stream) =>
  diffStreams({ probe: 'p', a, b, vocabulary: 4, textOf: (token) => `<${token}>` });

describe('diffStreams', () => {
  it('calls equal streams identical and reports the smallest margin', async () => {
    const logits = [choosing(1, 0.5), choosing(2, 0.25), choosing(3, 2)];
    expect(
      await diff(
        stream('a', [1, 2, 3], logits),
        stream(
          'b',
          [1, 2, 3],
          logits.map((x) => x.slice()),
        ),
      ),
    ).toEqual({
      probe: 'p',
      a: 'a',
      b: 'b',
      identical: true,
      fork: null,
      forkTokens: null,
      flip: null,
      margin: 0.25,
      comparedPositions: 3,
      firstDifference: null,
      differingLogits: 0,
      comparedLogits: 12,
      maxUlp: 0,
      maxUlpSameSign: 0,
      crossings: 0,
      maxAbsolute: 0,
      maxKl: 0,
    });
  });

  it.each([
    ['greedy', [choosing(1), choosing(2)], [choosing(1), choosing(3)], 'confident'],
    ['drawn in one arm', [choosing(1), choosing(0)], [choosing(1), choosing(3)], null],
    ['drawn in the other', [choosing(1), choosing(2)], [choosing(1), choosing(0)], null],
  ] as const)('a fork is a flip only where both took their best token: %s', async (_, a, b, flip) => {
    const found = await diff(stream('a', [1, 2], [...a]), stream('b', [1, 3], [...b]));
    expect(found).toMatchObject({ fork: 1, flip });
  });

  it('is not identical where tokens agree and one bit does not', async () => {
    const changed = [choosing(1), Float32Array.of(0, 0, f32FromBits(0x3f80_0001), 0), choosing(3)];
    const found = await diff(stream('a', [1, 2, 3]), stream('b', [1, 2, 3], changed));
    expect(found).toMatchObject({
      identical: false,
      fork: null,
      firstDifference: 1,
      differingLogits: 1,
      maxUlp: 1,
    });
    expect(found.maxAbsolute).toBe(2 ** -23);
    expect(found.maxKl).toBeGreaterThan(0);
  });

  it('tells a distance in ulp from one across zero, which counts every f32 between', async () => {
    const changed = [choosing(1), Float32Array.of(-0.01, 0, f32FromBits(0x3f80_0003), 0), choosing(3)];
    const before = [choosing(1), Float32Array.of(0.01, 0, 1, 0), choosing(3)];
    const found = await diff(stream('a', [1, 2, 3], before), stream('b', [1, 2, 3], changed));
    expect(found).toMatchObject({ maxUlpSameSign: 3, crossings: 1 });
    expect(found.maxUlp).toBeGreaterThan(1e9);
  });

  it('compares logits up to and including the fork, nothing after it', async () => {
    const a = stream('a', [1, 2, 3, 0], [choosing(1), choosing(2, 0.125), choosing(3), choosing(0)]);
    const b = stream(
      'b',
      [1, 3, 3, 1],
      [choosing(1), choosing(3, 0.125), choosing(3, 900), choosing(1, 900)],
    );
    expect(await diff(a, b)).toMatchObject({
      identical: false,
      fork: 1,
      forkTokens: { a: { token: 2, text: '<2>' }, b: { token: 3, text: '<3>' } },
      flip: 'confident',
      margin: 0.125,
      comparedPositions: 2,
      comparedLogits: 8,
      firstDifference: 1,
      differingLogits: 2,
      maxAbsolute: 0.125,
    });
  });

  it('calls a fork at margin 0 in arm a a tie flip', async () => {
    const tied = Float32Array.of(0, 1, 1, 0);
    const a = stream('a', [1], [tied]);
    const b = stream('b', [2], [Float32Array.of(0, 1, f32FromBits(0x3f80_0001), 0)]);
    expect(await diff(a, b)).toMatchObject({ fork: 0, flip: 'tie', margin: 0 });
    expect(await diff(b, a)).toMatchObject({ fork: 0, flip: 'confident', margin: 2 ** -23 });
  });

  it('forks at the end of the stream that ended earlier, without a flip', async () => {
    const [short, long] = [stream('a', [1, 2]), stream('b', [1, 2, 3])];
    expect(await diff(short, long)).toMatchObject({
      fork: 2,
      forkTokens: { a: null, b: { token: 3, text: '<3>' } },
      flip: null,
      margin: null,
      comparedPositions: 2,
      firstDifference: null,
    });
    expect(await diff(long, short)).toMatchObject({ fork: 2, flip: null, margin: 1, comparedPositions: 2 });
  });

  it('takes empty streams', async () => {
    expect(await diff(stream('a', []), stream('b', []))).toMatchObject({
      identical: true,
      fork: null,
      margin: null,
    });
    expect(await diff(stream('a', []), stream('b', [1]))).toMatchObject({
      identical: false,
      fork: 0,
      comparedPositions: 0,
    });
  });

  it('refuses a stream whose traces do not match its tokens', async () => {
    await expect(diff(stream('a', [1]), stream('b', [1], []))).rejects.toThrow(
      'b/p: expected a trace of each of 1 tokens, found 0',
    );
  });
});

describe('a pause', () => {
  const long = stream('a', [1, 2, 3, 1, 2]);

  it('comes before every position, and its error ends the comparison there', async () => {
    let pauses = 0;
    const pause = () => {
      pauses++;
      return pauses === 3 ? Promise.reject(new Error('enough')) : Promise.resolve();
    };
    const pair = { probe: 'p', a: long, b: { ...long, arm: 'b' }, vocabulary: 4, textOf: String };
    await expect(diffStreams(pair, pause)).rejects.toThrow('enough');
    expect(pauses).toBe(3);
  });
});

describe('findFork', () => {
  const tokens = fc.array(fc.nat({ max: 3 }), { maxLength: 12 });

  it('is where the common prefix ends, from either side', () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        const fork = findFork(a, b);
        expect(findFork(b, a)).toBe(fork);
        if (fork === null) expect(a).toEqual(b);
        else {
          expect(a.slice(0, fork)).toEqual(b.slice(0, fork));
          expect(a[fork]).not.toBe(b[fork]);
        }
      }),
    );
  });
});
