import { ODD_SHAPE } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';

/** Tokens of a vocabulary of `ODD_SHAPE`: two blocks of keys, of which the second is not full. */
export const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 5) % ODD_SHAPE.vocabSize);
/** Room for the prompt's two blocks and for every company here. */
export const COMPANY_LIMITS = { maxSequences: 20, maxTokensPerStep: 64, maxContext: 64, blocks: 80 };

/** A company of rows that decode, and what they say. */
export interface Decoding {
  readonly rows: number;
  readonly contents: number;
}

/** How many logits of the prompt's last token differ from those in the first company; closes the arm. */
export async function differingByCompany(arm: ArmRunner, companies: readonly Decoding[]): Promise<number[]> {
  const last = PROMPT.length - 1;
  const probe = { request: 'probe', blocks: [0, 1] };
  await arm.step(stepOf({ ...probe, start: 0, tokens: PROMPT.slice(0, -1), sample: 'none' }));
  const found: Float32Array[] = [];
  for (const company of companies) {
    const slice = { ...probe, start: last, tokens: PROMPT.slice(last), sample: 'last' as const };
    const among = {
      ...company,
      place: 0.5,
      shapes: 'decode',
      firstBlock: 2,
      vocabSize: ODD_SHAPE.vocabSize,
    } as const;
    found.push((await stepSample(arm, 'probe', ...inCompany(slice, among))).logits);
  }
  arm.destroy();
  return found.slice(1).map((logits) => countDifferingBits(logits, found[0]));
}
