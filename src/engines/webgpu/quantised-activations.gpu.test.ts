import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { COMPANY_LIMITS, type Decoding, differingByCompany } from '../testing/last-token.ts';
import { checkpointOf, EVERYTHING } from './testing/decoder-models.ts';
import { computed, expectComputed, oracle } from './testing/readable-oracle.ts';
import { hasOneExp, tunedEngines } from './testing/tuned-engines.ts';

await describeOnGpu('activations as q8', (gpu) => {
  let rule: MultiplyAddRule;
  const engines = tunedEngines(gpu);
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  // Mesa's adapter gives attention and SwiGLU other bits than its own exp alone (decoders.gpu.test.ts), and what is quantised then may be another integer.
  const exact = hasOneExp(gpu);

  test.each([
    {
      name: 'a Llama',
      changes: {},
      weights: 'q8',
      quantize: 'per-row',
      activations: 'bf16',
      set: 'invariant',
    },
    {
      name: 'a Llama',
      changes: {},
      weights: 'q4',
      quantize: 'per-tensor',
      activations: 'f32',
      set: 'variant',
    },
    {
      name: 'all of it',
      changes: EVERYTHING,
      weights: 'q8',
      quantize: 'per-tensor',
      activations: 'bf16',
      set: 'pinned',
    },
    {
      name: 'all of it',
      changes: EVERYTHING,
      weights: 'q4',
      quantize: 'per-row',
      activations: 'f16',
      set: 'invariant',
    },
  ] as const)(
    '$name, $weights, $quantize, $set, $activations: the bits of the readable engine, in every step and of all that a trace holds',
    async ({ changes, ...asked }) => {
      const checkpoint = checkpointOf(changes);
      const spec = armSpec({ ...asked, kernels: setsOf(asked.set) });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      for (const engine of engines) {
        const found = await computed(engine, checkpoint, spec);
        // Traced or not.
        expect(countDifferingBits(found.outputs.at(-1)!.values, found.logits.at(-1)!)).toBe(0);
        if (!exact) continue;
        expectComputed(found, expected);
      }
    },
  );

  describe.each(['q8', 'q4'] as const)('%s', (weights) => {
    const checkpoint = syntheticCheckpoint(ODD_SHAPE, { seed: 3, dtype: 'BF16' });

    /** How many logits of the prompt's last token differ from those among the first company's. */
    async function over(
      asked: { readonly quantize?: Quantize; readonly set: 'invariant' | 'variant' | 'pinned' },
      companies: readonly Decoding[],
    ) {
      const { quantize, set } = asked;
      const spec = armSpec({
        weights,
        kernels: setsOf(set),
        limits: COMPANY_LIMITS,
        ...(quantize && { quantize }),
      });
      const arm = await engines[1].load(checkpoint).openArm(spec);
      return await differingByCompany(arm, companies);
    }

    const alone = Array.from({ length: 17 }, (_, i) => ({ rows: i + 1, contents: i }));
    const contents = [1, 2, 3].map((each) => ({ rows: 9, contents: each }));

    test.each(['invariant', 'pinned'] as const)(
      'per-row, %s: the bits of M = 1 at every M to 17',
      async (set) => {
        expect(await over({ quantize: 'per-row', set }, alone)).toEqual(Array<number>(16).fill(0));
      },
    );

    test('negative control: per-row, variant: not', async () => {
      const [two, nine] = await over({ quantize: 'per-row', set: 'variant' }, [alone[0], alone[1], alone[8]]);
      expect(two).toBeGreaterThan(0);
      expect(nine).toBeGreaterThan(0);
    });

    test.each(['invariant', 'variant', 'pinned'] as const)(
      '%s, one shape: what others say changes bits per tensor, none per row and none without',
      async (set) => {
        expect(await over({ set }, contents)).toEqual([0, 0]);
        expect(await over({ quantize: 'per-row', set }, contents)).toEqual([0, 0]);
        const [second, third] = await over({ quantize: 'per-tensor', set }, contents);
        expect(second).toBeGreaterThan(0);
        expect(third).toBeGreaterThan(0);
      },
    );
  });
});
