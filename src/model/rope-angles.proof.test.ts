import { expect, test } from 'vitest';
import { power } from '../numerics/portable/f64/power.ts';
import { fixedExp, fixedLog, fixedOf, fixedTurn, nearestF64 } from '../numerics/testing/fixed-point.ts';
import { ropeAngles } from './rope-angles.ts';

/** An entry that Math.pow, Math.cos and Math.sin of this JavaScript give otherwise once it is rounded to f32. */
interface Other {
  readonly pair: number;
  readonly position: number;
  /** 0 for the cosine, 1 for the sine. */
  readonly part: 0 | 1;
  readonly found: number;
}

function others(theta: number, headDim: number, positions: number): Other[] {
  const table = Float32Array.from(ropeAngles({ theta }, headDim, positions));
  const half = headDim / 2;
  const found: Other[] = [];
  for (let pair = 0; pair < half; pair++) {
    const frequency = theta ** ((-2 * pair) / headDim);
    for (let position = 0; position < positions; position++) {
      const at = 2 * (position * half + pair);
      const angle = position * frequency;
      [Math.cos(angle), Math.sin(angle)].forEach((value, part) => {
        if (Math.fround(value) !== table[at + part])
          found.push({ pair, position, part: part as 0 | 1, found: table[at + part] });
      });
    }
  }
  return found;
}

/** The f32 nearest to an exact cosine or sine, by way of a number of 2^-100. */
function nearestF32(exact: bigint): number {
  const magnitude = exact < 0n ? -exact : exact;
  const value = nearestF64(magnitude);
  return Math.fround(exact < 0n ? -value : value);
}

/** Sizes of models that ship, of published ones, and what one may ask for at most. */
test.each([
  [10_000, 32, 512],
  [100_000, 64, 8192],
  [500_000, 64, 8192],
  [1_000_000, 64, 32_768],
  [1_000_000, 128, 40_960],
  [10_000, 64, 131_072],
  [500_000, 64, 131_072],
  [1_000_000, 64, 131_072],
])(
  'theta %d, heads of %d, %d positions: what this JavaScript gives otherwise is right here',
  (theta, headDim, positions) => {
    const found = others(theta, headDim, positions);
    const entries = positions * headDim;
    const pairs = new Set(found.map(({ pair }) => pair));
    process.stdout.write(
      `theta ${theta}, ${headDim}, ${positions}: ${found.length} of ${entries} entries, ${pairs.size} frequencies\n`,
    );
    for (const { pair, position, part, found: value } of found) {
      const exponent = (-2 * pair) / headDim;
      const frequency = power(theta, exponent);
      // The frequency is the f64 nearest to the power, which this JavaScript's is not, and the entry the f32 nearest to the cosine or sine of their angle.
      const exact = fixedExp((fixedLog(fixedOf(theta)) * fixedOf(exponent)) >> 256n);
      expect(frequency).toBe(nearestF64(exact));
      const turn = fixedTurn(fixedOf(position * frequency));
      expect(value).toBe(nearestF32(part === 0 ? turn.cos : turn.sin));
      expect(theta ** exponent).not.toBe(frequency);
    }
  },
  600_000,
);
