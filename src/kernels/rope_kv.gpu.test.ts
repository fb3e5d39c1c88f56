import { expect, test } from 'vitest';
import { compileKernel } from '../gpu/kernel.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { allRopeAngles } from '../model/rope-angles.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../numerics/dtypes.ts';
import { roundTo } from '../numerics/rounding.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { unpackRows } from './packed-rows.ts';
import { type RopeKvBuffers, ropeKvCall, ropeKvSource } from './rope_kv.ts';
import { SHAPES, shapeConfig } from './testing/shapes.ts';

const POSITIONS = 40;
/** Where each row stands and where its key and value go; slots that no row names keep what they held. */
const STEP_ROWS = [
  { position: 0, slot: 5 },
  { position: 39, slot: 0 },
  { position: 17, slot: 30 },
];
const SLOTS = 32;
const UNTOUCHED = -3;

const PAIRS = SHAPES.flatMap((shape) => ACTIVATION_DTYPES.map((dtype) => ({ ...shape, dtype })));

await describeOnGpu('rope_kv', (gpu) => {
  interface Case {
    readonly heads: number;
    readonly kvHeads: number;
    readonly headDim: number;
    readonly dtype: ActivationDtype;
  }

  async function ropeKv({ dtype, ...shape }: Case, partials: Float32Array<ArrayBuffer>, parts: number) {
    const { heads, kvHeads, headDim } = shape;
    const config = shapeConfig(shape);
    const stride = Math.ceil(headDim / 4) * 4;
    const kernel = await compileKernel(gpu.device, ropeKvSource({ activations: dtype }, config));
    const rows = STEP_ROWS.length;
    const held = (count: number) => {
      const words = (count * stride) / (dtype === 'f32' ? 1 : 2);
      const value = dtype === 'f32' ? 0xc0400000 : dtype === 'bf16' ? 0xc040c040 : 0xc200c200;
      return new Uint32Array(words).fill(value);
    };
    const buffers: RopeKvBuffers<HostData> = {
      partials,
      stepRows: Uint32Array.from(STEP_ROWS.flatMap(({ position, slot }) => [position, slot])),
      angles: Float32Array.from(allRopeAngles(config, POSITIONS)),
      q: held(rows * heads),
      k: held(SLOTS * kvHeads),
      v: held(SLOTS * kvHeads),
    };
    const [q, k, v] = await runOnce(gpu, kernel, ropeKvCall(buffers, { rows, parts }, config));
    return { q: unpackRows(q, dtype), k: unpackRows(k, dtype), v: unpackRows(v, dtype) };
  }

  test.each(PAIRS)(
    '$heads heads, $kvHeads KV heads of $headDim, $dtype: rotation within its bound, v in bits, padding zero',
    async (on) => {
      const { heads, kvHeads, headDim, dtype } = on;
      const stride = Math.ceil(headDim / 4) * 4;
      const columns = (heads + 2 * kvHeads) * stride;
      const parts = 3;
      // Columns past head_dim are zero, as zero weights make them.
      const partials = randomValues(parts * STEP_ROWS.length * columns, headDim).map((x, i) =>
        i % stride < headDim ? x : 0,
      );
      const found = await ropeKv(on, partials, parts);
      const projected = (row: number, column: number) =>
        [0, 1, 2]
          .map((part) => partials[(part * STEP_ROWS.length + row) * columns + column])
          .reduce((a, b) => Math.fround(a + b));
      const angles = allRopeAngles(shapeConfig(on), POSITIONS);

      /** Two products and their sum, each rounded once: within 2^-23 of the products' magnitudes, then the dtype's rounding. */
      const isRotated = (y: number, row: number, head: number, d: number): boolean => {
        const half = headDim / 2;
        const at = 2 * (STEP_ROWS[row].position * half + (d % half));
        const [cos, sin] = [Math.fround(angles[at]), Math.fround(angles[at + 1])];
        const x = projected(row, head * stride + d);
        const partner = projected(row, head * stride + (d < half ? d + half : d - half));
        const exact = x * cos + (d < half ? -partner : partner) * sin;
        const slack = 2 ** -23 * (Math.abs(x * cos) + Math.abs(partner * sin));
        const [low, high] = [exact - slack, exact + slack].map((value) => roundTo(dtype)(Math.fround(value)));
        return y >= low && y <= high;
      };

      STEP_ROWS.forEach(({ slot }, row) => {
        const wrong: string[] = [];
        for (let d = 0; d < stride; d++) {
          const isPadding = d >= headDim;
          for (let head = 0; head < heads; head++) {
            const y = found.q[(row * heads + head) * stride + d];
            if (isPadding ? y !== 0 : !isRotated(y, row, head, d)) wrong.push(`q ${head}.${d}`);
          }
          for (let head = 0; head < kvHeads; head++) {
            const at = (slot * kvHeads + head) * stride + d;
            const [keys, values] = [heads + head, heads + kvHeads + head];
            if (isPadding ? found.k[at] !== 0 : !isRotated(found.k[at], row, keys, d))
              wrong.push(`k ${head}.${d}`);
            if (found.v[at] !== roundTo(dtype)(projected(row, values * stride + d)))
              wrong.push(`v ${head}.${d}`);
          }
        }
        expect(wrong, `row ${row}`).toEqual([]);
      });

      const written = new Set(STEP_ROWS.map(({ slot }) => slot));
      for (const cache of [found.k, found.v]) {
        const others = cache.filter((_, i) => !written.has(Math.floor(i / (kvHeads * stride))));
        expect(others.every((value) => value === UNTOUCHED)).toBe(true);
      }
    },
  );
});
