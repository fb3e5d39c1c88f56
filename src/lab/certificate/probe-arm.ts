import type { ArmRunner, ArmSpec, Engine } from '../../engine/engine.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ActivationDtype, KernelSets } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { blocksFor } from '../../plan/kv-blocks.ts';
import type { StepSlice } from '../../plan/step-plan.ts';

/** Longest sequence and most rows that a case uses. */
export const LONGEST = 144;
const MATES_DECODING = 16;
const BLOCKS_EACH = blocksFor(LONGEST);

/** Who shares a step with the probe. */
export interface Company {
  /** M: rows of the step, the probe's included. */
  readonly rows: number;
  /** Rows of batchmates before the probe's: 0 puts it first. */
  readonly before: 'none' | 'half' | 'all';
  /** Chooses the batchmates' tokens. */
  readonly seed: number;
}

export const ALONE: Company = { rows: 1, before: 'none', seed: 0 };

/** An arm in which one request, the probe, is watched at will among batchmates of any number, place and content. */
export class ProbeArm {
  readonly #runner: ArmRunner;
  readonly #vocabulary: number;

  static async open(
    engine: Engine,
    model: LoadedModel,
    kernels: KernelSets,
    dtype: ActivationDtype,
    parallelism = 64,
  ) {
    const spec: ArmSpec = {
      name: 'certificate',
      kernels,
      parallelism,
      activations: dtype,
      weights: 'stored',
      decoding: { temperature: 0, seed: 0 },
      limits: {
        maxSequences: MATES_DECODING + 3,
        maxTokensPerStep: LONGEST,
        maxContext: LONGEST,
        blocks: (MATES_DECODING + 3) * BLOCKS_EACH,
      },
    };
    return new ProbeArm(await engine.openArm(spec), model.checkpoint.config.vocabSize);
  }

  private constructor(runner: ArmRunner, vocabulary: number) {
    this.#runner = runner;
    this.#vocabulary = vocabulary;
  }

  /** The probe's tokens: any will do, so that every model can be certified. */
  tokens(count: number, seed = 1): number[] {
    return Array.from({ length: count }, (_, i) => mixBits(seed * 0x10001 + i) % this.#vocabulary);
  }

  /**
   * Runs one step: the probe's tokens from `start` on among its batchmates; earlier positions must have been run before.
   * Returns the probe's logits. `blocks` are logical-to-physical; by default the probe's own.
   */
  async step(
    tokens: readonly number[],
    start: number,
    company: Company,
    blocks: readonly number[] = blocksOf(0),
  ): Promise<Float32Array> {
    const probe: StepSlice = { request: 'probe', start, tokens, blocks, samples: true };
    const mates = this.#mates(company.rows - tokens.length, company.seed);
    const before = { none: 0, half: mates.length >> 1, all: mates.length }[company.before];
    const slices = [...mates.slice(0, before), probe, ...mates.slice(before)];
    const { samples } = await this.#runner.step({ slices, preempted: [] });
    return samples.find(({ request }) => request === 'probe')!.logits;
  }

  /** Computes a prompt alone in the chunks given, and returns the logits after its last token. */
  async prefill(
    tokens: readonly number[],
    chunks: readonly number[],
    blocks?: readonly number[],
  ): Promise<Float32Array> {
    let logits = new Float32Array();
    let start = 0;
    for (const length of chunks) {
      const chunk = tokens.slice(start, start + length);
      logits = new Float32Array(await this.step(chunk, start, { ...ALONE, rows: length }, blocks));
      start += length;
    }
    return logits;
  }

  close(): void {
    this.#runner.destroy();
  }

  /** Up to 16 requests of one row, and one longer prefill for what remains. */
  #mates(rows: number, seed: number): StepSlice[] {
    const single = Math.min(rows, MATES_DECODING);
    const lengths = [...Array<number>(single).fill(1), ...(rows > single ? [rows - single] : [])];
    return lengths.map((length, i) => ({
      request: `mate${i}`,
      start: 0,
      tokens: this.tokens(length, seed * 100 + i + 2),
      blocks: blocksOf(i + 1),
      samples: true,
    }));
  }
}

/** Physical blocks of the request with this number. */
export function blocksOf(request: number): number[] {
  return Array.from({ length: BLOCKS_EACH }, (_, block) => request * BLOCKS_EACH + block);
}
