import type { LoadedModel } from '../../model/load.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner, Engine } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { KvMove } from '../../steps/moves.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import type { Claim } from './claims.ts';

/** Longest sequence that a case looks at, and what batchmates may reach beyond it. */
const LONGEST = 208;
const MATES_LONGEST = 256;
const MATES_DECODING = 16;

/** Who shares a step with the probe. */
export interface Company {
  /** M: rows of the step, the probe's included. */
  readonly rows: number;
  /** Rows of batchmates before the probe's: 0 puts it first. */
  readonly before: 'none' | 'half' | 'all';
  /** Chooses the batchmates' tokens and contexts. */
  readonly seed: number;
  /** The same batchmates the other way round. */
  readonly reversed?: boolean;
}

export const ALONE: Company = { rows: 1, before: 'none', seed: 0 };

/** An arm in which one request, the probe, is watched at will among batchmates of any number, place, context and content. */
export class ProbeArm {
  /** Positions that the probe may have. */
  readonly longest: number;
  readonly #runner: ArmRunner;
  readonly #vocabulary: number;
  readonly #positions: number;

  /** Throws the engine's errors, ModelError where the weights do not fit the claim's format. */
  static async open(engine: Pick<Engine, 'load'>, { checkpoint }: LoadedModel, claim: Claim) {
    const { maxPositions, vocabSize } = checkpoint.config;
    const positions = Math.min(MATES_LONGEST, maxPositions);
    const spec: ArmSpec = {
      name: 'certificate',
      kernels: claim.kernels,
      parallelism: PARALLELISM,
      activations: claim.activations,
      weights: claim.weights,
      ...(claim.quantize && { quantize: claim.quantize }),
      decoding: { temperature: 0, seed: 0 },
      serving: DEFAULT_SERVING,
      limits: {
        maxSequences: MATES_DECODING + 3,
        maxTokensPerStep: LONGEST,
        maxContext: positions,
        blocks: (MATES_DECODING + 4) * blocksFor(positions),
        hostBlocks: blocksFor(positions),
      },
    };
    return new ProbeArm(await engine.load(checkpoint).openArm(spec), vocabSize, positions);
  }

  private constructor(runner: ArmRunner, vocabulary: number, positions: number) {
    this.#runner = runner;
    this.#vocabulary = vocabulary;
    this.#positions = positions;
    this.longest = Math.min(LONGEST, positions);
  }

  /** The probe's tokens: any will do, so that every model can be certified. */
  tokens(count: number, seed = 1): number[] {
    return Array.from({ length: count }, (_, i) => mixBits(seed * 0x10001 + i) % this.#vocabulary);
  }

  /** Physical blocks of the request with this number. */
  blocksOf(request: number): number[] {
    const each = blocksFor(this.#positions);
    return Array.from({ length: each }, (_, block) => request * each + block);
  }

  /** Blocks that nobody else uses, in no order. */
  scatteredBlocks(): number[] {
    return this.blocksOf(MATES_DECODING + 3).toSorted((a, b) => mixBits(a) - mixBits(b));
  }

  /** Fills every block with what is not a number, as a request that ended in one would leave it. */
  async spoilCache(): Promise<void> {
    await this.#runner.spoilCache?.();
  }

  get canSpoil(): boolean {
    return this.#runner.spoilCache !== undefined;
  }

  get canMove(): boolean {
    return this.#runner.blockLayout !== undefined;
  }

  /** Moves KV blocks, in a step that computes nothing. */
  async move(moves: readonly KvMove[]): Promise<void> {
    await this.#runner.step({ slices: [], preempted: [], moves });
  }

  /**
   * Runs one step: the probe's tokens from `start` on among its batchmates; earlier positions must have been run before.
   * Returns the probe's logits. `blocks` are logical-to-physical; by default the probe's own.
   */
  async step(
    tokens: readonly number[],
    start: number,
    company: Company = { ...ALONE, rows: tokens.length },
    blocks: readonly number[] = this.blocksOf(0),
  ): Promise<Float32Array> {
    const probe: StepSlice = { request: 'probe', start, tokens, blocks, sample: 'last' };
    const mates = this.#mates(company.rows - tokens.length, company.seed);
    if (company.reversed) mates.reverse();
    const before = { none: 0, half: mates.length >> 1, all: mates.length }[company.before];
    const slices = [...mates.slice(0, before), probe, ...mates.slice(before)];
    const { samples } = await this.#runner.step({ slices, preempted: [] });
    return wholeLogits(samples.find(({ request }) => request === 'probe')!);
  }

  /** Computes a prompt alone in the chunks given, and returns the logits after its last token. */
  async prefill(
    tokens: readonly number[],
    chunks: readonly number[] = [tokens.length],
    blocks?: readonly number[],
  ): Promise<Float32Array> {
    let logits = new Float32Array();
    let start = 0;
    for (const length of chunks) {
      const chunk = tokens.slice(start, start + length);
      logits = new Float32Array(await this.step(chunk, start, undefined, blocks));
      start += length;
    }
    return logits;
  }

  close(): void {
    this.#runner.destroy();
  }

  /**
   * Up to 16 requests that decode, at contexts from the first position to the last (what their earlier positions hold matters to
   * nobody else), and longer prefills for the rows that remain.
   */
  #mates(rows: number, seed: number): StepSlice[] {
    const single = Math.min(rows, MATES_DECODING);
    const lengths = Array<number>(single).fill(1);
    for (let left = rows - single; left > 0; left -= this.#positions)
      lengths.push(Math.min(left, this.#positions));
    return lengths.map((length, i) => ({
      request: `mate${i}`,
      start: length === 1 ? mixBits(seed * 100 + i) % this.#positions : 0,
      tokens: this.tokens(length, seed * 100 + i + 2),
      blocks: this.blocksOf(i + 1),
      sample: 'last',
    }));
  }
}
