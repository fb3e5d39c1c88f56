import { beforeAll, describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { nanoCheckpoint } from '../../model/testing/nano.ts';
import { widenTensor } from '../../model/widen.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../../numerics/fma.ts';
import { replaySum } from '../../numerics/replay.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { SHORT_CASES } from './cases.ts';
import { againstGolden } from './testing/against-golden.ts';

const PROMPT = [1, 52, 310, 7, 96, 411, 23, 805];

/** Everything that nano computes for the last row of a prompt, as an adapter would that fuses or does not. */
async function traceOf(
  checkpoint: Checkpoint,
  engine: CpuEngine,
  activations: ActivationDtype,
): Promise<RowTrace> {
  const arm = await engine.load(checkpoint).openArm(armSpec({ kernels: setsOf('portable'), activations }));
  const slice = { request: 'a', start: 0, tokens: PROMPT, blocks: [0], sample: 'last' } as const;
  const { trace } = await arm.traceStep!(stepOf(slice), 'a');
  arm.destroy();
  return trace;
}

const fused = new CpuEngine('fused');
const unfused = new CpuEngine('unfused');

describe('products that are fused into sums all the same, as by a GPU without the barrier', () => {
  test.each(SHORT_CASES.filter(({ model }) => ['odd:all', 'odd:biased'].includes(model)))(
    '$name: another fingerprint for every request',
    async (of) => {
      const { found, due } = await againstGolden(of, fused);
      expect(found.company.filter((print, i) => print === due.company[i])).toEqual([]);
      expect((await againstGolden(of, unfused)).found).toEqual(due);
    },
  );

  describe('in rows of nano', () => {
    let checkpoint: Checkpoint;
    beforeAll(async () => {
      checkpoint = await nanoCheckpoint();
    });

    /** The sums of the queries of layer 0 that a fused multiply-add makes others, and terms by which it does. */
    async function partedSums(activations: ActivationDtype) {
      const trace = await traceOf(checkpoint, unfused, activations);
      const x = trace.outputs.find(({ name, layer }) => name === 'norm' && layer === 0)!.values;
      const w = widenTensor(checkpoint.layers[0].q);
      const plan = trace.matmul.qkv;
      const rows = Array.from({ length: w.length / plan.terms }, (_, n) => n * plan.terms);
      const sum = (rule: MultiplyAddRule, at: number) => replaySum(plan, rule, w, at, x, 0);
      const parted = rows.filter((at) => sum('fused', at) !== sum('unfused', at));
      // A lane's second term beside its first: w x + s.
      const terms = rows.filter((at) => {
        const first = Math.fround(w[at] * x[0]);
        const [a, b] = (['fused', 'unfused'] as const).map((rule) =>
          MULTIPLY_ADD[rule](w[at + 4], x[4], first),
        );
        return a !== b;
      });
      return { rows, parted, terms };
    }

    test('with f32 activations most sums of the first product are others, already at their second term', async () => {
      const { rows, parted, terms } = await partedSums('f32');
      expect(parted.length).toBeGreaterThan(rows.length / 2);
      expect(terms.length).toBeGreaterThan(rows.length / 10);
    });

    test('with bf16 activations and weights none is: a product of eight bits and eight is exact', async () => {
      const { parted, terms } = await partedSums('bf16');
      expect([parted, terms]).toEqual([[], []]);
    });
  });

  test('the engine that ships does not', async () => {
    expect(await openCpuEngine().probePortable()).toEqual({ holds: true });
    expect(await fused.probePortable()).toMatchObject({ holds: false, step: 'apart' });
  });
});
