import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../../numerics/digest.ts';
import { highestOf } from '../../../numerics/highest.ts';
import { anyF32 } from '../../../numerics/testing/arbitraries.ts';
import { TOP } from '../../../steps/step-output.ts';
import { openKernels, RECORD_WORDS } from './kernels.ts';
import { figuresOf } from './logit-rows.ts';
import { WasmMemory } from './wasm-memory.ts';

const memory = new WasmMemory();
const kernels = openKernels(memory.memory, 'native');

/** What is told of one row, another one before it. */
function told(logits: Float32Array) {
  const stride = 16 * Math.ceil(logits.length / 4);
  const at = memory.allocate(2 * stride);
  const records = memory.allocate(8 * RECORD_WORDS);
  memory.floats(at + stride, logits.length).set(logits);
  kernels.tell(at, stride, 2, logits.length, records);
  const found = figuresOf(memory.integers(records, 2 * RECORD_WORDS), RECORD_WORDS);
  for (const block of [at, records]) memory.free(block);
  return found;
}

/** Many equal values among them, and both zeros. */
const levels = fc.constantFrom(-3, -0, 0, 0.5, 2, 2.5);
const rows = fc.oneof(
  fc.array(anyF32, { minLength: 1, maxLength: 40 }),
  fc.array(levels, { minLength: 1, maxLength: 90 }),
);

test('digest, highest logits and sum are those of the whole row, or nothing where a logit is not finite', () => {
  fc.assert(
    fc.property(rows, (values) => {
      const logits = Float32Array.from(values);
      const found = told(logits);
      if (!logits.every(Number.isFinite)) {
        expect(found).toBeNull();
        return;
      }
      expect([...found!.digest]).toEqual([...digestOf(logits)]);
      expect(found!.highest).toEqual(highestOf(logits, TOP));
      const highest = Math.max(...logits);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
      expect(Math.abs(found!.expSum / sum - 1)).toBeLessThan(2 ** -40);
    }),
    { numRuns: 300 },
  );
});
