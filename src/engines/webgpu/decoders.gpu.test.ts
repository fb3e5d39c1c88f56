import { beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { largestDifference } from '../../model/testing/nano.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { checkpointOf, EVERYTHING, MODELS } from './testing/decoder-models.ts';
import { computed, expectComputed, oracle } from './testing/readable-oracle.ts';
import { hasOneExp, tunedEngines } from './testing/tuned-engines.ts';

/** Also by the kernels of a GPU, which take a software adapter long to compile. */
const TUNED = ['windows of several splits, heads of 8', 'all of it'];

const BOUND: Readonly<Record<ActivationDtype, number>> = { f32: 1e-4, f16: 5e-2, bf16: 0.4 };

await describeOnGpu('decoders that are no Llama', (gpu) => {
  let rule: MultiplyAddRule;
  const engines = tunedEngines(gpu);
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  // Which has one exp, whatever stands around it in a kernel. Mesa's adapter gives attention and SwiGLU in f32 other bits than its own exp alone.
  const exact = hasOneExp(gpu);
  /** In every bit on such a device; else no further apart than that explains. */
  const agree = (a: Float32Array, b: Float32Array, dtype: ActivationDtype) =>
    exact ? countDifferingBits(a, b) === 0 : largestDifference(a, b) < BOUND[dtype];

  const inDtypes = Object.entries(MODELS).flatMap(([name, changes]) => {
    const dtypes = changes === EVERYTHING ? (['f32', 'bf16', 'f16'] as const) : (['f32', 'bf16'] as const);
    return dtypes.map((activations) => ({ name, changes, activations, set: 'invariant' as const }));
  });
  const inSets = (['variant', 'pinned'] as const).map((set) => {
    return { name: 'all of it', changes: EVERYTHING, activations: 'bf16' as const, set };
  });

  test.each([...inDtypes, ...inSets])(
    '$name, $set, $activations: the bits of the readable engine in every step, and of all that a trace holds',
    async ({ name, changes, activations, set }) => {
      const checkpoint = checkpointOf(changes);
      const spec = armSpec({ kernels: setsOf(set), activations });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      const both = activations === 'f32' && TUNED.includes(name);
      for (const engine of both ? engines : engines.slice(1)) {
        const found = await computed(engine, checkpoint, spec);
        expectComputed(found, expected, (a, b) => agree(a, b, activations));
        // Traced or not.
        expect(countDifferingBits(found.outputs.at(-1)!.values, found.logits.at(-1)!)).toBe(0);
      }
    },
  );
});
