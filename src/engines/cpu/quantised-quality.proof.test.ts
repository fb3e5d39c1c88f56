import { expect, test } from 'vitest';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import type { ActivationDtype, Quantize, WeightDtype } from '../../numerics/dtypes.ts';
import { argmax } from '../../numerics/highest.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { openCpuEngine } from './open-cpu.ts';

/* What q8 activations cost nano in quality, teacher-forced; docs/load.md quotes the table. */

const MINUTES = 10 * 60_000;
const PROSE =
  "In old times, when wishing was having, there lived a king whose daughters were all beautiful, but the youngest was so beautiful that the sun himself, who has seen so much, wondered each time he shone over her because of her beauty. Near the king's castle was a great dark wood, and in the wood under an old linden tree was a well; and when the day was hot, the king's daughter used to go forth into the wood and sit by the brink of the cool well, and if the time seemed long, she would take out a golden ball, and throw it up and catch it again.";

interface Arm {
  readonly name: string;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
  readonly quantize?: Quantize;
}

const ARMS: readonly Arm[] = [
  { name: 'stored weights, f32', activations: 'f32', weights: 'stored' },
  { name: 'stored weights, bf16', activations: 'bf16', weights: 'stored' },
  { name: 'q8, bf16', activations: 'bf16', weights: 'q8' },
  { name: 'q8 x q8 per row', activations: 'bf16', weights: 'q8', quantize: 'per-row' },
  { name: 'q8 x q8 per tensor', activations: 'bf16', weights: 'q8', quantize: 'per-tensor' },
  { name: 'q4, bf16', activations: 'bf16', weights: 'q4' },
  { name: 'q4 x q8 per row', activations: 'bf16', weights: 'q4', quantize: 'per-row' },
  { name: 'q4 x q8 per tensor', activations: 'bf16', weights: 'q4', quantize: 'per-tensor' },
];

test(
  'q8 activations by row keep nano close to itself; one scale for a whole prompt costs more',
  async () => {
    const checkpoint = await nanoCheckpoint();
    const { tokenizer } = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
    const cases = (await referenceCases()).map(({ promptTokens, tokens }) => [...promptTokens, ...tokens]);
    const texts = [tokenizer.encode(PROSE, { bos: true }), ...cases];
    const model = openCpuEngine().load(checkpoint);
    const logitsIn = async ({ name: _, ...settings }: Arm) => {
      const limits = { maxSequences: 1, maxTokensPerStep: 256, maxContext: 256, blocks: 16 };
      const arm = await model.openArm(armSpec({ ...settings, limits: { ...limits, maxSampled: 256 } }));
      const found: Float32Array[][] = [];
      for (const tokens of texts) {
        const blocks = Array.from({ length: 16 }, (_, i) => i);
        const { samples } = await arm.step(stepOf({ request: 'a', start: 0, tokens, blocks, sample: 'all' }));
        found.push(samples.map(wholeLogits));
      }
      arm.destroy();
      return found;
    };
    const reference = await logitsIn(ARMS[0]);
    const rows = new Map<string, Quality>();
    for (const arm of ARMS) rows.set(arm.name, qualityOf(texts, reference, await logitsIn(arm)));
    const positions = reference.reduce((sum, each) => sum + each.length, 0);
    const lines = [...rows].map(([name, found]) => lineOf(name, found));
    process.stdout.write(`\nq8 activations of nano, ${positions} positions\n${lines.join('\n')}\n`);
    const kl = (name: string) => rows.get(name)!.kl;
    expect(rows.get('q8 x q8 per row')!.agreement).toBeGreaterThan(0.95);
    expect(kl('q8 x q8 per row')).toBeGreaterThan(kl('q8, bf16'));
    expect(kl('q8 x q8 per tensor')).toBeGreaterThan(kl('q8 x q8 per row'));
    expect(kl('q4 x q8 per row')).toBeLessThan(2 * kl('q4, bf16'));
  },
  MINUTES,
);

function lineOf(name: string, { perplexity, agreement, kl }: Quality): string {
  return `${name}: perplexity ${perplexity.toFixed(3)}, best token equal ${(100 * agreement).toFixed(1)} %, KL ${kl.toFixed(5)}`;
}

interface Quality {
  /** Of the next tokens. */
  readonly perplexity: number;
  /** Share of positions whose best token is the reference's. */
  readonly agreement: number;
  /** Mean nats from the reference. */
  readonly kl: number;
}

function qualityOf(
  texts: readonly (readonly number[])[],
  reference: readonly (readonly Float32Array[])[],
  found: readonly (readonly Float32Array[])[],
): Quality {
  let [loss, agree, kl, predicted, positions] = [0, 0, 0, 0, 0];
  texts.forEach((tokens, text) => {
    found[text].forEach((logits, i) => {
      const [p, q] = [logSoftmax(reference[text][i]), logSoftmax(logits)];
      positions++;
      if (argmax(logits) === argmax(reference[text][i])) agree++;
      p.forEach((x, t) => {
        kl += Math.exp(x) * (x - q[t]);
      });
      if (i + 1 < tokens.length) {
        loss -= q[tokens[i + 1]];
        predicted++;
      }
    });
  });
  return { perplexity: Math.exp(loss / predicted), agreement: agree / positions, kl: kl / positions };
}

function logSoftmax(logits: Float32Array): Float64Array {
  const values = Float64Array.from(logits);
  const most = values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, x) => total + Math.exp(x - most), 0);
  return values.map((x) => x - most - Math.log(sum));
}
