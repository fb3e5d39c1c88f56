import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ODD_SHAPE, syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { countDifferingBits } from '../numerics/bits.ts';
import type { WidthChoice } from '../numerics/dtypes.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { wholeLogits } from '../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../steps/testing/arms.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { COMPANY_LIMITS, type Decoding, differingByCompany, PROMPT } from './testing/last-token.ts';
import { medianWidths, withThreshold } from './testing/median-widths.ts';

const CHECKPOINT = syntheticCheckpoint({ ...ODD_SHAPE, layers: 3 }, { seed: 3, dtype: 'BF16' });
const WHOLE = stepOf({ request: 'probe', start: 0, tokens: PROMPT, blocks: [0, 1], sample: 'all' });

const ARM = armSpec({ weights: 'q8', activations: 'bf16', limits: { ...COMPANY_LIMITS, maxSampled: 64 } });
const MEDIANS = medianWidths(CHECKPOINT, ARM, [WHOLE], 'q4', 'row');
const widths = (per: WidthChoice) => ({ ...MEDIANS, per });
const specOf = (per: WidthChoice, changes: Partial<ArmSpec> = {}) =>
  armSpec({ ...ARM, dynamic: widths(per), ...changes });

const ENGINES = [
  ['readable', () => new CpuEngine()],
  ['SIMD', openCpuEngine],
] as const;

async function run(engine: CpuEngine, spec: ArmSpec, step = WHOLE) {
  const arm = await engine.load(CHECKPOINT).openArm(spec);
  const { samples, widths } = await arm.step(step);
  arm.destroy();
  return { logits: samples.map(wholeLogits), widths };
}

const differing = (a: readonly Float32Array[], b: readonly Float32Array[]) =>
  a.map((logits, i) => countDifferingBits(logits, b[i]));
const NONE = PROMPT.map(() => 0);

describe.each(ENGINES)('two widths on the %s CPU engine', (_, open) => {
  it('are the arm’s own where every error is too large, and the smaller one where none is', async () => {
    const always = await run(open(), specOf('row', { dynamic: withThreshold(widths('row'), 0) }));
    const own = await run(open(), ARM);
    expect(differing(always.logits, own.logits)).toEqual(NONE);
    expect(always.widths!.high.every((each) => each === 1)).toBe(true);

    const infinite = withThreshold(widths('row'), Number.POSITIVE_INFINITY);
    const never = await run(open(), specOf('row', { dynamic: infinite }));
    const lent = { to: 'q4', layers: [2, 1, 0], each: 1 } as const;
    const lowered = await run(open(), armSpec({ ...ARM, limits: { ...ARM.limits, lent } }), {
      ...WHOLE,
      lowered: { to: 'q4', layers: [2, 1, 0] },
    });
    expect(differing(never.logits, lowered.logits)).toEqual(NONE);
    expect(never.widths!.high.every((each) => each === 0)).toBe(true);
  });

  it('are chosen row by row: about half here, and bits are neither width’s', async () => {
    const { logits, widths: chosen } = await run(open(), specOf('row'));
    const { high, rows } = chosen!;
    expect(high.length).toBe(rows * 3 * 4);
    const share = high.reduce((sum, each) => sum + each, 0) / high.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
    const own = await run(open(), ARM);
    expect(differing(logits, own.logits).every((count) => count > 0)).toBe(true);
  });

  it('are refused where nobody calibrated them', async () => {
    const { rules: _, ...asked } = widths('row');
    await expect(run(open(), specOf('row', { dynamic: asked }))).rejects.toThrow('were not calibrated');
  });
});

it.each(['row', 'batch', 'static'] as const)(
  '%s: both CPU engines choose alike, and give the same bits',
  async (per) => {
    const spec = specOf(per);
    const [readable, simd] = [await run(new CpuEngine(), spec), await run(openCpuEngine(), spec)];
    expect(simd.widths).toEqual(readable.widths);
    expect(differing(simd.logits, readable.logits)).toEqual(NONE);
  },
);

/** How many logits of the prompt's last token differ from those in the first company. */
async function over(
  per: WidthChoice,
  companies: readonly Decoding[],
  set: 'invariant' | 'variant' = 'invariant',
) {
  const arm = await openCpuEngine()
    .load(CHECKPOINT)
    .openArm(specOf(per, { kernels: setsOf(set) }));
  return await differingByCompany(arm, companies);
}

describe('what others do to a row’s widths', () => {
  it('by row: nothing, in any company under kernels that do not follow the batch', async () => {
    const company = fc.record({ rows: fc.integer({ min: 1, max: 17 }), contents: fc.nat(1000) });
    await fc.assert(
      fc.asyncProperty(fc.array(company, { minLength: 1, maxLength: 4 }), async (companies) => {
        const alone = { rows: 1, contents: 0 };
        expect(await over('row', [alone, ...companies])).toEqual(companies.map(() => 0));
      }),
      { numRuns: 12 },
    );
  });

  it('by row: nothing at one shape, whatever kernels run', async () => {
    const contents = [1, 2, 3, 4].map((each) => ({ rows: 3, contents: each }));
    expect(await over('row', contents, 'variant')).toEqual([0, 0, 0]);
  });

  it('negative control: by batch what they say changes bits at one shape', async () => {
    const contents = [1, 2, 3, 4, 5, 6].map((each) => ({ rows: 3, contents: each }));
    expect((await over('batch', contents)).some((count) => count > 0)).toBe(true);
  });
});
