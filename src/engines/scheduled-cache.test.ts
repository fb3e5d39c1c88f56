import { expect, test } from 'vitest';
import { countDifferingBits } from '../numerics/bits.ts';
import { DEFAULT_SERVING, type Serving } from '../steps/serving.ts';
import { armSpec } from '../steps/testing/arms.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { type Generation, generate, newRequest } from './testing/generate.ts';
import { ODD_MODELS } from './testing/odd-models.ts';

const CHECKPOINT = ODD_MODELS.odd;
const MODEL = openCpuEngine().load(CHECKPOINT);

const REQUESTS = [30, 17, 9].map((length, i) => {
  const prompt = Array.from({ length }, (_, at) => (at * 37 + i * 11 + 5) % CHECKPOINT.config.vocabSize);
  return newRequest(`r${i}`, prompt, 20);
});
const AMPLE = { maxSequences: 3, maxTokensPerStep: 32, blocks: 12 };
/** Five blocks for requests that come to need four, three and two. */
const SCARCE = { ...AMPLE, blocks: 5 };

async function run(limits: typeof AMPLE, serving: Partial<Serving> = {}): Promise<Generation> {
  const spec = armSpec({ activations: 'bf16', limits: { ...limits, maxContext: 80, hostBlocks: 8 } });
  const arm = await MODEL.openArm(spec);
  const generation = await generate(arm, REQUESTS, limits, { ...DEFAULT_SERVING, ...serving });
  arm.destroy();
  return generation;
}

const ample = run(AMPLE);

test('requests that lost their blocks and computed them anew go on with the same bits', async () => {
  const scarce = await run(SCARCE);
  expect([(await ample).preemptions, scarce.preemptions > 0]).toEqual([0, true]);
  for (const { id } of REQUESTS) {
    const [a, b] = [(await ample).completions.get(id)!, scarce.completions.get(id)!];
    expect(b.tokens, id).toEqual(a.tokens);
    expect(b.tokens, id).toHaveLength(20);
    expect(b.logits.map((logits, i) => countDifferingBits(logits, a.logits[i]))).toEqual(
      new Array(20).fill(0),
    );
  }
});
