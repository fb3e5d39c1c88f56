import { countDifferingBits } from '../../numerics/bits.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';

/** A company of rows that decode, and what they say. */
export interface Decoding {
  readonly rows: number;
  readonly contents: number;
}

/** How many logits of the prompt's last token differ from those in the first company. The prompt is of 17 to 32 tokens; closes the arm. */
export async function differingByCompany(
  arm: ArmRunner,
  prompt: readonly number[],
  companies: readonly Decoding[],
  vocabSize: number,
): Promise<number[]> {
  const last = prompt.length - 1;
  const probe = { request: 'probe', blocks: [0, 1] };
  await arm.step(stepOf({ ...probe, start: 0, tokens: prompt.slice(0, -1), sample: 'none' }));
  const found: Float32Array[] = [];
  for (const company of companies) {
    const slice = { ...probe, start: last, tokens: prompt.slice(last), sample: 'last' as const };
    const among = { ...company, place: 0.5, shapes: 'decode', vocabSize, firstBlock: 2 } as const;
    found.push((await stepSample(arm, 'probe', ...inCompany(slice, among))).logits);
  }
  arm.destroy();
  return found.slice(1).map((logits) => countDifferingBits(logits, found[0]));
}
