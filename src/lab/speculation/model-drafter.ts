import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec, OwnDecoding } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { type DraftedFrom, draftSeed, probabilities } from '../../steps/rejection.ts';
import type { QueuedRequest } from '../../steps/request.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import type { Speculation } from '../../steps/speculation.ts';
import { type Sample, wholeLogits } from '../../steps/step-output.ts';
import type { StepPlan, StepSlice } from '../../steps/step-plan.ts';
import type { Asked, Drafter, Proposals } from './drafter.ts';

/** Of a request: its place in the cache and the tokens whose keys lie there, drafted ones included. */
interface Cached {
  readonly place: number;
  tokens: number[];
}

/** Tokens that a request is to be fed next, behind those that are cached. */
interface Pending {
  readonly id: string;
  readonly cached: Cached;
  /** Its own; null: the arm's. */
  readonly decoding: OwnDecoding | null;
  fed: readonly number[];
}

/**
 * A model that drafts for another: an arm of its own on the same engine, with keys and values of its own. It catches up with what was
 * accepted, keeps of its cache what still stands in the request's text, and drafts for all requests together, each at its own position.
 */
export class ModelDrafter implements Drafter {
  readonly #runner: ArmRunner;
  readonly #spec: ArmSpec;
  /** Whether it is told what its tokens were drawn from. */
  readonly #draws: boolean;
  readonly #cached = new Map<string, Cached>();

  constructor(runner: ArmRunner, spec: ArmSpec) {
    this.#runner = runner;
    this.#spec = spec;
    this.#draws = spec.logits?.withSteps ?? true;
  }

  async propose(asked: readonly Asked[], running: ReadonlySet<string>): Promise<Proposals> {
    const left = [...this.#cached.keys()].filter((id) => !running.has(id));
    for (const id of left) this.#cached.delete(id);
    if (left.length > 0) this.#runner.forget?.(left);
    const steps: StepPlan[] = [];
    const of = new Map<string, { tokens: number[]; from: DraftedFrom[] }>();
    const { maxContext } = this.#spec.limits;
    const within = asked.filter(({ request, k }) => request.tokens.length + k - 1 <= maxContext);
    let pending = within.map(({ request }) => this.#behind(request));
    const most = new Map(within.map(({ request, k }) => [request.id, k]));
    while (pending.length > 0) {
      const samples = await this.#feed(pending, steps);
      const next: Pending[] = [];
      for (const { id, cached, decoding } of pending) {
        const sample = samples.get(id)!;
        if (!sample.finite) continue;
        const draft = of.get(id) ?? { tokens: [], from: [] };
        of.set(id, draft);
        draft.tokens.push(sample.token);
        draft.from.push(this.#draws ? this.#drawnFrom(sample, decoding) : null);
        if (draft.tokens.length < most.get(id)!) next.push({ id, cached, decoding, fed: [sample.token] });
      }
      pending = next;
    }
    return { of, steps };
  }

  close(): void {
    this.#runner.destroy();
  }

  /** Rolled back to what still stands, its last token aside: that one is fed again for what follows it. */
  #behind({ id, decoding: own, ...request }: QueuedRequest): Pending {
    const tokens = request.tokens.slice();
    const cached = this.#cached.get(id) ?? { place: this.#freePlace(), tokens: [] };
    this.#cached.set(id, cached);
    let same = 0;
    while (same < tokens.length - 1 && cached.tokens[same] === tokens[same]) same++;
    cached.tokens.length = same;
    const decoding = own && { ...own, seed: this.#draws ? draftSeed(own.seed) : own.seed };
    return { id, cached, decoding, fed: tokens.slice(same) };
  }

  #freePlace(): number {
    const taken = new Set([...this.#cached.values()].map(({ place }) => place));
    let place = 0;
    while (taken.has(place)) place++;
    return place;
  }

  /** Feeds all to their last token, in as few steps as there is room in; each one's sample of that token. */
  async #feed(pending: readonly Pending[], steps: StepPlan[]): Promise<Map<string, Sample>> {
    const samples = new Map<string, Sample>();
    for (let left = pending; left.length > 0; left = left.filter(({ fed }) => fed.length > 0)) {
      const plan = this.#planOf(left);
      steps.push(plan);
      const output = await this.#runner.step(plan);
      for (const sample of output.samples) samples.set(sample.request, sample);
    }
    return samples;
  }

  #planOf(pending: readonly Pending[]): StepPlan {
    let { maxTokensPerStep: rows, maxContext } = this.#spec.limits;
    const slices: StepSlice[] = [];
    for (const each of pending) {
      const tokens = each.fed.slice(0, rows);
      if (tokens.length === 0) break;
      const { cached, id, decoding } = each;
      const start = cached.tokens.length;
      const first = cached.place * blocksFor(maxContext);
      const blocks = Array.from({ length: blocksFor(start + tokens.length) }, (_, i) => first + i);
      cached.tokens.push(...tokens);
      each.fed = each.fed.slice(tokens.length);
      rows -= tokens.length;
      const sample = each.fed.length === 0 ? 'last' : 'none';
      slices.push({ request: id, start, tokens, blocks, sample, ...(decoding && { decoding }) });
    }
    return { slices, preempted: [] };
  }

  #drawnFrom(sample: Sample, own: OwnDecoding | null): DraftedFrom {
    const { temperature } = own ?? this.#spec.decoding;
    if (temperature === 0) return null;
    return probabilities(wholeLogits(sample), temperature, mathOf(this.#spec.kernels));
  }
}

/**
 * The arm that a draft model runs: as the one it drafts for, with a place for each of its requests. Where drafts are to be accepted by what
 * the target chooses itself, it draws with the same noise, which makes it choose alike as often as can be; by rejection, with noise of its own.
 */
export function draftSpec(target: ArmSpec, { draft, accept }: Speculation, maxPositions: number): ArmSpec {
  const { own: _, speculation: __, logits: ___, ...spec } = target;
  const { maxSequences, maxTokensPerStep, maxContext } = target.limits;
  const reach = Math.min(maxContext, maxPositions);
  const { temperature, seed } = target.decoding;
  return {
    ...spec,
    name: `${target.name} (${draft})`,
    decoding: { temperature, seed: accept === 'rejection' ? draftSeed(seed) : seed },
    serving: DEFAULT_SERVING,
    limits: { maxSequences, maxTokensPerStep, maxContext: reach, blocks: maxSequences * blocksFor(reach) },
    ...(accept === 'coupled' && { logits: { of: [], withSteps: false } }),
  };
}
