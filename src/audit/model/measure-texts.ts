import { soloSpec } from '../../lab/solo-spec.ts';
import { klDivergence, logSumExp } from '../../results/logit-diff.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { OpenVariant } from './audit-setting.ts';
import type { QualityAudit, TextQuality } from './model-audit.ts';

type Texts = Pick<QualityAudit, 'perplexity' | 'kl' | 'texts'>;

interface TextsSetting {
  /** The first one's model is what KL is from. */
  readonly variants: readonly OpenVariant[];
  readonly texts: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onText?: (done: number) => void;
}

/** A variant's arm and the texts as its tokenizer has them. */
interface TextArm {
  readonly runner: ArmRunner;
  readonly tokens: readonly (readonly number[])[];
  /** Whether its tokens are those of the reference. */
  readonly comparable: boolean;
}

/**
 * How well each variant foretells texts, teacher-forced, and how far its distributions lie from those of the first one's model with weights as stored
 * and f32 activations. By invariant kernels, one text at a time: only one text's logits are held. Throws the engine's errors and the signal's reason.
 * @returns in the variants' order.
 */
export async function measureTexts({ variants, texts, signal, onText }: TextsSetting): Promise<Texts[]> {
  const opened: TextArm[] = [];
  const [served] = variants;
  const plain = { ...served, asked: { ...served.asked, activations: 'f32', weights: 'stored' } } as const;
  try {
    for (const variant of [plain, ...variants]) opened.push(await openTexts(variant, texts, opened[0]));
    const [reference, ...arms] = opened;
    const found: TextQuality[][] = arms.map(() => []);
    for (let text = 0; text < texts.length; text++) {
      signal?.throwIfAborted();
      const whole = await logitsOf(reference, text);
      for (const [i, arm] of arms.entries())
        found[i].push(textQuality(arm, text, await logitsOf(arm, text), whole));
      onText?.(text + 1);
    }
    return found.map(together);
  } finally {
    for (const { runner } of opened) runner.destroy();
  }
}

async function openTexts(
  { asked, model, engineModel }: OpenVariant,
  texts: readonly string[],
  reference: TextArm | undefined,
): Promise<TextArm> {
  const { maxPositions } = model.checkpoint.config;
  const tokens = texts.map((text) => model.tokenizer.encode(text, { bos: true }).slice(0, maxPositions));
  const longest = Math.max(...tokens.map(({ length }) => length));
  const { activations, weights } = asked;
  const runner = await engineModel.openArm(
    soloSpec({ name: `texts of ${asked.id}`, activations, weights, longest, sampled: longest }),
  );
  const comparable = !reference || tokens.every((each, i) => each.join() === reference.tokens[i].join());
  return { runner, tokens, comparable };
}

/** (tokens but the last, vocabulary): what each next token is foretold by. */
async function logitsOf({ runner, tokens }: TextArm, text: number): Promise<readonly Float32Array[]> {
  // The last token is nobody's context.
  const fed = tokens[text].slice(0, -1);
  const blocks = Array.from({ length: blocksFor(fed.length) }, (_, block) => block);
  const slice = { request: `text ${text}`, start: 0, tokens: fed, blocks, sample: 'all' as const };
  const { samples } = await runner.step({ slices: [slice], preempted: [] });
  return samples.map((sample) => wholeLogits(sample));
}

function textQuality(
  { tokens, comparable }: TextArm,
  text: number,
  rows: readonly Float32Array[],
  reference: readonly Float32Array[],
): TextQuality {
  const same = comparable && rows[0]?.length === reference[0]?.length;
  let [loss, kl] = [0, 0];
  rows.forEach((row, i) => {
    loss += logSumExp(row) - row[tokens[text][i + 1]];
    if (same) kl += klDivergence(reference[i], row);
  });
  return { tokens: rows.length, loss, kl: same ? kl : null };
}

function together(texts: readonly TextQuality[]): Texts {
  const tokens = texts.reduce((sum, each) => sum + each.tokens, 0);
  const loss = texts.reduce((sum, each) => sum + each.loss, 0);
  const kl = texts.reduce<number | null>(
    (sum, each) => (sum === null || each.kl === null ? null : sum + each.kl),
    0,
  );
  return { perplexity: Math.exp(loss / tokens), kl: kl === null ? null : kl / tokens, texts };
}
