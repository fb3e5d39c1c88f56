import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner, EngineModel } from '../../steps/engine.ts';
import type { KvMove, MovedBlock } from '../../steps/moves.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec } from '../../steps/testing/arms.ts';

/** Tokens of the watched request, over a split's end: all but the last two are its prompt. */
export const LENGTH = 74;
export const PROMPT = LENGTH - 2;
/** Its blocks; a sixth of the pool. */
export const OWN = [7, 2, 9, 4, 0] as const;
export const OTHER = [1, 3, 5, 6, 8] as const;

const LIMITS = {
  ...{ maxSequences: 4, maxTokensPerStep: 72, maxContext: 96, blocks: 30 },
  ...{ hostBlocks: 8, maxSampled: 2 },
};

/** Arms of one model, in which a request's keys and values come about in one way or another before it goes on. */
export class CacheBed {
  readonly #model: EngineModel;
  readonly #vocabulary: number;
  readonly #changes: Partial<ArmSpec>;
  #prompt: readonly Uint8Array[] | null = null;

  constructor(model: EngineModel, vocabulary: number, changes: Partial<ArmSpec> = {}) {
    this.#model = model;
    this.#vocabulary = vocabulary;
    this.#changes = changes;
  }

  /** Opens an arm for as long as `use` takes. */
  async with<T>(use: (arm: ArmRunner) => Promise<T>): Promise<T> {
    const arm = await this.#model.openArm(armSpec({ limits: LIMITS, watchMoves: true, ...this.#changes }));
    try {
      return await use(arm);
    } finally {
      arm.destroy();
    }
  }

  /** The watched prompt's keys and values, in its own blocks or in `blocks`: computed by the first arm, and written into the others. */
  async prompt(arm: ArmRunner, blocks: readonly number[] = OWN): Promise<void> {
    if (this.#prompt) return await arm.writeBlocks!(blocks, this.#prompt);
    await stepped(arm, this.slice(0, PROMPT, blocks));
    this.#prompt = await arm.readBlocks!(blocks);
  }

  /** Tokens of a sequence, those of seed 1 the watched one's. */
  tokens(seed = 1): number[] {
    return Array.from({ length: LENGTH }, (_, i) => (i * 37 + seed * 11 + 5) % this.#vocabulary);
  }

  slice(start: number, end: number, blocks: readonly number[] = OWN, seed = 1): StepSlice {
    const tokens = this.tokens(seed).slice(start, end);
    return { request: `request ${seed}`, start, tokens, blocks, sample: 'last' };
  }
}

/** Runs a step of one slice and tells its logits' digests, of each sampled row. Throws where a logit is none. */
export async function stepped(arm: ArmRunner, slice: StepSlice, ...mates: StepSlice[]): Promise<string> {
  const { samples } = await arm.step({ slices: [slice, ...mates], preempted: [] });
  const own = samples.filter(({ request }) => request === slice.request);
  if (own.some(({ finite }) => !finite)) throw new Error(`${slice.request}: a logit is not finite`);
  return own.map(({ digest }) => digest.join('.')).join(' ');
}

/** The last two tokens one after the other. */
export async function decoded(
  bed: CacheBed,
  arm: ArmRunner,
  blocks: readonly number[] = OWN,
): Promise<string> {
  const first = await stepped(arm, bed.slice(PROMPT, PROMPT + 1, blocks));
  return `${first} ${await stepped(arm, bed.slice(PROMPT + 1, LENGTH, blocks))}`;
}

/** A step that only moves blocks. */
export async function move(arm: ArmRunner, ...moves: KvMove[]): Promise<readonly MovedBlock[]> {
  const { moved = [] } = await arm.step({ slices: [], preempted: [], moves });
  return moved;
}

export const swapOut = (blocks: readonly number[]) =>
  blocks.map((block, host): KvMove => ({ kind: 'swap-out', block, host }));

export const swapIn = (blocks: readonly number[]) =>
  blocks.map((block, host): KvMove => ({ kind: 'swap-in', host, block }));

/** Turns the sign of one number of a block: the lowest that a key of the first layer has. */
export async function flipBit(arm: ArmRunner, block: number): Promise<void> {
  const [bytes] = await arm.readBlocks!([block]);
  bytes[3] ^= 0x80;
  await arm.writeBlocks!([block], [bytes]);
}
