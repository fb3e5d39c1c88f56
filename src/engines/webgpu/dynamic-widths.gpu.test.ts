import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { WidthChoice } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { COMPANY_LIMITS, type Decoding, differingByCompany, PROMPT } from '../testing/last-token.ts';
import { medianWidths } from '../testing/median-widths.ts';
import { checkpointOf, EVERYTHING, STEPS } from './testing/decoder-models.ts';
import { computed, expectComputed, oracle } from './testing/readable-oracle.ts';
import { hasOneExp, tunedEngines } from './testing/tuned-engines.ts';

/** Four products in two formats, for each of several tunings, are many kernels for a software adapter to compile. */
const MINUTES = 10 * 60_000;

await describeOnGpu('two widths on the device', (gpu) => {
  let rule: MultiplyAddRule;
  const engines = tunedEngines(gpu);
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });
  const exact = hasOneExp(gpu);

  test.each([
    { name: 'a Llama', changes: {}, weights: 'q8', per: 'row', activations: 'bf16', set: 'invariant' },
    { name: 'a Llama', changes: {}, weights: 'bf16', per: 'batch', activations: 'f32', set: 'variant' },
    { name: 'all of it', changes: EVERYTHING, weights: 'q8', per: 'row', activations: 'f16', set: 'pinned' },
  ] as const)(
    '$name, $weights and q4 by $per, $set, $activations: the choices and the bits of the readable engine, in every step and of all that a trace holds',
    async ({ changes, per, set, weights, activations }) => {
      const checkpoint = checkpointOf(changes);
      const plain = armSpec({ weights, activations, kernels: setsOf(set) });
      const spec = { ...plain, dynamic: medianWidths(checkpoint, plain, STEPS, 'q4', per) };
      const expected = await oracle(gpu, checkpoint, spec, rule);
      for (const engine of engines) {
        const found = await computed(engine, checkpoint, spec);
        // Traced or not.
        expect(countDifferingBits(found.outputs.at(-1)!.values, found.logits.at(-1)!)).toBe(0);
        expect(found.high).not.toContain(undefined);
        if (!exact) continue;
        expect(found.high).toEqual(expected.high);
        expectComputed(found, expected);
      }
    },
    MINUTES,
  );

  describe('what others do to a row’s', () => {
    const checkpoint = syntheticCheckpoint(ODD_SHAPE, { seed: 3, dtype: 'BF16' });
    const whole = stepOf({ request: 'probe', start: 0, tokens: PROMPT, blocks: [0, 1], sample: 'last' });

    async function over(per: WidthChoice, set: 'invariant' | 'variant', companies: readonly Decoding[]) {
      const plain = armSpec({
        weights: 'q8',
        activations: 'bf16',
        kernels: setsOf(set),
        limits: COMPANY_LIMITS,
      });
      const dynamic = medianWidths(checkpoint, plain, [whole], 'q4', per);
      const arm = await engines[1].load(checkpoint).openArm({ ...plain, dynamic });
      return await differingByCompany(arm, companies);
    }

    const contents = [1, 2, 3, 4, 5, 6].map((each) => ({ rows: 3, contents: each }));

    test(
      'by row: nothing, at every M to 17',
      async () => {
        const alone = Array.from({ length: 17 }, (_, i) => ({ rows: i + 1, contents: i }));
        expect(await over('row', 'invariant', alone)).toEqual(Array<number>(16).fill(0));
        expect(await over('row', 'variant', contents)).toEqual([0, 0, 0, 0, 0]);
      },
      MINUTES,
    );

    test(
      'negative control: by batch what they say changes bits at one shape',
      async () => {
        expect((await over('batch', 'invariant', contents)).some((count) => count > 0)).toBe(true);
      },
      MINUTES,
    );
  });
});
