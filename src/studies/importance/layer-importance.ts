import { soloSpec } from '../../lab/solo-spec.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { argmax } from '../../numerics/highest.ts';
import { klDivergence } from '../../results/logit-diff.ts';
import type { ArmRunner, Engine } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { LoweredLayers } from '../../steps/lowered-layers.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';

/** What running one layer in a smaller format costs the model's answers. */
export interface LayerImportance {
  readonly layer: number;
  /** KL(softmax as stored || softmax with this layer lowered), nats: mean and largest over the positions that were looked at. */
  readonly meanKl: number;
  readonly mostKl: number;
  /** Positions at which another token has the highest logit. */
  readonly flips: number;
}

export interface ImportanceReport {
  readonly to: 'q8' | 'q4';
  readonly activations: ActivationDtype;
  readonly positions: number;
  /** In the order of the model. */
  readonly layers: readonly LayerImportance[];
  /** Of every layer lowered at once. */
  readonly all: Omit<LayerImportance, 'layer'>;
  /** Layers by mean KL, least important first: an arm's `serving.precision.order`. */
  readonly order: readonly number[];
}

interface ImportanceSetting {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly to: 'q8' | 'q4';
  readonly activations: ActivationDtype;
  /** What the model goes on writing, greedily: its own answers are what is compared. */
  readonly prompts: readonly string[];
  /** Tokens of each answer. */
  readonly tokens: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const REQUEST = 'probe';

/**
 * Lowers each layer alone, teacher-forced over answers that the model gives as it is stored, and says by how much that moves the
 * distribution of the next token. Throws RangeError where a prompt and its answer are longer than the model's positions, and the signal's
 * reason before the next layer.
 */
export async function layerImportance(setting: ImportanceSetting): Promise<ImportanceReport> {
  const { model, engine, to, activations, prompts, tokens, signal, onProgress } = setting;
  const { config } = model.checkpoint;
  const texts = prompts.map((prompt) => model.tokenizer.encode(prompt, { bos: true }));
  const longest = Math.max(...texts.map(({ length }) => length)) + tokens;
  if (longest > config.maxPositions)
    throw new RangeError(
      `prompts of up to ${longest - tokens} tokens and ${tokens} more: the model has ${config.maxPositions} positions`,
    );
  const layers = Array.from({ length: config.layers }, (_, layer) => layer);
  const spec = soloSpec({ name: 'importance', activations, weights: 'stored', longest, sampled: tokens });
  const arm = await engine
    .load(model.checkpoint)
    .openArm({ ...spec, limits: { ...spec.limits, lent: { to, layers, each: 1 } } });
  const measured = layers.map(() => new Measured());
  const all = new Measured();
  try {
    for (const [done, text] of texts.entries()) {
      signal?.throwIfAborted();
      const whole = await answered(arm, text, tokens);
      const logits = (lowered?: readonly number[]) =>
        rowsOf(arm, whole, tokens, lowered && { to, layers: lowered });
      const base = await logits();
      for (const layer of layers) {
        signal?.throwIfAborted();
        measured[layer].add(base, await logits([layer]));
      }
      all.add(base, await logits(layers));
      onProgress?.(done + 1, texts.length);
    }
  } finally {
    arm.destroy();
  }
  const report = layers.map((layer): LayerImportance => ({ layer, ...measured[layer].figures }));
  const order = report.toSorted((a, b) => a.meanKl - b.meanKl || a.layer - b.layer).map(({ layer }) => layer);
  return { to, activations, positions: all.positions, layers: report, all: all.figures, order };
}

/** A prompt and what the model goes on with, whatever ends texts. */
async function answered(arm: ArmRunner, prompt: readonly number[], tokens: number): Promise<number[]> {
  const whole = [...prompt];
  for (let start = 0; whole.length < prompt.length + tokens; start = whole.length - 1) {
    const { samples } = await arm.step(stepOf(whole, start, 'last'));
    whole.push(samples[0].token);
  }
  return whole;
}

/** Logits that the last tokens of a text are chosen from, teacher-forced: the text before them in a step of its own. */
async function rowsOf(
  arm: ArmRunner,
  whole: readonly number[],
  tokens: number,
  lowered: LoweredLayers | undefined,
): Promise<readonly Float32Array[]> {
  const start = whole.length - 1 - tokens;
  const by = lowered && { lowered };
  if (start > 0) await arm.step({ ...stepOf(whole.slice(0, start), 0, 'none'), ...by });
  const { samples } = await arm.step({ ...stepOf(whole.slice(0, -1), start, 'all'), ...by });
  return samples.map(wholeLogits);
}

function stepOf(tokens: readonly number[], start: number, sample: 'none' | 'last' | 'all'): StepPlan {
  const blocks = Array.from({ length: blocksFor(tokens.length) }, (_, block) => block);
  return {
    slices: [{ request: REQUEST, start, tokens: tokens.slice(start), blocks, sample }],
    preempted: [],
  };
}

/** Figures of rows beside the same rows as stored. */
class Measured {
  positions = 0;
  #sum = 0;
  #most = 0;
  #flips = 0;

  add(stored: readonly Float32Array[], lowered: readonly Float32Array[]): void {
    stored.forEach((row, i) => {
      const kl = klDivergence(row, lowered[i]);
      this.#sum += kl;
      this.#most = Math.max(this.#most, kl);
      if (argmax(row) !== argmax(lowered[i])) this.#flips++;
      this.positions++;
    });
  }

  get figures(): Omit<LayerImportance, 'layer'> {
    return {
      meanKl: this.positions === 0 ? 0 : this.#sum / this.positions,
      mostKl: this.#most,
      flips: this.#flips,
    };
  }
}
