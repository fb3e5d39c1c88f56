import { expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { referenceCases } from '../../model/testing/nano.ts';
import type { WidthChoice } from '../../numerics/dtypes.ts';
import { klDivergence, logSumExp } from '../../results/logit-diff.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { meanBits } from '../../steps/dynamic-widths.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { rulesFor } from './calibrate.ts';
import { calibrationOf } from './with-widths.ts';

/* What two widths cost nano at equal bits, teacher-forced; docs/load.md quotes the table. */

const MINUTES = 10 * 60_000;
const PROSE =
  "In old times, when wishing was having, there lived a king whose daughters were all beautiful, but the youngest was so beautiful that the sun himself, who has seen so much, wondered each time he shone over her because of her beauty. Near the king's castle was a great dark wood, and in the wood under an old linden tree was a well; and when the day was hot, the king's daughter used to go forth into the wood and sit by the brink of the cool well, and if the time seemed long, she would take out a golden ball, and throw it up and catch it again.";
const TARGETS = [5, 5.5, 6, 6.5, 7, 7.5];
const CHOICES: readonly WidthChoice[] = ['row', 'static', 'batch'];
/** Rows of a step where all of them choose together. */
const TOGETHER = 8;

test(
  'mean bits hit their target by row; the choice by row is worth about what a static one is',
  async () => {
    const { checkpoint, tokenizer } = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
    const cases = (await referenceCases()).map(({ promptTokens, tokens }) => [...promptTokens, ...tokens]);
    const texts = [[...tokenizer.encode(PROSE, { bos: true })], ...cases];
    const model = openCpuEngine().load(checkpoint);
    const limits = { maxSequences: 1, maxTokensPerStep: 256, maxContext: 256, blocks: 16, maxSampled: 256 };
    const blocks = Array.from({ length: 16 }, (_, i) => i);
    const run = async (changes: Partial<ArmSpec>, rows = 256): Promise<Found> => {
      const spec = armSpec({ activations: 'bf16', limits, ...changes });
      const arm = await model.openArm(spec);
      const logits: Float32Array[][] = [];
      let [bits, all] = [0, 0];
      for (const tokens of texts) {
        const own: Float32Array[] = [];
        for (let start = 0; start < tokens.length; start += rows) {
          const part = tokens.slice(start, start + rows);
          const { samples, widths } = await arm.step(
            stepOf({ request: 'a', start, tokens: part, blocks, sample: 'all' }),
          );
          own.push(...samples.map(wholeLogits));
          if (widths) bits += widths.rows * meanBits(widths, spec.dynamic!.rules!);
          all += part.length;
        }
        logits.push(own);
      }
      arm.destroy();
      return { logits, bits: bits / all };
    };
    const [began, before] = [performance.now(), process.cpuUsage()];
    const calibration = await calibrationOf({ weights: 'q8', activations: 'bf16' }, 'q4', {
      checkpoint,
      tokenizer,
    });
    const { user, system } = process.cpuUsage(before);
    const took = `calibration: ${((user + system) / 1e6).toFixed(1)} s of a processor, ${((performance.now() - began) / 1e3).toFixed(1)} s`;
    const whole = await run({ weights: 'q8' });
    const lines = [
      lineOf('q8', texts, whole, whole),
      lineOf('q4', texts, await run({ weights: 'q4' }), whole),
    ];
    for (const targetBits of TARGETS)
      for (const per of CHOICES) {
        const rules = rulesFor(calibration, { targetBits, per });
        const dynamic = { low: 'q4', targetBits, per, rules } as const;
        const found = await run({ weights: 'q8', dynamic }, per === 'batch' ? TOGETHER : 256);
        lines.push(lineOf(`${targetBits} bits, ${per}`, texts, found, whole));
        if (per === 'batch') expect(found.bits).toBeGreaterThan(targetBits);
        else expect(Math.abs(found.bits - targetBits)).toBeLessThan(0.1);
      }
    process.stdout.write(`\ntwo widths of nano\n${took}\n${lines.map(({ words }) => words).join('\n')}\n`);
    const kl = (targetBits: number, per: WidthChoice) =>
      lines[2 + TARGETS.indexOf(targetBits) * CHOICES.length + CHOICES.indexOf(per)].kl;
    for (const targetBits of TARGETS) {
      expect(kl(targetBits, 'row')).toBeLessThan(1.25 * kl(targetBits, 'static'));
      expect(kl(targetBits, 'static')).toBeLessThan(1.25 * kl(targetBits, 'row'));
    }
  },
  MINUTES,
);

interface Found {
  readonly logits: readonly (readonly Float32Array[])[];
  readonly bits: number;
}

function lineOf(name: string, texts: readonly (readonly number[])[], { logits, bits }: Found, whole: Found) {
  let [loss, predicted, kl, positions] = [0, 0, 0, 0];
  texts.forEach((tokens, text) => {
    logits[text].forEach((row, i) => {
      kl += klDivergence(whole.logits[text][i], row);
      positions++;
      if (i + 1 < tokens.length) {
        loss += logSumExp(row) - row[tokens[i + 1]];
        predicted++;
      }
    });
  });
  const mean = kl / positions;
  const perplexity = Math.exp(loss / predicted);
  return {
    kl: mean,
    words: `${name}: ${bits.toFixed(2)} bits, perplexity ${perplexity.toFixed(3)}, KL to q8 ${mean.toFixed(5)}`,
  };
}
