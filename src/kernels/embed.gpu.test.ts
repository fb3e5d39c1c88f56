import { expect, test } from 'vitest';
import { compileKernel } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../numerics/dtypes.ts';
import { roundTo } from '../numerics/rounding.ts';
import { embedCall, embedSource, tokenWord } from './embed.ts';
import { packMatrix, wholeColumns } from './pack.ts';
import { packRows, padded, unpackRows } from './packed-rows.ts';
import { asWords, differingAt, randomTensor } from './testing/layout.ts';
import { convertTensor } from './weight-formats.ts';

const PAIRS = ACTIVATION_DTYPES.flatMap((activations) =>
  PACKED_DTYPES.map((weights) => ({ activations, weights })),
);
const SCALED = PAIRS.map((pair, i) => ({ ...pair, scale: i % 2 === 0 ? undefined : 5.91 }));
const VOCABULARY = 13;
const HIDDEN = 50;

await describeOnGpu('embed', (gpu) => {
  test.each(SCALED)(
    '$weights table, $activations activations: the row of each token, times $scale, rounded',
    async ({ scale, ...dtypes }) => {
      const table = randomTensor([VOCABULARY, HIDDEN], 1, dtypes.weights);
      const values = convertTensor(table, dtypes.weights);
      const tokens = Uint32Array.of(12, 0, 5, 6, 7, 3, 3);
      // The step before chose the third and the last token, by its samples 1 and 0.
      const words = tokens.map((token, row) => tokenWord(token, { 2: 1, 6: 0 }[row]));
      const chosen = Uint32Array.of(tokens[6], 1, 1, tokens[2], 1, 1);
      const { groups, quads, buffers } = packMatrix(wholeColumns(table), HIDDEN, dtypes.weights);
      const kernel = await compileKernel(
        gpu.device,
        embedSource(dtypes, scale === undefined ? {} : { embeddingScale: scale }),
      );
      const x = packRows(new Float32Array(tokens.length * HIDDEN).fill(1), HIDDEN, dtypes.activations);
      const call = embedCall(
        { tokens: words, chosen, table: buffers.map(asWords), x },
        { rows: tokens.length, groups, quads, chosenWords: 3 },
      );
      const [bits] = await runOnce(gpu, kernel, call);
      const rows = Float32Array.from(
        [...tokens].flatMap((token) => [...values.subarray(token * HIDDEN, (token + 1) * HIDDEN)]),
        (value) => roundTo(dtypes.activations)(Math.fround(value * Math.fround(scale ?? 1))),
      );
      const expected = unpackRows(
        new Uint32Array(packRows(rows, HIDDEN, dtypes.activations).buffer),
        dtypes.activations,
      );
      // What pads a row is zero, of whichever sign.
      const found = unpackRows(bits, dtypes.activations).map((x, i) =>
        i % padded(HIDDEN) < HIDDEN ? x : x + 0,
      );
      expect(differingAt(found, expected)).toEqual([]);
    },
  );
});
