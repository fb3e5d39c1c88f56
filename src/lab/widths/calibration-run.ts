import { breathe } from '../../engines/cpu/breathe.ts';
import type { Observe } from '../../engines/cpu/cpu-forward.ts';
import type { Forwards } from '../../engines/cpu/forwards.ts';
import { fastestForwards } from '../../engines/cpu/open-cpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import { argmax } from '../../numerics/highest.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { DynamicWidths } from '../../steps/dynamic-widths.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { planStep } from '../../steps/step-plans.ts';
import { soloSpec } from '../solo-spec.ts';
import { CALIBRATION_PROMPTS } from './calibration-texts.ts';

/** Tokens of each answer, and of those the last whose distributions are compared. */
const ANSWER = 24;
const COMPARED = 8;
/** Multiply-adds that the answers of all prompts may take, and all the passes that measure costs. */
const MOST_WORK = 2e10;
const MOST_COST_WORK = 2e11;

/** How a model is run to calibrate its widths. */
export interface CalibrationSetting {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: TextCodec;
  readonly weights: WeightDtype;
  readonly activations: ActivationDtype;
  readonly low: DynamicWidths['low'];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnCalibrated | undefined;
}

/** Hears how far a calibration is: passes over a text that are done, and how many there are. */
export type OnCalibrated = (done: number, total: number) => void;

/** How many prompts a model of such a size is asked: at least two. */
export function promptsFor(parameters: number): number {
  const each = parameters * (ANSWER + 16);
  return Math.max(2, Math.min(CALIBRATION_PROMPTS.length, Math.floor(MOST_WORK / each)));
}

/** Whether the cost of each product by itself is measured, which takes a pass over the texts for each. */
export function measuresCosts(parameters: number, products: number, tokens: number): boolean {
  return parameters * products * tokens <= MOST_COST_WORK;
}

/** Runs texts by the CPU engine's fastest passes, one after the other, under plans that do not follow the batch. */
export class CalibrationRun {
  readonly #setting: CalibrationSetting;
  readonly #forwards: Forwards;
  #done = 0;
  /** Passes over texts that there will be, as far as it is known. */
  passes = 0;

  constructor(setting: CalibrationSetting) {
    this.#setting = setting;
    this.#forwards = fastestForwards()(setting.checkpoint, 'unfused');
  }

  /** What the model goes on writing, greedily, up to its end: prompts and answers. Throws the signal's reason between two steps. */
  async answers(): Promise<number[][]> {
    const { checkpoint, tokenizer } = this.#setting;
    const { eosTokens, maxPositions, vocabSize } = checkpoint.config;
    const texts: number[][] = [];
    for (const prompt of CALIBRATION_PROMPTS.slice(0, promptsFor(checkpoint.parameters))) {
      const text = tokenizer.encode(prompt, { bos: true }).filter((token) => token < vocabSize);
      const whole = [...text].slice(0, maxPositions - 1);
      const most = Math.min(whole.length + ANSWER, maxPositions);
      const forward = this.#open(most);
      try {
        for (let start = 0; whole.length < most; ) {
          const [logits] = await forward.run(whole, start, 'last');
          start = whole.length;
          whole.push(argmax(logits));
          if (eosTokens.includes(whole.at(-1)!)) break;
        }
      } finally {
        forward.destroy();
      }
      texts.push(whole);
      this.#passed();
    }
    return texts;
  }

  /** Shows every output of every row of the texts. */
  async observe(texts: readonly (readonly number[])[], observe: Observe): Promise<void> {
    const forward = this.#open(Math.max(...texts.map(({ length }) => length)));
    try {
      for (const text of texts) {
        await forward.run(text, 0, 'none', observe);
        this.#passed();
      }
    } finally {
      forward.destroy();
    }
  }

  /** Logits of the last few rows of each text, by widths that `dynamic` says, or the arm's own alone. */
  async lastLogits(texts: readonly (readonly number[])[], dynamic?: DynamicWidths): Promise<Float32Array[]> {
    const forward = this.#open(Math.max(...texts.map(({ length }) => length)), dynamic);
    const found: Float32Array[] = [];
    try {
      for (const text of texts) {
        const from = Math.max(0, text.length - COMPARED);
        if (from > 0) await forward.run(text.slice(0, from), 0, 'none');
        found.push(...(await forward.run(text, from, 'all')));
        this.#passed();
      }
    } finally {
      forward.destroy();
    }
    return found;
  }

  #passed(): void {
    this.#done++;
    this.#setting.onProgress?.(this.#done, Math.max(this.#done, this.passes));
  }

  #open(longest: number, dynamic?: DynamicWidths) {
    const { checkpoint, weights, activations } = this.#setting;
    const blocks = Array.from({ length: blocksFor(longest) }, (_, block) => block);
    const sampled = Math.max(1, Math.min(COMPARED, longest));
    const format = { name: 'calibration', activations, weights };
    const spec: ArmSpec = { ...soloSpec({ ...format, longest, sampled }), ...(dynamic && { dynamic }) };
    const forward = this.#forwards.open(spec);
    return {
      /** Of the tokens from `start` on. */
      run: async (
        text: readonly number[],
        start: number,
        sample: 'none' | 'last' | 'all',
        observe?: Observe,
      ) => {
        const slices = [{ request: 'text', start, tokens: text.slice(start), blocks, sample }];
        const plan: StepPlan = { slices, preempted: [] };
        await breathe();
        this.#setting.signal?.throwIfAborted();
        const rows = await forward.run(plan, planStep(plan, spec, checkpoint.config), breathe, observe);
        return rows.map(({ logits }) => logits().slice());
      },
      destroy: () => forward.destroy(),
    };
  }

  destroy(): void {
    this.#forwards.destroy();
  }
}
