import { deflateSync } from 'fflate';
import type { TextCodec } from '../../model/tokenizer.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { InputQuality } from '../../steps/routing.ts';
import { DEFAULT_SERVING, type QualityRule } from '../../steps/serving.ts';
import { wholeLogits } from '../../steps/step-output.ts';

/** Bytes of a text after deflate, of those before; 1 of an empty one. Below some forty bytes deflate gains nothing, whatever they say. */
function compressedShare(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return bytes.length === 0 ? 1 : deflateSync(bytes, { level: 9 }).length / bytes.length;
}

/** Rows of a judge's step. */
const JUDGE_ROWS = 128;

/** How a prompt's judge is opened: one prompt at a time, its whole logits with every step. */
export function judgeSpec({ kernels, parallelism, limits }: ArmSpec, maxContext: number): ArmSpec {
  return {
    ...{ name: 'judge', kernels, parallelism, activations: 'f32', weights: 'stored' },
    decoding: { temperature: 0, seed: 0 },
    limits: {
      ...{ maxSequences: 1, maxTokensPerStep: Math.min(JUDGE_ROWS, limits.maxTokensPerStep), maxContext },
      ...{ blocks: blocksFor(maxContext), maxSampled: JUDGE_ROWS },
    },
    serving: DEFAULT_SERVING,
  };
}

/** exp(mean(-ln p)) of a prompt's tokens after the first, by a model. NaN of a prompt of one token. */
async function promptPerplexity(
  runner: ArmRunner,
  { limits }: Pick<ArmSpec, 'limits'>,
  tokens: readonly number[],
): Promise<number> {
  let loss = 0;
  for (let start = 0; start < tokens.length - 1; start += limits.maxTokensPerStep) {
    // The last token is nobody's context.
    const fed = tokens.slice(start, Math.min(start + limits.maxTokensPerStep, tokens.length - 1));
    const blocks = Array.from({ length: blocksFor(start + fed.length) }, (_, i) => i);
    const slice = { request: 'prompt', start, tokens: fed, blocks, sample: 'all' as const };
    const { samples } = await runner.step({ slices: [slice], preempted: [] });
    for (const sample of samples) loss += sample.logSumExp - wholeLogits(sample)[tokens[sample.index + 1]];
  }
  return Math.exp(loss / (tokens.length - 1));
}

/** Measures of prompts what a rule asks for, and nothing else. */
export class PromptJudge {
  readonly #rule: QualityRule;
  readonly #tokenizer: TextCodec;
  readonly #model: { readonly runner: ArmRunner; readonly spec: ArmSpec } | null;

  /** `model`: of a rule with perplexity. */
  constructor(rule: QualityRule, tokenizer: TextCodec, model: PromptJudge['model']) {
    this.#rule = rule;
    this.#tokenizer = tokenizer;
    this.#model = model;
  }

  get model(): { readonly runner: ArmRunner; readonly spec: ArmSpec } | null {
    return this.#model;
  }

  async judge(tokens: readonly number[]): Promise<InputQuality> {
    const compressed = this.#rule.compressed && compressedShare(this.#tokenizer.decode(tokens));
    const judged = this.#model && tokens.length > 1;
    const perplexity = judged && (await promptPerplexity(this.#model.runner, this.#model.spec, tokens));
    return {
      tokens: tokens.length,
      ...(compressed !== undefined && { compressed }),
      ...(typeof perplexity === 'number' && { perplexity }),
    };
  }

  close(): void {
    this.#model?.runner.destroy();
  }
}
