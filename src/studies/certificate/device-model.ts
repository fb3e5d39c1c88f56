import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import type { Claim } from './claims.ts';
import { type Comparison, compareBits, type Findings, together } from './comparison.ts';
import { ProbeArm } from './probe-arm.ts';

/** What a replay may take: multiply-adds of all its rows, and bytes of its weights in f32. */
const MOST = { short: { work: 2e9, bytes: 5e8 }, full: { work: 4e10, bytes: 2e9 } } as const;
/** Over the end of an attention split. */
const PROMPT = 65;
/** Tokens that are decoded after it, every second one among others. */
const DECODED = { short: 2, full: 8 } as const;
const COMPANY = { rows: 9, before: 'half', seed: 3 } as const;

export interface WholeModelTwice {
  readonly model: LoadedModel;
  readonly claim: Claim;
  readonly form: 'full' | 'short';
  /** The device's. */
  readonly arm: ProbeArm;
  /** What replays it. */
  readonly replay: Engine;
}

/** Logits of the whole model on a device and replayed on this CPU: of a prompt, and of tokens decoded after it, alone and among others. */
export async function* deviceModelCases({ model, claim, form, arm, replay }: WholeModelTwice): Findings {
  const count = DECODED[form];
  const length = Math.min(PROMPT, arm.longest - count);
  const problem = tooMuch(model, form, length + count * COMPANY.rows);
  if (problem !== null) {
    yield { name: 'every case', skipped: problem };
    return;
  }
  const other = await ProbeArm.open(replay, model, claim);
  try {
    const tokens = arm.tokens(length + count);
    const prompt = tokens.slice(0, length);
    const prefilled = compareBits(await arm.prefill(prompt), await other.prefill(prompt));
    yield { name: `prompt of ${length}: this device against its replay`, comparison: prefilled };
    const decoded: Comparison[] = [];
    for (let at = length; at < tokens.length; at++) {
      const step = [tokens.slice(at, at + 1), at, at % 2 === 0 ? { ...COMPANY } : undefined] as const;
      decoded.push(compareBits(await arm.step(...step), await other.step(...step)));
    }
    const name = `${count} tokens after it, alone and among ${COMPANY.rows - 1}: this device against its replay`;
    yield { name, comparison: together(decoded) };
  } finally {
    other.close();
  }
}

/** Why a model is not replayed; null where it is. */
function tooMuch({ checkpoint }: LoadedModel, form: 'full' | 'short', rows: number): string | null {
  const { parameters } = checkpoint;
  const { work, bytes } = MOST[form];
  if (parameters * rows <= work && parameters * 4 <= bytes) return null;
  const longer = form === 'short' ? '; the full form replays larger ones' : '';
  return `${(parameters / 1e6).toFixed(0)} million parameters are too many to replay on this CPU beside a run${longer}`;
}
