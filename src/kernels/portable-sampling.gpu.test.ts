import { describe, expect, test } from 'vitest';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { f32Bits } from '../numerics/bits.ts';
import { digestOf } from '../numerics/digest.ts';
import { requestKey } from '../numerics/gumbel.ts';
import { argmax, highestOf } from '../numerics/highest.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { TOP } from '../steps/step-output.ts';
import { expertSources, routeCall } from './experts.ts';
import { packRows } from './packed-rows.ts';
import { edgeValues } from './testing/edge-operands.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { asFloats, differingAt } from './testing/layout.ts';
import { drawn, logSumExp, routed } from './testing/portable-replays.ts';
import { sampleRows } from './testing/sampled-rows.ts';

/** Rows of logits, sums as they are: multiples of 2^-125. */
const CONTENTS: Readonly<Record<string, (length: number, seed: number) => Float32Array<ArrayBuffer>>> = {
  random: (length, seed) => randomValues(length, seed).map((x) => Math.fround(8 * x)),
  edges: (length, seed) => edgeValues(length, seed).map((x) => (Math.abs(x) < 2 ** -125 ? 0 : x)),
  equal: (length) => new Float32Array(length).fill(-7.25),
  'far below the highest': (length, seed) =>
    randomValues(length, seed).map((x, i) => (i === length - 2 ? 40 : Math.fround(-60 + 50 * x))),
  tiny: (length) => new Float32Array(length).map((_, i) => (i % 3) * 2 ** -125),
};
const VOCABULARIES = [3, 96, 8193];
/** The last ones make products with logits that are too small to count. */
const TEMPERATURES = [0, 0.7, 5, 2 ** 40, 2 ** 120];

await describeOnGpu('sampling and routing in portable arithmetic', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    const compile = kernelCache(gpu);

    test.each(Object.keys(CONTENTS))(
      'logits that are %s: every result is the CPU’s, bit for bit',
      async (name) => {
        for (const vocabulary of VOCABULARIES) {
          const own = TEMPERATURES.map((_, row) => CONTENTS[name](vocabulary, vocabulary + row));
          const decodings = TEMPERATURES.map((temperature, row) => ({ temperature, seed: 3 + row }));
          const draws = own.map((_, row) => ({ request: `r${row}`, position: 40 + row }));
          const parts = [Float32Array.from(own.flatMap((row) => [...row]))];
          const { rows } = await sampleRows(gpu, compile, {
            vocabulary,
            parts,
            decodings,
            draws,
            math: 'portable',
          });
          rows.forEach((found, row) => {
            const { request, position } = draws[row];
            const drawing = { ...decodings[row], request: requestKey(request), position };
            const token = drawing.temperature === 0 ? argmax(own[row]) : drawn(own[row], drawing);
            const top = highestOf(own[row], TOP).map((id) => ({ token: id, logit: own[row][id] }));
            expect(found).toEqual({
              ...{ token, logit: own[row][token], finite: true, top, digest: digestOf(own[row]) },
              logSumExp: logSumExp(own[row]),
            });
          });
        }
      },
    );

    test('what is no number ends its row, wherever it comes from', async () => {
      const logits = randomValues(5 * 1500, 2);
      for (const [row, bits] of [0x7fc00000, 0xffc00001, 0x7f800000, 0xff800000].entries())
        new Uint32Array(logits.buffer)[row * 1500 + 1030] = bits;
      const { rows } = await sampleRows(gpu, compile, {
        vocabulary: 1500,
        parts: [logits],
        math: 'portable',
      });
      expect(rows.map(({ finite }) => finite)).toEqual([false, false, false, false, true]);
    });

    test.each([true, false])('routing, weights of the chosen alone: %s', async (normalised) => {
      const experts = { count: 7, perToken: 3, normalised };
      const scores = [
        ...Object.values(CONTENTS).map((make) => make(experts.count, 11)),
        Float32Array.from([-40, 3, -33, 2.5, -100, 3, -34]),
      ];
      const kernel = await compile(new Map(expertSources('f32', [], 'portable')).get('expert_route')!);
      const routing = new Uint32Array(scores.length * experts.perToken * 2);
      const packed = packRows(Float32Array.from(scores.flatMap((row) => [...row])), experts.count, 'f32');
      const call = routeCall<HostData>({ scores: packed, routing }, experts, {
        rows: scores.length,
        columns: 8,
      });
      const [words] = await runOnce(gpu, kernel, call);
      scores.forEach((row, i) => {
        const ids = highestOf(row, experts.perToken).toSorted((a, b) => a - b);
        const found = words.slice(i * 6, i * 6 + 6);
        expect([found[0], found[2], found[4]]).toEqual(ids);
        const weights = asFloats(Uint32Array.of(found[1], found[3], found[5]));
        expect(differingAt(weights, routed(row, ids, normalised ? ids : [...row.keys()]))).toEqual([]);
      });
    });

    test('a score that is no number makes weights that are none', async () => {
      const kernel = await compile(new Map(expertSources('f32', [], 'portable')).get('expert_route')!);
      const scores = Float32Array.from([1, Number.NaN, 2, 3]);
      const experts = { count: 4, perToken: 2, normalised: false };
      const routing = new Uint32Array(4);
      const [words] = await runOnce(
        gpu,
        kernel,
        routeCall<HostData>({ scores, routing }, experts, { rows: 1, columns: 4 }),
      );
      expect(asFloats(words)[1], f32Bits(asFloats(words)[1]).toString(16)).toBeNaN();
    });
  });
});
